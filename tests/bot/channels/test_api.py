"""The API as INTERFACES has it, and every bad input of a guest or a program."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import func, select

from bot.gateway.tables import inbox
from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, answer, reply

MESSAGES = "/api/v1/conversations/c1/messages"


async def count_messages(house: House) -> int:
    async with house.engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(inbox)) or 0)


def problem(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """The problem document of an error, checked to be one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert "Traceback" not in answer.text
    return dict(body)


async def with_buttons(turn: dict[str, Any]) -> dict[str, Any]:
    if "payload" in turn:
        return answer(reply(f"pressed {turn['payload']['entities']['room_type']}"))
    button = {"title": "Suite", "payload": {"intent": "inform", "entities": {"room_type": "suite"}}}
    return answer(reply("Which room?", buttons=[button]))


async def test_the_answer_has_the_promised_shape(house: House) -> None:
    said = await house.say("c1", "hello", message_id="m1")
    assert set(said) == {"conversation", "turn", "state", "replies"}
    assert said["conversation"] == "c1"
    assert set(said["replies"][0]) >= {"text", "buttons", "template", "version", "arm", "language"}


async def test_the_same_message_posted_twice_is_one_turn_and_one_answer(house: House) -> None:
    first = await house.say("c1", "hello", message_id="m1")
    second = await house.say("c1", "hello", message_id="m1")
    assert first == second
    assert len(house.rasa.seen) == 1


async def test_the_same_message_posted_twice_at_once_is_one_turn(house: House) -> None:
    first, second = await asyncio.gather(*(house.say("c1", "hello", message_id="m1") for _ in range(2)))
    assert first == second
    assert len(house.rasa.seen) == 1
    assert await count_messages(house) == 1


async def test_one_message_id_in_two_conversations_is_two_messages(house: House) -> None:
    await house.say("c1", "hello", message_id="m1")
    await house.say("c2", "hello", message_id="m1")
    assert len(house.rasa.seen) == 2


async def test_past_the_wait_the_answer_is_202_and_is_read_later(tmp_path: Path, rasa: StandInRasa) -> None:
    rasa.talk = gate = Gate()
    async with open_house(tmp_path, rasa, wait_seconds=0.1) as house:
        answer = await house.client.post(MESSAGES, json={"text": "hi", "message_id": "m1"})
        assert answer.status_code == 202
        body = answer.json()
        assert (body["state"], body["replies"]) == ("running", [])
        gate.opened.set()
        while (lines := (await house.transcript("c1"))["messages"])[-1]["from"] == "guest":
            await asyncio.sleep(0.01)
        assert lines[-1]["text"] == "You said: hi"
        assert (await house.transcript("c1"))["messages"][-1]["delivery"] == "sent"


async def test_the_transcript_has_both_sides_in_order_with_delivery(house: House) -> None:
    await house.say("c1", "one", message_id="m1")
    await house.say("c1", "two", message_id="m2")
    transcript = await house.transcript("c1")
    assert [(line["from"], line["text"]) for line in transcript["messages"]] == [
        ("guest", "one"),
        ("bot", "You said: one"),
        ("guest", "two"),
        ("bot", "You said: two"),
    ]
    assert transcript["messages"][0]["state"] == "answered"
    assert transcript["messages"][1]["delivery"] == "sent"


async def test_an_offered_button_is_pressed_by_its_payload(house: House) -> None:
    house.rasa.talk = with_buttons
    button = (await house.say("c1", "a room"))["replies"][0]["buttons"][0]
    assert button["title"] == "Suite"
    assert button["payload"].startswith("b_")
    answer = await house.client.post(MESSAGES, json={"payload": button["payload"]})
    assert answer.json()["replies"][0]["text"] == "pressed suite"
    # Staff read what the guest saw on the button.
    assert (await house.transcript("c1"))["messages"][2]["text"] == "Suite"


async def test_a_button_offered_elsewhere_is_refused(house: House) -> None:
    house.rasa.talk = with_buttons
    button = (await house.say("c2", "a room"))["replies"][0]["buttons"][0]
    problem(await house.client.post(MESSAGES, json={"payload": button["payload"]}), 400)


async def test_a_payload_that_was_not_offered_is_refused(house: House) -> None:
    for payload in ("b_nothing", "b_", "", "/book_room", "suite", "b_01_0'; drop table turns", "b_\x00"):
        problem(await house.client.post(MESSAGES, json={"payload": payload}), 400)
    assert await count_messages(house) == 0


TYPED = (
    "",
    "   \n\t ",
    "😀😀😀",
    "👨‍👩‍👧‍👦",
    "\x00\x01\x02\x1b[31m",
    "a\x00b",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "/restart",
    '/book_room{"room_type":"suite"}',
    "  /session_start",
    "{{ 7 * 7 }}",
    "'; DROP TABLE inbox; --",
    "مرحبا أريد غرفة",
    "\ud83d",
    "\u202eevil",
    "a" * 4096,
)


async def test_whatever_a_guest_types_is_words_and_is_answered(house: House) -> None:
    for number, text in enumerate(TYPED):
        # ensure_ascii spelling, as many programs send it: half a surrogate pair is legal JSON.
        said = await house.client.post(
            f"/api/v1/conversations/c{number}/messages",
            content=json.dumps({"text": text}),
            headers={"Content-Type": "application/json"},
        )
        assert said.status_code == 200, text
        assert said.json()["replies"], text
        turn = house.rasa.seen[-1]
        assert "payload" not in turn
        assert "\x00" not in turn["text"]
        kept = (await house.transcript(f"c{number}"))["messages"][0]["text"]
        assert turn["text"] == kept[:2000]


async def test_ten_thousand_characters_are_cut_and_the_guest_is_told(house: House) -> None:
    said = await house.say("c1", "ab " * 3334)
    assert [one["template"] for one in said["replies"]] == ["error.too_long", "test.echo"]
    assert "max_characters=2000" in said["replies"][0]["text"]
    assert len(house.rasa.seen[0]["text"]) <= 2000
    assert 4090 <= len((await house.transcript("c1"))["messages"][0]["text"]) <= 4096


async def test_a_card_number_is_masked_before_anything_is_stored(house: House, tmp_path: Path) -> None:
    said = await house.say("c1", "my card is 4111 1111 1111 1111, thanks")
    assert house.rasa.texts == ["my card is •••• 1111, thanks"]
    assert [one["template"] for one in said["replies"]] == ["error.card_number", "test.echo"]
    assert (await house.transcript("c1"))["messages"][0]["text"] == "my card is •••• 1111, thanks"


WRONG_BODIES = (
    b"",
    b"{",
    b"not json",
    b"[1, 2]",
    b'"text"',
    b"null",
    b'{"text": 5}',
    b'{"text": null}',
    b'{"text": ["a"]}',
    b'{"text": "a", "payload": "b_1"}',
    b'{"payload": {"intent": "book_room"}}',
    b'{"text": "a", "message_id": 7}',
    b'{"text": "a", "message_id": ""}',
    b'{"text": "a", "message_id": "with space"}',
    b'{"text": "a", "language": "not a tag!"}',
    b'{"text": "a", "property": "no-such-hotel"}',
    b"\xff\xfe",
    b"[" * 60000,
)


async def test_a_wrong_body_is_a_problem_document(house: House) -> None:
    for body in WRONG_BODIES:
        headers = {"Content-Type": "application/json"}
        problem(await house.client.post(MESSAGES, content=body, headers=headers), 400)
    assert await count_messages(house) == 0


async def test_a_wrong_token_is_401(house: House) -> None:
    for header in ("", "Bearer", "Bearer wrong", "Basic YTpi"):
        for method, path in (("POST", MESSAGES), ("GET", "/api/v1/conversations/c1")):
            refused = await house.client.request(
                method, path, json={"text": "hi"}, headers={"Authorization": header}
            )
            assert problem(refused, 401)["detail"]
            assert refused.headers["www-authenticate"] == "Bearer"
    assert await count_messages(house) == 0


async def test_a_wrong_method_is_405_and_names_the_right_one(house: House) -> None:
    one = "/api/v1/conversations/c1"
    for path, methods, allowed in (
        (MESSAGES, ("GET", "PUT", "DELETE", "PATCH"), "POST"),
        (one, ("POST", "DELETE"), "GET"),
    ):
        for method in methods:
            refused = await house.client.request(method, path)
            problem(refused, 405)
            assert refused.headers["allow"] == allowed


async def test_a_conversation_id_that_cannot_be_one_is_400(house: House) -> None:
    for conversation in ("a b", "-x", "a" * 121, "a%00b", "ñ", "<b>"):
        path = f"/api/v1/conversations/{conversation}"
        problem(await house.client.post(path + "/messages", json={"text": "hi"}), 400)
        problem(await house.client.get(path), 400)


async def test_an_unknown_conversation_is_404(house: House) -> None:
    problem(await house.client.get("/api/v1/conversations/nobody"), 404)


async def test_a_body_that_is_too_large_is_413(house: House) -> None:
    problem(await house.client.post(MESSAGES, json={"text": "a" * 140_000}), 413)
    assert await count_messages(house) == 0


async def test_a_conversation_that_sends_too_fast_is_told_when_to_come_back(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    async with open_house(tmp_path, rasa, messages_per_minute=2) as house:
        await house.say("c1", "one")
        await house.say("c1", "two")
        answer = await house.client.post(MESSAGES, json={"text": "three"})
        problem(answer, 429)
        assert 1 <= int(answer.headers["retry-after"]) <= 30
        await house.say("c2", "another guest is not held back")


async def test_a_calendar_attachment_becomes_a_link_to_a_calendar_file(house: House) -> None:
    stay = {
        "kind": "calendar",
        "uid": "R1",
        "title": "Hotel; with, marks",
        "check_in": "2026-11-27",
        "check_out": "2026-11-29",
        "location": "Calle del Mirador 12, 11005 Cádiz",
    }

    async def confirm(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("Booked.", attachments=[stay]))

    house.rasa.talk = confirm
    said = (await house.say("c1", "yes"))["replies"][0]
    url = said["attachments"][0]["url"]
    assert said["text"] == f"Booked.\n{url}"
    found = await house.client.get(url, headers={"Authorization": ""})
    assert found.headers["content-type"].startswith("text/calendar")
    lines = found.text.split("\r\n")
    assert "DTSTART;VALUE=DATE:20261127" in lines
    assert "DTEND;VALUE=DATE:20261129" in lines
    assert "SUMMARY:Hotel\\; with\\, marks" in lines
    problem(await house.client.get(url.replace(".ics", "x.ics")), 404)
    problem(await house.client.get("/calendar/none.ics"), 404)
