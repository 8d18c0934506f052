"""Wishes about a booking that a hotel's system may fulfil itself: leaving late, coming early, knowing what is owed;
and which part of a booking a short answer names.

Everything else a guest asks for is a note to the desk in the guest's own words, and needs no name.
"""

from __future__ import annotations

import re

from .text import fold

_LEAVE = (
    r"(?:check ?-?out|checkout|leave|depart|sal(?:ir|ida|imos|go|gamos)|desocupar|dejar la habitacion|sair|saida|saimos|deixar o quarto|"
    r"partir|depart|quitter|liberer|auschecken|abreisen?|abreise|zimmer raumen|uscire|partenza|lasciare la camera)"
)
_LATE = r"(?:late|later|tarde|mas tarde|tardi[ao]s?|tard|plus tard|tardif|spat|spater\w*|tardi|piu tardi|posticipat[oa])"
_ARRIVE = (
    r"(?:check ?-?in|checkin|arriv\w*|get in|lleg\w+|entr(?:ar|ada|amos|emos)|cheg\w+|arrive[rz]?|arrivee|arrivons|einchecken|anreisen?|anreise|ankommen|"
    r"arriv(?:are|iamo|o)|zimmer)"
)
_EARLY = r"(?:early|earlier|antes|tempran\w+|pronto|cedo|mais cedo|antecipad\w+|tot|plus tot|anticipee?|fruh\w*|prima|anticipat\w+|in anticipo)"
_KEEP = (
    r"(?:(?:keep|have|use|stay in) (?:the|our|my) room (?:until|till|longer|a (?:bit|little) longer)|(?:quedar\w*|tener la habitacion|estar en la habitacion|la habitacion)(?: \w+){0,2} hasta (?:las? (?:\d|un)|mas tarde)|"
    r"(?:ficar|estar) (?:no|com o) quarto ate (?:as?|mais)|(?:garder|avoir) la chambre (?:jusqu'?a |plus )|zimmer (?:noch )?(?:bis \d[\d.:]* uhr|langer) (?:behalten|nutzen|haben)|"
    r"tenere la (?:camera|stanza) (?:fino all|piu a lungo))"
)
_READY = (
    r"(?:have (?:the|our|my) room (?:early|before)|(?:get|go) (?:in|into)(?: to)? (?:the|our|my) room (?:at|early|before)|room (?:be )?(?:ready|available) (?:early|before|by|at)|"
    r"habitacion(?: \w+)? antes de las|quarto(?: \w+)? antes das|chambre(?: \w+){0,2} (?:prete|disponible) (?:avant|plus tot|des)|zimmer (?:schon )?(?:fruher|vor \d+ uhr)|camera(?: \w+)? prima delle)"
)
_GAP = r"(?:\W+\w+){0,4}?\W+"
_OWED = (
    r"\b(?:(?:what|how much)(?: money)? (?:do|did) (?:i|we) (?:still )?owe|(?:i|we) (?:still )?owe|outstanding (?:balance|amount)|(?:my|our|the) balance|(?:have|did) (?:i|we) (?:already )?(?:paid|pay) (?:everything|in full|it all)|(?:left|still) to pay|"
    r"(?:cuanto|que) (?:le |les |os )?(?:debo|debemos)|saldo|(?:falta|queda|resta)(?: por)? pagar|pendiente de pago|quanto (?:ainda |e que )?(?:devo|devemos)|falta pagar|em divida|"
    r"combien (?:je|on|nous) (?:vous )?doi\w+|combien (?:dois-je|devons-nous)|reste\w*(?: combien)? a payer|dois encore|solde|"
    r"wie ?viel (?:schulde\w*|(?:muss|mussen) (?:ich|wir) noch)|schulde ich|schuldig|noch (?:offen|zu zahlen|bezahlen)|offene\w* betrag|"
    r"quanto (?:vi |le )?(?:devo|dobbiamo)|devo ancora|(?:resta|rimane|manca) da pagare)\b"
)

_WISHES = (
    (
        "late_check_out",
        re.compile(rf"\b(?:{_KEEP}|(?:{_LATE}{_GAP}{_LEAVE}|{_LEAVE}{_GAP}{_LATE}|late[ -]?{_LEAVE})\b)"),
    ),
    (
        "early_check_in",
        re.compile(rf"\b(?:{_READY}|{_EARLY}{_GAP}{_ARRIVE}|{_ARRIVE}{_GAP}{_EARLY}|early[ -]?{_ARRIVE})\b"),
    ),
    ("balance", re.compile(_OWED)),
)


# "Can I leave at 1 pm?" names no "late": the hour says it. Verbs only, for "is check-out at 11?" asks about the house.
_TIMED = (
    (
        "late_check_out",
        re.compile(
            r"\b(?:leave|depart|check out|sal(?:ir|imos|gamos|dremos|dre)|ir(?:nos|me)|marchar(?:nos|me)|dejar (?:la habitacion|el cuarto)|"
            r"sair(?:mos)?|saimos|deixar o quarto|partir|quitter|liberer la chambre|auschecken|abreisen|ausziehen|"
            r"uscire|lasciare la camera|ripartire)\b"
        ),
    ),
    (
        "early_check_in",
        re.compile(
            r"\b(?:arrive|arriving|get there|be there|get in|land|landing|show up|turn up|check in|lleg(?:ar|amos|aremos|are|o)|cheg(?:ar|amos|aremos|arei|o)|arriver|arrivons|arriverons|"
            r"ankommen|anreisen|einchecken|arrivare|arriviamo|arriveremo)\b"
        ),
    ),
)

_TOPICS = (
    ("stay", r"dates?|days?|fechas?|dias?|datas?|jours?|daten|tage|termin|reisedaten|giorni|date|period[eo]?"),
    ("party", r"guests?|people|persons?|party|huespedes|personas|invitados|hospedes|pessoas|personnes|gaste|personen|ospiti|persone"),
    ("room", r"rooms?|habitacion(?:es)?|cuartos?|quartos?|chambres?|zimmer|camer[ae]"),
    ("guest_name", r"names?|surname|nombre|apellidos?|nome|apelido|sobrenome|nom|nachname|cognome"),
    ("guest_email", r"e-?mail|mail|correo|e-mail address"),
    ("extras", r"extras?|supplements?|suplementos?|extra"),
)  # fmt: skip
_NAMED = tuple((topic, re.compile(rf"\b(?:{words})\b")) for topic, words in _TOPICS)
_SHORT = 60


def find_topic(text: str) -> str | None:
    """What of a booking a short answer names, after "what shall I change?": "stay", "party", "room", "extras",
    "guest_name" or "guest_email"."""
    folded = fold(text[:_SHORT])
    topics = [topic for topic, words in _NAMED if words.search(folded)]
    return topics[0] if len(topics) == 1 and len(text) <= _SHORT else None


def find_request(text: str, *, has_time: bool = False) -> str | None:
    """ "late_check_out", "early_check_in", "balance", or None. has_time: a time of day stands in the message."""
    folded = fold(text)
    named = next((name for name, words in _WISHES if words.search(folded)), None)
    if named is None and has_time:
        return next((name for name, words in _TIMED if words.search(folded)), None)
    return named
