"""The service that stands behind stock Rasa: the same actions and the same words, with the face stock's callback expects.

`python -m ops.bench.stock_service` with the same settings as `posada serve`. Stock sends the whole tracker with every reply
it asks for; what our own reply client would send is read out of that here, in the same process that renders.
"""

from __future__ import annotations

import asyncio
import json
import signal
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from common.database import create_engine
from common.hotels import load_hotels
from common.log import configure
from common.secrets import same
from common.settings import Settings
from posada.installation import installed_settings
from posada.parts import assemble
from posada.service import close, listen, web_app
from templates.nlg_endpoint import to_wire
from templates.replies import Replies, build_replies

_ASK = "utter_ask_"
_CHANNEL = "api"
# Stock sends the domain and every event with each action call and each reply.
_MAX_BODY_BYTES = 32 * 1024 * 1024


async def serve(settings: Settings) -> None:
    configure(as_json=False, level="WARNING")
    engine = create_engine(settings.database)
    assembly = assemble(settings, engine, ("actions", "sync"))
    replies = build_replies(
        property_languages={hotel.id: hotel.default_language for hotel in load_hotels(settings)}
    )
    app = web_app(
        "stock-service",
        [*assembly.inner, stock_nlg(replies, settings.inner_token.get_secret_value())],
        is_first=True,
    )
    app.config.REQUEST_MAX_SIZE = _MAX_BODY_BYTES
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = await listen(app, "127.0.0.1", settings.inner_port)
    for step in assembly.starting:
        await step()
    await stop.wait()
    await close(server)
    for step in reversed(assembly.stopping):
        await step()
    await engine.dispose()


def stock_nlg(replies: Replies, token: str) -> Blueprint:
    """`POST /stock-nlg`, and `GET /ready` for whoever waits."""
    face = Blueprint("stock_nlg")

    @face.post("/stock-nlg")
    async def nlg(request: Request) -> HTTPResponse:
        if not same(request.headers.get("authorization", ""), f"Bearer {token}"):
            return json_response({"error": "unauthorized"}, status=401)
        body = json.loads(request.body)
        name, values = named_reply(body)
        latest = body["tracker"]["latest_message"]
        metadata = latest.get("metadata") or {}
        language = ((latest.get("understood") or {}).get("language") or {}).get("reply") or "en"
        reply = replies.render(
            name,
            language=language,
            channel=_CHANNEL,
            values=values,
            guest_key=body["tracker"]["sender_id"],
            property_id=metadata.get("property"),
        )
        return json_response(to_wire(reply, _CHANNEL))

    @face.get("/ready")
    async def ready(_request: Request) -> HTTPResponse:
        return json_response({"ready": True})

    return face


def named_reply(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """As bot/rasa/reply.py does it: a form's question lies in a slot, every other reply names itself."""
    name = body["response"]
    question = body["tracker"]["slots"].get("question")
    if name.startswith(_ASK) and isinstance(question, dict) and question.get("reply"):
        return question["reply"], question.get("values") or {}
    return name, (body.get("arguments") or {}).get("values") or {}


if __name__ == "__main__":
    asyncio.run(serve(installed_settings()))
