"""Who may see a reservation: the conversation that booked it, and whoever names its reference with its e-mail or phone.

Wrong tries are counted per conversation and per reference; five within a quarter of an hour lock for as long.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.ids import new_id
from common.log import get_log
from pms import audit
from pms.contract.errand import Errand
from pms.contract.models import GuestProfile
from pms.tables import proofs

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
# A conversation that proved itself need not do so before every question, but a chat left open is not a key for ever.
PROOF_HOLDS = timedelta(hours=12)
_FEWEST_PHONE_DIGITS = 6


class Proofs:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def locked_until(self, errand: Errand, *references: str) -> datetime | None:
        """None while this conversation may still try these references."""
        since = self._clock.now() - LOCKED_FOR
        wrong = and_(
            proofs.c.property_id == errand.property_id, proofs.c.was_right.is_(False), proofs.c.at > since
        )
        counted = [proofs.c.conversation == errand.conversation]
        counted += [proofs.c.reference == spelled(reference) for reference in references]
        ends = [await self._lock_end(and_(wrong, condition)) for condition in counted]
        return max((end for end in ends if end is not None), default=None)

    async def record(self, errand: Errand, reference: str, *, proved: str | None) -> None:
        """proved: the hotel system's reference, None for a wrong try.

        A wrong try and its audit line are one transaction; the one that locks says so in a line of its own.
        """
        was_right = proved is not None
        now = self._clock.now()
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(proofs).values(
                    id=new_id("prf"),
                    property_id=errand.property_id,
                    conversation=errand.conversation,
                    reference=spelled(reference),
                    proved_reference=proved,
                    was_right=was_right,
                    at=now,
                )
            )
            if not was_right:
                await audit.write(connection, self._line(errand, reference, now, event="proof_failed"))
        if not was_right and await self.locked_until(errand, reference) is not None:
            async with self._engine.begin() as connection:
                await audit.write(connection, self._line(errand, reference, now, event="proof_locked"))
            get_log("pms.proofs").warning("proof_locked", conversation=errand.conversation)

    async def proved(self, errand: Errand, reference: str) -> str | None:
        """The hotel system's reference of a reservation this conversation has proved to be its guest's."""
        async with self._engine.connect() as connection:
            row = await connection.execute(
                select(proofs.c.proved_reference)
                .where(
                    proofs.c.property_id == errand.property_id,
                    proofs.c.conversation == errand.conversation,
                    proofs.c.reference == spelled(reference),
                    proofs.c.was_right.is_(True),
                    proofs.c.at > self._clock.now() - PROOF_HOLDS,
                )
                .order_by(proofs.c.at.desc())
                .limit(1)
            )
            return row.scalar_one_or_none()

    async def vouch(self, errand: Errand, reference: str) -> None:
        """A member of staff says that the reservation is this conversation's guest's; audited under their name."""
        await self.record(errand, reference, proved=reference)
        line = replace(self._line(errand, reference, self._clock.now(), event="vouched"), actor=errand.actor)
        async with self._engine.begin() as connection:
            await audit.write(connection, line)

    async def all_proved(self, errand: Errand) -> tuple[str, ...]:
        """The hotel system's references of everything this conversation has proved lately."""
        wanted = (
            select(proofs.c.proved_reference)
            .where(
                proofs.c.property_id == errand.property_id,
                proofs.c.conversation == errand.conversation,
                proofs.c.was_right.is_(True),
                proofs.c.at > self._clock.now() - PROOF_HOLDS,
            )
            .distinct()
        )
        async with self._engine.connect() as connection:
            return tuple(one for one in await connection.scalars(wanted) if one)

    async def _lock_end(self, condition: ColumnElement[bool]) -> datetime | None:
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(proofs.c.at).where(condition).order_by(proofs.c.at.desc()).limit(TRIES)
            )
            tries: list[datetime] = [at for (at,) in rows]
        # Nothing is tried while locked, so the newest wrong try is the one that locked.
        return tries[0] + LOCKED_FOR if len(tries) == TRIES else None

    def _line(self, errand: Errand, reference: str, at: datetime, *, event: str) -> audit.AuditLine:
        return audit.AuditLine(
            at=at,
            actor="guest",
            property_id=errand.property_id,
            operation="find",
            event=event,
            conversation=errand.conversation,
            turn=errand.turn,
            reference=spelled(reference),
        )


def spelled(reference: str) -> str:
    """One spelling of what people type: "psd 7k3m-9q" and "PSD-7K3M9Q" are the same reference."""
    return re.sub(r"[^0-9A-Z]", "", reference.upper())[:64]


def is_contact_of(contact: str, guest: GuestProfile) -> bool:
    """Whether an e-mail address or a phone number is the guest's."""
    if "@" in contact:
        return guest.email is not None and _same(contact.strip().casefold(), guest.email.strip().casefold())
    given, known = _digits(contact), _digits(guest.phone or "")
    if min(len(given), len(known)) < _FEWEST_PHONE_DIGITS:
        return False
    # Country codes and trunk zeros differ from form to form; the last nine digits do not.
    return _same(given[-9:], known[-9:])


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
