"""The single words by which guests of messengers say that they want no more messages, or want them again. Pure.

Only a whole message that is nothing but such a word counts: "stop in Cádiz" is a question of the way.
"""

from __future__ import annotations

import re

# What each language's messengers use. Not "cancel": that is said of bookings.
_STOP = frozenset({
    "stop", "unsubscribe", "opt out", "optout",
    "baja", "dar de baja", "darme de baja",
    "sair", "parar", "descadastrar", "cancelar inscrição",
    "arret", "arrêt", "désabonner", "desabonner", "se désabonner",
    "stopp", "abmelden", "abbestellen",
    "disiscrivimi", "disiscrivi", "annulla iscrizione",
})  # fmt: skip
_START = frozenset({
    "start", "subscribe", "opt in", "optin", "unstop",
    "alta", "dar de alta", "darme de alta",
    "voltar", "inscrever",
    "reprendre", "abonner", "s'abonner",
    "anmelden",
    "iscrivimi", "riprendi",
})  # fmt: skip
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def is_stop(text: str) -> bool:
    return _plain(text) in _STOP


def is_start(text: str) -> bool:
    """Means anything only to a guest who has said stop before."""
    return _plain(text) in _START


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", _EDGES.sub("", text).replace("’", "'").casefold())
