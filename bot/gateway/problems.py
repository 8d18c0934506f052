"""Errors for programs: `application/problem+json` (RFC 9457), saying what to do differently, repeating nothing sent."""

from __future__ import annotations

import json
import math
from http import HTTPStatus
from typing import Any

from sanic import HTTPResponse, Request

# The longest words a guest may send are 10,000 characters, at most 12 bytes each in JSON's \\u spelling.
LARGEST_BODY_BYTES = 128 * 1024


class Problem(Exception):
    """Raised in a handler and answered by `answer`."""

    def __init__(
        self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.more = more

    @classmethod
    def too_fast(cls, wait_seconds: float, **more: Any) -> Problem:
        seconds = max(1, math.ceil(wait_seconds))
        return cls(
            429, f"too many messages; try again in {seconds} s", headers={"Retry-After": str(seconds)}, **more
        )

    def answer(self) -> HTTPResponse:
        body = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        return HTTPResponse(
            json.dumps(body, ensure_ascii=False),
            status=self.status,
            headers=self.headers,
            content_type="application/problem+json",
        )


def wrong_method(request: Request, allowed: str) -> Problem:
    return Problem(405, f"{request.method} is not possible here; use {allowed}", headers={"Allow": allowed})


def json_object(request: Request) -> dict[str, Any]:
    """The body as an object. Raises Problem: 413 when too large, 400 when it is no JSON object."""
    if len(request.body) > LARGEST_BODY_BYTES:
        raise Problem(413, f"the body may have {LARGEST_BODY_BYTES} bytes")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "the body is not JSON in UTF-8") from error
    if not isinstance(body, dict):
        raise Problem(400, "the body must be a JSON object")
    return body


def optional_flag(body: dict[str, Any], name: str) -> bool:
    """Raises Problem 400 when it is there and neither true nor false."""
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise Problem(400, f"'{name}' is true or false")
    return value


def optional_text(body: dict[str, Any], name: str) -> str | None:
    """Raises Problem 400 when it is there and no text."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Problem(400, f"'{name}' must be text")
    return value
