"""The pretended Graph API against the recorded shapes: it takes what Meta takes, refuses what Meta refuses, in Meta's words."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bot.channels.whatsapp.simulator.rules import Wrong, check, check_read_mark
from tests.bot.channels.whatsapp.phones import (
    NUMBER,
    PHONE,
    Phones,
    open_landing,
    open_phones,
    payload,
    payloads,
)

ROOT = Path(__file__).resolve().parents[4]
# Without the corpus, one that skips for want of it.
ANY = "err_190_token_expired"


@pytest.fixture
async def phones() -> AsyncIterator[Phones]:
    async with open_phones() as opened:
        yield opened


def buttons(*titles: str, body: str = "Book it?", **more: Any) -> dict[str, Any]:
    made = [{"type": "reply", "reply": {"id": f"b_{n}", "title": title}} for n, title in enumerate(titles)]
    return {"type": "button", "body": {"text": body}, "action": {"buttons": made}, **more}


def rows(count: int, title: str = "Room", **more: str) -> dict[str, Any]:
    made = [{"id": f"r_{n}", "title": f"{title} {n}", **more} for n in range(count)]
    return {
        "type": "list",
        "body": {"text": "Which?"},
        "action": {"button": "Rooms", "sections": [{"rows": made}]},
    }


def code(answer: httpx2.Response) -> int:
    return int(answer.json()["error"]["code"])


async def soon(claim: Any) -> None:
    """Waits until it holds; what waits for a socket has no better sign."""
    async with asyncio.timeout(5):
        while not claim():
            await asyncio.sleep(0.005)


def test_it_imports_nothing_of_ours() -> None:
    for path in (ROOT / "bot" / "channels" / "whatsapp" / "simulator").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                ours = name.split(".")[0] in (
                    "bot",
                    "common",
                    "templates",
                    "pms",
                    "actions",
                    "console",
                    "posada",
                )
                assert not ours or name.startswith("bot.channels.whatsapp.simulator"), f"{path.name}: {name}"


def test_every_recorded_request_is_in_order() -> None:
    for path in payloads("out_"):
        if not path.name.endswith(".request.json"):
            continue
        body = payload(path.name.removesuffix(".json"))
        if "status" in body:
            message, is_typing = check_read_mark(body)
            assert message.startswith("wamid.")
            assert is_typing == ("typing" in path.name)
        else:
            post = check(body)
            assert post.kind == body["type"], path.name
            assert (post.to or post.recipient) == str(body.get("to", body.get("recipient"))).lstrip("+")


@pytest.mark.parametrize("name", [path.stem for path in payloads("err_")] or [ANY])
async def test_every_recorded_error_can_be_had_in_its_shape(phones: Phones, name: str) -> None:
    wanted = payload(name)
    await phones.hear()
    if isinstance(wanted["body"], str):
        await phones.fault("html", http=wanted["http_status"], body=wanted["body"])
        answer = await phones.say("Hello")
        assert answer.text == wanted["body"]
    else:
        error = wanted["body"]["error"]
        await phones.fault("code", code=error["code"])
        answer = await phones.say("Hello")
        given = answer.json()["error"]
        assert given["code"] == error["code"]
        assert given["type"] == error["type"]
        assert set(error) - set(given) <= {"error_subcode", "is_transient"}
    assert answer.status_code == wanted["http_status"]
    assert not await phones.read(), "an error is no message"


@pytest.mark.parametrize(
    ("message", "refusal"),
    [
        ({"type": "text", "text": {"body": "x" * 4096}}, None),
        ({"type": "text", "text": {"body": "x" * 4097}}, 131009),
        # Each is two UTF-16 units.
        ({"type": "text", "text": {"body": "😀" * 2048}}, None),
        ({"type": "text", "text": {"body": "😀" * 2048 + "x"}}, 131009),
        ({"type": "text", "text": {"body": ""}}, 131009),
        ({"type": "text", "text": {}}, 131008),
        ({"type": "text"}, 131008),
        ({"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": "x" * 513}, 131009),
        ({"type": "text", "text": {"body": "x"}, "nonsense": 1}, 100),
        ({"type": "interactive", "interactive": buttons("One", "Two", "Three")}, None),
        ({"type": "interactive", "interactive": buttons("One", "Two", "Three", "Four")}, 131009),
        ({"type": "interactive", "interactive": buttons("One", "One")}, 131009),
        ({"type": "interactive", "interactive": buttons("x" * 20)}, None),
        ({"type": "interactive", "interactive": buttons("x" * 21)}, 131009),
        ({"type": "interactive", "interactive": buttons("😀" * 11)}, 131009),
        ({"type": "interactive", "interactive": buttons(" ")}, 131009),
        ({"type": "interactive", "interactive": buttons("Yes", body="x" * 1024)}, None),
        ({"type": "interactive", "interactive": buttons("Yes", body="x" * 1025)}, 131009),
        ({"type": "interactive", "interactive": buttons("Yes", footer={"text": "x" * 61})}, 131009),
        ({"type": "interactive", "interactive": rows(10)}, None),
        ({"type": "interactive", "interactive": rows(11)}, 131009),
        ({"type": "interactive", "interactive": rows(1, "x" * 23)}, 131009),
        ({"type": "interactive", "interactive": rows(1, description="x" * 73)}, 131009),
        ({"type": "sticker", "sticker": {"id": "1"}}, 131053),
        ({"type": "image", "image": {"id": "1", "link": "https://a.example/b.jpg"}}, 131009),
        ({"type": "fax", "fax": {}}, 131009),
        ({"to": "034600", "type": "text", "text": {"body": "x"}}, 131009),
    ],
)
async def test_the_vendor_s_limits(phones: Phones, message: dict[str, Any], refusal: int | None) -> None:
    await phones.hear()
    answer = await phones.send(**message)
    if refusal is None:
        assert answer.status_code == 200, answer.text
    else:
        assert (answer.status_code, code(answer)) == (400, refusal)


async def test_an_accepted_message_is_answered_and_shown_as_recorded(phones: Phones) -> None:
    await phones.hear()
    answer = (await phones.say("Hello", biz_opaque_callback_data="o_1")).json()
    assert answer.keys() == payload("out_send.response").keys()
    assert answer["contacts"] == payload("out_send.response")["contacts"]
    (shown,) = await phones.read()
    assert (shown["text"], shown["callback"], shown["id"]) == ("Hello", "o_1", answer["messages"][0]["id"])

    user_id = (await phones.screen())["user_id"]
    reached = await phones.client.post(
        f"/v25.0/{NUMBER}/messages",
        json={"messaging_product": "whatsapp", "recipient": user_id, "type": "text", "text": {"body": "Hi"}},
    )
    assert reached.json()["contacts"] == [{"input": user_id, "user_id": user_id}]


async def test_the_window_closes_after_a_day_and_opens_with_a_word(phones: Phones) -> None:
    assert code(await phones.say("Hello")) == 131047
    await phones.hear()
    assert (await phones.say("Hello")).status_code == 200
    await phones.client.post("/simulator/clock", json={"advance_seconds": 24 * 3600 + 1})
    assert code(await phones.say("Hello")) == 131047
    await phones.hear()
    assert (await phones.say("Hello")).status_code == 200


async def test_templates_need_approval_for_their_language_and_the_right_parameters(phones: Phones) -> None:
    def template(language: str, *texts: str) -> dict[str, Any]:
        parameters = [{"type": "text", "text": text} for text in texts]
        components = [{"type": "body", "parameters": parameters}]
        return {"name": "stay_reminder", "language": {"code": language}, "components": components}

    await phones.template(name="stay_reminder", language="de", state="APPROVED", body="Bis {{2}}, {{1}}!")
    await phones.template(name="stay_reminder", language="es", state="PENDING", body="Hasta {{1}}")
    fine = await phones.send(type="template", template=template("de", "Anneke", "Freitag"))
    assert fine.json()["messages"][0].keys() == payload("out_template.response")["messages"][0].keys()
    assert [one["text"] for one in await phones.read()] == ["Bis Freitag, Anneke!"]
    assert code(await phones.send(type="template", template=template("de", "Anneke"))) == 132000
    missing = await phones.send(type="template", template=template("es", "viernes"))
    assert (missing.status_code, code(missing)) == (404, 132001)
    assert code(await phones.send(type="template", template=template("de", "An\nneke", "x"))) == 100


async def test_a_guest_is_not_written_to_faster_than_the_pair_allows(phones: Phones) -> None:
    await phones.hear()
    answers = [await phones.say(f"{n}") for n in range(46)]
    assert [one.status_code for one in answers] == [200] * 45 + [400]
    assert code(answers[-1]) == 131056
    await phones.client.post("/simulator/clock", json={"advance_seconds": 6})
    assert (await phones.say("later")).status_code == 200


async def test_a_number_has_a_throughput_both_ways() -> None:
    async with open_phones(throughput=3) as phones:
        await phones.hear()
        answers = [await phones.say(f"{n}") for n in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 400]
        assert code(answers[-1]) == 130429


async def test_the_token_and_the_number_must_be_right(phones: Phones) -> None:
    wrong = await phones.client.post(
        f"/v25.0/{NUMBER}/messages", json={}, headers={"Authorization": "Bearer other"}
    )
    assert (wrong.status_code, code(wrong)) == (401, 190)
    assert code(await phones.client.post("/v25.0/7/messages", json={})) == 100
    assert code(await phones.client.post(f"/v25.0/{NUMBER}/messages", content=b"{")) == 100


async def test_an_answer_can_be_lost_after_the_message_was_taken(phones: Phones) -> None:
    await phones.hear()
    await phones.fault("hang_up", is_sent=True)
    with pytest.raises(httpx2.RemoteProtocolError):
        await phones.say("Hello")
    assert [one["text"] for one in await phones.read()] == ["Hello"]
    await phones.fault("hang_up")
    with pytest.raises(httpx2.RemoteProtocolError):
        await phones.say("Lost")
    assert [one["text"] for one in await phones.read()] == ["Hello"]


async def test_read_marks_and_typing_show_on_the_phone(phones: Phones) -> None:
    await phones.hear("One")
    second = await phones.hear("Two")
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": second}
    answer = await phones.client.post(f"/v25.0/{NUMBER}/messages", json=body)
    assert answer.json() == payload("out_mark_read.response")
    screen = await phones.screen()
    assert [one["read"] for one in screen["messages"]] == [True, True]
    assert not screen["is_typing"]
    await phones.client.post(f"/v25.0/{NUMBER}/messages", json={**body, "typing_indicator": {"type": "text"}})
    assert (await phones.screen())["is_typing"]
    await phones.say("Answer")
    assert not (await phones.screen())["is_typing"], "our answer ends it"


async def test_webhooks_are_signed_and_have_the_recorded_shapes() -> None:
    async with open_landing() as landing, open_phones(landing.url) as phones:
        await phones.hear("¿Habitación doble?", name="Anneke Vogel")
        await phones.say("Sí", biz_opaque_callback_data="o_1")
        await soon(lambda: landing.statuses == ["sent", "delivered", "read"])
        recorded = payload("in_text")["entry"][0]["changes"][0]["value"]
        said = landing.values[0]
        assert said.keys() == recorded.keys()
        assert said["messages"][0].keys() == recorded["messages"][0].keys()
        assert said["messages"][0]["text"] == {"body": "¿Habitación doble?"}
        assert b"\\u00bfHabitaci\\u00f3n" in landing.raw[0], "signed as Meta escapes it"
        for value, name in zip(
            landing.values[1:], ("status_sent", "status_delivered", "status_read"), strict=True
        ):
            shape = payload(name)["entry"][0]["changes"][0]["value"]
            assert value.keys() == shape.keys()
            assert value["statuses"][0].keys() == shape["statuses"][0].keys() | {"biz_opaque_callback_data"}

        await phones.fault("status", code=131026)
        await phones.say("Never")
        await soon(lambda: landing.statuses[-1] == "failed")
        failed = landing.values[-1]
        assert "contacts" not in failed
        assert failed["statuses"][0]["errors"][0]["code"] == 131026
        assert [one["text"] for one in await phones.read()] == ["Sí"]


async def test_what_is_not_answered_200_comes_again() -> None:
    async with open_landing() as landing, open_phones(landing.url) as phones:
        landing.status = 503
        await phones.hear("Hola")
        await soon(lambda: landing.refused == 2)
        landing.status = 200
        await soon(lambda: landing.values)
        assert landing.values[0]["messages"][0]["text"] == {"body": "Hola"}
        await soon(lambda: phones.simulator.hooks.waiting == 0)


async def test_updates_come_twice_or_before_the_answer_on_demand() -> None:
    async with open_landing() as landing, open_phones(landing.url, doubled=1.0) as phones:
        await phones.hear()
        await soon(lambda: len(landing.values) == 2)
        assert landing.values[0] == landing.values[1]
        await phones.client.put("/simulator/manners", json={"doubled": 0.0})
        await phones.fault("none", is_early=True)
        await phones.say("Hello")
        await soon(lambda: landing.statuses == ["sent", "delivered", "read"])
        await phones.fault("none", has_status=False)
        await phones.say("Silent")
        assert [one["text"] for one in await phones.read()] == ["Hello", "Silent"]
        assert phones.simulator.hooks.waiting == 0


async def test_a_guest_taps_what_was_offered() -> None:
    async with open_landing() as landing, open_phones(landing.url, statuses=()) as phones:
        await phones.hear()
        await phones.send(type="interactive", interactive=buttons("Yes, book", "No"))
        assert (await phones.press("Yes, book")).status_code == 200
        assert (await phones.press("Perhaps")).status_code == 400
        await phones.send(type="interactive", interactive=rows(4))
        await phones.press("r_2")
        await soon(lambda: len(landing.values) == 3)
        replies = [value["messages"][0]["interactive"] for value in landing.values[1:]]
        assert replies == [
            {"type": "button_reply", "button_reply": {"id": "b_0", "title": "Yes, book"}},
            {"type": "list_reply", "list_reply": {"id": "r_2", "title": "Room 2"}},
        ]
        recorded = payload("in_interactive_button_reply")["entry"][0]["changes"][0]["value"]["messages"][0]
        assert landing.values[1]["messages"][0].keys() == recorded.keys()


async def test_a_guest_with_a_username_hides_the_number() -> None:
    async with open_landing() as landing, open_phones(landing.url) as phones:
        await phones.client.put(
            f"/simulator/guests/{PHONE}", json={"username": "anneke", "hides_phone": True}
        )
        await phones.hear()
        await soon(lambda: landing.values)
        recorded = payload("in_text_username_no_phone")["entry"][0]["changes"][0]["value"]
        assert landing.values[0]["messages"][0].keys() == recorded["messages"][0].keys()
        assert landing.values[0]["contacts"][0].keys() == recorded["contacts"][0].keys()


async def test_media_is_fetched_in_two_steps_with_the_token(phones: Phones) -> None:
    given = {"mime_type": "image/jpeg", "content": "bytes"}
    media = (await phones.client.post("/simulator/media", json=given)).json()["id"]
    found = (await phones.client.get(f"/v25.0/{media}")).json()
    assert found.keys() == payload("media_get.response").keys()
    assert (await phones.client.get(found["url"])).content == b"bytes"
    async with httpx2.AsyncClient(trust_env=False) as stranger:
        assert (await stranger.get(found["url"])).status_code == 401
    await phones.client.post("/simulator/clock", json={"advance_seconds": 301})
    assert (await phones.client.get(found["url"])).status_code == 404, "the address lives five minutes"
    assert code(await phones.client.get("/v25.0/123")) == 100


async def test_the_switches_take_json_only(phones: Phones) -> None:
    form = await phones.client.post(f"/simulator/guests/{PHONE}/messages", data={"text": "Hola"})
    assert form.status_code == 415
    assert (await phones.client.post("/simulator/faults", json={"kind": "nonsense"})).status_code == 400
    assert (await phones.client.put("/simulator/manners", json={"nonsense": 1})).status_code == 400


async def test_the_page_brings_everything_itself(phones: Phones) -> None:
    page = await phones.client.get("/")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for path in ("/simulator/page.js", "/simulator/page.css"):
        assert path in page.text
        assert (await phones.client.get(path)).status_code == 200


def test_a_refusal_says_what_is_wrong() -> None:
    with pytest.raises(Wrong, match="Max length: 20"):
        check(
            {
                "messaging_product": "whatsapp",
                "to": "+34600111222",
                "type": "interactive",
                "interactive": buttons("x" * 21),
            }
        )
