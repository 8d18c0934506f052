"""`posada outbox` as people and programs call it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from common.clock import SystemClock
from common.database import create_all, create_engine
from common.hotels import load_hotels
from common.secrets import Sealer, new_key
from common.settings import load_settings
from pms.contract import errors
from pms.front_desk import Done
from pms.outbox.intents import Intents
from pms.outbox_cli import app
from pms.tables import notices
from tests.pms.faults import faulty_desk
from tests.pms.house import GUEST, TWO, errand_of, next_month

RUN = CliRunner()


def in_installation[Answer](work: Callable[[AsyncEngine], Awaitable[Answer]]) -> Answer:
    async def inside() -> Answer:
        engine = create_engine(load_settings().database)
        try:
            await create_all(engine)
            return await work(engine)
        finally:
            await engine.dispose()

    return asyncio.run(inside())


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = new_key()
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}")
    monkeypatch.setenv("POSADA_SECRET_KEYS", made)
    return made


def booked(key: str, fault: Exception | None = None) -> str:
    """A booking that went this way; answers the hotel's reference or ours."""

    async def work(engine: AsyncEngine) -> str:
        clock = SystemClock()
        intents = Intents(engine, Sealer([key]), clock)
        desk, faulty = await faulty_desk(load_hotels(load_settings()), engine, clock, intents=intents)
        errand = errand_of("conversation-1", clock)
        quote = await desk.quote(errand, next_month(), TWO, ("doble",))
        if fault:
            faulty.faults.append(("create_reservation", "before", fault))
        outcome = await desk.book(errand, quote.id, GUEST)
        return outcome.value.reference if isinstance(outcome, Done) else outcome.reference  # type: ignore[union-attr]

    return in_installation(work)


def dead(key: str) -> dict[str, Any]:
    booked(key, errors.Unintelligible(raw="<h1>Dear Test Guest, guest@example.com</h1>"))
    (row,) = json.loads(RUN.invoke(app, ["list", "--state", "dead", "--json"]).output)
    return dict(row)


def told() -> list[str]:
    async def work(engine: AsyncEngine) -> list[str]:
        async with engine.connect() as connection:
            return list((await connection.execute(select(notices.c.reply))).scalars())

    return in_installation(work)


def test_outbox_shows_a_write_and_its_story_without_guest_data(key: str) -> None:
    booked(key)
    assert json.loads(RUN.invoke(app, ["list", "--json"]).output) == []
    (row,) = json.loads(RUN.invoke(app, ["list", "--state", "done", "--json"]).output)
    shown = RUN.invoke(app, ["show", row["id"], "--json"])
    story = json.loads(shown.output)["story"]
    assert [line["event"] for line in story] == ["intended", "done"]
    assert story[-1]["after"]["room_types"] == ["doble"]
    assert "guest@example.com" not in shown.output
    assert row["id"] in RUN.invoke(app, ["show", row["id"]]).output


def test_a_dead_write_shows_what_a_person_needs_and_no_more(key: str) -> None:
    row = dead(key)
    shown = RUN.invoke(app, ["show", row["id"], "--json"]).output
    letter = json.loads(shown)["letter"]
    assert (letter["status"], letter["error"]["kind"]) == ("pending", "Unintelligible")
    assert letter["payload"]["draft"]["stay"] == next_month().model_dump(mode="json")
    assert letter["payload"]["draft"]["guest"]["email"] == "g•••@example.com"
    for secret in ("guest@example.com", "Dear Test", "600 100 200"):
        assert secret not in shown
    assert RUN.invoke(app, ["show", letter["id"]]).exit_code == 0, "a letter's own id will do"


def test_replay_asks_the_worker_to_try_again(key: str) -> None:
    row = dead(key)
    result = RUN.invoke(app, ["replay", row["id"], "--why", "mended", "--by", "ana", "--json"])
    found = json.loads(result.output)
    assert (result.exit_code, found["state"], found["letter"]["status"]) == (0, "unknown", "retrying")
    assert found["story"][-1]["actor"] == "ana"
    again = RUN.invoke(app, ["replay", row["id"]])
    assert (again.exit_code, "only a dead write" in again.output) == (1, True)


def test_abandon_closes_it_and_tells_the_guest(key: str) -> None:
    row = dead(key)
    assert RUN.invoke(app, ["abandon", row["id"]]).exit_code == 2, "somebody has to say why"
    result = RUN.invoke(app, ["abandon", row["id"], "--why", "no longer wanted"])
    assert result.exit_code == 0
    assert told() == ["notice.book_abandoned"]
    assert RUN.invoke(app, ["abandon", row["id"], "--why", "again"]).exit_code == 1


def test_settle_takes_a_booking_that_stands_and_no_mistyped_number(key: str) -> None:
    by_hand = booked(key)
    row = dead(key)
    assert RUN.invoke(app, ["settle", row["id"], "--why", "booked"]).exit_code == 1, "its number is needed"
    mistyped = RUN.invoke(app, ["settle", row["id"], "--why", "booked", "--reference", "DM-99999"])
    assert (mistyped.exit_code, "no reservation" in mistyped.output) == (1, True)
    result = RUN.invoke(app, ["settle", row["id"], "--why", "booked", "--reference", by_hand, "--json"])
    found = json.loads(result.output)
    assert (found["state"], found["reference"], found["letter"]["status"]) == ("done", by_hand, "resolved")
    assert told() == ["notice.book_done"]


def test_unknown_write_is_an_error_and_an_unknown_state_is_misuse(key: str) -> None:
    in_installation(lambda engine: asyncio.sleep(0))
    for command in (["show"], ["replay"], ["abandon", "--why", "x"], ["settle", "--why", "x"]):
        assert RUN.invoke(app, [command[0], "int_nothing", *command[1:]]).exit_code == 1
    assert RUN.invoke(app, ["list", "--state", "lost"]).exit_code == 2
