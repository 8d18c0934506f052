"""Recorded QloApps exchanges, played again: read, sent to a simulator in their order, compared by meaning.

What cannot be the same twice is compared by its shape: moments, references, keys and hashes, the ids of carts and the like,
and the demo data's long texts, of which our house holds shorter ones. Whatever the server made up and is asked for again
(a reference, a key) is translated into ours on the way.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from common.clock import FrozenClock
from pms.simulators.http import Request, Response
from pms.simulators.qloapps import Moment, QloApps

HOST = "127.0.0.1:8080"
INSTALLED = datetime(2026, 11, 21, 1, 40, 58, tzinfo=ZoneInfo("Europe/Berlin"))
# The seq at which each life of the database began.
LIVES = (1, 405, 413, 415, 424)

MOMENTS = {"date_add", "date_upd", "booking_date", "last_passwd_gen", "invoice_date"}
MADE_UP = {"reference", "order_reference", "secure_key", "passwd", "code"}
INNER_IDS = {"id_cart", "id_guest", "id_order_detail"}
LONG_TEXTS = {"policies", "description", "short_description", "description_short"}
HEADERS = ("Content-Type", "X-Powered-By", "PSWS-Version", "WWW-Authenticate", "Location")
PRESENT = ("Execution-Time", "Content-Sha1")
STAMP = re.compile(r"2026-11-21 \d\d:\d\d:\d\d")


@dataclass(frozen=True)
class Exchange:
    seq: float
    name: str
    method: str
    path: str
    query: str
    sent_headers: dict[str, str]
    sent: str
    status: int
    headers: dict[str, str]
    body: str

    @property
    def life(self) -> int:
        return max(first for first in LIVES if first <= self.seq)

    @property
    def burst(self) -> int:
        """Fractions of one seq were sent at the same moment."""
        return int(self.seq) if self.seq != int(self.seq) else 0


def read_exchanges(folder: Path) -> list[Exchange]:
    found = [read_exchange(json.loads(path.read_text("utf-8"))) for path in folder.glob("*.json")]
    return sorted(found, key=lambda one: one.seq)


def read_exchange(data: dict[str, Any]) -> Exchange:
    request, response = data["request"], data["response"]
    return Exchange(
        seq=data["seq"],
        name=data["name"],
        method=request["method"],
        path=request["path"],
        query=request["raw_query"] or "",
        sent_headers={name.lower(): value for name, value in request["headers"].items()},
        sent=request["body"] or "",
        status=response["status"],
        headers=response["headers"],
        body=response["body"],
    )


# --- playing ---


@dataclass
class Life:
    """One database from fresh data: its simulator, its clock, and what our own made-up values are called."""

    exchanges: list[Exchange]
    before: dict[float, Callable[[Life], None]] = field(default_factory=dict)
    unrecorded: dict[float, list[Request]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = FrozenClock(INSTALLED)
        self._waits: dict[tuple[Moment, int], int] = {}
        self._callers: dict[Moment, int] = {"looked": 0, "looked again": 0}
        self.simulator = QloApps(clock=self.clock, host=HOST, pause=self.pause)

    async def pause(self, moment: Moment) -> None:
        caller = self._callers[moment]
        self._callers[moment] += 1
        for _ in range(self._waits.get((moment, caller), 0)):
            await asyncio.sleep(0)

    def race(self) -> None:
        """Of the next five, three pass both looks before anyone has written; two look again when it is too late."""
        self._callers = {"looked": 0, "looked again": 0}
        ticks = {"looked": (1, 1, 1, 7, 6), "looked again": (2, 1, 0, 0, 0)}
        self._waits = {
            (moment, caller): count  # type: ignore[misc]
            for moment, counts in ticks.items()
            for caller, count in enumerate(counts)
        }

    async def play(self) -> dict[str, Response]:
        answers: dict[str, Response] = {}
        for group in self.groups():
            for request in self.unrecorded.get(group[0].seq, ()):
                await self.simulator.handle(request)
            if group[0].seq in self.before:
                self.before[group[0].seq](self)
            if len(group) > 1:
                self.race()
                group.sort(key=lambda one: self.customer_of(one))
            self.set_clock(group[0])
            replies = await asyncio.gather(*(self.simulator.handle(self.request(one)) for one in group))
            for one, reply in zip(group, replies, strict=True):
                answers[one.name] = reply
                self.learn(one, reply)
        return answers

    def groups(self) -> Iterator[list[Exchange]]:
        waiting: list[Exchange] = []
        for one in self.exchanges:
            if waiting and (not one.burst or one.burst != waiting[0].burst):
                yield waiting
                waiting = []
            waiting.append(one)
        yield waiting

    @staticmethod
    def customer_of(one: Exchange) -> int:
        return int(json.loads(one.body)["booking"]["associations"]["customer_detail"]["id_customer"])

    def set_clock(self, one: Exchange) -> None:
        """What was written then carries the moment it was written at."""
        if one.method in ("POST", "PUT") and (stamps := STAMP.findall(one.body)):
            at = datetime.fromisoformat(max(stamps)).replace(tzinfo=INSTALLED.tzinfo).astimezone(UTC)
            self.clock.advance(max(at - self.clock.now(), timedelta()))

    def request(self, one: Exchange) -> Request:
        query, sent = one.query, one.sent
        for theirs, ours in self.names.items():
            query, sent = query.replace(theirs, ours), sent.replace(theirs, ours)
        return Request(one.method, one.path, query, one.sent_headers, sent.encode())

    def learn(self, one: Exchange, reply: Response) -> None:
        theirs, ours = dict(made_up(parsed(one.body))), dict(made_up(parsed(reply.body.decode())))
        for place, value in theirs.items():
            if value and ours.get(place):
                self.names[value] = ours[place]


# --- meaning ---


def parsed(body: str) -> Any:
    """JSON as it is; XML as (tag, attributes, text, children); anything else as text."""
    if body.startswith("<?xml"):
        return element(ET.fromstring(body))
    try:
        return json.loads(body)
    except ValueError:
        return body


def element(node: ET.Element) -> Any:
    return (node.tag, dict(node.attrib), (node.text or "").strip(), [element(child) for child in node])


def made_up(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in MADE_UP and isinstance(inner, str):
                yield f"{place}/{name}", inner
            yield from made_up(inner, f"{place}/{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from made_up(inner, f"{place}/{number}")
    elif isinstance(value, tuple):
        tag, _, text, children = value
        if tag in MADE_UP and not children:
            yield f"{place}/{tag}", text
        yield from made_up(children, f"{place}/{tag}")


def meaning(value: Any, name: str = "") -> Any:
    """The value with everything that is not the same twice replaced by its shape."""
    if isinstance(value, tuple):
        tag, attributes, text, children = value
        if tag == "description" and not children and attributes.get("get"):
            return (tag, attributes, "a description", [])
        inner = name if tag == "language" else tag
        marks = {
            key: shape(text) if tag in INNER_IDS and key.endswith("href") else text
            for key, text in attributes.items()
        }
        return (tag, marks, alike(text, inner), [meaning(child, inner) for child in children])
    if isinstance(value, dict):
        return {key: meaning(inner, name if key == "value" else key) for key, inner in value.items()}
    if isinstance(value, list):
        return [meaning(inner, name) for inner in value]
    return alike(value, name)


def alike(value: Any, name: str) -> Any:
    if name in LONG_TEXTS and value:
        return "a text"
    if name in MOMENTS | MADE_UP | INNER_IDS and value and value != "0000-00-00 00:00:00":
        return shape(value)
    return value


def shape(value: Any) -> Any:
    if isinstance(value, int):
        return "a number"
    text = re.sub(r"\b[0-9a-f]{32}\b", "md5", str(value))
    return re.sub(r"[A-Z]", "A", re.sub(r"\d+", "0", text))


def told_headers(headers: Any) -> dict[str, Any]:
    lower = {name.lower(): value for name, value in headers.items()}
    told: dict[str, Any] = {name: lower.get(name.lower()) for name in HEADERS}
    return told | {name: name.lower() in lower for name in PRESENT}


def recorded_meaning(one: Exchange) -> tuple[int, Any, dict[str, Any]]:
    return one.status, meaning(parsed(one.body)), told_headers(one.headers)


def simulated_meaning(reply: Response) -> tuple[int, Any, dict[str, Any]]:
    return reply.status, meaning(parsed(reply.body.decode())), told_headers(reply.headers)
