"""The parts of what is said about a stay, each with its role and how it hangs on the one before."""

from __future__ import annotations

from dataclasses import dataclass, field

from .said import Said, SaidDay, SaidWeekend, SaidWindow


@dataclass
class Part:
    """A thing said about the stay, with its role and how it hangs on the part before it.

    role: arrive, depart, until or None. joint: to, and, or, correct, next (side by side) or None (apart).
    """

    said: Said
    role: str | None = None
    joint: str | None = None
    is_negated: bool = False
    follows_night: bool = False


@dataclass
class Parts:
    days: list[Part] = field(default_factory=list)
    weekends: list[SaidWeekend] = field(default_factory=list)
    lengths: list[Part] = field(default_factory=list)
    windows: list[SaidWindow] = field(default_factory=list)
    is_change: bool = False
    """Whether something is to be changed: then the last dates said are the wanted ones."""
    anchor: SaidDay | SaidWindow | None = None
    """What places weekdays that say no week: a wedding's date, "for Easter week"."""
    is_taken_back: bool = False
    """Whether something said before is refused ("not April, May")."""
    is_vague: bool = False
    """Whether a feast is named as a season only ("around Easter")."""
    is_one_night: bool = False
    """ "That night", of a day said elsewhere."""
    is_between: bool = False
    """Whether the two days only bound a shorter stay ("two nights between the 12th and the 15th")."""
    refused: SaidDay | None = None
    """The one day that is taken back for another one ("not the 27th, the 28th")."""
    moved: tuple[Part, Part] | None = None
    """One day to become another ("from Friday to Saturday"); then nothing is said of a stay."""

    def __bool__(self) -> bool:
        return bool(self.days or self.weekends or self.lengths or self.windows)
