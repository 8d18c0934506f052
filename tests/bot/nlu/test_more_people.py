"""People on top of those who were counted before."""

from __future__ import annotations

import pytest

from bot.nlu.more_people import find_more_people
from tests.bot.nlu.helpers import understood


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("2 more guests", 2),
        ("one more person please", 1),
        ("otra persona", 1),
        ("dos personas mas", 2),
        ("quero mais uma pessoa no quarto", 1),
        ("another adult", 1),
        ("2 guests", None),
        ("one more night", None),
    ],
)
def test_more_people_are_counted_on_top(text: str, more: int | None) -> None:
    assert find_more_people(text) == more


def test_they_are_no_total() -> None:
    party = understood("2 more guests")["party"]
    assert (party["more_people"], party["adults"], party["people"]) == (2, None, None)
