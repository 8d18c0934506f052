"""`POST /webhook` on the inner listener: the one way Rasa reaches the actions.

The body is Rasa's action call, perhaps deflated. Whatever happens the answer has the shape Rasa expects, or a plain
status: an error never carries the request, which holds what the guest wrote.
"""

from __future__ import annotations

import json
import logging
import zlib
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_response

from common.log import get_log
from common.secrets import same

log = get_log("actions")

# A long session's slots and last events are some ten kilobytes; a megabyte is no action call.
_LARGEST_BODY = 1_000_000


def blueprint(executor: ActionExecutor, token: str) -> Blueprint:
    """token: the inner one, asked of every call."""
    face = Blueprint("actions")
    # rasa-sdk logs at debug what it was sent.
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)

    @face.post("/webhook", name="webhook")
    async def on_action_call(request: Request) -> HTTPResponse:
        if not _is_ours(request, token):
            return json_response({"error": "unauthorized"}, status=401)
        call = _read(request)
        if call is None:
            return json_response({"error": "not an action call"}, status=400)
        # Our actions need no domain; without one rasa-sdk would ask Rasa to send the whole of it.
        call.setdefault("domain", {})
        if call["domain"] is None:
            call["domain"] = {}
        try:
            result = await executor.run(call)
        except ActionNotFoundException:
            log.error("unknown action", action=str(call.get("next_action"))[:80])
            return json_response({"error": "unknown action"}, status=404)
        except Exception as error:
            log.error(
                "action call failed", action=str(call.get("next_action"))[:80], error=type(error).__name__
            )
            return json_response({"error": type(error).__name__}, status=500)
        if result is None:
            return json_response({"error": "no action named"}, status=400)
        return json_response(result.model_dump())

    return face


def _is_ours(request: Request, token: str) -> bool:
    scheme, _, given = (request.headers.get("authorization") or "").partition(" ")
    return scheme.lower() == "bearer" and same(given.strip(), token)


def _read(request: Request) -> dict[str, Any] | None:
    body = request.body
    if len(body) > _LARGEST_BODY:
        return None
    try:
        if request.headers.get("content-encoding") == "deflate":
            unpacker = zlib.decompressobj()
            body = unpacker.decompress(body, _LARGEST_BODY)
            if unpacker.unconsumed_tail:
                return None
        call = json.loads(body)
    except (ValueError, zlib.error):
        return None
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
        return None
    return call
