"""Merging a turn into the draft: tables of what guests say, and properties that hold for any conversation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.drafts import PartyDraft, StayDraft
from actions.slots import key_of, merge_party, merge_stay


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


FRIDAY_TO_SUNDAY = StayDraft(d("11-27"), d("11-29"))


@pytest.mark.parametrize(
    ("draft", "said", "wanted", "numbers", "arrival", "departure"),
    [
        (StayDraft(), {"check_in": "2026-11-27", "check_out": "2026-11-29", "nights": 2}, None, [], "11-27", "11-29"),
        (StayDraft(), {"check_in": "2026-11-27", "nights": 2}, None, [], "11-27", "11-29"),
        (StayDraft(), {"check_out": "2026-11-29", "nights": 2}, None, [], "11-27", "11-29"),
        (StayDraft(d("11-27")), {"nights": 2}, None, [], "11-27", "11-29"),
        (StayDraft(nights=2), {"check_in": "2026-11-27"}, None, [], "11-27", "11-29"),
        (StayDraft(nights=2), {"check_out": "2026-11-29"}, None, [], "11-27", "11-29"),
        # A bare day after "until when?" is the departure; an earlier one corrects the arrival.
        (StayDraft(d("11-27")), {"check_in": "2026-11-29"}, "departure", [], "11-27", "11-29"),
        (StayDraft(d("11-27")), {"check_in": "2026-11-26"}, "departure", [], "11-26", None),
        (StayDraft(d("11-27")), {"check_in": "2026-11-29"}, None, [], "11-29", None),
        # A bare number after "until when?" is nights, or a day too large to be nights.
        (StayDraft(d("11-27")), None, "departure", [2], "11-27", "11-29"),
        (StayDraft(d("11-27")), None, "departure", [29], "11-27", "11-29"),
        (StayDraft(d("11-27")), None, "departure", [31], "11-27", None),
        (StayDraft(d("11-27")), None, "adults", [2], "11-27", None),
        # A correction changes what it names.
        (FRIDAY_TO_SUNDAY, {"nights": 3}, None, [], "11-27", "11-30"),
        (FRIDAY_TO_SUNDAY, {"check_out": "2026-11-30"}, None, [], "11-27", "11-30"),
        (FRIDAY_TO_SUNDAY, {"more_nights": 1}, None, [], "11-27", "11-30"),
        (StayDraft(d("11-27")), {"more_nights": 1}, None, [], "11-27", None),
        (FRIDAY_TO_SUNDAY, {"check_in": "2026-11-28"}, None, [], "11-28", "11-29"),
        (FRIDAY_TO_SUNDAY, {"check_in": "2026-12-04"}, None, [], "12-04", "12-06"),
        (StayDraft(d("11-27"), d("11-29"), 2), {"check_in": "2026-11-28"}, None, [], "11-28", "11-30"),
        (FRIDAY_TO_SUNDAY, None, None, [], "11-27", "11-29"),
        (FRIDAY_TO_SUNDAY, {"check_in": None, "check_out": None, "nights": None, "ambiguous": []}, None, [], "11-27", "11-29"),
    ],
)  # fmt: skip
def test_a_stay_grows_from_what_is_said(
    draft: StayDraft, said: Any, wanted: Any, numbers: list[int], arrival: str, departure: str | None
) -> None:
    merged = merge_stay(draft, said, wanted=wanted, numbers=numbers)
    assert (merged.arrival, merged.departure) == (d(arrival), d(departure) if departure else None)


def test_two_readings_of_a_day_become_candidates_and_choosing_one_settles_it() -> None:
    unsure = {"ambiguous": [{"field": "check_in", "candidates": ["2026-11-22", "2026-11-29"]}]}
    merged = merge_stay(StayDraft(nights=2), unsure)
    assert merged.candidates == ((d("11-22"), d("11-24")), (d("11-29"), d("12-01")))
    assert not merged.is_complete
    chosen = merge_stay(merged, {"check_in": "2026-11-29", "check_out": "2026-12-01"})
    assert (chosen.arrival, chosen.departure, chosen.candidates) == (d("11-29"), d("12-01"), ())


def test_an_unsure_departure_keeps_the_sure_arrival() -> None:
    unsure = {"ambiguous": [{"field": "check_out", "candidates": ["2026-11-29", "2026-12-06"]}]}
    merged = merge_stay(StayDraft(d("11-27")), unsure)
    assert merged.candidates == ((d("11-27"), d("11-29")), (d("11-27"), d("12-06")))


def test_an_open_wish_without_days_asks_and_keeps_the_length() -> None:
    merged = merge_stay(StayDraft(), {"nights": 3, "ambiguous": [{"field": "check_in", "candidates": []}]})
    assert (merged.arrival, merged.nights) == (None, 3)


@pytest.mark.parametrize(
    ("draft", "said", "wanted", "numbers", "adults", "children", "ages"),
    [
        (PartyDraft(), {"adults": 2}, None, [], 2, None, ()),
        (PartyDraft(), {"people": 3}, None, [], 3, None, ()),
        (PartyDraft(), {"people": 3, "children": 1, "children_ages": [4]}, None, [], 2, 1, (4,)),
        (PartyDraft(), {"adults": 2, "children": 1, "children_ages": [4]}, None, [], 2, 1, (4,)),
        (PartyDraft(), {"adults": 2, "infants": 1}, None, [], 2, 1, (0,)),
        (PartyDraft(), {"adults": 2, "infants": 1, "children_ages": [1]}, None, [], 2, 1, (1,)),
        (PartyDraft(), {"adults": 2, "children": 1, "infants": 1, "children_ages": [4]}, None, [], 2, 2, (4, 0)),
        (PartyDraft(), {"people": 4, "children": 1, "infants": 1, "children_ages": [4]}, None, [], 2, 2, (4, 0)),
        (PartyDraft(2), {"children": 2}, None, [], 2, 2, ()),
        (PartyDraft(2, 2), None, "ages", [4, 7], 2, 2, (4, 7)),
        (PartyDraft(2, 2, (4,)), None, "ages", [7], 2, 2, (4, 7)),
        (PartyDraft(2, 2), None, "ages", [4], 2, 2, ()),
        (PartyDraft(2, 2), {"children_ages": [4, 7]}, None, [], 2, 2, (4, 7)),
        (PartyDraft(), None, "adults", [2], 2, None, ()),
        (PartyDraft(), None, None, [2], None, None, ()),
        (PartyDraft(2, 1, (4,)), {"people": 4}, None, [], 3, 1, (4,)),
        (PartyDraft(2, 1, (4,)), {"adults": 3}, None, [], 3, 1, (4,)),
        (PartyDraft(2, 1, (4,)), {"children": 0}, None, [], 2, 0, ()),
        (PartyDraft(2, 2, (4, 7)), {"people": 2}, None, [], 2, None, ()),
        # A child of eighteen sleeps and pays as an adult.
        (PartyDraft(2, 2), None, "ages", [4, 18], 3, 1, (4,)),
    ],
)  # fmt: skip
def test_a_party_grows_from_what_is_said(
    draft: PartyDraft, said: Any, wanted: Any, numbers: list[int], adults: Any, children: Any, ages: Any
) -> None:
    merged = merge_party(draft, said, wanted=wanted, numbers=numbers)
    assert (merged.adults, merged.children, merged.ages) == (adults, children, ages)


def test_a_key_names_stay_party_and_rooms() -> None:
    two = PartyDraft(2, 2, (7, 4))
    assert key_of(FRIDAY_TO_SUNDAY, two) == key_of(FRIDAY_TO_SUNDAY, PartyDraft(2, 2, (4, 7)))
    assert key_of(FRIDAY_TO_SUNDAY, two) != key_of(FRIDAY_TO_SUNDAY, PartyDraft(2, 2, (4, 8)))
    assert key_of(FRIDAY_TO_SUNDAY, two) != key_of(FRIDAY_TO_SUNDAY, PartyDraft(2, 2, (4, 7), rooms=2))


days = st.dates(date(2026, 11, 21), date(2027, 12, 31))
texts = days.map(date.isoformat)
nights = st.integers(1, 21)
stays = st.fixed_dictionaries(
    {},
    optional={
        "check_in": texts,
        "check_out": texts,
        "nights": nights,
        "ambiguous": st.lists(
            st.fixed_dictionaries({"field": st.sampled_from(["check_in", "check_out"]), "candidates": st.lists(texts, max_size=3)}),
            max_size=2,
        ),
    },
)  # fmt: skip
wishes = st.sampled_from([None, "arrival", "departure", "stay", "adults", "ages"])
turns = st.lists(st.tuples(st.none() | stays, wishes, st.lists(st.integers(0, 40), max_size=3)), max_size=12)
parties = st.fixed_dictionaries(
    {},
    optional={
        "adults": st.integers(0, 9),
        "children": st.integers(0, 5),
        "children_ages": st.lists(st.integers(0, 19), max_size=5),
        "infants": st.integers(0, 3),
        "people": st.integers(0, 12),
        "rooms": st.integers(1, 4),
    },
)
party_turns = st.lists(
    st.tuples(st.none() | parties, wishes, st.lists(st.integers(0, 19), max_size=3)), max_size=12
)


@given(turns)
def test_no_path_invents_a_day(conversation: list[Any]) -> None:
    """Every day of the draft was said, or is a said day and a said length apart."""
    draft, said_days, lengths = StayDraft(), set(), {0}
    for said, wanted, numbers in conversation:
        for key in ("check_in", "check_out"):
            if said and said.get(key):
                said_days.add(date.fromisoformat(said[key]))
        for item in (said or {}).get("ambiguous", ()):
            said_days.update(date.fromisoformat(one) for one in item["candidates"])
        if said and said.get("nights"):
            lengths.add(said["nights"])
        lengths.update(numbers)
        before = draft
        draft = merge_stay(draft, said, wanted=wanted, numbers=numbers)
        if before.length is not None:
            lengths.add(before.length)
        for day in (draft.arrival, draft.departure):
            if day is not None and day not in said_days:
                others = [other for other in (draft.arrival, draft.departure) if other is not None]
                is_reached = any(
                    day - timedelta(days=n) in said_days or day + timedelta(days=n) in said_days
                    for n in lengths
                )
                is_kept = day in (before.arrival, before.departure)
                is_numbered = day.day in numbers
                assert is_reached or is_kept or is_numbered, (day, others)
                said_days.add(day)


@given(turns)
def test_a_draft_survives_its_json(conversation: list[Any]) -> None:
    draft = StayDraft()
    for said, wanted, numbers in conversation:
        draft = merge_stay(draft, said, wanted=wanted, numbers=numbers)
        assert StayDraft.from_json(draft.to_json()) == draft


@given(turns, st.sampled_from([None, {}, {"check_in": None, "ambiguous": []}]))
def test_a_message_without_a_stay_changes_nothing(conversation: list[Any], nothing: Any) -> None:
    draft = StayDraft()
    for said, wanted, numbers in conversation:
        draft = merge_stay(draft, said, wanted=wanted, numbers=numbers)
        assert merge_stay(draft, nothing) == draft


@given(turns, days, nights)
def test_saying_both_days_always_settles_the_stay(
    conversation: list[Any], arrival: date, length: int
) -> None:
    draft = StayDraft()
    for said, wanted, numbers in conversation:
        draft = merge_stay(draft, said, wanted=wanted, numbers=numbers)
    departure = arrival + timedelta(days=length)
    both = {"check_in": arrival.isoformat(), "check_out": departure.isoformat()}
    settled = merge_stay(draft, both)
    assert settled.is_complete
    assert (settled.arrival, settled.departure) == (arrival, departure)


@given(party_turns)
def test_a_party_never_has_more_ages_than_children_nor_a_negative_count(conversation: list[Any]) -> None:
    draft = PartyDraft()
    for said, wanted, numbers in conversation:
        draft = merge_party(draft, said, wanted=wanted, numbers=numbers)
        assert len(draft.ages) <= (draft.children or 0)
        assert (draft.adults or 0) >= 0
        assert (draft.children or 0) >= 0
        assert PartyDraft.from_json(draft.to_json()) == draft


@given(party_turns)
def test_every_age_of_a_party_was_said(conversation: list[Any]) -> None:
    draft, ages = PartyDraft(), {0}
    for said, wanted, numbers in conversation:
        ages.update((said or {}).get("children_ages", ()))
        ages.update(numbers)
        draft = merge_party(draft, said, wanted=wanted, numbers=numbers)
        assert set(draft.ages) <= ages


def test_children_among_those_counted_before_add_nobody() -> None:
    said = {"children": 2, "children_ages": [6, 9], "children_among": True}
    assert merge_party(PartyDraft(5), said) == PartyDraft(3, 2, (6, 9))
    assert merge_party(PartyDraft(), said) == PartyDraft(None, 2, (6, 9))


def test_more_people_come_on_top() -> None:
    assert merge_party(PartyDraft(2), {"more_people": 1, "people": None}) == PartyDraft(3)
