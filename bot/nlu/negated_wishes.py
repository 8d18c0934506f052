"""Errands a message names only to refuse them: "I don't want an agent", "no cancelo, sigo", "keep it as it is". Pure.

"I can't cancel" wants to; whatever one is unable to do is not refused.
"""

from __future__ import annotations

import re

from .text import fold

_GAP = r"(?: \w+){0,2} "
_CANCEL = (
    # English
    rf"(?:don'?t|do not|never|no need to|won'?t|wouldn'?t|rather not|better not|no longer want to|not)(?:{_GAP}| )(?:cancel(?:l?ing)?)\b(?! (?:free|online))",
    r"keep (?:it|them|(?:the|my|our) (?:booking|reservation|room))|leave (?:it|that|things|everything) (?:as (?:it|they) (?:is|was|are|were)|as is|how it (?:is|was)|like that|alone)|(?:fine|good|ok|okay|great|happy) (?:as|like|the way) (?:it is|that|is)",
    # Spanish
    r"(?:no|tampoco|mejor no|nunca)(?: (?:la|lo|me la|me lo|nos la|quiero|queremos|quisiera|necesito|voy a|vamos a|deseo|hace falta|estoy|hay que))? (?:cancel(?:o|ar|arla|arlo|amos|en|es|e|ando|ue)|anul(?:o|ar|arla|en|es|amos|ando))\b",
    r"dej[ae](?:n|r)?(?:la|lo)? (?:como esta\w*|tal cual|asi)|dejal[ao] (?:como esta|asi|tal cual)|dejemosl[ao] (?:como esta|asi)|mant(?:en|ener|enga|engan|engo)(?:la)? (?:la|mi|nuestra) reserva|sigo con (?:la|mi) reserva|(?:esta|va|queda) bien (?:asi|como esta)|asi esta bien|(?:la|me la) quedo",
    # Portuguese
    r"(?:nao|melhor nao|tambem nao|nem)(?: (?:a|quero|queremos|vou|vamos|preciso|pretendo|e para|e pra|estou a|desejo))? (?:cancel(?:o|a|ar|amos|em|e|ando)|anul(?:o|a|ar|em|e)|desmarcar|desmarque)\b",
    r"deix[ae](?:r|m)?(?: (?:ficar|estar))? (?:como (?:esta|estava)|assim|do jeito que esta)|mant(?:em|er|enha|enho|emos) (?:a|minha|nossa|a minha) reserva|fico com a reserva|(?:esta|ta|fica) (?:bom|bem|otimo|otima) assim|assim (?:esta|ta) (?:bom|bem)",
    # French
    r"(?:ne|n') ?(?:(?:veux|voulons|souhaite|souhaitons|compte|vais|desire) )?(?:l'|la )?(?:annul\w+ )?(?:pas|plus)(?: (?:l'|la )?annuler)?(?<=annuler)|(?:ne|n') ?(?:l'|la )?annul\w+ (?:pas|rien|surtout pas)|pas annuler|sans annuler",
    r"laiss(?:e|ez|ons)(?:-la|-le)? (?:tout )?(?:comme|tel)|gard(?:e|ez|ons) (?:la|ma|notre) reservation|je la garde|on la garde|(?:c'est |tout est )?(?:bien|bon|parfait) comme (?:ca|c'est)|ca va comme ca",
    # German
    r"nicht(?: \w+)? (?:stornier\w*|absag\w*|cancel\w*)|(?:stornier|sag)\w*(?: \w+){0,2} nicht(?! mehr)|keine stornierung",
    r"(?:passt|ist gut|bleibt|gut) so(?: wie es ist)?(?= *(?:$|[.,;!]))|lassen sie (?:es|sie|alles) (?:so|wie)|lass(?:t)? (?:es|alles|sie) (?:so|wie)|(?:buchung|reservierung|sie|es) (?:so )?behalten|behalte(?:n)? (?:die|meine|unsere) (?:buchung|reservierung)",
    # Italian
    r"(?:non|meglio non)(?: (?:la|lo|voglio|vogliamo|devo|intendo|desidero|serve))? (?:cancell(?:o|are|arla|iamo|ate|i)|annull(?:o|are|arla|iamo|ate|i)|disdi(?:re|co|ca|te|rla))\b",
    r"lasci(?:a|ate|amo)?(?:la)? (?:tutto )?(?:cosi|com'e)|(?:la )?tengo la prenotazione|mantien\w* la prenotazione|mantenga la prenotazione|tenete la prenotazione|la tengo|va (?:bene|benissimo) cosi|(?:resta|rimane) com'era",
)  # fmt: skip
_UNABLE = re.compile(
    r"\b(?:can'?t|cannot|can not|could ?n[o']?t|unable|why|kann\w*|konn\w*|warum|puedo|podemos|puede|por que|consigo|posso|podemos|porque nao|peux|peut|pouvons|pourquoi|arrive|posso|possiamo|riesco|perche)\b"
)
_PERSON = (
    rf"(?:don'?t|do not|no need|without|rather not|not)(?:{_GAP}| )(?:(?:talk|speak|chat|talking|speaking)(?:ing)? (?:to|with) )?(?:an?|any|the|to an?) ?(?:human |real )?(?:person|human|agent|operator|call)\b",
    r"(?:don'?t|do not|not)(?: \w+){0,3} (?:talk|speak|chat)(?:ing)? (?:to|with) (?:any(?:one|body)|some(?:one|body)|an? (?:real )?(?:person|human|agent|operator))|don'?t (?:call|phone|ring) (?:me|us)",
    r"(?:no|sin|tampoco)(?: (?:quiero|queremos|necesito|hace falta|me interesa))?(?: (?:que )?(?:me|nos))? (?:hablar con (?:nadie|una persona|un agente|un humano|alguien|un operador|ninguna? \w+)|un agente|ningun agente|una persona|llam(?:en|es|eis|ada))",
    r"(?:nao|sem)(?: (?:quero|queremos|preciso(?: de)?|e preciso))?(?: (?:que )?(?:me|nos))? (?:falar com (?:ninguem|uma pessoa|um atendente|um humano|alguem|um agente)|atendente|um atendente|um agente|lig(?:uem|ue))",
    r"(?:pas(?: besoin)?|sans)(?: envie)?(?: (?:de|d'|d))? ?(?:parler (?:a|avec) (?:quelqu'un|une? (?:personne|humain|conseiller|agent))|une? (?:conseiller|agent|humain|operateur)|etre (?:rappele|appele)e?)|parler a personne",
    r"(?:will|mochte|brauche|muss|wollen|mochten|brauchen)(?: \w+){0,2} (?:nicht|kein\w*|niemand\w*)(?: \w+){0,2} (?:mitarbeiter|person|menschen|berater|anruf)\w*|mit niemandem|keinen (?:mitarbeiter|menschen|berater|anruf)|rufen sie (?:mich )?nicht",
    r"(?:non|senza)(?: (?:voglio|vogliamo|mi serve|serve|ho bisogno di|devo))?(?: \w+)? ?(?:parlare con (?:nessuno|una persona|un operatore|un umano|qualcuno)|un operatore|nessun operatore|una persona|essere (?:richiamat\w|chiamat\w))",
)  # fmt: skip
_BOOK = (
    r"(?:don'?t|do not|not|never) (?:(?:yet|please|want|wish|need|like|you|to|me) ){0,3}(?:book|reserve|confirm)(?:ing)? ?(?:it|that|this|anything|yet|now|just yet|$|[.,!])",
    r"no (?:la |lo |me la |nos la )?(?:reserv(?:es?|en|eis)|confirm(?:es?|en|eis))(?: \w+)?\b",
    r"nao (?:a |o )?(?:reserv(?:e|em|es|a)|confirm(?:e|em|es|a)|marque|feche)\b",
    r"ne (?:la |le )?(?:reserv(?:ez|e)|confirm(?:ez|e)) (?:pas|rien)|pas (?:encore )?(?:reserver|confirmer)",
    r"(?:buch\w+|reservier\w*|bestatig\w*)(?: sie)?(?: \w+){0,2} (?:nicht|nichts)|(?:noch )?nicht (?:buchen|reservieren|bestatigen)",
    r"non (?:la |lo |me la )?(?:prenot(?:are|i|ate)|conferm(?:are|i|ate))(?! nulla di)\b",
)  # fmt: skip
_REFUSALS = (
    ("book_room", re.compile("|".join(rf"\b(?:{one})" for one in _BOOK))),
    ("cancel_booking", re.compile("|".join(rf"\b(?:{one})" for one in _CANCEL))),
    ("human_handoff", re.compile("|".join(rf"\b(?:{one})" for one in _PERSON))),
)
_CLAUSE = re.compile(r"[.;!?\n]")
_LONGEST = 400
"""Characters: a longer message says more than its refusals."""


def find_negated(text: str) -> list[str]:
    """Intents the message refuses: "book_room", "cancel_booking", "human_handoff"."""
    folded = fold(text[:_LONGEST])
    return [
        intent
        for intent, words in _REFUSALS
        if any(not _UNABLE.search(_lead(folded, found)) for found in words.finditer(folded))
    ]


def _lead(folded: str, found: re.Match[str]) -> str:
    """What stands in the clause up to the refusal's end."""
    return _CLAUSE.split(folded[: found.start()])[-1] + found.group()
