"""A file that a guest has sent, fetched from Meta for a member of staff who opens it, and kept nowhere.

The token goes to Meta's hosts only; what comes back is bounded, and what it is told by its first bytes, never by its name.
Source: Cloud API, "Media", as gathered in July 2026: an address lives five minutes, an id from a webhook seven days.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from common.log import get_log

LARGEST_BYTES = 16 * 1024 * 1024
_HOSTS = ("lookaside.fbsbx.com", "graph.facebook.com")
_HOST_ENDS = (".fbsbx.com", ".fbcdn.net", ".whatsapp.net")
_SECONDS = 20.0
_PIECE_BYTES = 64 * 1024
_UNKNOWN = "application/octet-stream"

log = get_log("bot.channels.whatsapp.media")


class NoMedia(Exception):
    """Cannot be shown; the subclass says why."""


class Gone(NoMedia):
    """Meta keeps files for seven days."""


class TooLarge(NoMedia):
    pass


class Unreachable(NoMedia):
    """Meta did not answer, refused our token, or named an address that is none of its own."""


@dataclass(frozen=True)
class Opened:
    """content_type: by the content. is_shown: of a kind that browsers show without running anything in it."""

    content_type: str
    is_shown: bool
    pieces: AsyncIterator[bytes]


class MediaSource:
    """graph_url, version: as in the settings; an address on this machine is a simulator, and its files lie there too."""

    def __init__(
        self, *, token: str, graph_url: str, version: str, client: httpx2.AsyncClient | None = None
    ) -> None:
        self._token = token
        self._graph_url = graph_url
        self._version = version
        # A redirection would carry the token to wherever it points.
        self._client = client or httpx2.AsyncClient(
            timeout=_SECONDS, follow_redirects=False, trust_env=False, limits=httpx2.Limits(max_connections=8)
        )

    async def close(self) -> None:
        await self._client.aclose()

    @asynccontextmanager
    async def open(self, media: str) -> AsyncIterator[Opened]:
        """Raises NoMedia; while its pieces are read as well."""
        try:
            address = await self._address(media)
            async with self._client.stream("GET", address, headers=self._headers) as response:
                _check(response)
                if _length(response) > LARGEST_BYTES:
                    raise TooLarge
                pieces = _bounded(response)
                first = await anext(pieces, b"")
                content_type = kind_of(first)
                yield Opened(content_type, content_type in _SHOWN, _again(first, pieces))
        except httpx2.HTTPError as error:
            log.warning("media not reached", error=type(error).__name__)
            raise Unreachable from error

    async def _address(self, media: str) -> str:
        url = f"{self._graph_url}/{self._version}/{quote(media, safe='')}"
        answer = await self._client.get(url, headers=self._headers)
        _check(answer)
        try:
            told = answer.json()
        except ValueError as error:
            raise Unreachable from error
        address = told.get("url") if isinstance(told, dict) else None
        if not isinstance(address, str) or not self._is_metas(address):
            log.error("media at a strange address")
            raise Unreachable
        if _whole(told.get("file_size")) > LARGEST_BYTES:
            raise TooLarge
        return address

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _is_metas(self, address: str) -> bool:
        try:
            parts, ours = urlsplit(address), urlsplit(self._graph_url)
            port = parts.port
        except ValueError:
            return False
        if ours.scheme == "http":
            return (parts.scheme, parts.hostname, port) == ("http", ours.hostname, ours.port)
        host = parts.hostname or ""
        is_host = host in _HOSTS or host.endswith(_HOST_ENDS)
        return parts.scheme == "https" and is_host and port in (None, 443) and "@" not in parts.netloc


# The first bytes of what guests send.
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"#!AMR", "audio/amr"),
    (b"%PDF-", "application/pdf"),
)
# In files that begin with a box of this name: the brand says what is in it.
_BRANDS = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
    b"3gp6": "video/3gpp",
}
_SHOWN = frozenset({
    "image/jpeg", "image/png", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "audio/aac", "audio/amr", "audio/mp4",
    "video/mp4", "video/3gpp",
})  # fmt: skip


def kind_of(first: bytes) -> str:
    """The type by the first bytes; "application/octet-stream" for what is not one of those that guests send."""
    for start, kind in _STARTS:
        if first.startswith(start):
            return kind
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        return "image/webp"
    if first[4:8] == b"ftyp":
        return _BRANDS.get(first[8:12], "video/mp4")
    return _UNKNOWN


def _check(response: httpx2.Response) -> None:
    if response.status_code == 200:
        return
    # An id that has run out is answered with 400 or 404, by age.
    if response.status_code in (400, 404, 410):
        raise Gone
    log.warning("media refused", status=response.status_code)
    raise Unreachable


async def _bounded(response: httpx2.Response) -> AsyncIterator[bytes]:
    size = 0
    async for piece in response.aiter_bytes(_PIECE_BYTES):
        size += len(piece)
        if size > LARGEST_BYTES:
            raise TooLarge
        yield piece


async def _again(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if first:
        yield first
    async for piece in pieces:
        yield piece


def _length(response: httpx2.Response) -> int:
    return _whole(response.headers.get("content-length"))


def _whole(value: Any) -> int:
    """Which Meta writes as text; 0 when it is not told."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
