"""What staff open of a guest's files, and everything that must not happen on the way: a token given away, a flood, a script."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx2
import pytest

from bot.channels.whatsapp.media import (
    LARGEST_BYTES,
    Gone,
    MediaSource,
    NoMedia,
    TooLarge,
    Unreachable,
    kind_of,
)
from tests.bot.channels.whatsapp.calls import recorded
from tests.bot.channels.whatsapp.phones import NUMBER, TOKEN, open_phones

META = "https://graph.facebook.com"
FILE = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1330000000000001"
JPEG = b"\xff\xd8\xff\xe0 a picture"

Answer = Callable[[httpx2.Request], httpx2.Response]


def source(answer: Answer, *, graph_url: str = META) -> MediaSource:
    client = httpx2.AsyncClient(transport=httpx2.MockTransport(answer), follow_redirects=False)
    return MediaSource(token=TOKEN, graph_url=graph_url, version="v25.0", client=client)


async def opened(found: MediaSource, media: str = "1003380000000001") -> tuple[str, bool, bytes]:
    async with found.open(media) as one:
        return one.content_type, one.is_shown, b"".join([piece async for piece in one.pieces])


def two_steps(address: str = FILE, content: bytes = JPEG, **told: str) -> tuple[Answer, list[httpx2.Request]]:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        if "attachments" in str(request.url):
            return httpx2.Response(200, content=content)
        return httpx2.Response(200, json={"url": address, **told})

    return answer, asked


async def test_the_recorded_answer_leads_to_the_file() -> None:
    told = json.loads(recorded("media_get.response.json"))
    answer, asked = two_steps(**told)
    assert await opened(source(answer), told["id"]) == ("image/jpeg", True, JPEG)
    assert [str(one.url) for one in asked] == [f"{META}/v25.0/{told['id']}", told["url"]]
    assert {one.headers["authorization"] for one in asked} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    "address",
    [
        "http://lookaside.fbsbx.com/attachments",
        "https://lookaside.fbsbx.com.evil.example/attachments",
        "https://evilfbsbx.com/attachments",
        "https://evil.example/attachments?x=lookaside.fbsbx.com",
        "https://lookaside.fbsbx.com@evil.example/attachments",
        "https://user@lookaside.fbsbx.com/attachments",
        "https://lookaside.fbsbx.com:8443/attachments",
        "https://127.0.0.1/attachments",
        "https://169.254.169.254/attachments",
        "file:///etc/passwd",
        "https://[::1/attachments",
        "",
    ],
)
async def test_the_token_goes_to_nobody_but_meta(address: str) -> None:
    answer, asked = two_steps(address)
    with pytest.raises(Unreachable):
        await opened(source(answer))
    assert len(asked) == 1


async def test_a_redirection_is_not_followed() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        if "attachments" in str(request.url):
            return httpx2.Response(302, headers={"location": "https://evil.example/"})
        return httpx2.Response(200, json={"url": FILE})

    with pytest.raises(Unreachable):
        await opened(source(answer))
    assert len(asked) == 2


async def test_an_id_stays_one_part_of_the_address() -> None:
    answer, asked = two_steps()
    await opened(source(answer), "../me?fields=token#")
    assert asked[0].url.raw_path == b"/v25.0/..%2Fme%3Ffields%3Dtoken%23"


async def test_what_is_too_large_is_told_before_it_is_fetched_or_broken_off() -> None:
    answer, asked = two_steps(file_size=str(LARGEST_BYTES + 1))
    with pytest.raises(TooLarge):
        await opened(source(answer))
    assert len(asked) == 1
    # A length that was told wrong, or not at all.
    answer, _ = two_steps(content=JPEG + b"x" * LARGEST_BYTES, file_size="12")
    with pytest.raises(TooLarge):
        await opened(source(answer))

    async def endless():
        yield JPEG
        while True:
            yield b"x" * 1_000_000

    def flood(request: httpx2.Request) -> httpx2.Response:
        if "attachments" in str(request.url):
            return httpx2.Response(200, content=endless())
        return httpx2.Response(200, json={"url": FILE})

    with pytest.raises(TooLarge):
        await opened(source(flood))


@pytest.mark.parametrize(
    ("status", "why"), [(404, Gone), (400, Gone), (401, Unreachable), (500, Unreachable), (429, Unreachable)]
)
async def test_why_it_cannot_be_shown(status: int, why: type[NoMedia]) -> None:
    with pytest.raises(why):
        await opened(source(lambda _: httpx2.Response(status, json={"error": {}})))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"url": 7}', b"{}"])
async def test_an_answer_in_another_shape_is_no_answer(body: bytes) -> None:
    with pytest.raises(Unreachable):
        await opened(source(lambda _: httpx2.Response(200, content=body)))


async def test_meta_away_is_told() -> None:
    def away(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route", request=request)

    with pytest.raises(Unreachable):
        await opened(source(away))


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", "application/octet-stream"),
        (b"OggS\x00", "audio/ogg"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp5", "video/3gpp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"<svg onload=alert(1)>", "application/octet-stream"),
        (b"<html>", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_kind_is_told_by_the_content(first: bytes, kind: str) -> None:
    assert kind_of(first) == kind


async def test_what_could_run_something_is_never_shown_in_the_browser() -> None:
    for content in (b"<html><script>", b"%PDF-1.7", b"PK\x03\x04"):
        answer, _ = two_steps(content=content)
        assert (await opened(source(answer)))[1] is False


async def test_the_simulator_hands_its_files_out_and_nobody_elses_are_fetched_from_this_machine() -> None:
    async with open_phones() as phones:
        given = await phones.client.post(
            "/simulator/media", json={"mime_type": "image/png", "content": "GIF89a..."}
        )
        found = MediaSource(token=TOKEN, graph_url=phones.simulator.address, version="v25.0")
        assert await opened(found, given.json()["id"]) == ("image/gif", True, b"GIF89a...")
        with pytest.raises(Gone):
            await opened(found, "1")
        await found.close()
        strange = MediaSource(token="another", graph_url=phones.simulator.address, version="v25.0")
        with pytest.raises(Unreachable):
            await opened(strange, given.json()["id"])
        await strange.close()
    answer, asked = two_steps("http://127.0.0.1:1/attachments")
    with pytest.raises(Unreachable):
        await opened(source(answer, graph_url="http://127.0.0.1:8082"))
    assert len(asked) == 1


async def test_what_is_uploaded_to_the_simulator_is_answered_as_meta_answers_it() -> None:
    async with open_phones() as phones:
        files = {"file": ("a.png", b"GIF89a", "image/png")}
        answer = await phones.client.post(
            f"/v25.0/{NUMBER}/media", files=files, data={"messaging_product": "whatsapp"}
        )
        assert answer.json().keys() == json.loads(recorded("media_upload.response.json")).keys()
        found = MediaSource(token=TOKEN, graph_url=phones.simulator.address, version="v25.0")
        assert (await opened(found, answer.json()["id"]))[2] == b"GIF89a"
        await found.close()
