"""The HTTP interface as a page: made from the document, and asking nothing of any other host."""

from __future__ import annotations

import re
import socket
from typing import Any

import httpx2
from sanic import Blueprint, Sanic
from sanic.response import empty
from sanic_ext import openapi

from common.ids import new_id
from posada.docs_page import docs_page
from posada.service import web_app


def test_a_page_has_a_line_for_each_path_and_method_and_escapes_what_it_says() -> None:
    page = docs_page(
        {
            "paths": {
                "/b": {"get": {"summary": "<b>"}},
                "/a": {"post": {}, "parameters": [], "put": {"summary": "x"}},
            }
        }
    )
    assert re.findall(r"<th scope=row>(\w+)</th><td><code>([^<]+)</code></td><td>([^<]*)", page) == [
        ("POST", "/a", ""),
        ("PUT", "/a", "x"),
        ("GET", "/b", "&lt;b&gt;"),
    ]


async def test_the_service_shows_it_without_another_host() -> None:
    routes = Blueprint(new_id("routes").replace("_", "-"))

    @openapi.definition(summary="One thing")
    async def thing(_request: Any) -> Any:
        return empty()

    routes.add_route(thing, "/api/v1/thing", name="thing")
    app = web_app(new_id("docs").replace("_", "-"), [routes], is_first=False)
    listening = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        async with httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", trust_env=False
        ) as client:
            page = await client.get("/docs")
            assert page.status_code == 200
            assert "One thing" in page.text
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page.text)
            assert "/api/v1/thing" in (await client.get("/docs/openapi.json")).json()["paths"]
            for foreign in ("/docs/redoc", "/docs/swagger", "/docs/oauth2-redirect.html"):
                assert (await client.get(foreign)).status_code == 404, foreign
    finally:
        server.close()
        await server.wait_closed()
        Sanic.unregister_app(app)
