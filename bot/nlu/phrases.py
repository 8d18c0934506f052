"""Everyday words of guests, one line a phrase, that teach the language vote beside the labelled examples of data/nlu.

They give a language a voice before anyone has labelled intents for it, and hold the little words that short messages
are made of. Intents are not learnt from here.
"""

from __future__ import annotations

PHRASES = {
    "en": """
hi there, how are you doing? | hello, good morning | good evening | thanks a lot | thank you very much | see you soon, bye | yes please | no thanks, not now | that's all right
I would like to book a room for two people | do you have anything available next week? | we are arriving late in the evening | how much does it cost per night | could you tell me the price
is breakfast included in the rate? | what time can we check in | where is the hotel exactly | can I bring my dog with me | do you have a swimming pool and a gym | is there parking nearby
I need to cancel my reservation | please change the dates of my booking | we want to stay one more night | my name is on the booking | what is your phone number | send it by email
the room was not clean | there is no hot water | the air conditioning is broken | it is too noisy | can someone help me with this? | I want to speak to a person
two adults and one child | from Friday until Sunday | tomorrow night | next weekend | in the first week of December | for three nights | just me | with a sea view | the cheapest one you have
which rooms do you have? | what's the difference between them | I don't know yet | sounds good to me | go ahead | never mind | wait a moment | let me think about it | I have already paid
we will be there at about six | it's our wedding anniversary | my wife and I | the children are four and seven | anything else? | are you still there | who are you | it doesn't matter
is it possible to leave the luggage | how far is the beach from there | can we have dinner | what do you recommend | I'm looking for a quiet place | does it have a balcony | with or without
should I pay now or when we get there | has my payment gone through | I'd rather have another one | of course | sure thing | alright then | maybe later | not really | I guess so
today | tomorrow | yesterday | morning | afternoon | please | sorry | thanks | bye | hello | help | cheap | expensive | free | full | weekend | night | nights | week | days | adults | children | people
the | and | with | without | which | what | when | where | how | who | why | this | that | these | those | there | here | have | has | would | should | could | they | their | your | our
""",
    "es": """
hola, ¿qué tal? | buenos días | buenas tardes, quería preguntar una cosa | muchas gracias | hasta luego | sí, por favor | no, gracias | está bien así | de acuerdo | vale, perfecto
quisiera reservar una habitación para dos personas | ¿tienen algo disponible la semana que viene? | llegamos tarde por la noche | ¿cuánto cuesta por noche? | ¿me puede decir el precio?
¿el desayuno está incluido en la tarifa? | ¿a qué hora podemos entrar? | ¿dónde está el hotel? | ¿puedo llevar a mi perro? | ¿hay piscina y gimnasio? | ¿hay aparcamiento cerca?
necesito cancelar mi reserva | cambien las fechas por favor | queremos quedarnos una noche más | la reserva está a mi nombre | ¿cuál es su teléfono? | envíelo por correo
la habitación no estaba limpia | no hay agua caliente | el aire acondicionado está roto | hay mucho ruido | ¿alguien me puede ayudar con esto? | quiero hablar con una persona
dos adultos y un niño | desde el viernes hasta el domingo | mañana por la noche | el próximo fin de semana | la primera semana de diciembre | por tres noches | solo yo | con vistas al mar
¿qué habitaciones hay? | ¿qué diferencia tienen? | todavía no lo sé | me parece bien | adelante | da igual | espere un momento | déjeme pensarlo | ya he pagado | la más barata que tengan
estaremos allí sobre las seis | es nuestro aniversario de boda | mi mujer y yo | los niños tienen cuatro y siete años | ¿algo más? | ¿sigue ahí? | ¿quién eres? | no importa | che, ¿tenés lugar?
¿se puede dejar el equipaje? | ¿a cuánto queda la playa de ahí? | ¿podemos cenar? | ¿qué me recomienda? | busco un lugar tranquilo | ¿tiene balcón? | con o sin | ¿ustedes tienen alberca?
¿pago ahora o cuando lleguemos? | ¿les llegó mi pago? | prefiero otra | por supuesto | claro que sí | bueno, entonces | quizás más tarde | la verdad que no | supongo que sí | ¿querés que te mande los datos?
hoy | mañana | ayer | tarde | por favor | perdón | gracias | chau | adiós | ayuda | barato | caro | libre | lleno | fin de semana | noche | noches | semana | días | adultos | niños | personas | cuántos
el | la | los | las | y | con | sin | cuál | qué | cuándo | dónde | cómo | quién | por qué | este | esa | aquí | allí | tengo | tiene | hay | quiero | ellos | su | nuestro | del | al | muy | pero | también
""",
    "pt": """
olá, tudo bem? | bom dia | boa tarde, queria perguntar uma coisa | muito obrigado | até logo | sim, por favor | não, obrigada | está bem assim | de acordo | tá bom, perfeito
gostaria de reservar um quarto para duas pessoas | vocês têm algo disponível na semana que vem? | chegamos tarde da noite | quanto custa por noite? | pode me dizer o preço?
o café da manhã está incluído na tarifa? | a que horas podemos entrar? | onde fica o hotel? | posso levar o meu cachorro? | tem piscina e academia? | há estacionamento perto?
preciso cancelar minha reserva | mudem as datas por favor | queremos ficar mais uma noite | a reserva está no meu nome | qual é o telefone de vocês? | envie por e-mail
o quarto não estava limpo | não há água quente | o ar condicionado está avariado | há muito barulho | alguém pode me ajudar com isto? | quero falar com uma pessoa
dois adultos e uma criança | de sexta até domingo | amanhã à noite | no próximo fim de semana | na primeira semana de dezembro | por três noites | só eu | com vista para o mar
que quartos vocês têm? | qual a diferença entre eles? | ainda não sei | parece-me bem | pode avançar | tanto faz | espere um momento | deixe-me pensar | já paguei | o mais barato que tiverem
estaremos aí por volta das seis | é o nosso aniversário de casamento | minha mulher e eu | as crianças têm quatro e sete anos | mais alguma coisa? | ainda está aí? | quem é você? | não importa
dá para deixar a bagagem? | a quanto fica a praia daí? | podemos jantar? | o que me recomenda? | procuro um lugar tranquilo | tem varanda? | com ou sem | o pequeno-almoço está incluído?
pago agora ou quando chegarmos? | receberam o meu pagamento? | prefiro outro | com certeza | claro que sim | então está bem | talvez mais tarde | na verdade não | acho que sim | vocês aceitam cartão?
hoje | amanhã | ontem | tarde | por favor | desculpe | obrigado | obrigada | tchau | adeus | ajuda | barato | caro | livre | cheio | fim de semana | noite | noites | semana | dias | adultos | crianças | pessoas | quantos
o | a | os | as | e | com | sem | qual | que | quando | onde | como | quem | por que | este | essa | aqui | ali | tenho | tem | há | quero | eles | seu | nosso | do | da | ao | no | na | muito | mas | também | não
""",
    "fr": """
bonjour, comment allez-vous ? | bonsoir | salut, j'aurais une question | merci beaucoup | au revoir | oui, s'il vous plaît | non merci | ça va comme ça | d'accord | très bien, parfait
je voudrais réserver une chambre pour deux personnes | avez-vous quelque chose de libre la semaine prochaine ? | nous arrivons tard le soir | combien coûte la nuit ? | pouvez-vous me dire le prix ?
le petit déjeuner est-il compris dans le tarif ? | à quelle heure peut-on entrer ? | où se trouve l'hôtel ? | je peux amener mon chien ? | il y a une piscine et une salle de sport ? | y a-t-il un parking à côté ?
je dois annuler ma réservation | changez les dates s'il vous plaît | nous voulons rester une nuit de plus | la réservation est à mon nom | quel est votre numéro de téléphone ? | envoyez-le par mail
la chambre n'était pas propre | il n'y a pas d'eau chaude | la climatisation est en panne | il y a trop de bruit | quelqu'un peut m'aider ? | je veux parler à une personne | je suis très déçu
deux adultes et un enfant | de vendredi à dimanche | demain soir | le week-end prochain | la première semaine de décembre | pour trois nuits | juste moi | avec vue sur la mer | la moins chère
quelles chambres avez-vous ? | quelle est la différence ? | je ne sais pas encore | ça me convient | allez-y | peu importe | attendez un moment | laissez-moi réfléchir | j'ai déjà payé
nous serons là vers six heures | c'est notre anniversaire de mariage | ma femme et moi | les enfants ont quatre et sept ans | autre chose ? | vous êtes toujours là ? | qui êtes-vous ? | ce n'est pas grave
peut-on laisser les bagages ? | la plage est à combien d'ici ? | on peut dîner ? | que me conseillez-vous ? | je cherche un endroit calme | il y a un balcon ? | avec ou sans | est-ce que vous parlez anglais ?
je paie maintenant ou en arrivant ? | avez-vous reçu mon paiement ? | j'en préfère une autre | bien sûr | évidemment | bon alors | peut-être plus tard | pas vraiment | je crois que oui | c'est combien ?
je veux changer ma réservation | on est quatre | est-ce possible d'arriver plus tôt | il reste des chambres ? | vous acceptez la carte bancaire ? | je suis allergique | l'adresse de l'hôtel
aujourd'hui | demain | hier | matin | soir | pardon | merci | salut | aide | pas cher | cher | libre | complet | week-end | nuit | nuits | semaine | jours | adultes | enfants | personnes | combien
le | la | les | et | avec | sans | quel | quoi | quand | où | comment | qui | pourquoi | ce | cette | ici | là | j'ai | a | il y a | je veux | ils | votre | notre | du | au | très | mais | aussi | pas | est
""",
    "de": """
hallo, wie geht es Ihnen? | guten Morgen | guten Abend, ich hätte eine Frage | vielen Dank | auf Wiedersehen | ja, bitte | nein danke | so ist es gut | einverstanden | sehr gut, perfekt
ich möchte ein Zimmer für zwei Personen buchen | haben Sie nächste Woche etwas frei? | wir kommen spät am Abend an | was kostet die Nacht? | können Sie mir den Preis sagen?
ist das Frühstück im Preis inbegriffen? | ab wann können wir einchecken? | wo liegt das Hotel? | darf ich meinen Hund mitbringen? | gibt es ein Schwimmbad und einen Fitnessraum? | gibt es Parkplätze in der Nähe?
ich muss meine Reservierung stornieren | bitte ändern Sie die Daten | wir möchten eine Nacht länger bleiben | die Buchung läuft auf meinen Namen | wie ist Ihre Telefonnummer? | schicken Sie es per E-Mail
das Zimmer war nicht sauber | es gibt kein warmes Wasser | die Klimaanlage ist kaputt | es ist zu laut | kann mir jemand helfen? | ich will mit einem Menschen sprechen | ich bin sehr unzufrieden
zwei Erwachsene und ein Kind | von Freitag bis Sonntag | morgen Abend | nächstes Wochenende | in der ersten Dezemberwoche | für drei Nächte | nur ich | mit Meerblick | das günstigste
welche Zimmer haben Sie? | was ist der Unterschied? | das weiß ich noch nicht | das passt mir | nur zu | egal | einen Moment bitte | lassen Sie mich überlegen | ich habe schon bezahlt
wir sind gegen sechs da | es ist unser Hochzeitstag | meine Frau und ich | die Kinder sind vier und sieben | noch etwas? | sind Sie noch da? | wer sind Sie? | macht nichts
kann man das Gepäck dort lassen? | wie weit ist es zum Strand? | können wir zu Abend essen? | was empfehlen Sie? | ich suche einen ruhigen Ort | hat es einen Balkon? | mit oder ohne | sprechen Sie Deutsch?
zahle ich jetzt oder bei der Ankunft? | ist meine Zahlung angekommen? | ich hätte lieber ein anderes | natürlich | klar doch | na gut | vielleicht später | eigentlich nicht | ich glaube schon | wie teuer ist das?
ich will meine Buchung ändern | wir sind zu viert | kann ich früher anreisen | ist noch etwas frei? | nehmen Sie Kreditkarten? | ich habe eine Allergie | die Adresse des Hotels | habt ihr WLAN?
heute | morgen | gestern | Abend | bitte | Entschuldigung | danke | tschüss | Hilfe | billig | teuer | frei | ausgebucht | Wochenende | Nacht | Nächte | Woche | Tage | Erwachsene | Kinder | Personen | wie viele
der | die | das | und | mit | ohne | welche | was | wann | wo | wie | wer | warum | dieser | hier | dort | ich habe | hat | gibt es | ich will | sie | ihr | unser | vom | zum | sehr | aber | auch | nicht | ist
""",
    "it": """
ciao, come va? | buongiorno | buonasera, avrei una domanda | molte grazie | arrivederci | sì, per favore | no, grazie | va bene così | d'accordo | benissimo, perfetto
vorrei prenotare una camera per due persone | avete qualcosa di libero la settimana prossima? | arriviamo tardi la sera | quanto costa a notte? | può dirmi il prezzo?
la colazione è compresa nella tariffa? | a che ora possiamo entrare? | dove si trova l'albergo? | posso portare il mio cane? | ci sono piscina e palestra? | c'è un parcheggio vicino?
devo cancellare la mia prenotazione | cambiate le date per favore | vogliamo restare una notte in più | la prenotazione è a mio nome | qual è il vostro telefono? | inviatelo per e-mail
la camera non era pulita | non c'è acqua calda | l'aria condizionata è rotta | c'è troppo rumore | qualcuno può aiutarmi? | voglio parlare con una persona | sono molto deluso
due adulti e un bambino | da venerdì a domenica | domani sera | il prossimo fine settimana | la prima settimana di dicembre | per tre notti | solo io | con vista mare | la più economica
che camere avete? | qual è la differenza? | non lo so ancora | mi sembra giusto | procedi pure | è uguale | aspetti un momento | mi lasci pensare | ho già pagato
saremo lì verso le sei | è il nostro anniversario di matrimonio | mia moglie e io | i bambini hanno quattro e sette anni | qualcos'altro? | è ancora lì? | chi sei? | non importa
si possono lasciare i bagagli? | quanto dista la spiaggia? | possiamo cenare? | cosa mi consiglia? | cerco un posto tranquillo | ha il balcone? | con o senza | parlate italiano?
pago adesso o all'arrivo? | è arrivato il mio pagamento? | ne preferisco un'altra | certo | naturalmente | allora va bene | forse più tardi | non proprio | credo di sì | quanto viene?
voglio cambiare la prenotazione | siamo in quattro | è possibile arrivare prima | ci sono ancora camere? | accettate carte di credito? | sono allergico | l'indirizzo dell'hotel | c'è il wifi?
oggi | domani | ieri | sera | per favore | scusi | grazie | ciao | aiuto | economico | caro | libero | pieno | fine settimana | notte | notti | settimana | giorni | adulti | bambini | persone | quanti
il | lo | la | gli | le | e | con | senza | quale | che | quando | dove | come | chi | perché | questo | qui | lì | ho | ha | c'è | voglio | loro | vostro | nostro | del | al | nella | molto | ma | anche | non | è
""",
}


def seed_examples() -> list[tuple[str, str]]:
    """(phrase, language) pairs."""
    return [
        (phrase.strip(), language)
        for language, listed in PHRASES.items()
        for line in listed.splitlines()
        for phrase in line.split("|")
        if phrase.strip()
    ]
