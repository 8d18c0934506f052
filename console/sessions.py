"""Who is signed in: rows in the database, found by the signed cookie a browser carries.

The cookie holds a random token and nothing else; ending a session is deleting its row.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from console import tables
from console.keys import Keys
from console.staff import Member, member_of_row

IDLE_LIMIT = timedelta(hours=1)
ABSOLUTE_LIMIT = timedelta(hours=12)
# `seen_at` is written at most this often, so that reading pages does not become writing rows.
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """token_hash: the row's key; csrf_token: what this session's forms carry."""

    token_hash: str
    csrf_token: str
    member: Member


@dataclass(frozen=True)
class Cookies:
    """How the browser keeps them. Over https the names begin with `__Host-`, so that no other host can set them."""

    is_secure: bool

    @property
    def session(self) -> str:
        return "__Host-posada-session" if self.is_secure else "posada-session"

    @property
    def sign_in(self) -> str:
        return "__Host-posada-sign-in" if self.is_secure else "posada-sign-in"

    def set(self, response: Any, name: str, value: str, *, max_age_seconds: int | None = None) -> None:
        response.add_cookie(
            name,
            value,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self.is_secure,
            max_age=max_age_seconds,
        )

    def clear(self, response: Any, name: str) -> None:
        self.set(response, name, "", max_age_seconds=0)


class Sessions:
    def __init__(self, engine: AsyncEngine, clock: Clock, keys: Keys) -> None:
        self._engine = engine
        self._clock = clock
        self._keys = keys

    async def start(self, staff_id: str) -> str:
        """The cookie's value for a new session. Sessions that have run out are swept away on the way."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(tables.sessions).where(
                    or_(
                        tables.sessions.c.seen_at < now - IDLE_LIMIT,
                        tables.sessions.c.created_at < now - ABSOLUTE_LIMIT,
                    )
                )
            )
            await connection.execute(
                insert(tables.sessions).values(
                    token_hash=_hash(token), staff_id=staff_id, created_at=now, seen_at=now
                )
            )
        return self._keys.sign("session", token)

    async def find(self, cookie: str | None) -> Session | None:
        """The live session this cookie belongs to; None for forged, expired and ended ones and disabled people."""
        token = self._keys.unsign("session", cookie) if cookie else None
        if token is None:
            return None
        token_hash = _hash(token)
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(
                    tables.staff,
                    tables.sessions.c.created_at.label("session_created_at"),
                    tables.sessions.c.seen_at,
                )
                .join(tables.staff, tables.staff.c.id == tables.sessions.c.staff_id)
                .where(tables.sessions.c.token_hash == token_hash, tables.staff.c.disabled_at.is_(None))
            )
            row = found.first()
        if row is None:
            return None
        now = self._clock.now()
        if now - row.seen_at > IDLE_LIMIT or now - row.session_created_at > ABSOLUTE_LIMIT:
            await self.end(token_hash)
            return None
        if now - row.seen_at > _SEEN_EVERY:
            await self._touch(token_hash, now)
        return Session(
            token_hash=token_hash,
            csrf_token=self._keys.keyed_hash("csrf", token_hash),
            member=member_of_row(row),
        )

    async def end(self, token_hash: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(tables.sessions).where(tables.sessions.c.token_hash == token_hash)
            )

    async def _touch(self, token_hash: str, now: datetime) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                update(tables.sessions).where(tables.sessions.c.token_hash == token_hash).values(seen_at=now)
            )


def _hash(token: str) -> str:
    # The token has 256 random bits; a slow hash would protect nothing more.
    return hashlib.sha256(token.encode()).hexdigest()
