"""What a guest wishes for with the conversation itself: a person's call, a mail, an end without traces."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from sqlalchemy import select

from bot.gateway.left_contacts import LeftContact, NotReachable
from bot.gateway.tables import conversations, inbox
from tests.bot.channels.test_webchat import Guest, conversation_of, opened, told
from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, answer, reply

MAIL = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "desk@hotel.example"}


async def written(house: House, words: str = "hello", **body: Any) -> Guest:
    """A guest whose first message is answered."""
    guest = await Guest.enter(house, **body)
    await guest.send("m-00000001", text=words)
    while len(await guest.history()) < 2:
        pass
    return guest


async def post(guest: Guest, path: str, body: dict[str, Any]) -> int:
    sent = await guest.house.client.post(f"/webchat/{path}", json=body, headers=guest.headers)
    return int(sent.status_code)


async def forget(guest: Guest) -> int:
    sent = await guest.house.client.delete("/webchat/conversation", headers=guest.headers)
    return int(sent.status_code)


async def test_a_contact_is_kept_sealed_and_staff_are_shown_it(house: House) -> None:
    guest = await written(house)
    assert await post(guest, "contact", {"name": "Robin Ashgrove", "reach": "+34 600 111 222"}) == 200
    transcript = await house.gateway.transcripts.transcript(conversation_of(guest))
    assert transcript is not None
    assert transcript.left_contact == LeftContact("Robin Ashgrove", "+34 600 111 222")
    assert transcript.conversation.attention == "handoff"
    async with house.engine.connect() as connection:
        kept = str(await connection.scalar(select(conversations.c.left_contact)))
    assert "Robin" not in kept
    assert "600" not in kept


@pytest.mark.parametrize(
    ("name", "reach"),
    [
        ("", "robin@guest.example"),
        ("Robin", ""),
        ("Robin", "tomorrow"),
        ("Robin", "12"),
        ("Robin", "a@b.example, c@d.example"),
        ("R" * 300, "robin@guest.example"),
        (" \n", "robin@guest.example"),
    ],
)
async def test_a_contact_that_reaches_nobody_is_refused(name: str, reach: str) -> None:
    with pytest.raises(NotReachable):
        LeftContact.of(name, reach)


async def test_a_contact_needs_a_conversation_and_a_session(house: House) -> None:
    guest = await Guest.enter(house)
    body = {"name": "Robin", "reach": "robin@guest.example"}
    assert await post(guest, "contact", body) == 409
    assert await post(guest, "contact", {"name": "Robin", "reach": "soon"}) == 400
    assert await post(Guest(house, "forged"), "contact", body) == 401


async def test_a_conversation_goes_by_mail_to_whom_the_guest_names(
    tmp_path: Path, rasa: StandInRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[EmailMessage] = []

    async def send(mail: EmailMessage, **_: Any) -> None:
        sent.append(mail)

    monkeypatch.setattr(aiosmtplib, "send", send)
    async with open_house(tmp_path, rasa, **MAIL) as house:
        guest = await written(house, "¿hay sitio?", language="es-ES")
        assert await post(guest, "transcript-mail", {"to": "robin@guest.example"}) == 200
        (mail,) = sent
        assert (mail["To"], mail["From"]) == ("robin@guest.example", "desk@hotel.example")
        words = mail.get_content()
        assert words.index("¿hay sitio?") < words.index("You said: ¿hay sitio?")
        for wrong in (
            "a@b.example, c@d.example",
            "a@b.example\nBcc: c@d.example",
            "nobody",
            "",
            "ñ@guest.example",
        ):
            assert await post(guest, "transcript-mail", {"to": wrong}) == 400
        assert len(sent) == 1


async def test_mails_to_strangers_run_out_soon(
    tmp_path: Path, rasa: StandInRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(*_: Any, **__: Any) -> None:
        return None

    monkeypatch.setattr(aiosmtplib, "send", send)
    async with open_house(tmp_path, rasa, **MAIL) as house:
        guest = await written(house)
        to = {"to": "robin@guest.example"}
        assert [await post(guest, "transcript-mail", to) for _ in range(4)] == [200, 200, 200, 429]


async def test_a_mail_that_was_not_sent_is_not_called_sent(
    tmp_path: Path, rasa: StandInRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(*_: Any, **__: Any) -> None:
        raise aiosmtplib.SMTPConnectError("down")

    monkeypatch.setattr(aiosmtplib, "send", send)
    async with open_house(tmp_path, rasa, **MAIL) as house:
        guest = await written(house)
        assert await post(guest, "transcript-mail", {"to": "robin@guest.example"}) == 503
        entered = await house.client.post("/webchat/session", json={})
        assert entered.json()["can_mail"] is True


async def test_without_a_mail_server_no_mail_is_offered(house: House) -> None:
    guest = await written(house)
    assert await post(guest, "transcript-mail", {"to": "robin@guest.example"}) == 404
    entered = await house.client.post("/webchat/session", json={})
    assert entered.json()["can_mail"] is False


async def names(house: House) -> list[str]:
    async with house.engine.connect() as connection:
        return list((await connection.execute(select(conversations.c.id))).scalars())


async def test_a_forgotten_conversation_is_gone_with_its_words_and_others_stay(house: House) -> None:
    other, guest = await written(house), await written(house)
    await post(guest, "contact", {"name": "Robin", "reach": "robin@guest.example"})
    async with guest.socket() as socket:
        await opened(guest, socket)
        assert await forget(guest) == 200
        assert await told(socket, "forgotten") == {"type": "forgotten"}
    assert conversation_of(guest) not in await names(house)
    assert conversation_of(other) in await names(house)
    async with house.engine.connect() as connection:
        left = await connection.execute(select(conversations.c.left_contact))
        assert set(left.scalars()) == {None}
        words = (await connection.execute(select(inbox.c.words))).scalars()
        assert sorted(house.sealer.unseal(one) for one in words) == ["", "hello"]
    assert await guest.history() == []
    assert len(await other.history()) == 2
    # Once more is no error: a browser that heard no answer asks again.
    assert await forget(guest) == 200


async def test_nothing_is_forgotten_while_the_last_message_is_being_answered(
    house: House, tmp_path: Path
) -> None:
    house.rasa.talk = gate = Gate()
    guest = await Guest.enter(house)
    await guest.send("m-00000001", text="hello")
    await gate.entered.wait()
    assert await forget(guest) == 409
    gate.opened.set()
    while len(await guest.history()) < 2:
        pass
    assert await forget(guest) == 200


async def test_only_the_session_s_own_conversation_is_forgotten(house: House) -> None:
    guest = await written(house)
    assert await forget(Guest(house, "forged")) == 401
    assert await forget(await Guest.enter(house)) == 200
    assert len(await guest.history()) == 2


OFFERS = [
    {"id": "doble", "name": "Double", "total": {"minor": 24600, "currency": "EUR"}, "photo": None},
    {"id": "suite", "name": "Suite", "total": {"minor": 41000, "currency": "EUR"}},
]
BUTTONS = [
    {"title": one["name"], "payload": {"intent": "inform", "entities": {"room_type": one["id"]}}}
    for one in OFFERS
]


async def test_offered_rooms_are_cards_that_choose_them_and_nothing_else_of_the_values_leaves(
    house: House,
) -> None:
    async def talk(turn: dict[str, Any]) -> dict[str, Any]:
        if "payload" in turn:
            return answer(reply(turn["payload"]["entities"]["room_type"]))
        values = {"offers": OFFERS, "guest_name": "Robin Ashgrove"}
        return answer(reply("Which?", buttons=BUTTONS, values=values))

    house.rasa.talk = talk
    guest = await written(house)
    said = (await guest.history())[1]
    cards = [one for one in said["attachments"] if one["kind"] == "room"]
    assert [(one["title"], one["price"]) for one in cards] == [("Double", "€246.00"), ("Suite", "€410.00")]
    assert "Robin" not in json.dumps(said)
    await guest.send("m-00000002", payload=cards[1]["payload"])
    while len(lines := await guest.history()) < 4:
        pass
    assert lines[3]["text"] == "suite"


async def test_a_question_for_dates_says_so_with_the_hotel_s_day(house: House) -> None:
    async def talk(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(
            reply("Hello."), reply("When?"), asked="stay" if "dates" in turn.get("text", "") else "party"
        )

    house.rasa.talk = talk
    guest = await written(house, "dates")
    await guest.send("m-00000002", text="people")
    while len(lines := await guest.history()) < 6:
        pass
    kinds = [[one["kind"] for one in line.get("attachments", ())] for line in lines]
    assert kinds == [[], [], ["dates"], [], [], []]
    mark = lines[2]["attachments"][0]
    assert mark["earliest"] == house.rasa.seen[0]["metadata"]["today"] < mark["latest"]


async def test_the_history_says_who_answers(house: House) -> None:
    guest = await written(house)
    await house.gateway.takeover.say(conversation_of(guest), "ana", "Good evening")
    got = await house.client.get("/webchat/history", headers=guest.headers)
    assert got.json()["state"] == "human"
    assert got.json()["messages"][-1]["from"] == "staff"


async def test_another_site_s_page_may_delete_and_read_when_to_try_again(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    async with open_house(tmp_path, rasa, webchat_origins="https://hotel.example") as house:
        asked = await house.client.request(
            "OPTIONS", "/webchat/conversation", headers={"Origin": "https://hotel.example"}
        )
        assert "DELETE" in asked.headers["access-control-allow-methods"]
        assert asked.headers["access-control-expose-headers"] == "retry-after"
