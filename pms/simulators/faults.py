"""What can go wrong between us and a vendor, told one request at a time; switched by a test or, from elsewhere, over HTTP."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from pms.simulators.http import Request, Response, Simulator
from pms.simulators.server import Carrier, Dripping, HangUp, Silence, Sleep, Torn, serve_until_interrupted


class Kind(StrEnum):
    """Whether the vendor acted is said where the wire alone does not tell it: everything with a 200 is AFTER it did."""

    REFUSED = "refused"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    TOO_BUSY = "too_busy"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    UNAVAILABLE = "unavailable"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    TRICKLE = "trickle"
    WRONG_TYPES = "wrong_types"
    WRONG_SHAPES = "wrong_shapes"
    REDIRECT = "redirect"
    UNAUTHORIZED = "unauthorized"


@dataclass(frozen=True)
class Fault:
    """Befalls `times` requests that match, after `skip` of them went well; times None: all from then on.

    method: None for any; path: a regular expression that is found in it; body: one that is found in what is sent;
    seconds: what Retry-After asks for, or how long a trickle takes.
    REFUSED cannot be told apart by request, as none arrives: once `skip` have been answered the door is shut until
    the faults are cleared.
    """

    kind: Kind
    method: str | None = None
    path: str = ""
    body: str = ""
    skip: int = 0
    times: int | None = 1
    seconds: float = 30.0

    def matches(self, request: Request) -> bool:
        return (
            self.method in (None, request.method)
            and re.search(self.path, request.path) is not None
            and re.search(self.body.encode(), request.body) is not None
        )


@dataclass(frozen=True)
class Seen:
    """A request that arrived. query is kept, bodies are not: guests stand in them."""

    method: str
    path: str
    query: str
    fault: Kind | None


@dataclass
class _Planned:
    fault: Fault
    passed: int = 0
    struck: int = 0

    @property
    def is_due(self) -> bool:
        is_spent = self.fault.times is not None and self.struck >= self.fault.times
        return self.passed >= self.fault.skip and not is_spent


class Faulty:
    """A simulator around a simulator, which may be exchanged. Of the faults that match a request the first one planned strikes."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._planned: list[_Planned] = []
        self.carrier: Carrier | None = None
        self.log: list[Seen] = []

    async def plan(self, *faults: Fault) -> None:
        self._planned += [_Planned(fault) for fault in faults]
        await self._shut_if_due()

    async def clear(self) -> None:
        """Everything works again. The log stays."""
        self._planned.clear()
        if self.carrier is not None:
            await self.carrier.accept()

    async def handle(self, request: Request) -> Response:
        fault = self._next(request)
        self.log.append(Seen(request.method, request.path, request.query, fault.kind if fault else None))
        if fault is None:
            response = await self.simulator.handle(request)
        else:
            response = await _strike(fault, self.simulator, request)
        await self._shut_if_due()
        return response

    def _next(self, request: Request) -> Fault | None:
        for planned in self._planned:
            if not planned.fault.matches(request):
                continue
            if planned.fault.kind is not Kind.REFUSED and planned.is_due:
                planned.struck += 1
                return planned.fault
            planned.passed += 1
        return None

    async def _shut_if_due(self) -> None:
        if any(one.fault.kind is Kind.REFUSED and one.is_due for one in self._planned):
            assert self.carrier is not None, "a door that can be shut needs a socket"
            await self.carrier.refuse()


class Control:
    """Switches the faults from another process: POST or DELETE /__faults__, and GET or DELETE /__log__."""

    def __init__(self, faulty: Faulty) -> None:
        self._faulty = faulty

    async def handle(self, request: Request) -> Response:
        match request.method, request.path:
            case "POST", "/__faults__":
                try:
                    await self._faulty.plan(*_faults(request.body))
                except (ValueError, TypeError) as error:
                    return _json(400, {"error": str(error)})
                return _json(201, {})
            case "DELETE", "/__faults__":
                await self._faulty.clear()
                return _json(200, {})
            case "GET", "/__log__":
                names = [one.name for one in fields(Seen)]
                return _json(200, [{name: getattr(one, name) for name in names} for one in self._faulty.log])
            case "DELETE", "/__log__":
                self._faulty.log.clear()
                return _json(200, {})
        return _json(404, {"error": "POST or DELETE /__faults__, GET or DELETE /__log__"})


@dataclass(frozen=True)
class Rig:
    """address: the vendor's; control: where its faults are switched over HTTP; faulty: the same in this process."""

    address: str
    control: str
    faulty: Faulty = field(repr=False)


@contextlib.asynccontextmanager
async def serve_faulty(
    simulator: Simulator, port: int = 0, control_port: int = 0, *, sleep: Sleep | None = None
) -> AsyncIterator[Rig]:
    """The simulator with faults on one port and their switches on another, both for this machine only."""
    faulty = Faulty(simulator)
    carrier = Carrier(faulty, sleep=sleep) if sleep else Carrier(faulty)
    control = Carrier(Control(faulty))
    await carrier.start(port)
    faulty.carrier = carrier
    await control.start(control_port)
    try:
        yield Rig(carrier.address, control.address, faulty)
    finally:
        await carrier.stop()
        await control.stop()


def run_faulty(simulator: Simulator, port: int, control_port: int) -> None:
    """Serves until interrupted; for `python -m pms.simulators.<vendor>`."""
    serve_until_interrupted(serve_faulty(simulator, port, control_port))


async def _strike(fault: Fault, simulator: Simulator, request: Request) -> Response:
    match fault.kind:
        case Kind.REFUSED | Kind.RESET_BEFORE:
            raise HangUp
        case Kind.TIMEOUT_BEFORE:
            raise Silence
        case Kind.TOO_BUSY:
            return Response(429, {"Retry-After": f"{fault.seconds:.0f}"}, b"Slow down.")
        case Kind.ERROR_BEFORE:
            return Response(500)
        case Kind.UNAVAILABLE:
            return Response(503, {"Content-Type": "text/html"}, b"<h1>Down for maintenance</h1>")
        case Kind.REDIRECT:
            return Response(302, {"Location": "/elsewhere"})
        case Kind.UNAUTHORIZED:
            return Response(401, {"Content-Type": "text/plain"}, b"401 Unauthorized")
    answer = await simulator.handle(request)
    match fault.kind:
        case Kind.RESET_AFTER:
            raise HangUp
        case Kind.TIMEOUT_AFTER:
            raise Silence
        case Kind.ERROR_AFTER:
            return Response(500)
        case Kind.GARBAGE:
            return Response(200, answer.headers, b"\x00Fatal error: \xff{")
        case Kind.TRUNCATED:
            # An empty body has nothing that could be cut, so one is announced.
            body = answer.body or b"{}"
            return Torn(answer.status, answer.headers, body, sent_bytes=len(body) // 2)
        case Kind.TRICKLE:
            return Dripping(answer.status, answer.headers, answer.body, seconds=fault.seconds)
        case Kind.WRONG_TYPES:
            return _spoiled(answer, wrong_types)
        case _:
            return _spoiled(answer, wrong_shapes)


def _spoiled(answer: Response, spoil: Callable[[Any], Any]) -> Response:
    try:
        body = json.loads(answer.body)
    except ValueError:
        # No JSON to begin with (XML, a text, nothing): JSON where none belongs is as wrong.
        return replace(answer, body=b"[0]")
    return replace(answer, body=json.dumps(spoil(body)).encode())


def wrong_types(value: Any) -> Any:
    """The same facts, every scalar in another type. What reads them anyway reads them right; a name becomes a list."""
    match value:
        case dict():
            return {key: wrong_types(each) for key, each in value.items()}
        case list():
            return [wrong_types(each) for each in value]
        case None:
            return {}
        case bool() | int() | float():
            return json.dumps(value)
        case str():
            return int(value) if value.isdecimal() and str(int(value)) == value else [value]


def wrong_shapes(value: Any) -> Any:
    """Arrays where objects were, objects where arrays were; the scalars are untouched."""
    match value:
        case dict():
            return [wrong_shapes(each) for each in value.values()]
        case list():
            return {str(number): wrong_shapes(each) for number, each in enumerate(value)}
        case _:
            return value


def _faults(body: bytes) -> list[Fault]:
    """Of a JSON object or a list of them, with the fields of Fault."""
    given = json.loads(body)
    return [
        Fault(**{**one, "kind": Kind(one.get("kind"))})
        for one in (given if isinstance(given, list) else [given])
    ]


def _json(status: int, body: Any) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(body).encode())
