from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.words import KEPT_CHARACTERS, UNDERSTOOD_CHARACTERS, join, keep


def test_control_characters_go_and_lines_stay() -> None:
    assert keep("a\x00b\x1b[31m\r\nc\td").text == "ab[31m\nc\td"


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert keep("hi \ud83d").text == "hi \ufffd"


def test_a_card_across_the_cut_leaves_no_digits_behind() -> None:
    kept = keep("a" * (KEPT_CHARACTERS - 8) + " 4111111111111111")
    assert kept.had_card
    assert "4111" not in kept.text
    assert len(kept.text) <= KEPT_CHARACTERS


def test_an_emoji_of_several_parts_stays_whole() -> None:
    family = "👨‍👩‍👧"
    assert keep(family).text == family


def test_joined_messages_are_lines_and_have_a_bound() -> None:
    assert join(["a", "", "b"]) == "a\nb"
    assert len(join(["x" * 1500, "y" * 1500])) == UNDERSTOOD_CHARACTERS


@given(st.text(st.characters(codec=None, categories=None), max_size=200))
def test_whatever_comes_can_be_stored_and_sent(text: str) -> None:
    kept = keep(text)
    kept.text.encode()
    assert "\x00" not in kept.text
    assert kept.length == len(text)
