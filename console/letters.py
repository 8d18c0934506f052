"""What staff see and do about writes that need a person: one door for the pages and for the programs.

Who may act is decided before it comes here; what was done carries the member's id on the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncEngine

from common.log import get_log
from common.properties import Properties
from console.letter_words import STATUSES
from console.queries import PAGE_SIZE, UNKNOWN_CHOICE, page_of
from console.staff import Member, StaffList
from console.words import Saying, marked
from pms.outbox.cases import Case
from pms.outbox.letters import STATUSES as KNOWN
from pms.outbox.letters import Letter, count_waiting, page_of_letters
from pms.staff_desk import StaffDesk

_log = get_log("console")

ADDRESS = "/admin/dead-letters"
MAX_NOTE = 1000
MAX_REFERENCE = 64
# Somebody looks at a page that does not move.
PATIENCE_SECONDS = 10.0


class Deed(StrEnum):
    REPLAY = "replay"
    SETTLE = "settle"
    ABANDON = "abandon"


class Unfit(Exception):
    """What was sent lacks something; the saying says what, for the person who sent it."""

    def __init__(self, text: str, **values: object) -> None:
        self.saying = Saying(text, values)
        super().__init__(str(self.saying))


@dataclass(frozen=True)
class LetterQuery:
    """None asks nothing; page counts from 1."""

    status: str | None = None
    property_id: str | None = None
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        return replace(self, page=1) != LetterQuery()

    def address(self, page: int) -> str:
        asked = {
            "status": self.status,
            "property": self.property_id,
            "page": page if page > 1 else None,
        }
        words = urlencode({name: str(value) for name, value in asked.items() if value})
        return ADDRESS + (f"?{words}" if words else "")


@dataclass(frozen=True)
class Listing:
    """letters: one page; total: of all pages. waiting: what waits for the hotel's system, the longest waiting first."""

    letters: tuple[Letter, ...]
    total: int
    waiting: tuple[Case, ...]
    waiting_total: int


@dataclass(frozen=True)
class Acted:
    """unasked: the error that kept the hotel's system from being asked whether it is so."""

    deed: Deed
    unasked: str | None = None


class Letters:
    def __init__(
        self, engine: AsyncEngine, desk: StaffDesk, properties: Properties, staff: StaffList
    ) -> None:
        self._engine = engine
        self._desk = desk
        self._cases = desk.cases(engine)
        self._properties = properties
        self._staff = staff

    def query_of(self, arguments: Mapping[str, Any]) -> tuple[LetterQuery, list[Saying]]:
        """What the address asks for, and what in it could not be used, as sentences."""
        faults: list[Saying] = []
        status, hotel = arguments.get("status") or None, arguments.get("property") or None
        if status is not None and status not in STATUSES:
            faults.append(Saying(UNKNOWN_CHOICE, {"name": "status", "given": status[:20]}))
            status = None
        if hotel is not None and self._properties.get(hotel) is None:
            faults.append(Saying(UNKNOWN_CHOICE, {"name": "property", "given": hotel[:20]}))
            hotel = None
        return LetterQuery(status, hotel, page_of(arguments.get("page", "1"))), faults

    async def listing(self, query: LetterQuery) -> Listing:
        """What waits for the hotel's system has no status of a letter, so it is left out where one is asked for."""
        letters, total = await page_of_letters(
            self._engine,
            statuses=(query.status,) if query.status else KNOWN,
            property_id=query.property_id,
            page=query.page,
            size=PAGE_SIZE,
        )
        waiting: tuple[Case, ...] = ()
        waiting_total = 0
        if query.status is None and query.page == 1:
            waiting, waiting_total = await self._cases.waiting(property_id=query.property_id)
        return Listing(letters, total, waiting, waiting_total)

    async def count(self) -> int:
        return await count_waiting(self._engine)

    async def find(self, letter_or_write: str) -> Case | None:
        return await self._cases.find(letter_or_write)

    async def names(self) -> dict[str, str]:
        """Of everybody who may stand in a story, by id."""
        return {member.id: member.name for member in await self._staff.all()}

    async def act(self, deed: Deed, case: Case, member: Member, *, why: str, reference: str = "") -> Acted:
        """Raises Unfit, or NotNow when it does not fit how the write stands."""
        why, reference = why.strip(), reference.strip()
        if not why and deed is not Deed.REPLAY:
            raise Unfit(marked("Say what you found and did; it is kept with the request."))
        if len(why) > MAX_NOTE:
            raise Unfit(marked("The note is longer than %(most)s characters."), most=MAX_NOTE)
        if len(reference) > MAX_REFERENCE or not reference.isprintable():
            raise Unfit(marked("A reference has at most %(most)s printable characters."), most=MAX_REFERENCE)
        by, write, unasked = f"staff:{member.id}", case.write.id, None
        if deed is Deed.REPLAY:
            await self._desk.by_hand().replay(write, by=by, why=why or None)
        elif deed is Deed.ABANDON:
            await self._desk.by_hand().abandon(write, by=by, why=why)
        else:
            settled = await self._desk.settle(
                write, by=by, why=why, reference=reference or None, patience_seconds=PATIENCE_SECONDS
            )
            unasked = settled.unasked.kind if settled.unasked else None
        _log.info("write closed by hand", deed=deed.value, intent=write, staff=member.id)
        return Acted(deed, unasked)
