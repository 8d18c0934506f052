"""`/docs`: the HTTP interface as a page, made from the OpenAPI document beside it (`/docs/openapi.json`).

sanic-ext's own pages load their scripts and fonts from other hosts; a hotel's server sends nobody there.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import html
from sanic_ext import openapi
from sanic_ext.extensions.openapi.builders import SpecificationBuilder

_STYLE = (
    ":root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.45rem .7rem;"
    "border-bottom:1px solid light-dark(#dedcd4,#3a454a)}code{font-family:ui-monospace,monospace;font-size:.88em;"
    "overflow-wrap:anywhere}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"


def install_docs(app: Sanic[Any, Any]) -> None:
    """The document stays at `/docs/openapi.json`; the page around it is ours."""
    app.config.OAS_UI_REDOC = False
    app.config.OAS_UI_SWAGGER = False

    @openapi.exclude(True)
    async def show(request: Request) -> HTTPResponse:
        document = SpecificationBuilder().build(request.app).serialize()
        headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
        return html(docs_page(document), headers=headers)

    # sanic-ext asks for the address of a page of this name when it starts.
    app.add_route(show, "/docs", name="openapi.index")


def docs_page(document: dict[str, Any]) -> str:
    """A line for each path and method that the document has."""
    rows = []
    for path, operations in sorted(document.get("paths", {}).items()):
        for method, operation in operations.items():
            if method in ("get", "post", "put", "patch", "delete"):
                said = escape(str(operation.get("summary") or ""))
                rows.append(
                    f"<tr><th scope=row>{method.upper()}</th><td><code>{escape(path)}</code></td><td>{said}</td></tr>"
                )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Posada: the HTTP interface</title>'
        f"<style>{_STYLE}</style></head><body><h1>The HTTP interface</h1>"
        "<p>Every address takes <code>Authorization: Bearer …</code>; the same as a document for programs: "
        '<a href="/docs/openapi.json">openapi.json</a>.</p>'
        "<table><thead><tr><th scope=col>Method</th><th scope=col>Address</th><th scope=col>What</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></body></html>\n"
    )
