"""Answers that are young enough are given without a call; many who miss at once share one; writes and events undo them.

Who asks must never see an answer from before a change that was known when they asked. What is kept and how long stands in
`rules`, what a change undoes in `changes`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from common.clock import Clock, Deadline
from pms import metrics
from pms.contract import errors
from pms.contract.errand import NOTE, guest_waits
from pms.contract.layer import Layer, Send
from pms.contract.models import Event, RateRequest, Reservation
from pms.contract.protocol import Connector, Operation
from pms.resilience.changes import Change, Moment, change_of_event, change_of_write, found_wrong
from pms.resilience.flights import Flights
from pms.resilience.rules import RESERVATION, Rule, is_worth_keeping, rule_for
from pms.resilience.shelf import Entry, Key, Shelf

_GET = "get_reservation"


class Cache(Layer):
    def __init__(self, inner: Connector, *, shelf: Shelf, clock: Clock) -> None:
        super().__init__(inner)
        self._shelf = shelf
        self._clock = clock
        self._flights = Flights()

    async def invalidate(self, events: Sequence[Event]) -> None:
        """Undoes what the events touch. Polled changes and parsed webhooks come here by themselves."""
        for event in events:
            if not await self._shelf.knows(event):
                await self._shelf.change(change_of_event(event))

    async def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[Event, ...]:
        events = await self._inner.parse_webhook(headers, body)
        await self.invalidate(events)
        return events

    async def around(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        if operation.writes:
            return await self._written(operation, send, deadline, arguments)
        rule = rule_for(operation.name, arguments)
        if rule is None:
            return await self._asked(operation, send, deadline, arguments)
        key = (operation.name, *arguments)
        if not rule.fresh:
            look = await self._shelf.look(key, rule)
            return await self._read(key, rule, look.moment, send, deadline)
        return await self._cached(key, rule, send, deadline)

    async def _cached(self, key: Key, rule: Rule, send: Send, deadline: Deadline) -> Any:
        look = await self._shelf.look(key, rule)
        if look.entry is not None and self._clock.now() - look.entry.read_at < rule.fresh:
            metrics.CACHE_HITS.labels(key[0]).inc()
            note = NOTE.get()
            if note is not None:
                note.source = "cached"
            return look.entry.answer
        # Whoever asks after a change asks anew, and a guest never waits in the background's place.
        flight = (key, look.moment, guest_waits())
        is_own = False

        def call() -> Coroutine[Any, Any, Any]:
            nonlocal is_own
            is_own = True
            metrics.CACHE_MISSES.labels(key[0]).inc()
            return self._read(key, rule, look.moment, send, deadline)

        answer = await self._flights.share(flight, deadline, call)
        if not is_own:
            metrics.CACHE_HITS.labels(key[0]).inc()
        return answer

    async def _read(self, key: Key, rule: Rule, moment: Moment, send: Send, deadline: Deadline) -> Any:
        read_at = self._clock.now()
        answer = await send(deadline)
        if is_worth_keeping(answer) and _is_named_so(key, answer):
            await self._shelf.put(key, rule, Entry(answer, read_at, moment))
        return answer

    async def _asked(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        try:
            answer = await send(deadline)
        except errors.SoldOut:
            if operation.name == "quote_rate" and isinstance(arguments[0], RateRequest):
                await self._shelf.change(found_wrong(arguments[0].stay))
            raise
        if operation.name == "poll_changes":
            await self.invalidate(answer)
        return answer

    async def _written(
        self, operation: Operation, send: Send, deadline: Deadline, arguments: tuple[Any, ...]
    ) -> Any:
        known = await self._last_seen(arguments)
        read_at = self._clock.now()
        try:
            answer = await send(deadline)
        except BaseException as error:
            # Cancelled, too: it may have been sent. Shielded, so that a second cancellation does not forget the change.
            await self._changed(change_of_write(operation, arguments, known=known, error=error))
            raise
        moment = await self._changed(change_of_write(operation, arguments, known=known, answer=answer))
        if isinstance(answer, Reservation) and moment is not None:
            key = (_GET, answer.reference)
            await self._shelf.put(key, RESERVATION, Entry(answer, read_at, moment))
        return answer

    async def _changed(self, change: Change | None) -> Moment | None:
        return None if change is None else await asyncio.shield(self._shelf.change(change))

    async def _last_seen(self, arguments: tuple[Any, ...]) -> Reservation | None:
        if not arguments or not isinstance(arguments[0], str):
            return None
        look = await self._shelf.look((_GET, arguments[0]), RESERVATION)
        return look.entry.answer if look.entry else None


def _is_named_so(key: Key, answer: Any) -> bool:
    """A reservation is kept under the hotel system's reference alone, the name by which writes touch it."""
    return key[0] != _GET or bool(answer.reference == key[1])
