"""Words that say nothing of what a question is about, by language: without accents, as the matching sees them."""

from __future__ import annotations

_IDLE = {
    "en": (
        "a able about afternoon allowed also am an and any are as ask asking at be been bring but by can come "
        "comes cost costs could d dear did do does evening find for from get give go goes good got had has have "
        "having hello here hey hi how i id if ill im in included is it its just know let like ll look many may me "
        "might mind morning must my need of offer offers ok okay on or our out please possible provide question s "
        "she should so some sorry t take tell than thank thanks that the their them then there these they this "
        "those to u us use ve want was we were what whats when where whether which who will with wonder wondering "
        "would you your yours"
    ),
    "es": (
        "a al algo algun alguna algunas alguno algunos ante aqui asi aun buenas buenos como con cual cuales "
        "cuando cuanta cuantas cuanto cuantos cuesta cuestan de dejais del desde dia dias dime dispone disponeis "
        "disponen donde e el ella ellos en encontrar encuentra encuentro entre era es esa ese eso esta estamos "
        "estan este esto estoy existe favor fue gracias gustaria ha hace hacen han hasta hay haya hola incluida "
        "incluido la las le les llevar lo los mas me mi mis mucho muy necesito noches nos nosotros o ofrece "
        "ofreceis ofrecen os para pero podeis podemos podria podriamos podrian por porque posible pregunta "
        "preguntar puede pueden puedo pues que queremos queria quiero quisiera saber se sea ser si sin sobre son "
        "su sus tambien tardes te teneis tenemos tener tengo tiene tienen traer tu tus un una unas uno unos usted "
        "ustedes vosotros y ya yo"
    ),
    "pt": (
        "a algo algum alguma algumas alguns ao aos aqui as ate boa bom com como custa custam da das de dia "
        "dispoem do dos e ela ele em encontrar encontro era essa esse esta estamos estao este estou eu existe "
        "favor fica ficam foi gostaria gostariamos gostava ha incluida incluido isso isto ja la levar lhe mais "
        "mas me meu minha muito na nas no noite nos nossa nosso o obrigada obrigado oferece oferecem ola onde os "
        "ou para pela pelo pergunta pode podem podemos poderia podia por porque possivel posso preciso quais qual "
        "quando quanta quanto quantos que queria queriamos quero saber sao se sem ser seu sobre sua tambem tarde "
        "te tem temos tenho ter um uma umas uns voce voces"
    ),
    "fr": (
        "a ai aimerais aimerions ainsi alors apporter as au aurais aurait auriez aussi aux avec avez avons besoin "
        "bonjour bonsoir c ca ce cela ces cet cette chez comme comment compris comprise coute coutent d dans de "
        "demander des disposez dites donc du elle en est et etes etre eu existe faire fait faut il ils inclus j "
        "jai je l la le les leur lui m ma mais me merci mes moi mon n ne ni nos notre nous on ont ou par pas peut "
        "peuvent peux plait plus possible pour pouvez pouvons prendre propose proposent proposez puis qu quand "
        "que quel quelle quelles quels question qui s sa salut sans savoir se ses si sommes son sont sur svp t te "
        "tes til toi ton trouve trouver tu un une va vers veux vos votre voudrais voudrions voulais vous y"
    ),
    "de": (
        "abend aber als am an anbieten auch auf aus bei beim bieten bietet bin bitte brauche brauchen brauchte da "
        "danke dann darf das dass dem den der des die dies diese dieser dieses dir doch du durfen durfte ein eine "
        "einem einen einer eines enthalten er es etwas euch euer eure fahrt finde finden frage fragen fur gab "
        "geben geht gern gerne gibt gute guten hab habe haben habt hallo hat hatte hatten ich ihm ihn ihnen ihr "
        "ihre ihrem ihren im in inklusive irgendwo ist ja kann kannst komme kommen kommt konnen konnt konnte "
        "konnten kosten kostet mal man mein meine mich mir mit mitbringen mochte mochten moglich morgen mussen "
        "nach nehmen nur ob oder ohne sehr sein sich sie sind so sollte tag uber um und uns unser unsere "
        "verfugung vom von vor war waren was welche welchem welchen welcher welches wenn wer wie wieviel wir wird "
        "wissen wo wollte wollten wurde wurden zu zum zur"
    ),
    "it": (
        "a abbiamo ad ai al all alla alle allo anche avere avete avrei avremmo bisogno buon buona buonasera "
        "buongiorno c che chi chiedere ci ciao come compreso con cosa costa costano cui da dal dall dalla dalle "
        "dei del dell della delle dello di disponete domanda dove e ed era esiste essere fare farvi favore giorno "
        "gli grazie ha hanno ho i il in inclusa incluso io l la le lei lo loro ma me mi mia mie miei mio ne nei "
        "nel nella nelle no noi nostra nostro o offre offrite per perche piacere piu poi portare possiamo "
        "possibile posso potete potrebbe potrei potremmo prendere prendiamo puo qual quale quali quando quanta "
        "quanti quanto quelle quello questa questo qui sapere se sei sera serve servirebbe si sia siamo siete "
        "solo sono sta su sua sul sulla suo tra trova trovare trovo tu un una uno vi voi volevo vorrei vorremmo "
        "vostra vostro"
    ),
}
_LIGHT = (
    "aufenthalt camera camere casa chambre chambres clients cuarto cuartos estadia estancia gaste guest guests "
    "habitacion habitaciones haus hospedes hostal hotel hotels house huespedes maison ospiti posada quarto "
    "quartos room rooms sejour soggiorno stay zimmer"
)

IDLE: dict[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _IDLE.items()}
"""Of which nothing is asked."""
LIGHT: frozenset[str] = frozenset(_LIGHT.split())
"""Of which much is asked: they say little, but not nothing."""
