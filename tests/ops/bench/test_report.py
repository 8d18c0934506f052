from __future__ import annotations

import json

import pytest

from ops.bench.load import Measured
from ops.bench.report import Results, as_json, as_text, promises


def measured(guests: int, *, seconds: float, rasa: float, turns: int = 100) -> Measured:
    return Measured(guests, seconds, [0.02] * turns, {"rasa": rasa, "service": 5.0}, booked=turns // 8)


@pytest.fixture
def results() -> dict[str, Results]:
    ours = Results(
        3.0, {20: measured(20, seconds=2, rasa=6.0)}, {(99, 104): measured(6, seconds=1, rasa=7.0)}
    )
    ours.paced = measured(50, seconds=10, rasa=6.0)
    ours.memory = {"rasa": (240.0, 260.0), "service": (130.0, 130.0)}
    stock = Results(
        20.0, {20: measured(20, seconds=10, rasa=50.0)}, {(99, 104): measured(6, seconds=9, rasa=170.0)}
    )
    return {"ours": ours, "stock": stock}


def test_every_promise_is_judged_on_what_was_measured(results: dict[str, Results]) -> None:
    judged = {one.what: one for one in promises(results["ours"], results["stock"])}
    assert judged["Rasa's CPU a turn with 20 guests, share of stock's"].measured == pytest.approx(0.12)
    assert judged["turns a second with 20 guests, times stock's"].measured == pytest.approx(5.0)
    assert judged["Rasa's CPU a turn at session length 102, share of stock's"].measured == pytest.approx(
        7 / 170
    )
    assert all(one.is_kept for one in judged.values())


def test_a_broken_promise_says_so(results: dict[str, Results]) -> None:
    results["ours"].memory = {"rasa": (310.0, 340.0)}
    assert "Rasa's memory at its highest, MB: 340.00 (at most 300.00) NOT KEPT" in as_text(results)


def test_without_stock_nothing_is_compared(results: dict[str, Results]) -> None:
    kept = [one.what for one in promises(results["ours"], None)]
    assert not [what for what in kept if "stock" in what]
    assert "stock" not in as_json({"ours": results["ours"]})["systems"]


def test_json_is_json_and_text_names_both(results: dict[str, Results]) -> None:
    figures = json.loads(json.dumps(as_json(results)))
    assert figures["systems"]["ours"]["guests"]["20"]["turns_per_second"] == 50.0
    assert figures["systems"]["stock"]["session_length"]["102"]["cpu_ms_per_turn"]["rasa"] == 170.0
    assert " stock " in as_text(results)
