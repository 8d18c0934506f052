"""Finding words in conversations. They lie sealed, so there is no index: the newest are opened one after another and looked into.

Nothing of what is opened is kept. How far a search looks is bounded, and it says when it did not reach the end.
"""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.tables import conversations, inbox, outgoing
from common.secrets import Sealer, Unsealable

MOST_LOOKED_AT = 2_000
"""Conversations that one search opens."""
MOST_FOUND = 100
_AT_ONCE = 50


@dataclass(frozen=True)
class Found:
    """conversations: newest first. is_whole: there was nothing left to look into."""

    conversations: tuple[str, ...]
    looked_at: int
    is_whole: bool


class Search:
    def __init__(self, engine: AsyncEngine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    async def find(
        self,
        words: str,
        wanted: Sequence[ColumnElement[bool]] = (),
        *,
        most_looked_at: int = MOST_LOOKED_AT,
        most_found: int = MOST_FOUND,
    ) -> Found:
        """Conversations with a message, of either side, that holds every one of the words; small and accented letters alike."""
        sought = plain(words).split()
        found: list[str] = []
        looked_at = 0
        if not sought:
            return Found((), 0, is_whole=True)
        while looked_at < most_looked_at and len(found) < most_found:
            async with self._engine.connect() as connection:
                names = list(
                    await connection.scalars(
                        select(conversations.c.id)
                        .where(*wanted)
                        .order_by(conversations.c.last_message_at.desc(), conversations.c.id)
                        .offset(looked_at)
                        .limit(min(_AT_ONCE, most_looked_at - looked_at))
                    )
                )
                said, replied = [
                    (
                        await connection.execute(
                            select(table.c.conversation, column).where(table.c.conversation.in_(names))
                        )
                    ).all()
                    for table, column in ((inbox, inbox.c.words), (outgoing, outgoing.c.body))
                ]
            if not names:
                return Found(tuple(found), looked_at, is_whole=True)
            looked_at += len(names)
            # Opening some hundred messages takes milliseconds that other requests should not wait for.
            hits = await asyncio.to_thread(self._with, sought, said, replied)
            found += [name for name in names if name in hits]
        return Found(tuple(found[:most_found]), looked_at, is_whole=False)

    def _with(self, sought: Sequence[str], said: Iterable[Any], replied: Iterable[Any]) -> set[str]:
        hits = {name for name, words in said if words and _holds(self._open(words), sought)}
        for name, body in replied:
            if name not in hits and _holds(_text_of(self._open(body)), sought):
                hits.add(name)
        return hits

    def _open(self, sealed: str) -> str:
        try:
            return self._sealer.unseal(sealed)
        except Unsealable:
            # A key was lost; whoever opens the conversation is told so there.
            return ""


def plain(text: str) -> str:
    """As words are compared: "HABITACIÓN" and "habitacion" are the same."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _holds(text: str, sought: Sequence[str]) -> bool:
    words = plain(text)
    return all(one in words for one in sought)


def _text_of(body: str) -> str:
    return str(json.loads(body).get("text") or "") if body else ""
