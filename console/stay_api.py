"""The hotel's day and a guest's reservations as JSON, for staff's own programs; the same deeds as on the pages."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot.gateway.transcripts import ConversationRow
from common.properties import Properties
from console import desk_schemas as schemas
from console.api_document import Told
from console.api_guard import ApiGuard
from console.api_shape import body_of
from console.gate import Stopped, not_found
from console.reading import Reader
from console.staff import Member
from console.stays import Stays, day_of, faults_in_words
from console.takeovers import ACTS
from pms.contract.models import Reservation


def add_stays(api: Blueprint, guard: ApiGuard, stays: Stays, reader: Reader, properties: Properties) -> None:
    async def row_of(conversation: str) -> ConversationRow:
        row = await reader.conversation(conversation)
        if row is None:
            raise not_found("There is no such conversation")
        return row

    async def today(request: Request, member: Member) -> HTTPResponse:
        asked = request.args.get("property")
        hotel = properties.get(asked) if asked else properties.default
        if hotel is None:
            raise Stopped(400, "Bad query", "property names no hotel.")
        wanted = request.args.get("day")
        day = day_of(wanted) if wanted else stays.today(hotel)
        if day is None:
            raise Stopped(400, "Bad query", "day is a date, such as 2026-11-27.")
        found = await stays.day(hotel, day, member)
        masked = not member.role.may_act_as(ACTS)
        body = {
            "property": hotel.id,
            "day": day.isoformat(),
            **{
                name: [reservation_to_wire(one, is_masked=masked) for one in getattr(found, name)]
                for name in ("arrivals", "departures", "in_house")
            },
            "rooms": [room.model_dump(mode="json") for room in found.rooms],
            "faults": {name: str(words) for name, words in faults_in_words(found).items()},
        }
        return json(body)

    async def reservations(_request: Request, member: Member, conversation: str) -> HTTPResponse:
        found = await stays.of(await row_of(conversation), member)
        masked = not member.role.may_act_as(ACTS)
        body = {
            "reservations": [reservation_to_wire(one, is_masked=masked) for one in found.reservations],
            "cannot": sorted(found.cannot),
            "fault": str(found.fault) if found.fault else None,
        }
        return json(body)

    async def register(request: Request, member: Member, conversation: str) -> HTTPResponse:
        await stays.register(await row_of(conversation), member, body_of(request)["reference"])
        return json({"done": True})

    async def note(request: Request, member: Member, conversation: str) -> HTTPResponse:
        body = body_of(request)
        await stays.note(await row_of(conversation), member, body["reference"], body["text"])
        return json({"done": True})

    async def check_out(request: Request, member: Member, conversation: str) -> HTTPResponse:
        body = body_of(request)
        await stays.check_out(await row_of(conversation), member, body["reference"], body["at"])
        return json({"done": True})

    async def charge(request: Request, member: Member, conversation: str) -> HTTPResponse:
        body = body_of(request)
        await stays.charge(
            await row_of(conversation),
            member,
            body["reference"],
            amount=body["amount"],
            purpose=body["purpose"],
            key=body["key"],
        )
        return json({"done": True})

    gate, one = guard.gate, "/conversations/<conversation:str>/reservations"
    gate.add(
        api,
        "/today",
        "today",
        get=guard.reads(today),
        summary="Arrivals, departures, in house, rooms: ?property, day; faults says why a list is missing",
        told={"GET": Told(schemas.TODAY, query=schemas.TODAY_QUERY)},
    )
    gate.add(
        api,
        one,
        "reservations",
        get=guard.reads(reservations),
        post=guard.acts(register, role=ACTS),
        summary="This guest's reservations in the hotel's system; join one made elsewhere: {reference}",
        is_form=False,
        told={
            "GET": Told(schemas.RESERVATIONS, also={503: None}),
            "POST": Told(schemas.DONE, body=schemas.REGISTER, also=_LATER),
        },
    )
    for name, handler, summary, body in (
        ("note", note, "A note on a reservation: {reference, text}", schemas.STAY_NOTE),
        ("check_out", check_out, "A later check-out: {reference, at}", schemas.CHECK_OUT),
        (
            "charge",
            charge,
            "A charge: {reference, amount, purpose, key}; the same key is the same charge",
            schemas.CHARGE,
        ),
    ):
        gate.add(
            api,
            f"{one}/{name}",
            f"reservations_{name}",
            post=guard.acts(handler, role=ACTS),
            summary=summary,
            is_form=False,
            told={"POST": Told(schemas.DONE, body=body, also=_LATER)},
        )


_LATER = {202: None, 503: None}


def reservation_to_wire(one: Reservation, *, is_masked: bool) -> dict[str, Any]:
    whole = one.model_dump(mode="json")
    guest = whole["guest"]
    names = [f"{guest['first_name']} {guest['last_name']}".strip()]
    if is_masked:
        names = [" ".join(f"{name[:1]}•••" for name in (guest["first_name"], guest["last_name"]) if name)]
    return {
        "reference": one.reference,
        "our_reference": one.our_reference,
        "status": one.status,
        "guest": names[0],
        "stay": whole["stay"],
        "party": whole["party"],
        "total": whole["total"],
        "balance": whole["balance"],
        "check_out_time": whole["check_out_time"],
        "notes": [] if is_masked else whole["notes"],
    }
