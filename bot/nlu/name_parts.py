"""Particles, titles and labels around names: "van der", "Mrs", "first name … last name …". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .text import fold, split
from .vocabulary import Vocabulary

Span = tuple[int, int]
Name = tuple[str, Span]

MOST_NAME_WORDS = 6
NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\.?")
_CALENDAR = ("month", "weekday", "season")

PARTICLES = frozenset(
    split(
        "de da do del della dello di dos das van von der den la las los le du y e i bin al el ter ten zu zur mc"
    )
) | {"o'"}
TITLES = frozenset(
    split(
        "mr mrs ms miss mx dr prof sir madam sr sra srta srto senor senora senorita dona senhor senhora dra doutor doutora doctor doctora m mme mlle monsieur madame "
        "mademoiselle mm herr frau fraulein familie family familia famille famiglia sig signor signora signore signorina dott dottore dottoressa ing avv"
    )
) | {"sig.ra", "sig.na", "dott.ssa"}
_FIRST = r"(?:first ?name|given name|forename|christian name|primer nombre|nombre(?: de pila)?|primeiro nome|nome(?: proprio)?|prenom|vorname)\b"
_SURE_LAST = r"(?:last ?name|surname|family name|apellidos?|sobrenome|apelidos?|ultimo nome|nom de famille|nachname|familienname|zuname|cognome)\b"
_LAST = rf"(?:{_SURE_LAST}|nom\b)"
_IS = r"(?: (?:c'est|is|es|son|e|est|ist|lautet))?\s*[:=-]?\s*"
_WORDS = r"[^\W\d_][\w'.-]{0,30}(?: [^\W\d_][\w'.-]{0,30}){0,3}?"
_AND = r"[\s,;.]+(?:(?:and|y|e|et|und)\s+)?(?:(?:my|mi|mis|meu|mein|meine|mon|il mio|mio|the|o|el|le|il)\s+)?"
_END = r"(?=\s*(?:$|[,;!?\n]|\.(?:\s|$)|(?:and|y|e|et|und|email|mail|correo|tel|phone|movil)\b))"
_BOTH = (
    re.compile(rf"\b{_FIRST}{_IS}(?P<first>{_WORDS}){_AND}{_LAST}{_IS}(?P<last>{_WORDS}){_END}"),
    re.compile(rf"\b{_LAST}{_IS}(?P<last>{_WORDS}){_AND}{_FIRST}{_IS}(?P<first>{_WORDS}){_END}"),
)
_LAST_ALONE = re.compile(
    rf"^\W*(?:(?:my|mi|mis|meu|mein|mon|il mio|mio|the|o|el|los|le|il|de)\s+)*{_SURE_LAST}{_IS}(?P<last>{_WORDS})\W*$"
)


def labelled_name(shown: str, folded: str, *, is_asked: bool) -> tuple[str, Span] | None:
    """ "first name Tom, last name Baker", "Nom : Besson, Prénom : Luc"; the surname alone only where a name was asked for."""
    for form in _BOTH:
        found = form.search(folded)
        if found:
            first, last = (
                _name_only(shown[slice(*found.span(part))].strip(" .,")) for part in ("first", "last")
            )
            return f"{first} {last}", (
                min(found.start("first"), found.start("last")),
                max(found.end("first"), found.end("last")),
            )
    alone = _LAST_ALONE.match(folded) if is_asked else None
    return (shown[slice(*alone.span("last"))].strip(" .,"), alone.span("last")) if alone else None


def _name_only(said: str) -> str:
    """ "Stradivari come il violino": behind a capital, small words are no part of the name."""
    words = said.split(" ")
    if not words[0][:1].isupper():
        return said
    kept = 1
    while kept < len(words) and (words[kept][0].isupper() or fold(words[kept]) in PARTICLES):
        kept += 1
    while kept > 1 and fold(words[kept - 1]) in PARTICLES:
        kept -= 1
    return " ".join(words[:kept])


def untitled(found: tuple[str, Span]) -> tuple[str, Span]:
    """ "Mr John Smith" without the title; one word alone keeps it, for "Mrs Lee" has no first name to be asked for."""
    name, (start, end) = found
    words = name.split(" ")
    titles = 0
    while titles < len(words) and (
        fold(words[titles]).strip(".") in TITLES or (titles and words[titles] in _JOINTS)
    ):
        titles += 1
    if len(words) - titles < 2:
        return found
    start += sum(len(word) + 1 for word in words[:titles])
    return " ".join(words[titles:]), (start, end)


_JOINTS = frozenset(("and", "y", "e", "et", "und"))


def is_calendar(folded: str, vocabulary: Vocabulary) -> bool:
    """Whether the word is a month, a weekday or a season, as Domingo, April and Winter are."""
    entry = vocabulary.longest([folded], 0)
    return entry is not None and any(tag in entry.tags for tag in _CALENDAR)


def is_calendar_anywhere(word: str, vocabularies: Sequence[Vocabulary]) -> bool:
    return any(is_calendar(fold(word).strip("."), table) for table in vocabularies)


def is_strange(word: str, vocabularies: Sequence[Vocabulary]) -> bool:
    return not any(table.knows(word) or word in table.not_names for table in vocabularies)
