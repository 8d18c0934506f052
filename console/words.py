"""The console's own words in the six languages: gettext, from the `.po` files themselves.

English stands in the code and is the key. Files are read when a language is first wanted and kept, so there is nothing
to compile and nothing compiled to go stale. `python -m ops.console_words` gathers what is to be translated.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from common.languages import LANGUAGES, closest

SOURCE = "en"
LOCALE = Path(__file__).parent / "locale"
COOKIE = "posada-language"


def marked(text: str) -> str:
    """The text itself; the mark tells the gatherer that it is said later, by whoever knows the reader's language."""
    return text


@dataclass(frozen=True)
class Saying:
    """A sentence with its facts, before anyone knows in which language it will be read. Its own form is English."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


@dataclass(frozen=True)
class Words:
    """One language's."""

    language: str
    translations: NullTranslations

    @property
    def locale(self) -> str:
        """As Babel names it, for days and numbers."""
        return LANGUAGES[self.language].locale

    def say(self, text: str | Saying, /, **values: Any) -> str:
        if isinstance(text, Saying):
            text, values = text.text, {**text.values, **values}
        # A fact may be a sentence itself.
        values = {name: self.say(one) if isinstance(one, Saying) else one for name, one in values.items()}
        said = self.translations.gettext(text) if text else ""
        return said % values if values else said

    def count(self, one: str, many: str, number: int) -> str:
        """The form for `number`, which stands in it as %(num)s."""
        return self.translations.ngettext(one, many, number) % {"num": number}


@cache
def words_of(language: str) -> Words:
    """English for a language the desk does not speak."""
    file = po_file(language)
    if language not in LANGUAGES or not file.exists():
        return Words(language if language in LANGUAGES else SOURCE, NullTranslations())
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Words(language, Translations(compiled))


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "console.po"


def language_of(*, chosen: str | None, accepted: str | None) -> str:
    """The reader's: what they chose, else the first of their browser's languages that the console speaks.

    accepted: the header Accept-Language.
    """
    if chosen in LANGUAGES:
        return str(chosen)
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate((accepted or "")[:400].split(",")):
        tag, _, weight = part.strip().partition(";")
        code = closest(tag)
        try:
            wish = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if code and wish > 0:
            ranked.append((-wish, place, code))
    return min(ranked)[2] if ranked else SOURCE
