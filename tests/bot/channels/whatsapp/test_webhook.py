"""What Meta hears: who may call, what is stored before the answer, and what never makes it call again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, select

from bot.channels.whatsapp.routes import LARGEST_BODY_BYTES
from bot.channels.whatsapp.signature import HEADER, sign
from bot.gateway.tables import channel_events, inbox
from tests.bot.channels.whatsapp.calls import (
    NUMBER,
    PATH,
    SECRET,
    SETTINGS,
    VERIFY_TOKEN,
    call,
    message,
    post,
    recorded,
    recorded_names,
    worked,
)
from tests.bot.gateway.house import House, open_house
from tests.bot.gateway.stand_in_rasa import StandInRasa


@pytest.fixture
async def house(tmp_path: Path, rasa: StandInRasa) -> AsyncIterator[House]:
    async with open_house(tmp_path, rasa, **SETTINGS) as opened:
        yield opened


async def count(house: House, table: Any) -> int:
    return await house.gateway.desk.ledger.read(lambda at: at.scalar(select(func.count()).select_from(table)))


def counted(kind: str) -> float:
    return REGISTRY.get_sample_value("whatsapp_events_total", {"kind": kind}) or 0.0


async def test_the_address_proves_itself_as_recorded(house: House) -> None:
    spoken = json.loads(recorded("http_verification.json"))
    assert spoken["configured_verify_token"] == VERIFY_TOKEN
    answer = await house.client.get(PATH, params=spoken["request"]["query"])
    expected = spoken["expect"]
    assert (answer.status_code, answer.text) == (expected["status"], expected["body"])
    assert answer.headers["content-type"].startswith(expected["content_type"])
    for one in spoken["reject"]:
        assert (await house.client.get(PATH, params=one["query"])).status_code == one["status"], one["why"]


async def test_without_a_word_agreed_on_no_word_is_right(tmp_path: Path, rasa: StandInRasa) -> None:
    async with open_house(tmp_path, rasa, **SETTINGS | {"whatsapp_verify_token": ""}) as house:
        for token in ("", " ", VERIFY_TOKEN):
            query = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": token}
            assert (await house.client.get(PATH, params=query)).status_code == 403


async def test_without_an_app_secret_the_channel_is_shut(tmp_path: Path, rasa: StandInRasa) -> None:
    async with open_house(tmp_path, rasa) as house:
        assert await post(house, call(message("a", text="hi"))) == 404


async def test_what_is_not_signed_is_refused_and_leaves_nothing(house: House) -> None:
    unsigned: list[dict[str, str]] = [
        {},
        {HEADER: ""},
        {HEADER: "sha256=" + "0" * 64},
        {HEADER: "sha1=" + "0" * 40},
        {HEADER: sign(call(message("a", text="hi")), "another secret")},
        {HEADER: sign(b"another body", SECRET)},
    ]
    before = REGISTRY.get_sample_value("whatsapp_refused_calls_total") or 0.0
    for headers in unsigned:
        answer = await house.client.post(PATH, content=call(message("a", text="hi")), headers=headers)
        assert answer.status_code == 401
    assert (await count(house, channel_events), await count(house, inbox)) == (0, 0)
    assert REGISTRY.get_sample_value("whatsapp_refused_calls_total") == before + len(unsigned)


async def test_no_recorded_notification_is_taken_unsigned(house: House) -> None:
    for name in recorded_names():
        if name.startswith(("in_", "status_", "batch_", "field_", "errors_")):
            answer = await house.client.post(PATH, content=recorded(name))
            assert answer.status_code == 401, name
    assert await count(house, channel_events) == 0


async def test_recorded_signatures_at_the_door(tmp_path: Path, rasa: StandInRasa) -> None:
    vectors = json.loads(recorded("http_signature_vectors.json"))
    secrets = f"a-newer-one, {vectors['app_secret']}"
    async with open_house(tmp_path, rasa, **SETTINGS | {"whatsapp_app_secret": secrets}) as house:
        for vector in vectors["vectors"]:
            header = vector["header"]
            headers = {} if header is None else {HEADER: header.encode()}
            body = vector["raw_body"].encode()
            answer = await house.client.post(PATH, content=body, headers=headers)
            expected = 401 if vector["valid"] is False else 200
            assert answer.status_code == expected, vector["why"]
        # Three spellings of one message are one message.
        assert await count(house, channel_events) == 1


async def test_a_signed_body_that_cannot_be_read_is_taken_and_counted(house: House) -> None:
    bodies = json.loads(recorded("http_malformed_bodies.json"))["bodies"]
    assert len(bodies) == 13
    for body in bodies:
        before = counted("malformed")
        assert await post(house, body.encode()) == 200, body
        assert counted("malformed") == before + 1, body
    await house.gateway.inbound.settle()
    assert (await count(house, channel_events), await count(house, inbox)) == (0, 0)


async def test_nor_does_one_of_our_own_make_meta_call_again(house: House) -> None:
    odd = (
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 5_000,
        b'{"object":"whatsapp_business_account","entry":[[[]]]}',
    )
    for body in odd:
        assert await post(house, body) == 200
    assert await count(house, channel_events) == 0


async def test_an_update_nested_beyond_reason_takes_no_neighbour_along(house: House) -> None:
    deep: Any = "x"
    for _ in range(60):
        deep = {"a": deep}
    assert await post(house, call(message("a", hologram=deep), message("b", text="hi"))) == 200
    assert await count(house, channel_events) == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("in_dashboard_test.json", "foreign"),
        ("in_group_text.json", "group"),
        ("errors_value_level.json", "account_error"),
    ],
)
async def test_what_is_no_guests_message_is_counted_and_not_stored(
    house: House, name: str, kind: str
) -> None:
    before = counted(kind)
    await worked(house, recorded(name))
    assert (counted(kind), await count(house, channel_events)) == (before + 1, 0)


async def test_an_error_of_the_account_calls_for_a_person(house: House) -> None:
    code = {"code": "130429"}
    before = REGISTRY.get_sample_value("whatsapp_account_errors_total", code) or 0.0
    await worked(house, recorded("errors_value_level.json"))
    assert REGISTRY.get_sample_value("whatsapp_account_errors_total", code) == before + 1


async def test_what_could_not_be_stored_is_asked_for_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(house.gateway.desk.ledger, "write", broken)
        assert await post(house, call(message("a", text="hi"))) == 503
    await worked(house, call(message("a", text="hi")))
    assert await count(house, inbox) == 1


async def test_a_call_may_be_as_large_as_meta_says_and_no_larger(house: House) -> None:
    body = call(message("a", text="hi"))
    padded = body + b" " * (LARGEST_BODY_BYTES - len(body))
    assert await post(house, padded) == 200
    assert await count(house, channel_events) == 1
    assert await post(house, padded + b" ") == 413

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 100_000

    # No length was announced.
    answer = await house.client.post(PATH, content=chunks(), headers={HEADER: sign(b"", SECRET)})
    assert answer.status_code == 413
    assert await post(house, call(message("b", text="hi"))) == 200


async def test_other_calls_are_still_bounded_by_the_servers_own_limit(house: House) -> None:
    answer = await house.client.post("/api/v1/conversations/c1/messages", content=b" " * 2_000_000)
    assert answer.status_code == 413


async def test_a_call_of_a_thousand_updates_is_taken_whole_and_repetitions_change_nothing(
    house: House,
) -> None:
    many = [
        message(f"m{n}", user_id=f"ES.{n % 100}", phone=None, at=1_795_250_000 + n, text=f"t{n}")
        for n in range(1000)
    ]
    # Sent backwards, in two other batches after it, and once more.
    assert await post(house, call(*reversed(many))) == 200
    codes = await asyncio.gather(*(post(house, call(*part)) for part in (many[:600], many[400:], many[:10])))
    assert (codes, await count(house, channel_events)) == ([200, 200, 200], 1000)


async def test_only_what_is_possible_here_is_possible(house: House) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = await house.client.request(method, PATH)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_no_card_number_and_no_phone_number_lies_in_a_row(house: House) -> None:
    await house.gateway.inbound.worker.stop()
    body = call(message("wamid.1", text="pay with 4111 1111 1111 1111"))
    assert await post(house, body) == 200
    row = await house.gateway.desk.ledger.read(lambda at: at.execute(select(channel_events)).one())
    kept = json.loads(house.sealer.unseal(row.body))
    assert kept["item"]["text"]["body"] == "pay with •••• 1111"
    assert (kept["number"], kept["item"]["from"]) == (NUMBER, "34600000001")
    assert not any(
        word in f"{row.key} {row.group} {row.body}" for word in ("wamid", "34600000001", "ES.1001")
    )
