"""Emoji that answer, and those that do not."""

from __future__ import annotations

import pytest

from bot.nlu.signs import find_sign


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("👍", "affirm"),
        ("👍🏽👍🏽", "affirm"),
        ("👌 ✅", "affirm"),
        ("✔️", "affirm"),
        ("👎", "deny"),
        ("🙅‍♀️", "deny"),
        ("🙏", "thank"),
        ("❤️", "thank"),
        ("👋🏻", "greet"),
        ("👍👎", None),
        ("👍 pero el viernes", None),
        ("🙂", None),
        ("", None),
        ("  ", None),
        ("ok", None),
        ("🏽", None),
    ],
)
def test_a_sign_says_what_people_mean_by_it(text: str, intent: str | None) -> None:
    assert find_sign(text) == intent
