"""A diff adds up: what is kept and removed is the old text, what is kept and added the new one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from templates.diff import Piece, compare_bodies, compare_words

TEXTS = st.text(alphabet="ab {}%\n", max_size=40)


@given(TEXTS, TEXTS)
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = compare_words(before, after)
    assert "".join(piece.text for piece in pieces if piece.op != "added") == before
    assert "".join(piece.text for piece in pieces if piece.op != "removed") == after


def test_a_placeholder_is_one_word() -> None:
    assert compare_words("For {{ stay | date_range }}.", "For {{ stay | date_range('long') }}.") == (
        Piece("same", "For "),
        Piece("removed", "{{ stay | date_range }}"),
        Piece("added", "{{ stay | date_range('long') }}"),
        Piece("same", "."),
    )


def test_texts_too_long_for_words_are_compared_by_lines() -> None:
    before = "a b c d e\n" * 800
    pieces = compare_words(before, before + "and one more\n")
    assert pieces[-1] == Piece("added", "and one more\n")


def test_every_part_that_differs_has_a_name() -> None:
    before = {
        "text": "Which?",
        "buttons": [{"title": "Yes", "intent": "affirm", "entities": {"adults": 2, "ages": [4, 5]}}],
        "channels": {"whatsapp": {"text": "Which one?"}},
    }
    after = {
        "text": "Which?",
        "buttons": [
            {"title": "Yes please", "intent": "affirm", "entities": {"adults": 3, "ages": [4, 6]}},
            {"title": "No", "intent": "deny"},
        ],
        "channels": {"whatsapp": {"text": "Which room?", "buttons": []}},
    }
    changes = {change.part: (change.before, change.after) for change in compare_bodies(before, after)}
    assert changes == {
        "button 1 title": ("Yes", "Yes please"),
        "button 1 entities adults": ("2", "3"),
        "button 1 entities age 2": ("5", "6"),
        "whatsapp text": ("Which one?", "Which room?"),
        "button 2 title": (None, "No"),
        "button 2 intent": (None, "deny"),
        "whatsapp buttons": (None, "none"),
    }
    assert compare_bodies(before, before) == ()
