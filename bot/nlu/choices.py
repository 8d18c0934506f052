"""Which of several things on offer is meant when none is named: "the cheapest", "la segunda", "o mais barato".

"The first" of a month or a week, "the first floor" and "a segunda" behind another weekday are no choice.
"""

from __future__ import annotations

import re

from .text import fold

_THANKS = r"(?:[ ,]+(?:nao )?(?:thanks|thank you|ta|gracias|obrigad[oa]|merci|danke|grazie|por favor|please|bitte|svp|per favore))*"
_NONE = (
    r"nothing|none|no extras|nothing (?:else|more)|that'?s (?:all|it)|that is all|no more|none of (?:them|those|these|the above)|neither(?: of (?:them|those|the two))?|"
    r"(?:no quiero |no queremos )?nada(?: mas)?|ningun[oa]?(?: de (?:las|los|ellas|ellos|esas|esos|estas|estos)(?: dos)?)?|ningun extra|eso es todo|asi esta bien|sin extras?|"
    r"sem extras?|(?:nao quero |nao queremos )?(?:mais )?nada(?: mais)?|so isso|e tudo|nenhuma?(?: d[oa]s (?:dois|duas)| del[ea]s)?|nenhum extra|"
    r"sans (?:supplements?|extras?|options?|rien)|rien(?: d'autre| de plus| du tout)?|c'est tout|aucune?(?: des deux| de ces\w*| d'eux)?|ni l'une? ni l'autre|aucun supplement|"
    r"ohne (?:extras|zusatz\w*)|nichts(?: weiter\w*| mehr| sonst| davon)?|das ist alles|das wars|das war's|keine?[srn]?(?: von beiden| davon| der beiden)?|keine extras|"
    r"senza (?:extra|supplementi|niente)|niente(?: altro)?|nient'altro|e tutto|nessun[oa](?: dei due| delle due| di (?:questi|queste))?|nessun (?:extra|supplemento)"
)
_ORDINALS = (
    ("last", r"last|latter|ultim[oa]|derniere?|letzte\w*"),
    (
        "first",
        r"first|1st(?= (?:one|option|choice|room))|former|primer[oa]?|1[aoª]|primeir[oa]|premiere?|1ere?|erste\w*|prim[oa]",
    ),
    (
        "second",
        r"second|2nd(?= (?:one|option|choice|room))|segund[oa]|2[aoª]|deuxieme|2e(?:me)?|seconde|zweite\w*|second[oa]",
    ),
    (
        "third",
        r"third|3rd(?= (?:one|option|choice|room))|tercer[oa]?|3[aoª]|terceir[oa]|troisieme|3e(?:me)?|dritte\w*|terz[oa]",
    ),
)
_ARTICLE = r"(?:the|la|el|o|a|le|il|die|das|der|den|l') ?"
_NOUN = r"(?:one|option|choice|room|offer|opcion|opcao|proposta|oferta|habitacion|quarto|chambre|zimmer|camera|angebot|variante|opzione|offerta|propuesta|proposition)"
_MONTH = r"(?:jan|feb|fev|mar[szc]|apr|abr|avr|mai|may|mag|jun|juin|jui|giu|jul|lug|aug|ago|aou|sep|set|oct|okt|out|ott|nov|dec|dez|dic|ene|gen)\w*"
_COUNTS_ELSE = re.compile(
    rf"^[ -]*(?:(?:of|de|di|do|da|del|della|d'|d|im|in|en) (?!the|la|las|los|todas|todos|lista|list|these|those|them|estas|ces|queste)|feira|{_MONTH}\b|week\w*|days?\b|nights?|month|floor|time|visit|"
    r"semana|fin |finde|dia|noche|mes|piso|planta|vez|noite|andar|dimanche|samedi|quinzaine|quincena|quinzena|train\b|bus\b|zug\b|tren\b|treno|metro|semaine|week-?end|jour|nuit|mois|etage|fois|"
    r"\w*woche\w*|tag\b|nacht|monat|stock\w*|etage|mal\b|settiman\w+|fine|giorno|notte|mese|piano|volta|name|nombre|nome|nom\b|stop|thing|cosa)"
)
"""What stands behind an ordinal that counts something else than what was offered."""
_LED_ELSE = re.compile(
    r"\b(?:from|to|until|till|on|by|between|desde|hasta|ate|na|no|da|de|vom|bis|am|zum|dal|al|du|au|depuis|jusqu'au|and|saio|sair|saimos|chego|chegar|chegamos|dia|"
    r"segunda|terca|quarta|quinta|sexta|sabado|domingo|feira|not|nicht|pas|non|except|menos|salvo) ?(?:zum |the )?$"
)
_NUMBERED = {
    "first": r"1|one|uno?|una|um|uma|une|eins|ein",
    "second": r"2|two|dos|dois|duas|deux|zwei|due",
    "third": r"3|three|tres|trois|drei|tre",
}
_NUMBER_NOUN = r"(?:option|opcion|opcao|opzione|choice|number|numero|nummer|num|nr|n[º°]|variante)"
_WHOLE_ANSWER = r"^\W*(?:{})" + _THANKS + r"\W*$"

_CHEAPEST = (
    r"cheapest|least (?:expensive|pricey|costly)|lowest (?:price|rate)|best price|the cheaper\b|mas (?:barat(?:[oa]|it[oa])|economic[oa])\b|menos car[oa]|mejor precio|menor prec\w+|"
    r"mais barat(?:[oa]|inh[oa])\b|mais em conta|mais economic[oa]|melhor preco|moins cher\w*|plus (?:economique|abordable)|meilleur prix|"
    r"(?:preis)?gunstigste\w*|billigste\w*|preiswerteste\w*|(?:das|die|der) (?:gunstigere|billigere)|piu (?:economic|convenient)\w+|meno car[oa]|miglior prezzo|prezzo piu basso"
)
_DEAREST = (
    r"(?:the )?most expensive|the (?:more expensive|dearer)|dearest|best room|nicest|mas car[oa]|mejor habitacion|mais car[oa]|melhor quarto|"
    r"(?:la|le) plus chere?|plus chere?|meilleure chambre|teuerste\w*|(?:das|die) teurere|beste\w* zimmer|piu car[oa]|camera migliore"
)
_PRICED = (
    ("cheapest", re.compile(rf"\b(?:{_CHEAPEST})(?:\b|$)")),
    ("dearest", re.compile(rf"\b(?:{_DEAREST})\b")),
)
_CHEAP_ONE = re.compile(
    _WHOLE_ANSWER.format(r"(?:the cheap(?: one)?|la barata|el barato|a barata|o barato|la economica)")
)
_NO_ONE = re.compile(_WHOLE_ANSWER.format(rf"(?:(?:no|nope|nah|nao|non|nein|ok)[ ,]+)?(?:{_NONE})"))
_PLACED = tuple((name, re.compile(rf"\b{_ARTICLE}(?:{words})\b(?: {_NOUN}\b)?")) for name, words in _ORDINALS)
_BARE = tuple(
    (name, re.compile(_WHOLE_ANSWER.format(rf"(?:first|second|third|last)?(?<={english})(?: {_NOUN})?")))
    for name, english in (("first", "first"), ("second", "second"), ("third", "third"), ("last", "last"))
)
_NUMBERS = tuple(
    (
        name,
        re.compile(
            _WHOLE_ANSWER.format(
                rf"(?:{_ARTICLE})?{_NUMBER_NOUN}\.? ?(?:{words})|(?:la|die|das|a) (?:{words[:1]})"
            )
        ),
    )
    for name, words in _NUMBERED.items()
)
_REFUSED = re.compile(r"\b(?:not|nicht|pas|non|no|nao)(?: \w+)? $")
_NOTHING_MORE = re.compile(
    r"^(?:(?:ok|okay|no|nah|nope|vale|bueno|bom|worries|problem|thanks|thank you|gracias|obrigad[oa]|merci|danke|grazie)[ ,.!]+)*(?:nothing extra|no extras?|none of (?:that|those|them|these)|nothing for me|"
    r"nada(?: mas| extra)?|nada,? sin extras|nao (?:e preciso|precisa|quero)(?: de)? (?:mais )?nada(?: mais)?|no (?:hace falta|necesito|quiero|queremos) nada(?: mas)?|rien (?:de plus|d'autre)|pas besoin|nichts (?:weiter|davon|extra)|niente (?:di piu|extra))"
    r"(?:[ ,]+(?:thanks|thank you|gracias|obrigad[oa]|merci|danke|grazie|por favor|please))?\W*$"
)
_DAYS = (
    ("earlier", r"^(?:\w+[ ,]+){0,2}?(?:the earlier(?: one| date)?|el (?:mas pronto|anterior)|o (?:mais cedo|anterior)|le plus tot|den frueren|den fruheren|quello prima)\W*$"),
    ("later", r"^(?:\w+[ ,]+){0,2}?(?:the (?:later|next|other)(?: one| date)?|(?:el|la) (?:que viene|siguiente|proxim[oa]|otr[oa]|de despues)|(?:o|a) (?:que vem|proxim[oa]|seguinte|outr[oa]|de depois)|"
     r"(?:le|la) (?:prochaine?|suivante?|plus tard)|l'autre|(?:der|das|den|die) (?:nachste\w*|spatere\w*|andere\w*)|(?:il|la|quello) (?:prossim[oa]|dopo|successiv[oa])|l'altr[oa])(?: (?:please|por favor|bitte|svp|per favore|mejor|then|entonces|entao))?\W*$"),
    (
        "later",
        r"(?:the )?later (?:one|date|day)|the (?:following|next) one|the one after|the week after|(?:el|la) (?:siguiente|de despues|posterior|de la (?:semana|otra semana)? ?(?:siguiente|que viene|despues))|"
        r"(?:o|a) (?:seguinte|de depois|da semana (?:seguinte|que vem|depois)|mais tarde)|(?:celui|celle|le|la|l'autre) ?(?:d'apres|suivante?|plus tard|de la semaine (?:d'apres|suivante|prochaine))|"
        r"(?:der|die|das|den|am) (?:spatere[nrs]?|darauffolgende[nrs]?|ubernachste[nrs]?)|(?:in der |die )?woche (?:drauf|darauf|danach|spater)|"
        r"quell[oa] (?:dopo|successiv[oa]|seguente|dell(?:a|'altra) settimana (?:dopo|successiva|prossima|seguente))|il successivo|piu (?:in la|avanti|tardi)",
    ),
    (
        "earlier",
        r"(?:the )?(?:earlier|sooner|nearer|closest) one|the one this week|(?:el|la) (?:mas (?:cercan[oa]|pronto|temprano)|de esta semana|de antes|mas proxim[oa])|(?:o|a) (?:mais (?:cedo|proxim[oa])|desta semana|de antes)|"
        r"(?:celui|celle|le|la) (?:d'avant|de cette semaine|plus tot|plus proche|qui vient)|le plus tot|"
        r"(?:der|die|das|den|am) (?:fruhere[nrs]?|nahere[nrs]?|in dieser woche)|diese woche|quell[oa] (?:prima|di questa settimana|piu vicin[oa]|che viene)|il piu vicino",
    ),
)  # fmt: skip
"""Of days offered, the nearer and the further; the first of these that fits is meant."""
_OF_DAYS = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _DAYS)
_SHORT = 80


def find_choice(text: str) -> str | None:
    """ "cheapest", "dearest", "first", "second", "third", "last", "earlier", "later" (of days), "none"; None in a long message, which names what it means."""
    if len(text) > _SHORT:
        return None
    folded = fold(text)
    if _NO_ONE.search(folded) or _NOTHING_MORE.search(folded):
        return "none"
    for name, words in _PRICED:
        found = words.search(folded)
        if found and not _REFUSED.search(re.sub(rf"{_ARTICLE}$", "", folded[: found.start()])):
            return name
    if _CHEAP_ONE.search(folded):
        return "cheapest"
    for name, words in (*_OF_DAYS, *_BARE, *_NUMBERS):
        if words.search(folded):
            return name
    named = {name for name, words in _PLACED for found in words.finditer(folded) if _is_placed(folded, found)}
    return named.pop() if len(named) == 1 else None


def _is_placed(folded: str, found: re.Match[str]) -> bool:
    return not (_LED_ELSE.search(folded[: found.start()]) or _COUNTS_ELSE.match(folded[found.end() :]))
