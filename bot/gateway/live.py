"""Who is waiting right now, in this process: an API call for its turn, an open page for its conversation.

Only a way to be quick: everything told here has been stored before, so that a missed call is a later read.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.gateway.outgoing import Reply

# A page that has not read this many events is told to read the history instead.
_LONGEST_QUEUE = 256


@dataclass(frozen=True)
class Ended:
    """A turn's end. state: answered, apologised, or with_person, which comes without replies."""

    state: str
    replies: tuple[Reply, ...]


Page = asyncio.Queue[dict[str, Any]]


class Live:
    def __init__(self) -> None:
        self._turns: dict[str, set[asyncio.Future[Ended]]] = defaultdict(set)
        self._pages: dict[str, set[Page]] = defaultdict(set)

    @contextmanager
    def waiting_for(self, turn: str) -> Iterator[asyncio.Future[Ended]]:
        """A future that is told the turn's end, if it comes while the block runs."""
        future: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self._turns[turn].add(future)
        try:
            yield future
        finally:
            future.cancel()
            self._turns[turn].discard(future)
            if not self._turns[turn]:
                del self._turns[turn]

    @contextmanager
    def page(self, conversation: str) -> Iterator[Page]:
        """The events of a conversation while a page is open on it.

        `{"type": "typing" | "said" | "replies" | "state" | "forgotten" | "missed"}`
        """
        queue: Page = asyncio.Queue(_LONGEST_QUEUE + 2)
        self._pages[conversation].add(queue)
        try:
            yield queue
        finally:
            self._pages[conversation].discard(queue)
            if not self._pages[conversation]:
                del self._pages[conversation]

    def is_awaited(self, *, turn: str | None, conversation: str) -> bool:
        """Whether someone takes the replies the moment they are told."""
        return bool((turn and self._turns.get(turn)) or self._pages.get(conversation))

    def tell_ended(self, turn: str, ended: Ended) -> None:
        for future in self._turns.get(turn, ()):
            if not future.done():
                future.set_result(ended)

    def tell_typing(self, conversation: str) -> None:
        self._tell(conversation, {"type": "typing"})

    def tell_said(self, conversation: str, *, message_id: str, text: str) -> None:
        self._tell(conversation, {"type": "said", "message_id": message_id, "text": text})

    def tell_replies(self, conversation: str, replies: Sequence[Reply]) -> None:
        self._tell(conversation, {"type": "replies", "replies": tuple(replies)})

    def tell_state(self, conversation: str, state: str) -> None:
        """state: as in the table of conversations: who answers here from now on."""
        self._tell(conversation, {"type": "state", "state": state})

    def tell_forgotten(self, conversation: str) -> None:
        """It was deleted on the guest's wish."""
        self._tell(conversation, {"type": "forgotten"})

    @property
    def open_pages(self) -> frozenset[str]:
        """The conversations that some page here is open on."""
        return frozenset(self._pages)

    def _tell(self, conversation: str, event: dict[str, Any]) -> None:
        for queue in self._pages.get(conversation, ()):
            if queue.qsize() >= _LONGEST_QUEUE:
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait({"type": "missed"})
            queue.put_nowait(event)
