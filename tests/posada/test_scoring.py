"""Scores that can be checked by hand."""

from __future__ import annotations

import pytest

from posada.scoring import Tally, judge_candidates, kind_of, macro_f1


def test_macro_f1_is_the_mean_over_the_expected_names() -> None:
    # book: 2 of 2 found, said 3 times: F1 0.8; greet: 1 of 2 found, said once: F1 2/3.
    pairs = [("book", "book"), ("book", "book"), ("greet", "book"), ("greet", "greet")]
    assert macro_f1(pairs) == pytest.approx((0.8 + 2 / 3) / 2)


def test_an_alternative_intent_counts_as_right() -> None:
    tally = Tally("intents")
    row = {"text": "x", "intent": "book_room", "alt_intents": ["check_availability"], "lang": "en"}
    assert tally.add(row, {"intent": {"name": "check_availability"}}) == "right"
    assert tally.figures()["macro_f1"] == 1.0


@pytest.mark.parametrize(
    ("stay", "verdict"),
    [
        ({"check_in": "2026-11-27", "check_out": "2026-11-29"}, "right"),
        ({"check_in": "2026-11-27", "check_out": "2026-11-30"}, "wrong"),
        ({"check_in": "2026-11-27", "check_out": None}, "incomplete"),
        (None, "incomplete"),
        ({"ambiguous": [{"check_in": "2026-11-27", "check_out": "2026-11-29"}]}, "right"),
        (
            {
                "ambiguous": [
                    {"check_in": "2026-11-27", "check_out": "2026-11-29"},
                    {"check_in": "1", "check_out": "2"},
                ]
            },
            "incomplete",
        ),
    ],
)
def test_a_stay_is_judged_against_what_the_words_allow(stay: dict[str, object] | None, verdict: str) -> None:
    assert judge_candidates([{"check_in": "2026-11-27", "check_out": "2026-11-29"}], stay) == verdict


def test_no_stay_said_and_none_seen_is_right_and_an_invented_one_is_wrong() -> None:
    assert judge_candidates([], None) == "right"
    assert judge_candidates([], {"check_in": "2026-11-27", "check_out": "2026-11-29"}) == "wrong"


@pytest.mark.parametrize(
    ("stay", "verdict"),
    [
        ({"ambiguous": [{"field": "check_in", "candidates": [], "season": "summer"}]}, "right"),
        ({"ambiguous": [{"field": "check_in", "candidates": []}], "nights": 3}, "incomplete"),
        ({"ambiguous": [{"field": "check_in", "candidates": []}], "check_in": "2026-11-27"}, "incomplete"),
        ({"ambiguous": [{"field": "check_in", "candidates": ["2026-11-27"]}]}, "incomplete"),
        ({"ambiguous": [{"field": "check_in", "candidates": []}, {"field": "nights", "candidates": [2, 3]}]}, "incomplete"),
        ({"ambiguous": [{"check_in": "2026-11-27", "check_out": "2026-11-29"}]}, "wrong"),
    ],
)  # fmt: skip
def test_an_open_window_claims_no_day_where_no_stay_is_said(stay: dict[str, object], verdict: str) -> None:
    assert judge_candidates([], stay) == verdict


def test_a_stay_open_in_one_field_is_every_stay_it_can_be() -> None:
    accept = [
        {"check_in": "2026-07-10", "check_out": "2026-07-13"},
        {"check_in": "2026-07-10", "check_out": "2026-07-14"},
    ]
    open_end = {
        "check_in": "2026-07-10",
        "ambiguous": [{"field": "check_out", "candidates": ["2026-07-13", "2026-07-14"]}],
    }
    assert judge_candidates(accept, open_end) == "right"
    assert judge_candidates(accept[:1], open_end) == "incomplete"
    open_begin = {"nights": 3, "ambiguous": [{"field": "check_in", "candidates": ["2026-07-10"]}]}
    assert judge_candidates(accept, open_begin) == "right"


def test_only_the_keys_that_are_expected_are_scored() -> None:
    tally = Tally("stays")
    row = {"text": "x", "lang": "en", "expected": {"adults": 2, "children": None}}
    assert tally.add(row, {"stay": None, "party": {"adults": 2, "children": 0, "rooms": 3}}) == "right"
    assert set(tally.figures()["by_key"]) == {"adults", "children"}


def test_a_kind_is_known_by_its_keys() -> None:
    assert kind_of({"text": "a", "intent": "greet", "lang": "en"}) == "intents"
    assert kind_of({"text": "a", "lang": "en"}) == "language"
    assert kind_of({"turns": ["a"], "lang": "en", "accept": []}) == "stays"
    with pytest.raises(ValueError, match="neither"):
        kind_of({"lang": "en"})
