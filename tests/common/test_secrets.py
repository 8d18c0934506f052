"""Sealing, comparing, masking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.secrets import Sealer, Unsealable, mask_cards, new_key, same


def test_what_was_sealed_opens_again_and_is_not_readable() -> None:
    sealer = Sealer([new_key()])
    sealed = sealer.seal("somos 2 y un bebé")
    assert "bebé" not in sealed
    assert sealer.unseal(sealed) == "somos 2 y un bebé"


def test_an_old_key_still_opens_after_a_new_one_was_put_first() -> None:
    old, new = new_key(), new_key()
    sealed = Sealer([old]).seal("words")
    assert Sealer.from_setting(f"{new},{old}").unseal(sealed) == "words"


def test_a_lost_key_says_so() -> None:
    sealed = Sealer([new_key()]).seal("words")
    with pytest.raises(Unsealable):
        Sealer([new_key()]).unseal(sealed)


def test_no_key_is_a_clear_error() -> None:
    with pytest.raises(ValueError, match="POSADA_SECRET_KEYS"):
        Sealer.from_setting(" , ")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("my card is 4111 1111 1111 1111 ok", "my card is •••• 1111 ok"),
        ("4111-1111-1111-1111", "•••• 1111"),
        ("378282246310005", "•••• 0005"),
        ("call +34 956 000 120", "call +34 956 000 120"),
        ("reference 1234567890123", "reference 1234567890123"),
        ("from 10 to 12 of 1 2027", "from 10 to 12 of 1 2027"),
    ],
)
def test_only_card_numbers_are_masked(said: str, kept: str) -> None:
    assert mask_cards(said) == kept


@given(st.text(max_size=300))
def test_masking_never_raises_and_is_stable(text: str) -> None:
    once = mask_cards(text)
    assert mask_cards(once) == once


def test_an_empty_expectation_never_matches() -> None:
    assert not same("", "")
    assert not same(None, "x")
    assert same("token", "token")
