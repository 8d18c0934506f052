from __future__ import annotations

import httpx2
import pytest

from bot.gateway.rasa_client import RasaClient, RasaLate, RasaRefused, worker
from common.clock import Deadline, SystemClock

BODY = {"conversation": "c1", "turn": "turn_1", "text": "hi"}
HANDLED = {"turn": "turn_1", "handled": True, "replies": [], "parse": None, "faults": [], "ms": 1.0}


def client(*answers: httpx2.Response | Exception) -> tuple[RasaClient, list[float]]:
    """A client whose Rasa gives these answers in turn, and the pauses it makes."""
    left, pauses = list(answers), []

    def rasa(_request: httpx2.Request) -> httpx2.Response:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    return (
        RasaClient(
            ["http://rasa"], "t", client=httpx2.AsyncClient(transport=httpx2.MockTransport(rasa)), sleep=sleep
        ),
        pauses,
    )


def soon() -> Deadline:
    return Deadline.after(5, SystemClock())


async def test_pauses_grow_while_rasa_comes_back() -> None:
    down = [httpx2.ConnectError("down") for _ in range(5)]
    rasa, pauses = client(
        *down, httpx2.Response(503, json={"error": "x"}), httpx2.Response(200, json=HANDLED)
    )
    assert (await rasa.turn(BODY, soon())).handled
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]


async def test_a_broken_answer_of_our_channel_is_an_answer() -> None:
    rasa, pauses = client(httpx2.Response(500, json={**HANDLED, "handled": False}))
    assert not (await rasa.turn(BODY, soon())).handled
    assert pauses == []


@pytest.mark.parametrize("status", [400, 401, 404, 500])
async def test_what_a_person_must_mend_is_not_repeated(status: int) -> None:
    rasa, pauses = client(httpx2.Response(status, text="<html>"))
    with pytest.raises(RasaRefused):
        await rasa.turn(BODY, soon())
    assert pauses == []


async def test_past_the_deadline_nothing_is_asked() -> None:
    rasa, _ = client()
    with pytest.raises(RasaLate):
        await rasa.turn(BODY, Deadline.after(0, SystemClock()))


def test_conversations_stay_with_their_worker_when_another_goes() -> None:
    three = ("http://a", "http://b", "http://c")
    names = [f"c{number}" for number in range(300)]
    before = {name: worker(three, name) for name in names}
    assert {sum(1 for one in before.values() if one == url) > 60 for url in three} == {True}
    after = {name: worker(three[:2], name) for name in names}
    assert all(after[name] == before[name] for name in names if before[name] != "http://c")
