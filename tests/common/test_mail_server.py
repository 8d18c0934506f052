"""Mail servers by their addresses."""

from __future__ import annotations

import pytest

from common.mail_server import MailServer


def test_a_mail_server_is_read_from_its_address() -> None:
    assert MailServer.from_url("smtp://u%40h:p@mail.example") == MailServer(
        "mail.example", 587, "u@h", "p", is_tls=False
    )
    assert MailServer.from_url("smtps://mail.example:4465").port == 4465
    with pytest.raises(ValueError):
        MailServer.from_url("mail.example")
