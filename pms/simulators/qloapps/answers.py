"""What the webservice says, and how it fails: errors with codes, texts instead of answers, and nothing at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pms.simulators.http import Response
from pms.simulators.qloapps.reading import Query
from pms.simulators.qloapps.writing import XML_HEAD, cdata

REALM = 'Basic realm="Welcome to {} Webservice, please enter the authentication key as the login. No password required."'
TEXT = {"X-Powered-By": "PHP/8.2.35", "Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Call:
    """One permitted request. base: where the webservice lives, for the links in XML."""

    method: str
    resource: str
    rest: tuple[str, ...]
    query: Query
    body: bytes
    is_json: bool
    base: str

    @property
    def row_id(self) -> int:
        """0, which no row has, for what is not a number."""
        return int(self.rest[0]) if self.rest and self.rest[0].isascii() and self.rest[0].isdigit() else 0


class Refusal(Exception):
    """An answer with error codes."""

    def __init__(self, status: int, *errors: tuple[int, str]) -> None:
        super().__init__(status, errors)
        self.status = status
        self.errors = errors


class Crash(Exception):
    """PHP died: a 500 without a body, or a text where an answer should be."""

    def __init__(self, status: int = 500, text: str = "") -> None:
        super().__init__(status, text)
        self.status = status
        self.text = text


class Missing(Exception):
    """404 and not a word."""


def answer(call: Call, body: str, *, status: int = 200) -> Response:
    raw = body.encode()
    headers = content_type(call.is_json) | {"Content-Sha1": sha1(raw)}
    return Response(status, webservice(headers), b"" if call.method == "HEAD" else raw)


def nothing(status: int = 200) -> Response:
    return Response(status, webservice({"Content-Type": ""}))


def refused(refusal: Refusal, *, is_json: bool, is_ari: bool = False) -> Response:
    headers = content_type(is_json)
    if refusal.status == 401 and refusal.errors[0][0] in (18, 20):
        headers["WWW-Authenticate"] = REALM.format("QloApps")
    if is_ari:
        # The search's errors are written past the answer, whose own content is empty.
        headers["Content-Sha1"] = sha1(b"")
    return Response(
        refusal.status, webservice(headers), written_errors(refusal.errors, is_json=is_json).encode()
    )


def crashed(crash: Crash) -> Response:
    return Response(crash.status, TEXT, crash.text.encode())


def without_key() -> Response:
    return Response(401, TEXT | {"WWW-Authenticate": REALM.format("PrestaShop")}, b"401 Unauthorized")


def redirect(location: str) -> Response:
    return Response(302, TEXT | {"Location": location})


def written_errors(errors: tuple[tuple[int, str], ...], *, is_json: bool) -> str:
    if is_json:
        return json.dumps(
            {"errors": [{"code": code, "message": message} for code, message in errors]}
        ).replace("/", "\\/")
    told = "".join(
        f"<error>\n<code>{cdata(code)}</code>\n<message>{cdata(message)}</message>\n</error>\n"
        for code, message in errors
    )
    return f"{XML_HEAD}<errors>\n{told}</errors>\n</qloapps>\n"


def content_type(is_json: bool) -> dict[str, str]:
    return {"Content-Type": "application/json"} if is_json else {"Content-type": "text/xml;charset=utf-8"}


def webservice(headers: Mapping[str, str]) -> dict[str, str]:
    # The version is the PrestaShop core's, whatever QloApps' own is.
    return {
        "X-Powered-By": "PrestaShop Webservice",
        "PSWS-Version": "1.6.1.23",
        "Execution-Time": "0.002",
        **headers,
    }


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()
