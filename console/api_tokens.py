"""Bearer tokens for programs: shown once when made, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, SystemClock
from common.ids import new_id
from console import tables
from console.staff import Member, StaffError, member_of_row

_CACHE_SECONDS = 10.0
_CACHE_SIZE = 1000


@dataclass(frozen=True)
class Holder:
    """Whose token it is. member: None for an integrator's token, which opens the guests' API only."""

    token_id: str
    name: str
    member: Member | None


@dataclass(frozen=True)
class TokenRow:
    name: str
    staff_name: str | None
    created_at: datetime
    revoked_at: datetime | None


async def make_token(
    engine: AsyncEngine, name: str, *, member: Member | None = None, clock: Clock | None = None
) -> str:
    """A new token; this is the only time it can be read. Raises StaffError when the name is taken or empty."""
    if not name.strip() or len(name) > 80:
        raise StaffError("a token's name has 1 to 80 characters")
    token = "psd_" + secrets.token_urlsafe(32)
    try:
        async with engine.begin() as connection:
            await connection.execute(
                insert(tables.api_tokens).values(
                    id=new_id("tok"),
                    name=name.strip(),
                    token_hash=_hash(token),
                    staff_id=member.id if member else None,
                    created_at=(clock or SystemClock()).now(),
                )
            )
    except IntegrityError as error:
        raise StaffError(f"a token called '{name.strip()}' exists already") from error
    return token


async def revoke_token(engine: AsyncEngine, name: str, *, clock: Clock | None = None) -> bool:
    """False when there is no such token in force. Takes hold everywhere within ten seconds."""
    async with engine.begin() as connection:
        done = await connection.execute(
            update(tables.api_tokens)
            .where(tables.api_tokens.c.name == name, tables.api_tokens.c.revoked_at.is_(None))
            .values(revoked_at=(clock or SystemClock()).now())
        )
        return done.rowcount > 0


async def list_tokens(engine: AsyncEngine) -> list[TokenRow]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(tables.api_tokens, tables.staff.c.name.label("staff_name"))
            .outerjoin(tables.staff, tables.staff.c.id == tables.api_tokens.c.staff_id)
            .order_by(tables.api_tokens.c.name)
        )
        return [TokenRow(row.name, row.staff_name, row.created_at, row.revoked_at) for row in rows]


class ApiTokens:
    """Answers whose a token is; good answers are remembered for at most ten seconds, bad ones never."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Holder]] = OrderedDict()

    async def verify(self, token: str) -> bool:
        return await self.holder(token) is not None

    async def holder(self, token: str) -> Holder | None:
        if not token.startswith("psd_") or len(token) > 100:
            return None
        token_hash = _hash(token)
        now = self._clock.monotonic()
        known = self._known.get(token_hash)
        if known is not None and now - known[0] < _CACHE_SECONDS:
            return known[1]
        self._known.pop(token_hash, None)
        holder = await self._look_up(token_hash)
        if holder is not None:
            self._known[token_hash] = (now, holder)
            if len(self._known) > _CACHE_SIZE:
                self._known.popitem(last=False)
        return holder

    async def _look_up(self, token_hash: str) -> Holder | None:
        tokens = tables.api_tokens
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(
                    tables.staff,
                    tokens.c.id.label("token_id"),
                    tokens.c.name.label("token_name"),
                    tokens.c.staff_id,
                )
                .select_from(tokens.outerjoin(tables.staff, tables.staff.c.id == tokens.c.staff_id))
                .where(tokens.c.token_hash == token_hash, tokens.c.revoked_at.is_(None))
            )
            row = found.first()
        if row is None:
            return None
        if row.staff_id is None:
            return Holder(row.token_id, row.token_name, None)
        member = member_of_row(row)
        return None if member.is_disabled else Holder(row.token_id, row.token_name, member)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
