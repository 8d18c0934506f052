"""What a simulator is: HTTP requests in, HTTP responses out, whatever carries them (a socket, or a client's mock transport)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Request:
    """path: without the query; query: raw, without the question mark; headers: names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    """headers: what the vendor sends beside the length, which the carrier adds."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Simulator(Protocol):
    async def handle(self, request: Request) -> Response: ...
