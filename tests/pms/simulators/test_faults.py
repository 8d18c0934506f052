"""Every fault as a client meets it, and whether the simulator had acted by then."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx2
import pytest

from pms.simulators.faults import Fault, Kind, Rig, serve_faulty, wrong_shapes, wrong_types
from pms.simulators.http import Request, Response

ANSWER = {"id": "7", "total": 12.5, "names": ["Ana"], "note": None, "is_open": True}


@dataclass
class Ledger:
    """Counts the requests on which it acted."""

    acted: list[str] = field(default_factory=list)

    async def handle(self, request: Request) -> Response:
        self.acted.append(request.path)
        return Response(200, {"Content-Type": "application/json"}, json.dumps(ANSWER).encode())


async def at_once(seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
async def rig(ledger: Ledger) -> AsyncIterator[Rig]:
    async with serve_faulty(ledger, sleep=at_once) as made:
        yield made


@pytest.fixture
async def client(rig: Rig) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=rig.address, timeout=30) as made:
        yield made


@pytest.mark.parametrize(
    ("kind", "error", "acts"),
    [
        (Kind.REFUSED, httpx2.ConnectError, False),
        (Kind.RESET_BEFORE, httpx2.ReadError, False),
        (Kind.RESET_AFTER, httpx2.ReadError, True),
        (Kind.TRUNCATED, httpx2.RemoteProtocolError, True),
    ],
)
async def test_broken_connection(
    kind: Kind, error: type[Exception], acts: bool, rig: Rig, client: httpx2.AsyncClient, ledger: Ledger
) -> None:
    await rig.faulty.plan(Fault(kind))
    with pytest.raises(error):
        await client.post("/")
    assert bool(ledger.acted) is acts
    await rig.faulty.clear()
    assert (await client.post("/")).json() == ANSWER


@pytest.mark.parametrize(("kind", "acts"), [(Kind.TIMEOUT_BEFORE, False), (Kind.TIMEOUT_AFTER, True)])
async def test_silence_lasts_until_the_client_leaves(
    kind: Kind, acts: bool, rig: Rig, client: httpx2.AsyncClient, ledger: Ledger
) -> None:
    await rig.faulty.plan(Fault(kind))
    with pytest.raises(httpx2.ReadTimeout):
        await client.post("/", timeout=0.05)
    assert bool(ledger.acted) is acts
    assert (await client.post("/")).json() == ANSWER


@pytest.mark.parametrize(
    ("kind", "status", "acts"),
    [
        (Kind.TOO_BUSY, 429, False),
        (Kind.ERROR_BEFORE, 500, False),
        (Kind.ERROR_AFTER, 500, True),
        (Kind.UNAVAILABLE, 503, False),
        (Kind.REDIRECT, 302, False),
        (Kind.UNAUTHORIZED, 401, False),
        (Kind.GARBAGE, 200, True),
        (Kind.WRONG_TYPES, 200, True),
        (Kind.WRONG_SHAPES, 200, True),
        (Kind.TRICKLE, 200, True),
    ],
)
async def test_bad_answer(
    kind: Kind, status: int, acts: bool, rig: Rig, client: httpx2.AsyncClient, ledger: Ledger
) -> None:
    await rig.faulty.plan(Fault(kind, seconds=7))
    answer = await client.post("/")
    assert answer.status_code == status
    assert bool(ledger.acted) is acts
    if kind is Kind.TOO_BUSY:
        assert answer.headers["retry-after"] == "7"
    if kind is Kind.TRICKLE:
        assert answer.json() == ANSWER
    else:
        assert answer.content != json.dumps(ANSWER).encode()
    assert (await client.post("/")).json() == ANSWER, "one request was befallen, not two"


async def test_trickle_takes_its_time(ledger: Ledger) -> None:
    slept: list[float] = []

    async def counting(seconds: float) -> None:
        slept.append(seconds)

    async with serve_faulty(ledger, sleep=counting) as rig, httpx2.AsyncClient() as client:
        await rig.faulty.plan(Fault(Kind.TRICKLE))
        await client.get(rig.address)
    assert sum(slept) == pytest.approx(30)
    assert max(slept) < 1, "no single piece is late, only the whole"


async def test_fault_strikes_the_kth_of_those_that_match(rig: Rig, client: httpx2.AsyncClient) -> None:
    await rig.faulty.plan(Fault(Kind.UNAVAILABLE, method="POST", path="^/orders", skip=1, times=2))
    said = [
        (await client.request(method, path)).status_code
        for method, path in (
            ("POST", "/orders"), ("GET", "/orders"), ("POST", "/rooms"), ("POST", "/orders/1"), ("POST", "/orders"),
            ("POST", "/orders"),
        )
    ]  # fmt: skip
    assert said == [200, 200, 200, 503, 503, 200]


async def test_door_shuts_after_so_many_answers(rig: Rig, client: httpx2.AsyncClient) -> None:
    await rig.faulty.plan(Fault(Kind.REFUSED, skip=2))
    for _ in range(2):
        assert (await client.get("/")).status_code == 200
    for _ in range(2):
        with pytest.raises(httpx2.ConnectError):
            await client.get("/")


async def test_faults_are_switched_over_http_even_behind_a_shut_door(
    rig: Rig, client: httpx2.AsyncClient, ledger: Ledger
) -> None:
    async with httpx2.AsyncClient(base_url=rig.control) as switch:
        planned = await switch.post(
            "/__faults__", json=[{"kind": "unavailable", "times": None}, {"kind": "refused", "skip": 3}]
        )
        assert planned.status_code == 201
        assert (await client.get("/a?b=c", headers={"Authorization": "secret"})).status_code == 503
        assert (await switch.get("/__log__")).json() == [
            {"method": "GET", "path": "/a", "query": "b=c", "fault": "unavailable"}
        ]
        await switch.post("/__faults__", json={"kind": "refused"})
        with pytest.raises(httpx2.ConnectError):
            await client.get("/")
        await switch.delete("/__faults__")
        assert (await client.get("/")).status_code == 200
    assert ledger.acted == ["/"]


@pytest.mark.parametrize("told", [{"kind": "meteor"}, {"kind": "reset_after", "often": 3}, "reset_after", 3])
async def test_unknown_fault_is_not_planned(told: object, rig: Rig, client: httpx2.AsyncClient) -> None:
    async with httpx2.AsyncClient(base_url=rig.control) as switch:
        assert (await switch.post("/__faults__", json=told)).status_code == 400
    assert (await client.get("/")).status_code == 200


def test_wrong_types_say_the_same_to_whoever_reads_them_tolerantly() -> None:
    assert wrong_types(ANSWER) == {
        "id": 7,
        "total": "12.5",
        "names": [["Ana"]],
        "note": {},
        "is_open": "true",
    }
    assert wrong_types("007") == ["007"], "a number that would lose its zeros is no number"


def test_wrong_shapes_swap_arrays_and_objects() -> None:
    assert wrong_shapes({"rooms": [{"id": 1}]}) == [{"0": [1]}]
    assert wrong_shapes([]) == {}
