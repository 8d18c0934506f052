"""`posada pms` and `posada outbox` as people and programs call them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from common.clock import Deadline, SystemClock
from common.database import create_all, create_engine
from common.hotels import load_hotels
from common.secrets import new_key
from common.settings import load_settings
from pms.cli import app
from pms.contract.models import Party, Stay
from pms.front_desk import Done, Errand, build_front_desk
from tests.pms.house import GUEST

RUN = CliRunner()


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installation with one booking; answers its reference."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}")
    monkeypatch.setenv("POSADA_SECRET_KEYS", new_key())

    async def book() -> str:
        settings = load_settings()
        engine = create_engine(settings.database)
        await create_all(engine)
        desk = build_front_desk(settings, load_hotels(settings), engine, SystemClock())
        hotel = desk.properties()[0]
        errand = Errand(hotel.id, "conversation-1", "turn-1", Deadline.after(20))
        today = desk.today(hotel.id)
        stay = Stay(
            arrival=today.replace(year=today.year + 1, day=1),
            departure=today.replace(year=today.year + 1, day=3),
        )
        quote = await desk.quote(errand, stay, Party(adults=2), ("doble",))
        outcome = await desk.book(errand, quote.id, GUEST)
        assert isinstance(outcome, Done)
        await desk.close()
        await engine.dispose()
        return outcome.value.reference

    return asyncio.run(book())


def test_systems_are_listed_with_what_they_cannot_do() -> None:
    result = RUN.invoke(app, ["list", "--json"])
    assert result.exit_code == 0
    (demo,) = [one for one in json.loads(result.output) if one["name"] == "demo"]
    assert demo["limits"]["webhooks"]["level"] == "no"
    assert "Demo hotel" in RUN.invoke(app, ["list"]).output


def test_reservations_are_listed_for_people_and_programs(installation: str) -> None:
    rows = json.loads(RUN.invoke(app, ["reservations", "--json"]).output)
    assert [row["reference"] for row in rows] == [installation]
    assert rows[0]["guest"]["email"] == GUEST.email
    assert installation in RUN.invoke(app, ["reservations"]).output


def test_reservations_of_an_unknown_hotel_are_an_error(installation: str) -> None:
    result = RUN.invoke(app, ["reservations", "--property", "nowhere"])
    assert result.exit_code == 1
    assert "UnknownProperty" in result.output


@pytest.mark.parametrize("command", ["connection", "check"])
def test_a_hotel_is_looked_over_step_by_step(installation: str, command: str) -> None:
    result = RUN.invoke(app, [command])
    assert result.exit_code == 0, result.output
    assert "✓ hotel" in result.output
    (row,) = json.loads(RUN.invoke(app, [command, "--property", "mirador", "--json"]).output)
    assert (row["property"], row["vendor"], row["ok"]) == ("mirador", "demo", True)
    assert {step["state"] for step in row["steps"]} <= {"ok", "skipped"}


def test_a_step_that_fails_is_exit_status_1_with_a_hint(
    installation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMS_TYPE", "fidelio")
    result = RUN.invoke(app, ["check"])
    assert result.exit_code == 1
    assert "✗ settings" in result.output
    assert "→ `posada pms list`" in result.output
    (row,) = json.loads(RUN.invoke(app, ["check", "--json"]).output)
    assert row["ok"] is False


def test_a_hotel_that_does_not_exist_is_named_beside_those_that_do(installation: str) -> None:
    result = RUN.invoke(app, ["connection", "--property", "nowhere"])
    assert result.exit_code == 1
    assert "there is mirador" in result.output
