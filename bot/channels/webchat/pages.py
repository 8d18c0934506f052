"""The demo page at `/`, and `/widget.js` for any hotel's web site. Files are read once; nothing comes from elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import Blueprint, HTTPResponse, Request

from common.languages import LANGUAGES, closest
from common.properties import Properties, Property

_HERE = Path(__file__).resolve().parent
_SHOWN_FACTS = ("location", "amenities", "breakfast", "parking", "wifi", "pets", "restaurant")

PAGE_HEADERS = {
    # 'self' covers the socket too: browsers match ws and wss to the page's own origin. Photos of rooms are where the hotel's
    # system has them.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True)
class _File:
    content: bytes
    content_type: str
    tag: str

    @classmethod
    def read(cls, path: Path, content_type: str) -> _File:
        content = path.read_bytes()
        return cls(content, content_type, f'"{hashlib.sha256(content).hexdigest()[:20]}"')


def pages_blueprint(properties: Properties) -> Blueprint:
    blueprint = Blueprint("pages")
    page = _Page(properties)
    for path, name, content_type in (
        ("/widget.js", "widget/widget.js", "text/javascript; charset=utf-8"),
        ("/webchat/page.css", "page/page.css", "text/css; charset=utf-8"),
        ("/webchat/icon.svg", "page/icon.svg", "image/svg+xml"),
    ):
        file = _File.read(_HERE / name, content_type)
        blueprint.add_route(_serve(file), path, methods=["GET", "HEAD"], name=Path(name).stem)
    for drawing in sorted((_HERE / "page" / "rooms").glob("*.svg")):
        serve = _serve(
            _File.read(drawing, "image/svg+xml"), {"Content-Security-Policy": "default-src 'none'"}
        )
        path = f"/webchat/rooms/{drawing.name}"
        blueprint.add_route(serve, path, methods=["GET", "HEAD"], name=f"room_{drawing.stem}")
    blueprint.add_route(page.show, "/", methods=["GET", "HEAD"], name="home")
    return blueprint


class _Page:
    def __init__(self, properties: Properties) -> None:
        self._properties = properties
        self._words = yaml.safe_load((_HERE / "page" / "words.yml").read_text(encoding="utf-8"))
        environment = Environment(
            loader=FileSystemLoader(_HERE / "page"), autoescape=True, undefined=StrictUndefined
        )
        self._template = environment.get_template("index.html")

    async def show(self, request: Request) -> HTTPResponse:
        hotel = self._properties.get(request.args.get("property")) or self._properties.default
        chosen = closest(request.args.get("lang"))
        tag = chosen or preferred(request.headers.get("accept-language") or "") or hotel.default_language
        language = closest(tag) or hotel.default_language
        content = self._template.render(
            language=language,
            locale=tag,
            languages=[LANGUAGES[code] for code in hotel.languages],
            words=self._words[language],
            hotel=hotel,
            facts=_facts(hotel, language),
        )
        return HTTPResponse(
            content,
            content_type="text/html; charset=utf-8",
            headers={**PAGE_HEADERS, "Vary": "Accept-Language", "Cache-Control": "no-cache"},
        )


def preferred(accept_language: str) -> str | None:
    """The browser's most wished tag of a language we speak, such as "pt-BR"; None when there is none."""
    wishes = []
    for place, part in enumerate(accept_language.split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if weight > 0 and closest(tag):
            wishes.append((-weight, place, tag))
    return min(wishes)[2] if wishes else None


def _facts(hotel: Property, language: str) -> list[dict[str, Any]]:
    """What the hotel itself says in this language; what it does not say stays out."""
    return [
        {"topic": topic, "text": hotel.facts[topic].text[language]}
        for topic in _SHOWN_FACTS
        if topic in hotel.facts and language in hotel.facts[topic].text
    ]


def _serve(file: _File, more: Mapping[str, str] | None = None) -> Any:
    async def serve(request: Request) -> HTTPResponse:
        headers = {
            "ETag": file.tag,
            "Cache-Control": "public, max-age=300",
            "X-Content-Type-Options": "nosniff",
            # A module script from another site is only run when it may be read.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            **(more or {}),
        }
        if request.headers.get("if-none-match") == file.tag:
            return HTTPResponse(status=304, headers=headers)
        return HTTPResponse(file.content, headers=headers, content_type=file.content_type)

    return serve
