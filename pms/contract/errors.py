"""What can go wrong with a hotel system, grouped by what the caller should do.

    PmsError
    ├── Retriable        try later; nothing was written        Unreachable (OutOfTime, BreakerOpen), TooBusy
    ├── OutcomeUnknown   sent, no answer: look it up before doing it again
    ├── Refused          the hotel said no                     SoldOut, PriceChanged, NotFound, …
    ├── Misconfigured    a person must fix it                  BadCredentials, UnknownVendor, …
    └── Unintelligible   the vendor answered in a shape we do not know

Errors carry facts, never sentences for guests; `detail` is for logs and staff and holds no guest data.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from common.money import Money


@dataclass(eq=False, kw_only=True)
class PmsError(Exception):
    """vendor, property_id, operation: where it happened; reference: the reservation's or intent's, where there is one."""

    detail: str = ""
    vendor: str = ""
    property_id: str = ""
    operation: str = ""
    reference: str = ""

    @property
    def kind(self) -> str:
        """The class name: what logs, metrics and stored refusals call it."""
        return type(self).__name__

    def __str__(self) -> str:
        where = "/".join(part for part in (self.vendor, self.property_id, self.operation) if part)
        return ": ".join(part for part in (self.kind, where, self.reference, self.detail) if part)

    def placed(self, *, vendor: str, property_id: str, operation: str) -> PmsError:
        """This error with the place filled in where it was left open."""
        self.vendor = self.vendor or vendor
        self.property_id = self.property_id or property_id
        self.operation = self.operation or operation
        return self


@dataclass(eq=False, kw_only=True)
class Retriable(PmsError):
    """Try later. The vendor is known not to have acted.

    retry_after_seconds: when asking again has sense; None when nobody knows.
    """

    retry_after_seconds: float | None = None


@dataclass(eq=False, kw_only=True)
class Unreachable(Retriable):
    """No connection, no answer in time to a read, or the vendor says it is out of order (5xx to a read)."""


@dataclass(eq=False, kw_only=True)
class OutOfTime(Unreachable):
    """The caller's deadline left no fair time to ask: it says nothing about the vendor."""


@dataclass(eq=False, kw_only=True)
class BreakerOpen(Unreachable):
    """Not asked: the vendor failed too often lately, so nobody waits for it until it is tried again."""


@dataclass(eq=False, kw_only=True)
class TooBusy(Retriable):
    """The vendor turned the call away unread (429, 408), or our own share of it is used up."""


@dataclass(eq=False, kw_only=True)
class OutcomeUnknown(PmsError):
    """A write was sent and not answered: look it up before doing it again."""


@dataclass(eq=False, kw_only=True)
class Refused(PmsError):
    """The hotel said no; asking again the same way will not help."""


@dataclass(eq=False, kw_only=True)
class SoldOut(Refused):
    """No room of that type is left for some night of the stay."""

    room_type_id: str = ""


@dataclass(eq=False, kw_only=True)
class PriceChanged(Refused):
    """The total that was agreed is no longer the total that would be charged."""

    was: Money
    now: Money


@dataclass(eq=False, kw_only=True)
class FeeChanged(Refused):
    """Cancelling costs something else than was agreed."""

    was: Money
    now: Money


@dataclass(eq=False, kw_only=True)
class QuoteExpired(Refused):
    """The quote is older than it promised to hold, or was never made in this conversation."""


@dataclass(eq=False, kw_only=True)
class TooLateToCancel(Refused):
    """The stay has begun or is over."""


@dataclass(eq=False, kw_only=True)
class TooLateToChange(Refused):
    """The stay is over, or the wish lies before today."""


@dataclass(eq=False, kw_only=True)
class AlreadyCancelled(Refused):
    """The reservation stands cancelled and cannot be changed."""


@dataclass(eq=False, kw_only=True)
class NotFound(Refused):
    """No such reservation, room or extra, or none that this conversation may touch."""


@dataclass(eq=False, kw_only=True)
class StillQueued(Refused):
    """The booking itself has not reached the hotel's system yet, so nothing of it can be changed."""


@dataclass(eq=False, kw_only=True)
class NotPossible(Refused):
    """This hotel's system cannot do it, or not in this case. capability: the name of what was asked."""

    capability: str = ""


@dataclass(eq=False, kw_only=True)
class TooManyGuests(Refused):
    """The party does not fit. most: how many would; None when it depends on the rooms."""

    most: int | None = None


@dataclass(eq=False, kw_only=True)
class StayNotPossible(Refused):
    """why: the rule of the house that the stay breaks; most: its limit in nights or days, where there is one."""

    why: Literal["past", "too_far_ahead", "too_long"]
    most: int | None = None


@dataclass(eq=False, kw_only=True)
class Invalid(Refused):
    """A field of the request that the hotel's system will not take. field: its name in our models."""

    field: str = ""


@dataclass(eq=False, kw_only=True)
class WaitedTooLong(Refused):
    """A queued write reached its expiry before the hotel's system took it; nothing was booked."""

    expired_at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class Abandoned(Refused):
    """A member of staff closed a write that could not be done."""


@dataclass(eq=False, kw_only=True)
class Misconfigured(PmsError):
    """A person must fix it; nothing was written."""


@dataclass(eq=False, kw_only=True)
class BadCredentials(Misconfigured):
    """The vendor does not know our key, or it lacks a right."""


@dataclass(eq=False, kw_only=True)
class UnknownVendor(Misconfigured):
    """known: the adapters that exist."""

    known: tuple[str, ...] = ()


@dataclass(eq=False, kw_only=True)
class InsecureAddress(Misconfigured):
    """Guests' names would travel in the clear: plain http to a machine that is not this one."""


@dataclass(eq=False, kw_only=True)
class UnknownProperty(Misconfigured):
    """No hotel of that id is set up."""


@dataclass(eq=False, kw_only=True)
class UnknownRatePlan(Misconfigured):
    """The vendor has no rate plan of that name."""


@dataclass(eq=False, kw_only=True)
class Unintelligible(PmsError):
    """The vendor answered in a shape we do not know. raw: the answer, cut to a sane length."""

    raw: str = ""


def to_json(error: PmsError) -> dict[str, Any]:
    """Plain JSON of an error's facts, as intents keep it."""
    facts: dict[str, Any] = {"kind": error.kind}
    for field in fields(error):
        value = getattr(error, field.name)
        if isinstance(value, Money):
            value = value.to_json()
        elif isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = list(value)
        if value not in ("", None):
            facts[field.name] = value
    return facts


def from_json(facts: dict[str, Any]) -> PmsError:
    """The error that `to_json` wrote. Raises KeyError for a kind that does not exist (any more)."""
    values = dict(facts)
    kind = _kinds()[values.pop("kind")]
    for name in ("was", "now"):
        if name in values:
            values[name] = Money.from_json(values[name])
    if "expired_at" in values:
        values["expired_at"] = datetime.fromisoformat(values["expired_at"])
    if "known" in values:
        values["known"] = tuple(values["known"])
    return kind(**values)


def _kinds(root: type[PmsError] = PmsError) -> dict[str, type[PmsError]]:
    found = {root.__name__: root}
    for child in root.__subclasses__():
        found |= _kinds(child)
    return found
