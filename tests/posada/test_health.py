"""Readiness: what is up, what is down, what that means; and a hotel system that is not asked more than it must be."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sanic import Sanic

from common.clock import FrozenClock
from common.ids import new_id
from posada.health import Check, Held, health_blueprint, status_of


def saying(answer: bool | Exception) -> Check:
    async def check() -> bool:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return check


async def ready(required: dict[str, Check], hotels: dict[str, Check]) -> tuple[int, Any]:
    app: Sanic[Any, Any] = Sanic(new_id("test").replace("_", "-"), configure_logging=False)
    # Sanic rewrites its own methods for speed, which works once a process; tests start it often.
    app.config.TOUCHUP = False
    app.blueprint(health_blueprint(required, hotels))
    listening = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.start_serving()
    try:
        async with httpx2.AsyncClient() as client:
            answer = await client.get(f"http://127.0.0.1:{listening.getsockname()[1]}/health/ready")
    finally:
        server.close()
    return answer.status_code, answer.json()


async def test_every_dependency_is_named_with_its_state() -> None:
    status, body = await ready(
        {"database": saying(True), "rasa": saying(True)},
        {"pms:seaview": saying(True), "pms:mirador": saying(RuntimeError("away"))},
    )
    assert status == 200
    assert body == {
        "status": "degraded",
        "dependencies": {"database": "up", "rasa": "up", "pms:seaview": "up", "pms:mirador": "down"},
    }


async def test_the_only_hotel_system_being_away_is_not_ready() -> None:
    status, body = await ready({"database": saying(True)}, {"pms:seaview": saying(False)})
    assert (status, body["status"]) == (503, "not ready")


@pytest.mark.parametrize(
    ("required", "hotels", "status"),
    [
        ([True, True], [], "ready"),
        ([True, False], [], "not ready"),
        ([True, False], [True], "not ready"),
        ([True], [True, True], "ready"),
        ([True], [True, False], "degraded"),
        ([True], [False, False], "not ready"),
        ([], [], "ready"),
    ],
)
def test_what_the_states_mean_together(required: list[bool], hotels: list[bool], status: str) -> None:
    assert status_of(required, hotels) == status


class Counted:
    """A hotel system that counts how often it is asked, and answers when it is let."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = asyncio.Event()

    async def __call__(self) -> bool:
        self.asked += 1
        await self.may_answer.wait()
        return True


async def test_many_askers_within_a_while_are_one_question() -> None:
    clock, system = FrozenClock(datetime(2026, 11, 21, tzinfo=UTC)), Counted()
    held = Held(system, seconds=10, clock=clock)
    asking = [asyncio.create_task(held()) for _ in range(20)]
    await asyncio.sleep(0)
    system.may_answer.set()
    assert all(await asyncio.gather(*asking))
    clock.advance(timedelta(seconds=9))
    assert await held()
    assert system.asked == 1
    clock.advance(timedelta(seconds=1))
    assert await held()
    assert system.asked == 2


async def test_an_asker_that_gives_up_does_not_spoil_the_answer() -> None:
    clock, system = FrozenClock(datetime(2026, 11, 21, tzinfo=UTC)), Counted()
    held = Held(system, seconds=10, clock=clock)
    impatient = asyncio.create_task(held())
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    system.may_answer.set()
    assert await held()
    assert system.asked == 1
    await held.close()


async def test_a_question_under_way_is_not_put_a_second_time_however_long_it_takes() -> None:
    clock, system = FrozenClock(datetime(2026, 11, 21, tzinfo=UTC)), Counted()
    held = Held(system, seconds=1, clock=clock)
    first = asyncio.create_task(held())
    await asyncio.sleep(0)
    clock.advance(timedelta(minutes=1))
    second = asyncio.create_task(held())
    await asyncio.sleep(0)
    assert system.asked == 1
    await held.close()
    await asyncio.gather(first, second, return_exceptions=True)
