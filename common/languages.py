"""The languages the desk speaks: one row a language, shared by Rasa (Python 3.10) and the service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """code: ISO 639-1; own_name: as its speakers write it; locale: Babel's; day_first: 3/4 is the third of April."""

    code: str
    english_name: str
    own_name: str
    locale: str
    day_first: bool


LANGUAGES: dict[str, Language] = {
    row.code: row
    for row in (
        # Posada's hotels write dates day first; a property in a month-first country says so itself.
        Language("en", "English", "English", "en_GB", day_first=True),
        Language("es", "Spanish", "español", "es_ES", day_first=True),
        Language("pt", "Portuguese", "português", "pt_PT", day_first=True),
        Language("fr", "French", "français", "fr_FR", day_first=True),
        Language("de", "German", "Deutsch", "de_DE", day_first=True),
        Language("it", "Italian", "italiano", "it_IT", day_first=True),
    )
}

SPOKEN: tuple[str, ...] = tuple(LANGUAGES)
"""Every code understanding works in, most widely spoken first."""


def closest(locale: str | None) -> str | None:
    """The code of the language a locale tag such as "es-MX" or "pt_BR" belongs to; None when we do not speak it."""
    if not locale:
        return None
    code = locale.replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else None
