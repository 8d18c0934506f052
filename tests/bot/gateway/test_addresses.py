"""One check says what a mail may be sent to, whoever asks: a confirmation, a transcript, a contact that a guest leaves."""

from __future__ import annotations

import pytest

from bot.gateway.addresses import is_address
from bot.gateway.left_contacts import LeftContact, NotReachable
from bot.gateway.mail import message
from tests.bot.gateway.test_mail import STAY, stored

PLAIN = ("ana@example.com", "ana+stay@example.com", "ana.b-c_d@mail.example.com", "ána@example.com")
NONE = (
    "",
    "ana",
    "ana@",
    "@example.com",
    "ana@b@example.com",
    "ana@example.com,eve@example.com",
    "ana@example.com;eve@example.com",
    "ana@example.com\nBcc: eve@example.com",
    "Ana <ana@example.com>",
    "group:ana@example.com",
    '"ana b"@example.com',
    "ana b@example.com",
    "ana\x00@example.com",
    "ana\ud800@example.com",
    "ana\u202e@example.com",
    "a" * 200 + "@example.com",
)


@pytest.mark.parametrize("address", PLAIN)
def test_one_plain_address_is_one_everywhere(address: str) -> None:
    assert is_address(address)
    assert LeftContact.of("Ana", address).reach == address
    assert message(stored(STAY), to=address, sender="desk@hotel.example")["To"] == address


@pytest.mark.parametrize("address", NONE)
def test_anything_else_is_none_anywhere(address: str) -> None:
    assert not is_address(address)
    with pytest.raises(NotReachable):
        LeftContact.of("Ana", address)
    with pytest.raises(ValueError, match="not one plain address"):
        message(stored(STAY), to=address, sender="desk@hotel.example")
