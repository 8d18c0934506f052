"""What a reply owes to guests however staff word it: that a machine writes, and where the privacy notice is.

Staff choose the words. Whether they say it is read off what a guest would read, by the ways a language has of saying
it: that catches words that lost the sentence, not words that mean to deceive.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from common.languages import LANGUAGES

PRIVACY = "privacy_url"


@dataclass(frozen=True)
class Duty:
    """says_assistant: that no person writes; keeps: the values a guest must be able to read in it."""

    says_assistant: bool
    keeps: tuple[str, ...] = ()


DUTIES: Mapping[str, Duty] = {
    "greeting.welcome": Duty(says_assistant=True, keeps=(PRIVACY,)),
    "greeting.disclosure": Duty(says_assistant=True, keeps=(PRIVACY,)),
    "smalltalk.identity": Duty(says_assistant=True),
}
NO_DUTY = Duty(says_assistant=False)

_EVERYWHERE = ("chatbot*", "bot", "robot*")
# The first is the example that staff are shown; a star stands for any ending.
_WAYS: Mapping[str, tuple[str, ...]] = {
    "en": ("digital assistant", "virtual assistant", "automat* assistant", "ai assistant", "artificial intelligence",
           "not a person", "not a human"),
    "es": ("asistente digital", "asistente virtual", "asistente automátic*", "inteligencia artificial",
           "no una persona", "no soy una persona"),
    "pt": ("assistente digital", "assistente virtual", "assistente automátic*", "inteligência artificial", "robô",
           "não uma pessoa", "não sou uma pessoa"),
    "fr": ("assistant numérique", "assistant* numérique", "assistant* virtuel*", "assistant* automatique",
           "intelligence artificielle", "pas une personne", "pas un humain", "pas un être humain"),
    "de": ("digitaler Assistent", "digital* Assistent*", "virtuell* Assistent*", "automatisch* Assistent*",
           "KI-Assistent*", "künstliche* Intelligenz", "kein Mensch", "nicht mit einem Menschen"),
    "it": ("assistente digitale", "assistente virtuale", "assistente automatic*", "intelligenza artificiale",
           "non una persona", "non sono una persona", "non a una persona"),
}  # fmt: skip


def duty_of(key: str) -> Duty:
    return DUTIES.get(key, NO_DUTY)


def says_assistant(text: str, language: str) -> bool:
    """Whether a guest who reads it knows that no person writes."""
    return bool(_PATTERNS[language].search(text))


def example(language: str) -> str:
    """One way of saying it."""
    return _WAYS[language][0]


def _pattern(ways: tuple[str, ...]) -> re.Pattern[str]:
    written = (r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in way.split()) for way in ways)
    return re.compile(rf"\b(?:{'|'.join(written)})\b", re.IGNORECASE)


_PATTERNS = {language: _pattern((*_WAYS[language], *_EVERYWHERE)) for language in LANGUAGES}
