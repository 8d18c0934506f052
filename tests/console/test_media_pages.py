"""A guest's file as staff open it: only those who may, only this conversation's, and nothing of it is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, update

from bot.channels.whatsapp.media import LARGEST_BYTES, MediaSource
from bot.gateway import tables as gateway
from console.roles import Role
from console.tables import access_log
from tests.console.conftest import Browser, Console

PNG = b"\x89PNG\r\n\x1a\n a picture"
PATH = "/admin/conversations/wa_1/media/77"


@dataclass
class Meta:
    """status, content: of the file; asked: how many calls came."""

    status: int = 200
    content: Any = PNG
    asked: int = 0

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += 1
        if "attachments" not in str(request.url):
            return httpx2.Response(self.status, json={"url": "https://lookaside.fbsbx.com/attachments"})
        return httpx2.Response(200, content=self.content)


@pytest.fixture
def meta() -> Meta:
    return Meta()


@pytest.fixture
def media(meta: Meta) -> MediaSource:
    client = httpx2.AsyncClient(transport=httpx2.MockTransport(meta.answer))
    return MediaSource(token="t", graph_url="https://graph.facebook.com", version="v25.0", client=client)


@pytest.fixture
async def sent(console: Console) -> str:
    """A conversation in which a guest has sent the file 77."""
    name = await console.seeds.conversation("wa_1", channel="whatsapp")
    await console.seeds.turn(name, "look")
    extra = console.seeds.sealer.seal(json.dumps({"media": {"id": "77", "type": "image/png"}}))
    async with console.engine.begin() as connection:
        await connection.execute(update(gateway.inbox).values(kind="image", extra=extra))
    return name


async def signed_in(console: Console, browser: Browser, role: Role = Role.AGENT) -> None:
    await console.member(role=role)
    await browser.sign_in()


async def test_a_file_is_passed_on_as_what_it_is(console: Console, browser: Browser, sent: str) -> None:
    await signed_in(console, browser)
    shown = await browser.get(PATH)
    assert (shown.status_code, shown.content) == (200, PNG)
    headers = shown.headers
    assert (headers["content-type"], headers["content-disposition"]) == ("image/png", "inline")
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("private, no-store", "nosniff")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    page = await browser.get(f"/admin/conversations/{sent}")
    assert f'href="{PATH}"' in page.text
    async with console.engine.connect() as connection:
        through = (await connection.execute(select(access_log.c.through))).scalars().all()
    assert through == ["media", "page"]


async def test_what_is_no_picture_is_for_saving_only(
    console: Console, browser: Browser, sent: str, meta: Meta
) -> None:
    meta.content = b"<html><script>alert(1)</script>"
    await signed_in(console, browser)
    shown = await browser.get(PATH)
    assert shown.headers["content-type"] == "application/octet-stream"
    assert shown.headers["content-disposition"] == "attachment"


async def test_who_only_reads_and_who_is_nobody_see_no_file(
    console: Console, browser: Browser, sent: str, meta: Meta
) -> None:
    assert (await browser.get(PATH)).status_code == 303
    await signed_in(console, browser, Role.VIEWER)
    assert (await browser.get(PATH)).status_code == 403
    assert PATH not in (await browser.get(f"/admin/conversations/{sent}")).text
    assert meta.asked == 0


@pytest.mark.parametrize("path", ["wa_1/media/78", "wa_2/media/77", "wa_1/media/..%2Fme", "wa_1/media/%00"])
async def test_only_what_was_sent_in_this_conversation_is_fetched(
    console: Console, browser: Browser, sent: str, meta: Meta, path: str
) -> None:
    await signed_in(console, browser)
    assert (await browser.get(f"/admin/conversations/{path}")).status_code == 404
    assert meta.asked == 0


@pytest.mark.parametrize(("status", "told"), [(404, 410), (401, 502), (500, 502)])
async def test_a_file_that_cannot_be_had_is_a_page_that_says_why(
    console: Console, browser: Browser, sent: str, meta: Meta, status: int, told: int
) -> None:
    meta.status = status
    await signed_in(console, browser)
    assert (await browser.get(PATH)).status_code == told


async def test_a_file_that_grows_without_end_does_not_pass_for_a_whole_one(
    console: Console, browser: Browser, sent: str, meta: Meta
) -> None:
    async def endless() -> Any:
        for _ in range(LARGEST_BYTES // 1_000_000 + 2):
            yield PNG.ljust(1_000_000)

    meta.content = endless()
    await signed_in(console, browser)
    with pytest.raises(httpx2.RemoteProtocolError):
        await browser.get(PATH)


class TestWithoutWhatsApp:
    @pytest.fixture
    def media(self) -> None:
        return None

    async def test_there_is_no_file(self, console: Console, browser: Browser, sent: str) -> None:
        await signed_in(console, browser)
        assert (await browser.get(PATH)).status_code == 404
