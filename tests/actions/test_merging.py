"""Whole conversations: what is known after the last message was said in one of them, and nothing said is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.drafts import PartyDraft, StayDraft
from actions.merging import merge_turn
from bot.nlu.understand import Context, understand
from tests.actions.merging_cases import KEEPING_CASES, MERGING_CASES
from tests.actions.merging_cases_more import MORE_MERGING_CASES
from tests.bot.nlu.helpers import model

TODAY = dt.date(2026, 6, 10)
_ALL = [
    (language, *line.split(" => "))
    for cases in (MERGING_CASES, MORE_MERGING_CASES)
    for language, block in cases.items()
    for line in block.strip().splitlines()
]
_KEEPING = [
    (language, line) for language, block in KEEPING_CASES.items() for line in block.strip().splitlines()
]


def heard(text: str, language: str | None) -> dict[str, Any]:
    context = Context(today=TODAY, memory={"reply": language} if language else None)
    return understand(text, context=context, language_model=model())


def turn(stay: StayDraft, party: PartyDraft, said: dict[str, Any]) -> tuple[StayDraft, PartyDraft]:
    return merge_turn(
        stay,
        party,
        said_stay=said["stay"],
        shift=said["stay_shift"],
        said_party=said["party"],
        correction=said["correction"],
        numbers=said["numbers"],
        told=said["ages_told"],
        spoken=said["spoken"],
        one_room=said["one_room"],
    )


def shown(stay: StayDraft, party: PartyDraft) -> str:
    people = "-" if party.adults is None else str(party.adults)
    people += f"+{party.children}" if party.children else ""
    people += ":" + ",".join(map(str, party.ages)) if party.ages else ""
    people += f"r{party.rooms}" if party.rooms else ""
    days = [day.isoformat()[5:] if day else "-" for day in (stay.arrival, stay.departure)]
    return " ".join([*days, people])


@pytest.mark.parametrize(("language", "messages", "known"), _ALL)
def test_a_conversation_is_merged_as_it_was_meant(language: str, messages: str, known: str) -> None:
    stay, party = StayDraft(), PartyDraft()
    for text in messages.split(" // "):
        stay, party = turn(stay, party, heard(text, language))
        assert StayDraft.from_json(stay.to_json()) == stay
        assert PartyDraft.from_json(party.to_json()) == party
    assert shown(stay, party) == known


@pytest.mark.parametrize(("language", "text"), _KEEPING)
def test_what_says_nothing_of_the_stay_changes_nothing(language: str, text: str) -> None:
    stay, party = (
        StayDraft(dt.date(2026, 7, 3), dt.date(2026, 7, 6)),
        PartyDraft(2, 2, (4, 7), counted="more"),
    )
    new_stay, new_party = turn(stay, party, heard(text, language))
    assert (new_stay, replace(new_party, pets=None)) == (stay, party)


# -- properties ---------------------------------------------------------------------------------------------------------------

days = st.dates(dt.date(2026, 6, 11), dt.date(2027, 12, 31)).map(dt.date.isoformat)
units = st.sampled_from(["night", "week"])
stays = st.one_of(
    st.none(),
    st.fixed_dictionaries({"check_in": days}),
    st.fixed_dictionaries({"check_out": days}),
    st.fixed_dictionaries({"nights": st.integers(1, 21), "unit": units}),
    st.fixed_dictionaries({"check_in": days, "is_end": st.booleans()}),
    st.builds(
        lambda first, nights: {
            "check_in": first,
            "check_out": (dt.date.fromisoformat(first) + dt.timedelta(days=nights)).isoformat(),
            "nights": nights,
        },
        days,
        st.integers(1, 21),
    ),
)
counts = {
    "adults": st.integers(1, 6),
    "children": st.integers(0, 3),
    "rooms": st.integers(1, 3),
    "people": st.integers(1, 8),
    "children_ages": st.lists(st.integers(0, 17), max_size=3),
    "infants": st.integers(0, 2),
    "more_people": st.integers(1, 3),
    "joining": st.integers(1, 2),
    "fewer_people": st.integers(1, 3),
    "fewer_children": st.integers(1, 2),
    "is_more": st.just(True),
    "is_part": st.just(True),
    "children_among": st.just(True),
    "is_family": st.just(True),
    "rooms_apart": st.sampled_from(["each", "apart"]),
    "listed": st.lists(st.integers(0, 17), min_size=1, max_size=3),
}
parties = st.none() | st.fixed_dictionaries({}, optional=counts)
shifts = st.none() | st.sampled_from(
    [
        {"days": 7},
        {"nights": 1},
        {"nights": -1},
        {"months": 1},
        {"month": "2026-09"},
        {"check_in_days": -1},
        {"following": 1},
    ]
)
kinds = st.sampled_from(["instead", "people", "nights", "more", "fewer", "alone"])
bare_numbers = st.fixed_dictionaries({"number": st.integers(1, 8), "kind": kinds})
conversations = st.lists(st.tuples(stays, shifts, parties, st.none() | bare_numbers), max_size=10)


def merged(conversation: list[Any], stay: StayDraft, party: PartyDraft) -> tuple[StayDraft, PartyDraft]:
    for said, shift, people, number in conversation:
        stay, party = merge_turn(
            stay, party, said_stay=said, shift=shift, said_party=people, correction=number
        )
    return stay, party


@given(conversations)
def test_a_message_without_stay_and_party_changes_nothing(conversation: list[Any]) -> None:
    known = merged(conversation, StayDraft(), PartyDraft())
    assert merge_turn(*known, said_stay=None) == known
    assert [one.counted for one in merge_turn(*known, said_stay=None)] == [one.counted for one in known]


@given(conversations)
def test_both_drafts_survive_their_json_with_what_was_counted(conversation: list[Any]) -> None:
    stay, party = merged(conversation, StayDraft(), PartyDraft())
    again, people = StayDraft.from_json(stay.to_json()), PartyDraft.from_json(party.to_json())
    assert (again, people) == (stay, party)
    assert (again.counted, people.counted) == (stay.counted if again != StayDraft() else None, people.counted)


@given(conversations, conversations)
def test_a_stay_survives_whatever_is_said_of_people(before: list[Any], after: list[Any]) -> None:
    stay, party = merged(before, StayDraft(), PartyDraft())
    only_people = [(None, None, people, None) for _, _, people, _ in after]
    assert merged(only_people, stay, party)[0] == stay


@given(conversations, conversations)
def test_a_party_survives_whatever_is_said_of_days(before: list[Any], after: list[Any]) -> None:
    stay, party = merged(before, StayDraft(), PartyDraft())
    only_days = [(said, shift, None, None) for said, shift, _, _ in after]
    assert merged(only_days, stay, party)[1] == party


@given(conversations, days, st.integers(1, 21))
def test_a_named_length_follows_every_new_arrival(before: list[Any], later: str, nights: int) -> None:
    stay, party = merged(before, StayDraft(), PartyDraft())
    first = {"check_in": "2026-07-01", "check_out": f"{dt.date(2026, 7, 1) + dt.timedelta(days=nights)}"}
    stay, party = merge_turn(stay, party, said_stay={**first, "nights": nights, "unit": "night"})
    moved, _ = merge_turn(replace(stay, last=None), party, said_stay={"check_in": later})
    assert (moved.arrival, moved.length) == (dt.date.fromisoformat(later), nights)


@given(conversations)
def test_every_age_was_said_and_no_count_is_negative(conversation: list[Any]) -> None:
    stay, party, said = StayDraft(), PartyDraft(), {0}
    for turn_said in conversation:
        people = turn_said[2] or {}
        said.update(people.get("children_ages", ()), people.get("listed", ()))
        stay, party = merged([turn_said], stay, party)
        assert set(party.ages) <= said
        assert len(party.ages) <= (party.children or 0)
        assert party.adults is None or party.adults >= 0
        assert (party.children or 0) >= 0


@given(conversations, st.integers(1, 8))
def test_a_bare_correction_changes_one_count_at_most(conversation: list[Any], number: int) -> None:
    stay, party = merged(conversation, StayDraft(), PartyDraft())
    said = {"number": number, "kind": "instead"}
    new_stay, new_party = merge_turn(stay, party, said_stay=None, correction=said)
    assert new_stay == stay or new_party == party
    if new_stay != stay:
        assert stay.counted
        assert new_stay.nights in (number, 7 * number)
    if new_party != party:
        is_first = stay.is_complete and party.adults is None and party.children is None
        assert is_first or party.counted in ("adults", "people", "family", "children", "rooms")
