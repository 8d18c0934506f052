"""How much of what the hotel says is written in each language. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from templates.store import Catalog
from templates.wording import LAST_LANGUAGE, Wording

# Below it two languages may well say the same: "Wi-Fi", "Hotel Sol, Madrid".
_MIN_WORDS = 4
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True)
class Completeness:
    """missing: replies not written in this language; untranslated: those whose words are still the English ones."""

    language: str
    replies: int
    missing: tuple[str, ...]
    untranslated: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all."""
        done = self.replies - len(self.missing) - len(self.untranslated)
        return done * 100 // self.replies if self.replies else 100


def completeness(catalog: Catalog, languages: tuple[str, ...] = ()) -> list[Completeness]:
    """One row a language: those of the catalog, and those that are asked for and not begun."""
    return [_of_language(catalog, language) for language in sorted({*catalog.languages, *languages})]


def _of_language(catalog: Catalog, language: str) -> Completeness:
    missing, untranslated = [], []
    for key in catalog.keys:
        wording, source = catalog.get(key, language), catalog.get(key, LAST_LANGUAGE)
        if wording is None:
            missing.append(key)
        elif source is not None and wording is not source and _is_copied(wording, source):
            untranslated.append(key)
    return Completeness(language, len(catalog.keys), tuple(missing), tuple(untranslated))


def _is_copied(wording: Wording, source: Wording) -> bool:
    # A reply of values alone reads the same everywhere.
    is_long = len(_TAGS.sub(" ", source.text).split()) >= _MIN_WORDS
    return is_long and wording.category != "phrase" and wording.text == source.text
