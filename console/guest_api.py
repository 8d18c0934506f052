"""One guest's data as JSON, for staff's own programs: the same three deeds as on the page."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from console import desk_schemas as schemas
from console.api_document import Told
from console.api_guard import ApiGuard
from console.api_shape import body_of
from console.gate import Stopped
from console.guest_files import ACTS, GuestDesk, Held, NotErased, nobody
from console.staff import Member
from console.wire import iso


def add_guests(api: Blueprint, guard: ApiGuard, desk: GuestDesk) -> None:
    async def find(request: Request, member: Member) -> HTTPResponse:
        held = await desk.look(body_of(request)["who"], member)
        if not held.conversations:
            raise nobody()
        return json(held_to_wire(held))

    async def export(request: Request, member: Member) -> HTTPResponse:
        return json(await desk.export(body_of(request)["who"], member), ensure_ascii=False)

    async def erase(request: Request, member: Member) -> HTTPResponse:
        body = body_of(request)
        try:
            erased = await desk.erase(body["who"], body["repeated"], member)
        except NotErased as error:
            raise Stopped(409, "Nothing was erased", error.saying) from error
        return json(erased.to_json())

    # Posted, all of them: whom somebody looks for stands in no address.
    for name, handler, summary, told in (
        ("find", find, "How much is held of a guest: {who}", Told(schemas.HELD, body=schemas.GUEST)),
        ("export", export, "All that is held of a guest: {who}", Told(schemas.EXPORT, body=schemas.GUEST)),
        (
            "erase",
            erase,
            "Erase a guest for good: {who, repeated}; repeated is who once more",
            Told(schemas.ERASED, body=schemas.ERASE),
        ),
    ):
        guard.gate.add(
            api,
            f"/guests/{name}",
            f"guests_{name}",
            post=guard.acts(handler, role=ACTS),
            summary=summary,
            is_form=False,
            told={"POST": told},
        )


def held_to_wire(held: Held) -> dict[str, Any]:
    return {
        "conversations": [
            {
                "conversation": one.conversation,
                "channel": one.channel,
                "property": one.property_id,
                "language": one.language,
                "began_at": iso(one.began_at),
                "messages": one.messages,
                "replies": one.replies,
                "notes": one.notes,
                "tags": one.tags,
                "requests": one.requests,
                "has_left_contact": one.has_left_contact,
            }
            for one in held.conversations
        ],
        "reservations": [
            {"property_id": one.property_id, "reference": one.reference} for one in held.reservations
        ],
    }
