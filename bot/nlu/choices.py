"""Which of several things on offer is meant when none is named: "the cheapest", "la segunda", "o mais barato"."""

from __future__ import annotations

import re

from .text import fold

_CHOICES = (
    (
        "cheapest",
        r"cheapest|least expensive|lowest price|best price|mas barat[oa]|mas economic[oa]|menos car[oa]|mejor precio|"
        r"mais barat[oa]|mais em conta|mais economic[oa]|melhor preco|moins chere?|meilleur prix|"
        r"gunstigste\w*|billigste\w*|preiswerteste\w*|piu economic[oa]|meno car[oa]|miglior prezzo",
    ),
    (
        "dearest",
        r"most expensive|dearest|best room|nicest|mas car[oa]|mejor habitacion|mais car[oa]|melhor quarto|"
        r"plus chere?|meilleure chambre|teuerste\w*|beste\w* zimmer|piu car[oa]|camera migliore",
    ),
    (
        "none",
        r"^\W*(?:nothing|none|no extras|nothing (?:else|more)|that'?s (?:all|it)|that is all|no more|nada|nada mas|ningun[oa]?|eso es todo|"
        r"asi esta bien|sin extras|sem extras|ohne (?:extras|zusatz\w*)|sans (?:supplements?|extras?|options?|rien)|senza (?:extra|supplementi|niente)|nada mais|so isso|e tudo|nenhum[a]?|mais nada|rien(?: d'autre)?|c'est tout|nichts|das ist alles|"
        r"niente(?: altro)?|e tutto)(?:[ ,]+(?:thanks|thank you|gracias|obrigad[oa]|merci|danke|grazie|por favor|please))?\W*$",
    ),
    ("none", r"^(?:(?:ok|okay|no|nah|nope|vale|bueno|bom|worries|problem|thanks|thank you|gracias|obrigad[oa]|merci|danke|grazie)[ ,.!]+)*(?:nothing extra|no extras?|none of (?:that|those|them|these)|nothing for me|"
     r"nada(?: mas| extra)?|nada,? sin extras|nao (?:e preciso|precisa|quero)(?: de)? (?:mais )?nada(?: mais)?|no (?:hace falta|necesito|quiero|queremos) nada(?: mas)?|rien (?:de plus|d'autre)|pas besoin|nichts (?:weiter|davon|extra)|niente (?:di piu|extra))"
     r"(?:[ ,]+(?:thanks|thank you|gracias|obrigad[oa]|merci|danke|grazie|por favor|please))?\W*$"),
    ("earlier", r"^(?:\w+[ ,]+){0,2}?(?:the earlier(?: one| date)?|the former|el (?:mas pronto|anterior)|o (?:mais cedo|anterior)|le plus tot|den frueren|den fruheren|quello prima)\W*$"),
    ("later", r"^(?:\w+[ ,]+){0,2}?(?:the (?:later|latter|next|other)(?: one| date)?|(?:el|la) (?:que viene|siguiente|proxim[oa]|otr[oa]|de despues)|(?:o|a) (?:que vem|proxim[oa]|seguinte|outr[oa]|de depois)|"
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
    ("last", r"(?:the|la|el|o|a|le|die|das|der|l')\s?(?:last|ultim[oa]|derniere?|letzte\w*)(?: one)?"),
    ("first", r"(?:the|la|el|o|a|le|il|die|das|der) (?:first|primer[oa]?|primeir[oa]|premiere?|erste\w*|prim[oa])(?: one)?"),
    ("second", r"(?:the|la|el|o|a|le|il|die|das|der) (?:second|segund[oa]|deuxieme|zweite\w*|second[oa])(?: one)?"),
    ("third", r"(?:the|la|el|o|a|le|il|die|das|der) (?:third|tercer[oa]?|terceir[oa]|troisieme|dritte\w*|terz[oa])(?: one)?"),
)  # fmt: skip
_NAMED = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _CHOICES)
_SHORT = 80


def find_choice(text: str) -> str | None:
    """ "cheapest", "dearest", "first", "second", "third", "last", "earlier", "later" (of days), "none"; None in a long message, which names what it means."""
    if len(text) > _SHORT:
        return None
    folded = fold(text)
    return next((name for name, words in _NAMED if words.search(folded)), None)
