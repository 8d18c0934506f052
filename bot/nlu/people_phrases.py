"""Phrases by which guests change who was named before, in all six languages at once: a folded text holds one of them or none."""

from __future__ import annotations

import re

from .text import split

COUNTS = {
    "1": 1, "one": 1, "an": 1, "a": 1, "un": 1, "una": 1, "uno": 1, "um": 1, "uma": 1, "une": 1, "ein": 1, "eine": 1, "einer": 1, "eins": 1, "un'": 1,
    "2": 2, "two": 2, "dos": 2, "dois": 2, "duas": 2, "deux": 2, "zwei": 2, "zwo": 2, "due": 2,
    "3": 3, "three": 3, "tres": 3, "trois": 3, "drei": 3, "tre": 3, "4": 4, "four": 4, "cuatro": 4, "quatro": 4, "quatre": 4, "vier": 4, "quattro": 4,
    "5": 5, "five": 5, "cinco": 5, "cinq": 5, "funf": 5, "cinque": 5, "6": 6, "six": 6, "seis": 6, "sechs": 6, "sei": 6,
    "7": 7, "seven": 7, "siete": 7, "sete": 7, "sept": 7, "sieben": 7, "sette": 7, "8": 8, "eight": 8, "ocho": 8, "oito": 8, "huit": 8, "acht": 8, "otto": 8,
}  # fmt: skip
ANY_COUNT = "(" + "|".join(sorted(COUNTS, key=len, reverse=True)) + ")"
COUNT = f"(?P<count>{ANY_COUNT[1:-1]})"

_LATER = (
    r"pas|plus|mas|mais|mehr|mit|piu|after all|any ?more|al final|afinal|finalement|alla fine|ya|either|leider|sadly|unfortunately|"
    r"desgraciadamente|lamentablemente|purtroppo|malheureusement|infelizmente|this time|doch|nun|jetzt|now|com a gente|conosco|con nosotros|with us|avec nous|con noi"
)
_ENDS = rf"(?=(?: (?:{_LATER}))* *(?:$|[.,;:!)\n-]|(?:because|as|so|porque|pues|weil|parce|car|perche|y|and|et|und|also|que)\b))"
_COMES_NOT = (
    r"(?:can'?t|cannot|can not|won'?t|isn'?t|is not|aren'?t|are not|not) (?:be )?(?:come|coming|make it|join|joining)|(?:cancel(?:s|led|ed)|drop(?:s|ped) out|pulled out)|"
    r"se ca(?:e|en|yo|yeron)|se baja[n]?|se raja[n]?|(?:bailed|backed) out|(?:is|are) out|ne (?:sera|seront) pas la|(?:n'est|ne sont) plus la|springt ab|springen ab|(?:ist|sind) raus|(?:fallt|fallen) weg|"
    r"si tira(?:no)? indietro|saiu fora|furou|no (?:puede|pueden|podra|podran|va|van)(?: a)?(?: venir| ir| acompanarnos)?|(?:ya )?no (?:viene|vienen|vendra|vendran)|se ha caido|cancelo|"
    r"(?:ja )?nao (?:vem|vai|vao|pode|podem|podera)(?: mais)?(?: vir| ir)?|desistiu|cancelou|desistiram|"
    r"(?:ne |n')?(?:vient|viennent|viendra|viendront|peut|peuvent|pourra) (?:plus|pas)(?: venir)?|annule|se desiste|"
    r"(?:sagt|sagte) (?:\w+ ){0,3}ab|abgesagt|k(?:ommt|ommen|ann|onnen) (?:\w+ ){0,3}nicht(?: mit)?(?: mit| kommen| mitkommen)?|fallt aus|"
    r"nn?(?:on)? (?:viene|vengono|verra|verranno|puo|possono|potra)(?: piu)?(?: venire)?|da forfait|rinuncia"
)
_STAYS_AWAY = (
    r"(?:stays?|staying) (?:at )?home|(?:stays?|staying) with (?!us|me|you)|se (?:queda|quedan) (?:en casa|con (?!nosotros|ustedes|vosotros))|(?:fica|ficam) (?:em casa|com (?!a gente|nos))|"
    r"(?:reste|restent) (?:a la maison|chez (?!vous)|avec (?!nous|moi|vous))|(?:bleibt|bleiben) (?:daheim|zu hause|zuhause|bei (?!uns|mir|euch|ihnen))|(?:resta|restano|rimane|rimangono) (?:a casa|con (?!noi|me|voi))"
)
EXCUSE = re.compile(rf"\b(?:(?:{_COMES_NOT}){_ENDS}|(?:{_STAYS_AWAY}))")
"""Somebody stays away."""

STAYS_AWAY = re.compile(rf"\b(?:{_COMES_NOT}|{_STAYS_AWAY})\b")
"""The same before other words: how many they are, why."""

COMES = re.compile(
    r"\b(?:vendrian?|vendriamos|viriam?|viendrai(?:t|ent)|verrebber?o?|(?:wurden?|mochten?) (?:\w+ )?(?:mitkommen|mitfahren)|comes?|coming|come along|venir|vir|venire|mitkommen|mitkommt|mitreisen|joins?|joining|vienen?|vendran?|se (?:une|apunta)n?|vem|vao|vai|vira|vient|viennent|viendra|rejoint|kommt|kommen|dabei|verra|vengono|si unisce)\b"
)
JOINS = re.compile(
    r"\b(?:joins us|joining us|is joining|are joining|se (?:suman?|unen?|apuntan?|agregan?|juntan?)|se junta a nos|nous rejoint|nous rejoignent|se joint a nous|kommt (?:noch )?dazu|kommen (?:noch )?dazu|stosst dazu|si (?:aggiunge|aggiungono|unisce|uniscono))\b"
)
"""Somebody comes on top."""
ALSO = re.compile(
    r"\b(?:(?:mit|too)(?= *(?:$|[.,;:!?)\n]))|also|as well|with us|along|tambien|con nosotros|tambem|connosco|conosco|aussi|egalement|avec nous|auch|mitkommen|mitreisen|dabei|anche|pure|con noi)\b"
)

_OF_US = r"(?:of (?:us|them|my \w+|the \w+)|de (?:nosotros|nosotras|ellos|ellas|nos|nous|los \w+)|d'entre nous|von uns|davon|di (?:noi|loro))"
ONE_OF = re.compile(rf"\b{COUNT} {_OF_US}\b")
SOME_OF = re.compile(rf"(?:^|[,.;!?] ?|and |but |because |as ){COUNT} {_OF_US}")
ONE_OF_THE_CHILDREN = re.compile(
    rf"\b{COUNT} (?:of (?:the|my|our)|de (?:los|las|mis|nuestros)|d[oa]s|de nos(?:sos|sas)|des|de (?:nos|mes)|der|von den|unserer|meiner|de[il]|degli|delle|dei (?:miei|nostri)) (?:\w+ )?(?:kids|children|ninos|ninas|hijos|hijas|chicos|nenes|criancas|meninos|meninas|filhos|filhas|enfants|kinder|bambini|bambine|figli|ragazzi)\b"
)
ONE_AWAY = re.compile(
    rf"(?:[a-z]{{1,6}}[ ,]+)?{COUNT} (?:no|nao|ne|non|can|won|is|isn|are|aren|don|kann|konnen|kommt|kommen|sagt|sagen|fallen)\b"
)
""" "uno no puede venir"."""

EACH = re.compile(
    r"\b(?:rooms? each\b|each (?:in )?(?:our|their|his|her|an?|one|of us) (?:own )?(?:\w+ )?room|habitacion (?:para )?cada uno|cada uno (?:en )?su habitacion|quarto (?:para )?cada(?: um)?|cada um (?:no|com) seu quarto|"
    r"chambre chacun|chacune? (?:dans )?sa chambre|une chambre par personne|jeder (?:sein )?(?:ein )?(?:eigenes )?(?:einzel)?zimmer|je ein (?:eigenes )?(?:einzel)?zimmer|camera (?:a testa|ciascuno|per ciascuno|ognuno))"
)
APART = re.compile(
    rf"{EACH.pattern}|\b(?:separate (?:bed)?rooms|habitaciones separadas|quartos separados|chambres separees|getrennte zimmer|camere separate|stanze separate)\b"
)
"""A room for everyone."""

AMONG = re.compile(
    r"\b(?:of (?:us|them|whom|which|those)|among (?:us|them)|de (?:nosotros|nosotras|ellos|ellas|los cuales|las cuales|nos|eles|elas)|entre (?:ellos|ellas|eles|elas|nosotros)|"
    r"sendo|dos quais|das quais|dont|parmi (?:nous|eux|elles)|d'entre (?:nous|eux|elles)|davon|darunter|von uns|di (?:noi|loro|cui)|tra (?:noi|cui|loro))\b"
)
ARE = frozenset(
    [*split("are is son es serian serao sao sont est sind ist sono seran will be"), "will be", "there are"]
)
WITHOUT = frozenset(split("without no sin sem sans ohne senza")) | {"sin el", "sin la", "sin los", "sin las"}
LEADS = frozenset(
    split(
        "and plus also y mas tambien e mais tambem et aussi und noch auch plus anche piu ed ah oh dazu zusatzlich ademas alem oltre"
    )
) - {"ah", "oh"}

# -- ages that are the whole message ------------------------------------------------------------------------------------------

_THEY_ARE = re.compile(
    r"^(?:(?:the |los |las |as |os |les |die |i |le )?(?:kids|children|ninos|ninas|hijos|criancas|filhos|enfants|kinder|bambini|figli)?\s*"
    r"(?:they are|they're|they re|(?:ellos |ellas |los dos )?tienen|(?:eles |elas )?tem|(?:ils |elles )?ont|sie sind|die sind|die beiden sind|(?:loro )?hanno|ages|aged|edades|idades|ages de|im alter von|alter)\s*:?\s*)$"
)
_THE_ONE_IS = re.compile(
    r"^(?:(?:the |el |la |o |a |l'|le |das |il )?(?:kid|child|nino|nina|hijo|hija|crianca|filho|filha|enfant|kind|bambino|bambina|figlio|figlia)?\s*"
    r"(?:he is|she is|he's|she's|tiene|(?:ele |ela )?tem|il a|elle a|(?:er|sie|es|ist|sie ist|er ist|es ist)|ist|ha)\s*)$"
)
_OF = re.compile(r"^(?:de|of|di|aged|von)?\s*$")
_YEARS = re.compile(
    r"^\s*(?:years?(?: old)?|yrs?|anos?|annees|ans|jahre?(?: alt)?|anni)?(?: (?:por favor|please|bitte|old))?\s*[.!]?\s*$"
)
_LIST = re.compile(r"\d{1,2}(?:\s*(?:,|and|&|y|e|et|und|/|\+)\s*(?:(?:and|y|e|et|und)\s*)?\d{1,2})*")


_EXCUSE_ME = re.compile(
    r"^(?:(?:no|oh|nao|non|nein|sorry|oops|actually|i mean|wait|perdon|digo|mejor dicho|desculpa|desculpe|quer dizer|alias|pardon|je veux dire|excusez moi|entschuldigung|sorry|quatsch|ich meine|scusi|scusa|anzi|volevo dire|cioe)\b[ ,.:!-]*)+"
)
_THEY_ARE_SO_MANY = re.compile(
    rf"^(?:and |y |e |et |und )?(?:son|they are|they're|there are|there's|sono|ils sont|elles sont|sie sind|die sind|es sind|sao|eles sao|elas sao) {ANY_COUNT}[,: ]+(?:de |aged |di |of |im alter von |ages |tienen |tem |hanno |ont |(?:they are|they're) )?"
)


def counted_ages(folded: str) -> tuple[list[int], bool] | None:
    """ "son dos, de 4 y 6": so many children as ages follow, and nothing else."""
    text = folded.strip()
    found = _THEY_ARE_SO_MANY.match(text)
    ages = _LIST.match(text, found.end()) if found else None
    if found is None or ages is None or not _YEARS.match(text[ages.end() :]):
        return None
    numbers = [int(number) for number in re.findall(r"\d+", ages.group())]
    if len(numbers) != COUNTS[found.group(1)] or len(numbers) < 2 or any(age > 17 for age in numbers):
        return None
    return numbers, True


def listed_ages(folded: str) -> tuple[list[int], bool] | None:
    """ "tienen 7 y 12", "4, 8 and 13": ages that are the whole message, and whether nothing else can be meant."""
    text = _EXCUSE_ME.sub("", folded.strip())
    found = _LIST.search(text)
    if found is None:
        return None
    ages = [int(number) for number in re.findall(r"\d+", found.group())]
    before, behind = text[: found.start()], text[found.end() :]
    if any(age > 17 for age in ages) or not _YEARS.match(behind):
        return None
    has_years = bool(re.search(r"\b(?:years?|yrs?|anos?|annees|ans|jahre?|anni)\b", behind))
    if _THEY_ARE.match(before) and (len(ages) > 1 or has_years):
        return ages, True
    if _THE_ONE_IS.match(before):
        return ages, True
    if _OF.match(before) and (len(ages) > 1 or has_years):
        return ages, has_years
    return None
