"""What a message does, whatever it is about: it asks, it wants something as well, it goes back to a booking. Pure."""

from __future__ import annotations

import re

from .text import fold, split
from .thesaurus import thesaurus

_ASKING = frozenset({"how_much", "when", "where", "what_kind", "is_there", "may_i", "why", "who"})
_ADDS = re.compile(
    r"\b(?:also|as well|too|add|include|throw in|"
    r"tambien|ademas|anad\w+|agreg\w+|incluy\w+|pon(?:me|nos|ga|gan)?|sum\w+|"
    r"tambem|adicion\w+|acrescent\w+|inclu\w+|coloque|coloca|ponha|"
    r"aussi|egalement|ajout\w+|rajout\w+|mettez|mets|prenez|inclu\w+|"
    r"auch|dazu|dazunehmen|dazubuchen|zusatzlich|hinzu\w*|nehmen wir|nehme ich|ich nehme|wir nehmen|"
    r"anche|pure|aggiung\w+|mett\w+|prendo|prendiamo|inclu\w+)\b"
)
_RESUMES = re.compile(
    r"\b(?:(?:continue|resume|carry on|go on|proceed|get back|back|finish|pick up)(?: \w+){0,3} (?:booking|reservation|where we (?:were|left off))|"
    r"(?:seguimos|sigamos|seguir|continuar|continuamos|continuemos|retomar|retomamos|retomemos|terminar)(?: \w+){0,2} (?:reserva(?:cion)?|donde estabamos|donde lo dejamos)|"
    r"(?:retomar|retomamos|retomemos|continuar|continuamos|continuemos|voltar|voltamos|voltando|terminar|seguir)(?: \w+){0,2} (?:reserva|onde (?:estavamos|paramos|ficamos))|"
    r"(?:reprend\w*|reprenons|continu\w+|poursuiv\w+|revenons|revenir|finir|terminer)(?: \w+){0,3} (?:reservation|resa|ou on en etait)|"
    r"(?:buch\w+|reserv\w+)(?: \w+){0,1} (?:weitermachen|fortsetzen|fortfahren|weiterfuhren)|(?:weiter|zuruck)(?: \w+){0,2} (?:mit|zu|zur)(?: \w+){0,2} (?:buchung|buchen|reservierung)|"
    r"(?:riprend\w+|continu\w+|proseguiamo|proseguire|torn(?:iamo|are|ando)|finiamo|finire)(?: \w+){0,3} (?:prenotazione|dove eravamo))\b"
)
_REFUSED = re.compile(r"\b(?:not|don'?t|no|nao|pas|nicht|non|ne)\b(?: \w+){0,2} $")


def asks(text: str) -> bool:
    """Whether it puts a question, with a mark or without ("y a un parking", "quanto viene la colazione")."""
    return "?" in text or bool(_ASKING & set(thesaurus().concepts(split(fold(text)))))


def adds(text: str) -> bool:
    """ "also a parking space", "auch noch Frühstück": something is wanted beside the rest."""
    return bool(_ADDS.search(fold(text)))


def resumes(text: str) -> bool:
    """ "on reprend la réservation ?": back to the booking that was being made."""
    folded = fold(text)
    found = _RESUMES.search(folded)
    return found is not None and not _REFUSED.search(folded[: found.start()][-24:])


_ROOM = r"(?:rooms?|habitacion(?:es)?|cuartos?|quartos?|chambres?|zimmer|camer[ae]|stanz[ae])"
_BIGGER = (
    r"(?:bigger|larger|nicer|better|roomier|more spacious|mas (?:grande|amplia|amplio|espaciosa|espacioso)|mejor|maior|mais (?:espacos[oa]|ampl[oa])|melhor|plus (?:grande?s?|spacieuse?s?)|"
    r"mieux|gross?ere[snr]?|geraumigere[snr]?|bessere[snr]?|schonere[snr]?|piu (?:grand[ei]|spazios[ae]|bell[ae]))"
)
_OTHER_ROOM = re.compile(
    rf"\b(?:{_ROOM}(?: \w+){{0,2}}? {_BIGGER}|{_BIGGER}(?: \w+){{0,2}}? {_ROOM}|(?:another|different|other|otra|outro|une autre|ein anderes|anderes|un'altra|altra) {_ROOM}|upgrade)\b"
)


def wants_other_room(text: str) -> bool:
    """ "Vous auriez pas plus grand comme chambre ?", "ein größeres Zimmer": of a room that is booked, another one."""
    return bool(_OTHER_ROOM.search(fold(text)))


_CHANGE_IT = re.compile(
    r"\W*(?:(?:ok|okay|please|podem?|puede[ns]?|vous pouvez|konnen sie|puo) )?(?:change it|make the change|alter[ae]r?|mud[ae]r?|trocar|troque|"
    r"cambi[ae](?:l[oa]|r|rl[oa])|modifical[oa]|(?:la |le )?modifi(?:er|ez)|changez(?:-la)?|(?:la )?changer|andern(?: sie (?:es|das))?|cambi(?:ate|are|arla)|modificare)\W*"
)


def says_change_it(text: str) -> bool:
    """ "Pode alterar", "cámbiela": the whole message; after "shall I change it?" a yes, anywhere else a wish that names nothing."""
    return bool(_CHANGE_IT.fullmatch(fold(text)))
