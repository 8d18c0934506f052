"""Children counted first, ages told after: all, those missing, or one that was wrong."""

from __future__ import annotations

from typing import Any

import pytest

from actions.drafts import PartyDraft
from actions.party_ages import with_told_ages
from actions.slots import merge_party


def told(*ages: int, which: str | None = None, is_sure: bool = True) -> dict[str, Any]:
    return {"ages": list(ages), "which": which, "is_sure": is_sure}


def aged(
    party: PartyDraft, said: dict[str, Any] | None, ages: dict[str, Any], *, is_asked: bool
) -> PartyDraft:
    found = with_told_ages(party, said, ages, is_asked=is_asked)
    assert found is not None
    return found


def test_ages_that_were_asked_for_are_taken_and_a_grown_one_is_an_adult() -> None:
    party = aged(PartyDraft(2, 3), None, told(18, 6, 0), is_asked=True)
    assert (party.adults, party.children, party.ages) == (3, 2, (6, 0))


def test_only_the_missing_ages_are_added() -> None:
    assert aged(PartyDraft(2, 2, (4,)), None, told(7), is_asked=True).ages == (4, 7)


@pytest.mark.parametrize(
    ("which", "age", "ages"),
    [
        ("oldest", 17, (17, 7, 0)),
        ("youngest", 1, (16, 7, 1)),
        ("middle", 8, (16, 8, 0)),
        (None, 6, (16, 6, 0)),
    ],
)
def test_one_age_is_mended(which: str | None, age: int, ages: tuple[int, ...]) -> None:
    assert aged(PartyDraft(2, 3, (16, 7, 0)), None, told(age, which=which), is_asked=False).ages == ages


def test_the_eldest_who_is_eighteen_is_an_adult() -> None:
    party = aged(PartyDraft(2, 2, (17, 7)), None, told(18, which="oldest"), is_asked=False)
    assert (party.adults, party.children, party.ages) == (3, 1, (7,))


def test_a_child_who_joins_brings_the_age_along() -> None:
    said = {"children": 1, "is_more": True}
    party = aged(PartyDraft(2), said, told(9), is_asked=False)
    assert (party.adults, party.children, party.ages) == (2, 1, (9,))


@pytest.mark.parametrize(
    ("party", "said", "ages", "is_asked"),
    [
        (PartyDraft(2), None, told(2), False),  # no child is known
        (PartyDraft(2, 1, (4,)), {"adults": 3, "people": 3}, told(3), False),  # counts people
        (PartyDraft(2, 2, (4, 12)), None, told(8), False),  # whose it is stays open
        (PartyDraft(2, 1, (4,)), None, told(3, is_sure=False), False),  # a bare number
    ],
)
def test_what_does_not_fit_changes_nothing(
    party: PartyDraft, said: dict[str, Any] | None, ages: dict[str, Any], is_asked: bool
) -> None:
    assert with_told_ages(party, said, ages, is_asked=is_asked) is None


def test_one_of_several_missing_ages_is_kept_and_the_rest_asked() -> None:
    party = aged(PartyDraft(2, 3), {"children": 1, "infants": 1}, told(0, 7), is_asked=True)
    assert (party.children, party.ages, party.is_complete) == (3, (0, 7), False)


def test_the_one_of_seven_has_turned_eight() -> None:
    assert aged(PartyDraft(3, 2, (0, 7)), None, told(7, 8, is_sure=False), is_asked=False).ages == (0, 8)
    assert with_told_ages(PartyDraft(3, 2, (7, 8)), None, told(7, 8), is_asked=False) is None


def test_three_of_us_hold_the_child_who_comes_too() -> None:
    said = {"adults": 3, "people": 4, "children": 1, "children_ages": [9], "total": 3}
    assert merge_party(PartyDraft(2), said) == PartyDraft(2, 1, (9,))
    assert merge_party(PartyDraft(), said) == PartyDraft(3, 1, (9,))
