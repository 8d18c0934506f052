"""Signs stay whole wherever a text is cut, and lengths are counted as Meta counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.graphemes import graphemes, head, tail_start, units

FAMILY = "👨‍👩‍👧"
FLAG = "🇪🇸"
WAVE = "👋🏽"
KEY = "1️⃣"
E_ACUTE = "e\u0301"


def test_an_emoji_counts_two() -> None:
    assert [units(text) for text in ("", "ñ", "😀", FLAG, FAMILY)] == [0, 1, 2, 4, 8]


@pytest.mark.parametrize("sign", [FAMILY, FLAG, WAVE, KEY, E_ACUTE, "\r\n", "ñ", "한"])
def test_what_looks_like_one_sign_is_one(sign: str) -> None:
    assert list(graphemes(f"a{sign}b")) == ["a", sign, "b"]


def test_flags_are_told_apart() -> None:
    assert list(graphemes("🇪🇸🇩🇪🇫🇷")) == ["🇪🇸", "🇩🇪", "🇫🇷"]


def test_a_cut_never_leaves_half_a_sign() -> None:
    text = f"Hola {FAMILY}"
    assert head(text, 5 + 7) == "Hola "
    assert head(text, 5 + 8) == text
    assert text[tail_start(text, 8) :] == FAMILY
    assert text[tail_start(text, 7) :] == ""
    # Where not even the first sign fits, part of it.
    assert head(FAMILY, 2) == "👨"


@given(st.text(max_size=60), st.integers(0, 40))
def test_head_and_tail_keep_the_limit_and_lose_nothing(text: str, most: int) -> None:
    assert "".join(graphemes(text)) == text
    assert text.startswith(head(text, most))
    assert units(head(text, most)) <= most
    assert units(text[tail_start(text, most) :]) <= most
