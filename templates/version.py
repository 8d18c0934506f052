"""One version of one reply's words, the moves of the pointer to it, and why an editor may be refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from common.declined import Declined
from templates.place import Place
from templates.wording import Wording, label_of, read_wording

if TYPE_CHECKING:
    from templates.lint import Problem

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
PACKAGED_NUMBER = 1
"""What stands below all that staff wrote: the packaged words, for one hotel's own the common ones, or nothing."""
PACKAGED_AUTHOR = "posada"


@dataclass(frozen=True)
class Version:
    """content: as a catalog file has it, never changed once saved. created_at: None for packaged words."""

    place: Place
    number: int
    content: Mapping[str, Any]
    author: str
    note: str
    created_at: datetime | None
    state: str
    variant: str | None = None

    @property
    def label(self) -> str:
        return label_of(self.number, self.place.property_id)

    def wording(self) -> Wording:
        return read_wording(self.place.key, self.place.language, self.content, version=self.label)


@dataclass(frozen=True)
class Publication:
    """One move of the pointer: this version, from one instant to another (or on and on)."""

    id: int
    place: Place
    number: int
    from_at: datetime
    until_at: datetime | None
    by: str
    at: datetime


class VersionError(Declined):
    """What an editor asked for cannot be done."""

    REASONS: ClassVar[Mapping[str, str]] = {
        "conflict": "%(place)s: %(author)s was there before with version %(number)s%(when)s",
        "faults": "%(problems)s",
        "unknown-version": "%(place)s: there is no version %(number)s",
        "unknown-publication": "%(place)s: there is no such publication to call off",
        "taken-away": "%(place)s: version %(number)s is retired",
        "never-published": "%(place)s: version %(number)s was never published",
        "packaged-stays": "%(place)s: the packaged words stay",
        "no-time": "that is no date and time",
        "no-times": "neither from when nor until when",
        "ends-first": "%(place)s: it would end before it begins",
    }


class Conflict(VersionError):
    """Somebody else saved or published since this editor looked."""

    def __init__(self, place: Place, *, number: int, author: str, at: datetime | None) -> None:
        when = f" at {at:%Y-%m-%d %H:%M} UTC" if at else ""
        super().__init__("conflict", place=place, author=author, number=number, when=when)
        self.place = place
        self.number = number
        self.author = author
        self.at = at


class Unknown(VersionError):
    """There is no such reply or version."""


class Refused(VersionError):
    """Words that may not be published; `problems` names each fault."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("faults", problems="\n".join(map(str, problems)))
        self.problems = tuple(problems)
