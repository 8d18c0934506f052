"""The comparison with libraries, small: the same work is compared, and whoever says something else is found out.

Libraries but Jinja2 live in an environment of their own, where the bench itself compares their words with ours.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence

import pytest

from common.languages import SPOKEN
from ops.bench.beside import Compared, OurArms, SaysOtherwise, _quoted, as_text, assignments, renders
from ops.bench.rivals import Ours, PlainJinja, Said, Values, quote_parts
from templates.store import read_catalog


class Mumbles(PlainJinja):
    name = "mumbles"

    def quote(self, language: str, values: Values) -> Said:
        text, titles = super().quote(language, values)
        return (text.upper() if language == "pt" else text), titles


class Forgets:
    """A book that gives a guest the other arm when asked again."""

    name = "forgets"

    def __init__(self) -> None:
        self._asked = 0

    async def arms(self, guests: Sequence[str]) -> list[str]:
        self._asked += 1
        return ["ab"[self._asked % 2] for _ in guests]


@pytest.fixture(autouse=True)
def others_are_no_garbage() -> None:
    """Each measurement collects garbage first, and what other tests left in this process takes seconds to look through."""
    gc.freeze()


def test_both_say_the_same_and_are_measured_in_every_round() -> None:
    found = renders((Ours(), PlainJinja()), rounds=2, stays=3)
    assert len(found) == 3
    for compared in found:
        assert list(compared.seconds) == ["ours", "Jinja2"]
        assert all(len(seconds) == 2 and min(seconds) > 0 for seconds in compared.seconds.values())


def test_a_speaker_with_other_words_in_one_language_is_not_compared() -> None:
    with pytest.raises(SaysOtherwise, match="mumbles, quote in pt"):
        renders((Ours(), Mumbles()), rounds=1, stays=1)


async def test_our_arms_are_measured_the_first_time_and_again() -> None:
    first, again = await assignments([], rounds=1, guests=20)
    assert len(first.seconds["ours"]) == len(again.seconds["ours"]) == 1


async def test_our_arms_are_shared_out_and_stay() -> None:
    ours = await OurArms.running()
    guests = [f"guest-{number}" for number in range(400)]
    given = await ours.arms(guests)
    assert await ours.arms(guests) == given
    assert set(given) == {"a", "b"}
    assert 120 < given.count("a") < 280


async def test_an_arm_that_changes_is_not_compared() -> None:
    with pytest.raises(SaysOtherwise, match="forgets"):
        await assignments([Forgets()], rounds=1, guests=5)


@pytest.mark.parametrize("language", SPOKEN)
def test_the_quote_for_libraries_is_made_of_the_catalogs_own_words(language: str) -> None:
    text, one, other = quote_parts(read_catalog(), language, "<{}>")
    assert all(f"<{name}>" in text for name in ("room", "stay", "party", "total"))
    assert "{" not in text
    for adults, words in ((1, one), (2, other)):
        values = {**_quoted(0), "party": {"adults": adults, "children": 0, "children_ages": []}}
        assert f"{adults} {words}." in Ours().quote(language, values)[0]


def test_a_ratio_is_taken_within_a_round() -> None:
    compared = Compared("work", {"ours": (1e-6, 2e-6, 4e-6), "other": (2e-6, 4e-6, 2e-6)})
    assert compared.times_ours("other") == 2.0
    assert compared.times_ours("ours") == 1.0
    assert "500,000 a second     2.00 × ours" in as_text([compared])
