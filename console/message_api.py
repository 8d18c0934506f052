"""Messages to a guest beyond a person's own words, for staff's programs: the hotel's replies for staff, what WhatsApp has approved
of them, and what becomes of a message that did not arrive.
"""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, json

from console import api_schemas as schemas
from console import desk_schemas
from console.api_document import Told
from console.api_guard import ApiGuard
from console.api_shape import body_of
from console.beside import Beside
from console.canned import CannedReply
from console.staff import Member
from console.takeovers import ACTS, Takeovers


def add_messages(api: Blueprint, guard: ApiGuard, takeovers: Takeovers, beside: Beside) -> None:
    async def canned(_request: Request, _member: Member, conversation: str) -> HTTPResponse:
        found = await beside.replies(conversation)
        return json({"replies": [canned_to_wire(reply) for reply in found]})

    async def approved(request: Request, member: Member, conversation: str) -> HTTPResponse:
        body = body_of(request)
        message = await beside.send_approved(
            conversation, member, body["key"], message_id=body.get("message_id")
        )
        return json({"id": message}, status=201)

    async def decide(request: Request, member: Member, reply: str) -> HTTPResponse:
        await takeovers.decide(reply, body_of(request)["decision"], member)
        return empty()

    gate, one = guard.gate, "/conversations/<conversation:str>"
    gate.add(
        api,
        f"{one}/canned",
        "canned",
        get=guard.reads(canned),
        summary="The hotel's replies for staff in the guest's language, and the WhatsApp template that is approved of each",
        told={"GET": Told(desk_schemas.CANNED)},
    )
    gate.add(
        api,
        f"{one}/approved",
        "approved",
        post=guard.acts(approved, role=ACTS),
        summary="Send the approved template of such a reply, at any time: {key, message_id?}",
        is_form=False,
        told={"POST": Told(schemas.MADE, status=201, body=desk_schemas.APPROVED)},
    )
    gate.add(
        api,
        "/replies/<reply:str>/decide",
        "reply_decide",
        post=guard.acts(decide, role=ACTS),
        summary="What becomes of a reply that is unsure, held or failed: {decision}, which is again, arrived or never",
        is_form=False,
        told={"POST": Told(None, status=204, body=desk_schemas.DECISION)},
    )


def canned_to_wire(reply: CannedReply) -> dict[str, Any]:
    return {"key": reply.key, "text": reply.text, "language": reply.language, "approved": reply.approved}
