from __future__ import annotations

import pytest

from common.guest_keys import GuestKeys

KEYS = GuestKeys("salt")


def test_a_contact_has_one_key_however_it_was_typed() -> None:
    assert KEYS.of_contact(" Ana@Example.COM") == KEYS.of_contact("ana@example.com")
    assert KEYS.of_contact("+34 600-11 12 22") == KEYS.of_contact("0034600111222")
    assert KEYS.of_contact("ana@example.com") != KEYS.of_contact("eva@example.com")


def test_what_is_neither_an_address_nor_a_number_has_none() -> None:
    assert [KEYS.of_contact(one) for one in ("", "Ana", "123456", "000000000")] == [None] * 4


def test_a_key_is_of_this_installation_and_of_its_kind() -> None:
    assert KEYS.of_conversation("+34600111222") != KEYS.of_contact("+34600111222")
    assert KEYS.of_conversation("c") != GuestKeys("other").of_conversation("c")
    assert len(KEYS.of_conversation("c")) == 32
    assert (
        KEYS.of_conversation("c") == "946e2187b7d0a1200ba5e341ca0ad153"
    )  # a fixed point: keys must not change with a release


def test_without_a_salt_there_are_no_keys() -> None:
    with pytest.raises(ValueError, match="POSADA_GUEST_SALT"):
        GuestKeys("")
