"""Notes, tags and messages to learn from as JSON, for staff's own programs."""

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
from console.candidates import Candidate
from console.gate import not_found
from console.margin import Note
from console.staff import Member
from console.takeovers import ACTS
from console.wire import iso


def add_margin(api: Blueprint, guard: ApiGuard, beside: Beside) -> None:
    margin, candidates, reader = beside.margin, beside.candidates, beside.reader

    async def notes(_request: Request, _member: Member, conversation: str) -> HTTPResponse:
        if await beside.takeovers.standing(conversation) is None:
            raise not_found("There is no such conversation")
        kept = [note_to_wire(note) for note in await margin.notes(conversation)]
        tags = (await margin.tags([conversation]))[conversation]
        return json({"notes": kept, "tags": tags})

    async def add_note(request: Request, member: Member, conversation: str) -> HTTPResponse:
        note = await margin.add_note(conversation, member, body_of(request)["text"])
        return json({"id": note.id}, status=201)

    async def tag(request: Request, member: Member, conversation: str) -> HTTPResponse:
        body = body_of(request)
        if body.get("is_on", True):
            await margin.add_tag(conversation, member, body["tag"])
        else:
            await margin.drop_tag(conversation, body["tag"])
        return json({"tags": (await margin.tags([conversation]))[conversation]})

    async def learn(request: Request, member: Member, conversation: str) -> HTTPResponse:
        body = body_of(request)
        found = await reader.transcript(member, conversation, through="api")
        if found is None:
            raise not_found("There is no such conversation")
        candidate = await candidates.add(found[0], body["turn"], body["wish"], member)
        return json(candidate_to_wire(candidate), status=201)

    async def listing(request: Request, _member: Member) -> HTTPResponse:
        found = await candidates.all(request.args.get("language"))
        return json({"candidates": [candidate_to_wire(one) for one in found]})

    async def drop(_request: Request, _member: Member, candidate: str) -> HTTPResponse:
        await candidates.drop(candidate)
        return empty()

    gate, one = guard.gate, "/conversations/<conversation:str>"
    gate.add(
        api,
        f"{one}/notes",
        "notes",
        get=guard.reads(notes),
        post=guard.acts(add_note, role=ACTS),
        summary="What staff noted of it, and its tags; add a note: {text}",
        is_form=False,
        told={
            "GET": Told(desk_schemas.MARGIN),
            "POST": Told(schemas.MADE, status=201, body=desk_schemas.NOTE),
        },
    )
    gate.add(
        api,
        f"{one}/tags",
        "tags",
        post=guard.acts(tag, role=ACTS),
        summary="Tag it, or take a tag away: {tag, is_on?}",
        is_form=False,
        told={"POST": Told(desk_schemas.TAGS, body=desk_schemas.TAG)},
    )
    gate.add(
        api,
        f"{one}/candidates",
        "learn",
        post=guard.acts(learn, role=ACTS),
        summary="A message of it was a different wish: {turn, wish}; kept without names, addresses and numbers",
        is_form=False,
        told={"POST": Told(desk_schemas.CANDIDATE, status=201, body=desk_schemas.LEARN)},
    )
    gate.add(
        api,
        "/candidates",
        "candidates",
        get=guard.reads(listing),
        summary="Messages to learn from, newest first: ?language",
        told={"GET": Told(desk_schemas.CANDIDATES, query={"language": schemas.LANGUAGE})},
    )
    gate.add(
        api,
        "/candidates/<candidate:str>/drop",
        "candidates_drop",
        post=guard.acts(drop, role=ACTS),
        summary="Drop a message to learn from",
        is_form=False,
        told={"POST": Told(None, status=204)},
    )


def note_to_wire(note: Note) -> dict[str, Any]:
    return {"id": note.id, "at": iso(note.at), "by": note.by, "text": note.text}


def candidate_to_wire(candidate: Candidate) -> dict[str, Any]:
    return {
        "id": candidate.id,
        "conversation": candidate.conversation,
        "turn": candidate.turn,
        "at": iso(candidate.at),
        "by": candidate.by,
        "language": candidate.language,
        "understood": candidate.understood,
        "wish": candidate.wish,
        "text": candidate.text,
    }
