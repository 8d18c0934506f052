"""The editor's preview with the values of a past conversation: offered, shown, noted, and never another reply's or hotel's."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import tables as gateway
from bot.gateway import transcripts
from common.secrets import Sealer
from console import tables
from console.roles import Role

from .conftest import NOW, Browser, Console
from .test_reply_pages import HELLO, send

TITLES = {"title-0": "Reservar", "title-1": "Mi reserva", "title-2": "Hablar"}


@pytest.fixture
async def editor(console: Console, browser: Browser) -> Browser:
    await console.member("eva", Role.EDITOR)
    await browser.sign_in("eva")
    return browser


async def said(console: Console, conversation: str, template: str, **values: object) -> str:
    """A reply of a conversation; answers its id."""
    turn = await console.seeds.turn(conversation, reply="")
    await console.seeds.reply(conversation, turn, "¡Hola!", at=NOW, template=template, values=values)
    async with console.seeds.engine.connect() as connection:
        newest = select(gateway.outgoing.c.id).order_by(gateway.outgoing.c.seq.desc()).limit(1)
        return str(await connection.scalar(newest))


async def test_a_past_conversation_fills_the_preview(console: Console, editor: Browser) -> None:
    conversation = await console.seeds.conversation()
    message = await said(console, conversation, "greeting.hello", hotel="Casa de la Playa")
    page = unescape((await editor.get(HELLO)).text)
    assert f'value="{message}"' in page
    assert "Casa de la Playa" not in page, "offered by time, read only when chosen"
    chosen = unescape((await editor.get(f"{HELLO}&values={message}")).text)
    assert "Casa de la Playa" in chosen
    assert f'href="/admin/conversations/{conversation}"' in chosen
    status, checked = await send(editor, "Bienvenido a {{ hotel }}.", "check", values=message)
    assert status == 200
    assert "Bienvenido a Casa de la Playa." in checked


async def test_the_preview_that_follows_the_typing_has_them_too_and_looks_once(
    console: Console, editor: Browser, engine: AsyncEngine
) -> None:
    message = await said(
        console, await console.seeds.conversation(), "greeting.hello", hotel="Casa de la Playa"
    )
    for text in ("Estamos en {{ hotel }}", "Aquí es {{ hotel }}"):
        answer = await editor.submit(
            "/admin/templates/greeting.hello/preview?language=es",
            page=HELLO,
            text=text,
            values=message,
            **TITLES,
        )
        assert "Casa de la Playa" in answer.text
    async with engine.connect() as connection:
        noted = (
            await connection.execute(select(tables.access_log.c.staff_name, tables.access_log.c.through))
        ).all()
    assert [tuple(one) for one in noted] == [("eva", "preview")]


async def test_what_follows_the_typing_unseals_what_was_chosen_and_nothing_else(
    console: Console, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await console.seeds.conversation()
    *_, chosen, _ = [await said(console, conversation, "greeting.hello", hotel=f"Casa {n}") for n in range(4)]
    token = re.search(r'name="csrf_token" value="([^"]*)"', (await editor.get(HELLO)).text)
    assert token
    unsealed: list[str] = []
    original = transcripts.read

    def read(row: Any, sealer: Sealer) -> Any:
        unsealed.append(row.id)
        return original(row, sealer)

    monkeypatch.setattr(transcripts, "read", read)
    for values, sample, expected in (("", "Posada del Mirador", []), (chosen, "Casa 2", [chosen])):
        unsealed.clear()
        answer = await editor.post(
            "/admin/templates/greeting.hello/preview?language=es",
            data={"csrf_token": token.group(1), "text": "Es {{ hotel }}", "values": values, **TITLES},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert f"Es {sample}" in answer.text
        assert unsealed == expected


async def test_values_of_another_reply_another_hotel_or_nobody_are_the_samples(
    console: Console, editor: Browser, engine: AsyncEngine
) -> None:
    other = await said(console, await console.seeds.conversation(), "question.wifi", hotel="Casa de la Playa")
    away = await said(
        console, await console.seeds.conversation("c_AWAY", property="playa"), "greeting.hello", hotel="Playa"
    )
    for message in (other, away, "o_nothing", "'--"):
        page = unescape((await editor.get(f"{HELLO}&property=mirador&values={message}")).text)
        shown = await editor.submit(
            "/admin/templates/greeting.hello/preview?language=es&property=mirador",
            page=HELLO,
            text="En {{ hotel }}",
            values=message,
            **TITLES,
        )
        assert "En Posada del Mirador" in shown.text
        assert "Casa de la Playa" not in page
        assert "Posada del Mirador" in page
    async with engine.connect() as connection:
        assert (await connection.execute(select(tables.access_log))).first() is None


async def test_a_reply_nobody_said_offers_only_samples(editor: Browser) -> None:
    assert 'name="values"' not in (await editor.get(HELLO)).text


async def test_values_are_sealed_and_go_with_their_conversation(
    console: Console, editor: Browser, engine: AsyncEngine
) -> None:
    conversation = await console.seeds.conversation(at=NOW - timedelta(days=1))
    await said(console, conversation, "greeting.hello", hotel="Casa de la Playa")
    async with engine.begin() as connection:
        (body,) = (await connection.execute(select(gateway.outgoing.c.body))).one()
        assert "Playa" not in body
        await connection.execute(
            gateway.conversations.delete().where(gateway.conversations.c.id == conversation)
        )
    assert 'name="values"' not in (await editor.get(HELLO)).text
