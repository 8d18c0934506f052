"""One guest's data for whoever of staff answers for it: what is held, all of it as a file, gone for good.

What holds something of a guest is known above this room; it comes in as a door. Nothing is looked at, given out or
erased before the access log says who did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from console.access_log import AccessLog
from console.gate import Stopped
from console.roles import Role
from console.staff import Member
from console.words import Saying, marked
from pms.outbox.erasure import Booked

ACTS = Role.ADMIN
"""Who may do any of it."""
LONGEST_WHO = 254
"""As long as an e-mail address may be."""


class NotErased(Exception):
    """Nothing was erased; the saying tells what stands in the way."""

    def __init__(self, text: str, **values: object) -> None:
        self.saying = Saying(text, values)
        super().__init__(str(self.saying))


def unsettled(reference: str) -> NotErased:
    return NotErased(
        marked(
            "the write %(reference)s of this guest has not reached the hotel's system yet; settle it first "
            "(“Unfinished”, or `posada outbox list`), then erase again"
        ),
        reference=reference,
    )


def still_answered() -> NotErased:
    return NotErased(marked("a message of this guest is being answered right now; erase again in a moment"))


@dataclass(frozen=True)
class Erased:
    """conversations: how many. reservations: in the hotels' own systems, where they still stand."""

    conversations: int
    reservations: tuple[Booked, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "conversations": self.conversations,
            "reservations": [asdict(one) for one in self.reservations],
        }


class GuestFiles(Protocol):
    """who: an e-mail address, a number, a booking's reference or a conversation's name."""

    async def find(self, who: str) -> list[str]:
        """The guest's conversations."""

    async def export(self, who: str) -> dict[str, Any]:
        """All that is held, as plain JSON."""

    async def erase(self, who: str) -> Erased:
        """Raises NotErased."""


@dataclass(frozen=True)
class HeldConversation:
    """How much of what lies there, and nothing of it."""

    conversation: str
    channel: str
    property_id: str
    language: str | None
    began_at: datetime
    messages: int
    replies: int
    notes: int
    tags: int
    requests: int
    has_left_contact: bool


@dataclass(frozen=True)
class Held:
    """reservations: in the hotels' own systems, which are named and not touched."""

    conversations: tuple[HeldConversation, ...]
    reservations: tuple[Booked, ...]

    @classmethod
    def of_export(cls, export: Mapping[str, Any]) -> Held:
        # One that was emptied in between has a name and nothing more.
        whole = [one for one in export["conversations"] if "turns" in one]
        return cls(
            tuple(_held(one) for one in whole),
            tuple(Booked(**one) for one in export["reservations_in_the_hotel_system"]),
        )


class GuestDesk:
    def __init__(self, files: GuestFiles, access_log: AccessLog) -> None:
        self._files = files
        self._access_log = access_log

    async def look(self, who: str, member: Member) -> Held:
        """Nothing when nobody is known so."""
        if not await self._noted(who, member, through="guest"):
            return Held((), ())
        return Held.of_export(await self._files.export(who))

    async def export(self, who: str, member: Member) -> dict[str, Any]:
        """Raises Stopped when nobody is known so."""
        if not await self._noted(who, member, through="export"):
            raise nobody()
        return await self._files.export(who)

    async def erase(self, who: str, repeated: str, member: Member) -> Erased:
        """repeated: `who` once more, typed by hand. Raises NotErased, and Stopped when nobody is known so."""
        if repeated.strip().casefold() != who.strip().casefold():
            raise NotErased(marked("what you typed is not what you looked for"))
        if not await self._noted(who, member, through="erasure"):
            raise nobody()
        return await self._files.erase(who)

    async def _noted(self, who: str, member: Member, *, through: str) -> Sequence[str]:
        """The guest's conversations, each with a line on the log; nothing that is printed has other signs."""
        names = await self._files.find(who) if who.isprintable() and who.strip() else []
        for name in names:
            await self._access_log.note(member, name, through=through)
        return names


def nobody() -> Stopped:
    return Stopped(404, marked("Nobody is known so"), marked("Nothing of such a guest is held here."))


def _held(one: Mapping[str, Any]) -> HeldConversation:
    return HeldConversation(
        conversation=one["conversation"],
        channel=one["channel"],
        property_id=one["property"],
        language=one["language"],
        began_at=datetime.fromisoformat(one["began_at"]),
        messages=sum(len(turn["guest"]) for turn in one["turns"]),
        replies=sum(len(turn["hotel"]) for turn in one["turns"]) + len(one["unasked"]),
        notes=len(one["notes_of_staff"]),
        tags=len(one["tags"]),
        requests=len(one["writes"]),
        has_left_contact=one["left_contact"] is not None,
    )
