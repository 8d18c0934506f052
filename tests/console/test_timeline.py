"""A turn's time as bars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.gateway.transcripts import TurnRow
from console.timeline import WIDTH, bars
from pms.audit import PmsCall

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TURN = TurnRow(
    id="t_1",
    state="answered",
    outcome="answered",
    language="es",
    intent="book_room",
    score=0.93,
    understood={},
    ranking=[],
    trace=[],
    faults=[],
    rasa_ms=340,
    received_at=AT,
    started_at=AT + timedelta(milliseconds=10),
    finished_at=AT + timedelta(milliseconds=390),
)


def _call(offset_ms: float, took_ms: float, status: str = "ok", error: str | None = None) -> PmsCall:
    at = AT + timedelta(milliseconds=offset_ms)
    return PmsCall("demo", "mirador", "search_offers", status, error, at, took_ms, None)


def test_bars_stand_where_the_calls_happened() -> None:
    whole, call = bars(TURN, [_call(195, 97.5)])
    assert (whole.kind, whole.x, whole.width) == ("turn", 0.0, WIDTH)
    assert (call.kind, call.x, call.width) == ("good", WIDTH / 2, WIDTH / 4)


def test_a_call_that_outlasts_the_turn_stays_in_the_drawing() -> None:
    drawn = bars(TURN, [_call(100, 20_000, "retriable", "Unreachable")])
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH + 0.1 for bar in drawn)
    assert (drawn[1].kind, drawn[1].detail) == ("bad", "retriable (Unreachable)")


def test_a_clock_set_back_draws_nothing_to_the_left() -> None:
    assert bars(TURN, [_call(-500, 10)])[1].x == 0.0


def test_a_moment_is_still_a_sliver() -> None:
    assert bars(TURN, [_call(390, 0)])[1].width > 0


def test_a_refusal_is_an_answer() -> None:
    assert bars(TURN, [_call(1, 1, "refused", "SoldOut")])[1].kind == "warn"


def test_an_open_turn_shows_its_calls_only() -> None:
    waiting = replace(TURN, finished_at=None)
    assert bars(waiting, []) == []
    assert [bar.label for bar in bars(waiting, [_call(5, 5)])] == ["demo · search_offers"]
