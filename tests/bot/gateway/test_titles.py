"""A title typed instead of pressed, whole or by the word that tells it from the others."""

from __future__ import annotations

import pytest

from bot.gateway.titles import is_title, named

ROOMS = ["General Rooms", "Executive Rooms", "Luxury Rooms", "Suíte Júnior"]


@pytest.mark.parametrize(
    ("words", "room"),
    [
        ("Executive", 1),
        ("the general one, please", 0),
        ("la luxury por favor", 2),
        ("quero a suite junior", 3),
        ("Ich nehme das Executive bitte", 1),
        ("je prends la Luxury, merci", 2),
    ],
)
def test_a_room_is_named_by_its_own_word(words: str, room: int) -> None:
    assert named(words, ROOMS) == room


@pytest.mark.parametrize(
    "words",
    [
        "Rooms",
        "not the executive",
        "is the executive quiet?",
        "executive or luxury",
        "executive executive luxury general",
        "",
        "yes",
        "the room, please",
        "x" * 500,
        "no quiero la executive",
    ],
)
def test_nothing_is_chosen_by_halves(words: str) -> None:
    assert named(words, ROOMS) is None


def test_words_shared_by_two_titles_name_neither() -> None:
    assert named("double", ["Double garden", "Double sea"]) is None
    assert named("double sea", ["Double garden", "Double sea"]) == 1
    assert named("anything", []) is None


def test_a_whole_title_counts_whatever_its_case() -> None:
    assert is_title("executive rooms!", "Executive Rooms")
    assert not is_title("", "")
    assert not is_title("executive", "Executive Rooms")
