"""Sends what waits, for channels that deliver by themselves: in order in a conversation, many conversations at once.

Where a send may or may not have happened, the channel's statuses are waited for. A reply is then said once more at most,
and one that confirms something never: a person looks at it. Nothing is dropped: what cannot go waits, or calls staff.
"""

from __future__ import annotations

import asyncio
import functools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.gateway import metrics
from bot.gateway import sending_rows as rows
from bot.gateway.approved import Approved, FindTwin
from bot.gateway.background import Background
from bot.gateway.ledger import Ledger
from bot.gateway.outgoing import Reply
from bot.gateway.send_faults import Gone, Mistaken, Retry, SendFault, StopAll, Unsure, WindowClosed
from bot.gateway.sending_rows import UNKNOWN, Key, Lane, Pending
from common.clock import Clock, Deadline
from common.log import get_log
from common.properties import Properties
from common.secrets import Sealer

SEND_SECONDS = 10.0
# Above it: a living gateway has always settled a row before another may look at it.
LEASE = timedelta(seconds=15)
STATUS_WAIT = timedelta(seconds=15)
"""For the status of a message that may have been sent."""
STATUS_WAIT_AFTER_DEATH = timedelta(seconds=60)
"""Statuses that came while nobody was there come again, with growing gaps."""
UNREAD_WAIT = timedelta(seconds=5)
"""What the channel has told us may lie in our own table still: nothing is said again before it is read."""
ORDER_WAIT = timedelta(seconds=3)
"""A message that was accepted but not delivered may still be overtaken by the next."""
STOPPED_PAUSE = timedelta(seconds=60)
HELD_FOR = timedelta(days=3)
"""What was held longer is no news any more when the guest writes again."""
_LOOK_SECONDS = 1.0
_UNREAD_SINCE = timedelta(seconds=1)

# They say that something was done or is to be paid; said twice, a guest would take it for two.
_NEVER_TWICE = ("booking.", "cancel.", "change.", "notice.", "payment.")

log = get_log("bot.gateway.sending")

type Address = Mapping[str, Any]
type Wire = Mapping[str, Any]


class Sender(Protocol):
    """A channel that delivers by itself. Addresses and messages are in its own terms."""

    def lane(self, address: Address) -> str:
        """What is stopped when sending is: the hotel's number, say."""
        ...

    def wait_seconds(self, address: Address) -> float:
        """0.0 when one more message may go now, and it is counted; else after how long."""
        ...

    def is_one(self, replies: Sequence[Reply]) -> bool:
        """Whether one message says them all."""
        ...

    def messages(self, replies: Sequence[Reply]) -> Sequence[Wire]: ...

    def approved(self, twin: Approved, reply: Reply) -> Wire:
        """The message that says this reply outside the window."""
        ...

    async def send(self, address: Address, message: Wire, *, key: str, deadline: Deadline) -> str:
        """The channel's own id of what it has accepted; key comes back with its statuses. Raises SendFault."""
        ...


@dataclass(frozen=True)
class Parcel:
    """What leaves next: one message, and the replies it says."""

    group: tuple[Pending, ...]
    message: Wire
    key: Key
    tries: int


class Sending:
    """senders: by channel; rows of other channels are never touched. at_once: messages sent at the same time."""

    def __init__(
        self,
        ledger: Ledger,
        sealer: Sealer,
        clock: Clock,
        properties: Properties,
        senders: Mapping[str, Sender],
        find_twin: FindTwin,
        *,
        at_once: int = 32,
    ) -> None:
        self._ledger = ledger
        self._sealer = sealer
        self._clock = clock
        self._properties = properties
        self._senders = senders
        self._find_twin = find_twin
        self._at_once = at_once
        self._tasks: dict[str, asyncio.Task[None]] = {}
        # How often a reply was put back, for growing pauses; lost at a restart, which then begins with short ones.
        self._put_back: dict[str, int] = {}
        self._pauses: dict[str, datetime] = {}
        self._stopped: dict[str, str] = {}
        self._background = Background("sending", self.take, every_seconds=_LOOK_SECONDS)

    def start(self) -> None:
        self._background.start()

    def call(self) -> None:
        """There may be something to send."""
        self._background.call()

    async def stop(self) -> None:
        """What is being sent may end; what does not in time is found by the next start."""
        await self._background.stop()
        tasks = set(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=SEND_SECONDS / 2)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def take(self) -> None:
        """Begins with as many conversations as there are places for."""
        free = self._at_once - len(self._tasks)
        if free <= 0:
            return
        now = self._clock.now()
        busy = tuple(self._tasks)
        find = functools.partial(
            rows.find_lanes,
            sealer=self._sealer,
            channels=tuple(self._senders),
            busy=busy,
            now=now,
            order=ORDER_WAIT,
            held_for=HELD_FOR,
            most=free,
        )
        lanes, unreadable = await self._ledger.read(find)
        for conversation in unreadable:
            # One that nobody can read never holds the others up.
            log.error("cannot be read", conversation=conversation)
            await self._ledger.write(functools.partial(rows.give_up, conversation=conversation, now=now))
        for lane in lanes:
            task = asyncio.create_task(self._serve(lane))
            self._tasks[lane.conversation] = task
            task.add_done_callback(functools.partial(self._ended, lane.conversation))

    async def settle(self) -> None:
        """Works until nothing is due; for tests."""
        while True:
            await self.take()
            if not self._tasks:
                return
            await asyncio.wait(set(self._tasks.values()))

    def _ended(self, conversation: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(conversation, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            # The row is as it was, or its lease ends.
            log.error("sending failed", error=type(error).__name__)
        else:
            self._background.call()

    async def _serve(self, lane: Lane) -> None:
        """One step of the conversation: at most one message leaves."""
        sender = self._senders[lane.channel]
        first, now = lane.first, self._clock.now()
        if first.delivery == "sending" and not await self._may_send_again(lane, now):
            return
        if lane.is_opted_out and (first.is_notice or not lane.is_open(now)):
            # Only what they ask is answered, and only where they just asked it.
            await self._end([first], "held", fault="opted_out", attention="opted_out")
            return
        if lane.held and lane.is_open(now):
            since = now - HELD_FOR
            await self._ledger.write(lambda at: rows.release_held(at, lane.conversation, since, now))
            return
        if due := self._not_before(lane, sender, now):
            stopped = self._stopped.get(sender.lane(lane.address))
            attention = "unsent" if stopped else None
            await self._ledger.write(
                lambda at: rows.postpone(at, first, due, fault=stopped, attention=attention)
            )
            return
        try:
            parcel = await self._parcel(lane, sender, now)
        except _Unsayable:
            log.error("cannot be said on this channel", reply=first.reply.id)
            await self._end([first], "failed", fault="unsayable", attention="undelivered")
            return
        if parcel is None:
            await self._end([first], "held", fault="window", attention="window")
            return
        await self._send(lane, sender, parcel)

    async def _may_send_again(self, lane: Lane, now: datetime) -> bool:
        """Of a message that may have been sent, once its status has been waited for."""
        first = lane.first
        if first.fault is None:
            # Whoever sent it has died.
            until = now + STATUS_WAIT_AFTER_DEATH
            await self._ledger.write(lambda at: rows.postpone(at, first, until, fault=UNKNOWN))
            return False
        if await self._ledger.read(lambda at: rows.has_unread(at, lane.channel, now - _UNREAD_SINCE)):
            await self._ledger.write(lambda at: rows.postpone(at, first, now + UNREAD_WAIT))
            return False
        if first.tries < rows.MOST_SENDS and not first.reply.template.startswith(_NEVER_TWICE):
            return True
        metrics.SENDS.labels(lane.channel, "unsure").inc()
        log.error("nobody knows whether it was sent", reply=first.reply.id, fault=first.fault)
        await self._end(_as_before(lane), "unsure", fault=first.fault, attention="unsure")
        return False

    def _not_before(self, lane: Lane, sender: Sender, now: datetime) -> datetime | None:
        """When this may go, if not now."""
        paused = self._pauses.get(sender.lane(lane.address))
        if paused is not None and paused > now:
            return paused
        if lane.not_before is not None and lane.not_before > now:
            return lane.not_before
        wait = sender.wait_seconds(lane.address)
        return now + timedelta(seconds=wait) if wait else None

    async def _parcel(self, lane: Lane, sender: Sender, now: datetime) -> Parcel | None:
        """None when nothing may be said to this guest now."""
        first = lane.first
        tries = first.tries + 1
        if not lane.is_open(now):
            hotel = self._properties.get(lane.property_id) or self._properties.default
            wanted = [first.reply.language, lane.language, hotel.default_language]
            languages = [language for language in wanted if language]
            twin = await self._find_twin(first.reply, lane.property_id, languages)
            # Staff's own words and half of a reply have no twin.
            if twin is None or first.part > 1:
                return None
            message = _said(lambda: sender.approved(twin, first.reply))
            return Parcel((first,), message, Key(first.reply.id), tries)
        again = first.delivery == "sending"
        group = _as_before(lane) if again else _said(lambda: _together(lane, sender))
        messages = _said(lambda: sender.messages([one.reply for one in group]))
        part = min(first.part, len(messages))
        return Parcel(group, messages[part - 1], Key(first.reply.id, part, len(messages)), tries)

    async def _send(self, lane: Lane, sender: Sender, parcel: Parcel) -> None:
        deadline = Deadline.after(SEND_SECONDS, self._clock)
        until = self._clock.now() + LEASE
        group = await self._ledger.write(
            lambda at: rows.claim(at, parcel.group, parcel.key, until=until, tries=parcel.tries)
        )
        if not group:
            return
        if len(group) < len(parcel.group):
            # One of them was changed meanwhile: only what is ours is said.
            message = sender.messages([one.reply for one in group])[0]
            parcel = Parcel(tuple(group), message, parcel.key, parcel.tries)
        try:
            external_id = await sender.send(
                lane.address, parcel.message, key=str(parcel.key), deadline=deadline
            )
        except SendFault as fault:
            await self._failed(lane, sender, parcel, fault)
            return
        except Exception as error:
            # A fault of our own, and nobody knows how far it came.
            log.error("sending broke", reply=parcel.key.reply, error=type(error).__name__)
            await self._failed(lane, sender, parcel, Unsure(type(error).__name__))
            return
        now = self._clock.now()
        await self._ledger.write(
            lambda at: rows.accepted(at, parcel.group, parcel.key, external_id, now, ORDER_WAIT)
        )
        self._note_success(lane, sender, parcel)

    async def _failed(self, lane: Lane, sender: Sender, parcel: Parcel, fault: SendFault) -> None:
        now, group, key = self._clock.now(), parcel.group, parcel.key
        result = _RESULTS.get(type(fault), "failed")
        metrics.SENDS.labels(lane.channel, result).inc()
        log.warning("not sent", reply=key.reply, fault=fault.fault, result=result)
        if isinstance(fault, Unsure):
            until = now + STATUS_WAIT
            await self._ledger.write(
                lambda at: rows.wait_for_status(at, group, key, until=until, fault=fault.fault)
            )
        elif isinstance(fault, Gone):
            if isinstance(fault, Mistaken):
                log.error("our own message is wrong", reply=key.reply, fault=fault.fault)
            await self._end(group, "failed", fault=fault.fault, attention=fault.attention, key=key)
        elif isinstance(fault, WindowClosed):
            await self._close_window(lane, parcel, now)
        else:
            due = self._pause(lane, sender, key, fault, now)
            # It has not gone, so it counts as no try.
            tries = parcel.tries - 1
            await self._ledger.write(
                lambda at: rows.put_back(at, group, key, due=due, fault=fault.fault, tries=tries)
            )
            if isinstance(fault, StopAll):
                await self._ledger.write(lambda at: rows.call_staff(at, lane.conversation, "unsent"))

    async def _close_window(self, lane: Lane, parcel: Parcel, now: datetime) -> None:
        """The channel knows better than we do until when; what is said next goes by the approved twin, or is held."""
        was_open = lane.is_open(now)

        def close(at: Any) -> None:
            rows.close_window(at, lane.conversation, now)
            if was_open:
                rows.put_back(at, parcel.group, parcel.key, due=now, fault="window", tries=parcel.tries - 1)
            else:
                # Even what was approved is refused: nothing we have may be said.
                rows.end(at, parcel.group, "held", fault="window", attention="window", key=parcel.key)

        await self._ledger.write(close)

    def _pause(self, lane: Lane, sender: Sender, key: Key, fault: SendFault, now: datetime) -> datetime:
        """Until when this waits; where the whole number is meant, all of it does."""
        place = sender.lane(lane.address)
        if isinstance(fault, StopAll):
            if place not in self._stopped:
                # Once, not with every message that waits for the same cause.
                log.error("sending stopped", channel=lane.channel, fault=fault.fault)
            self._stopped[place] = fault.fault
            metrics.SENDING_STOPPED.set(len(self._stopped))
            self._pauses[place] = now + STOPPED_PAUSE
            return self._pauses[place]
        assert isinstance(fault, Retry)
        times = self._put_back.get(key.reply, 0)
        self._put_back[key.reply] = times + 1
        seconds = min(fault.longest_seconds, fault.first_seconds * fault.factor**times)
        # Some of it by chance, so that those who were refused together do not come back together.
        due = now + timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311
        if fault.of_all:
            self._pauses[place] = due
        return due

    def _note_success(self, lane: Lane, sender: Sender, parcel: Parcel) -> None:
        metrics.SENDS.labels(lane.channel, "accepted").inc()
        metrics.OUTGOING_DEPTH.dec(len(parcel.group) if parcel.key.part == parcel.key.parts else 0)
        self._put_back.pop(parcel.key.reply, None)
        if self._stopped.pop(sender.lane(lane.address), None) is not None:
            log.warning("sending goes on", channel=lane.channel)
            metrics.SENDING_STOPPED.set(len(self._stopped))

    async def _end(
        self, group: Sequence[Pending], delivery: str, *, fault: str, attention: str, key: Key | None = None
    ) -> None:
        is_ended = await self._ledger.write(
            lambda at: rows.end(at, group, delivery, fault=fault, attention=attention, key=key)
        )
        if is_ended:
            metrics.OUTGOING_DEPTH.dec(len(group))
            for one in group:
                self._put_back.pop(one.reply.id, None)


class _Unsayable(Exception):
    """The channel's own form of a reply could not be made: a bug, which holds up nobody else."""


def _said[T](make: Callable[[], T]) -> T:
    try:
        return make()
    except Exception as error:
        raise _Unsayable from error


_RESULTS: Mapping[type[SendFault], str] = {
    Unsure: "unknown",
    Retry: "put_back",
    StopAll: "stopped",
    WindowClosed: "window",
}


def _as_before(lane: Lane) -> tuple[Pending, ...]:
    """Those that were in one message with the first."""
    first = lane.first
    return tuple(
        one for one in lane.pending if one.delivery == "sending" and one.external_id == first.external_id
    )


def _together(lane: Lane, sender: Sender) -> tuple[Pending, ...]:
    """The first reply, with those after it of the same turn that one message can say too."""
    first, *others = lane.pending
    group = [first]
    for other in others:
        if first.turn is None or other.turn != first.turn or other.delivery != "waiting" or first.part > 1:
            break
        if not sender.is_one([one.reply for one in (*group, other)]):
            break
        group.append(other)
    return tuple(group)
