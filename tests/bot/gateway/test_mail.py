from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from sqlalchemy import select

from bot.gateway.mail import Mail, MailedByTheHotel, mails_of, message
from bot.gateway.outgoing import Reply, Stored
from bot.gateway.tables import outgoing
from common.clock import SystemClock
from templates.replies import Reply as Rendered
from tests.bot.gateway.house import House, PlainReplies, find_address, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa, answer, reply
from tests.bot.gateway.test_notices import write_notice

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
STAY = {"kind": "calendar", "uid": "R1", "title": "Stay", "check_in": "2026-11-27", "check_out": "2026-11-29"}


def stored(*attachments: dict[str, Any]) -> Stored:
    said = Reply(
        "o_1", "¡Reservado! R1", "booking.confirmed", "1", None, "es", attachments=tuple(attachments)
    )
    return Stored(1, "turn_1", said, "waiting", AT, None, "mail")


def test_a_confirmation_is_a_mail_with_its_calendar_file() -> None:
    mail = message(stored(STAY), to="ana@example.com", sender="desk@hotel.example")
    assert (mail["To"], mail["From"], mail["Message-ID"]) == (
        "ana@example.com",
        "desk@hotel.example",
        "<o_1@posada>",
    )
    assert mail["Content-Language"] == "es"
    assert mail.get_body().get_content().strip() == "¡Reservado! R1"  # type: ignore[union-attr]
    (file,) = mail.iter_attachments()
    assert file.get_content_type() == "text/calendar"
    assert "DTSTART;VALUE=DATE:20261127" in file.get_content()


@pytest.mark.parametrize("to", ["a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "nobody", ""])
def test_a_booking_s_address_cannot_add_a_receiver(to: str) -> None:
    with pytest.raises(ValueError):
        message(stored(STAY), to=to, sender="desk@hotel.example")


def test_a_title_cannot_add_a_header() -> None:
    with pytest.raises(ValueError):
        message(stored({**STAY, "title": "x\nBcc: c@d.example"}), to="a@b.example", sender="d@h.example")


def test_only_replies_with_a_stay_go_by_mail() -> None:
    with_mail, without = stored(STAY).reply, stored().reply
    assert [one.text for one in mails_of((with_mail, without))] == [with_mail.text]
    assert mails_of((with_mail,))[0].id != with_mail.id


async def delivery(house: House) -> list[tuple[str, int]]:
    async with house.engine.connect() as connection:
        rows = await connection.execute(
            select(outgoing.c.delivery, outgoing.c.tries).where(outgoing.c.route == "mail")
        )
        return [(row.delivery, row.tries) for row in rows]


async def test_a_mail_server_that_is_down_delays_a_confirmation_and_loses_none(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    async def confirm(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("Booked.", attachments=[STAY]))

    rasa.talk = confirm
    sent: list[EmailMessage] = []
    is_down = True

    async def send(mail: EmailMessage) -> None:
        if is_down:
            raise aiosmtplib.SMTPConnectError("down")
        sent.append(mail)

    # Port 1 of this machine: nobody listens there, so the gateway's own try fails at once.
    async with open_house(tmp_path, rasa, smtp_url="smtp://127.0.0.1:1", mail_from="d@h.example") as house:
        await house.gateway.background[1].stop()
        said = await house.say("c1", "yes")
        assert len(said["replies"]) == 1
        mail = Mail(house.engine, house.sealer, SystemClock(), send, find_address, sender="d@h.example")
        await mail.deliver()
        assert await delivery(house) == [("waiting", 1)]
        is_down = False
        await mail.deliver()
        await mail.deliver()
        assert await delivery(house) == [("sent", 2)]
        assert len(sent) == 1


async def test_without_a_mail_server_nothing_waits_for_one(house: House) -> None:
    async def confirm(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("Booked.", attachments=[STAY]))

    house.rasa.talk = confirm
    await house.say("c1", "yes")
    assert await delivery(house) == []


async def test_a_booking_without_an_address_is_not_tried_for_ever(tmp_path: Path, rasa: StandInRasa) -> None:
    async def confirm(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("Booked.", attachments=[{**STAY, "uid": "unknown"}]))

    rasa.talk = confirm
    async with open_house(tmp_path, rasa, smtp_url="smtp://127.0.0.1:1") as house:
        await house.gateway.background[1].stop()
        await house.say("c1", "yes")
        await house.gateway.background[1].work()
        assert await delivery(house) == [("failed", 1)]


async def test_what_the_hotel_mails_itself_is_not_mailed_twice(tmp_path: Path, rasa: StandInRasa) -> None:
    async def confirm(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("Booked.", attachments=[STAY]))

    async def by_the_hotel(*_: str) -> str | None:
        raise MailedByTheHotel

    async def send(mail: EmailMessage) -> None:
        pytest.fail("a second confirmation")

    rasa.talk = confirm
    async with open_house(tmp_path, rasa, smtp_url="smtp://127.0.0.1:1") as house:
        await house.gateway.background[1].stop()
        await house.say("c1", "yes")
        mail = Mail(house.engine, house.sealer, SystemClock(), send, by_the_hotel, sender="d@h.example")
        await mail.deliver()
        assert await delivery(house) == [("skipped", 1)]


async def test_a_confirmation_that_comes_as_a_notice_is_mailed_too(
    tmp_path: Path, rasa: StandInRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_stay(*_: Any, **__: Any) -> Rendered:
        return Rendered("notice.book_done", "1", None, "es", "¡Reservado!", [], [STAY])

    monkeypatch.setattr(PlainReplies, "render", with_stay)
    async with open_house(tmp_path, rasa, smtp_url="smtp://127.0.0.1:1") as house:
        await house.gateway.background[1].stop()
        await house.say("c1", "hi")
        await write_notice(house, "c1")
        await house.gateway.background[0].work()
        assert await delivery(house) == [("waiting", 0)]
        assert (await house.transcript("c1"))["messages"][-1]["template"] == "notice.book_done"
