"""The hotel's words as JSON: the same list, versions, publishing, rollback and comparison, with the same refusals."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from common.languages import LANGUAGES
from common.properties import Properties
from console import api_schemas as schemas
from console.api_document import Told
from console.api_guard import ApiGuard
from console.api_shape import body_of
from console.experiment_desk import ExperimentDesk
from console.gate import Stopped, not_found
from console.instants import from_program
from console.reply_pages import EDITS
from console.reply_shelf import Query, Sheet, Shelf
from console.staff import Member
from console.wire import iso
from templates.lint import Problem
from templates.place import EVERYWHERE, Place
from templates.version import Conflict, Publication, Refused, Unknown, Version, VersionError
from templates.versions import Shown
from templates.wording import KEY, BadWording


def add_replies(
    api: Blueprint, guard: ApiGuard, shelf: Shelf, properties: Properties, experiments: ExperimentDesk
) -> None:
    versions = shelf.versions

    async def listing(request: Request, _member: Member) -> HTTPResponse:
        asked = request.args
        query = Query(
            language=_language(request),
            words=asked.get("q", "")[:100],
            category=asked.get("category", ""),
            state=asked.get("state", ""),
            property_id=_property(properties, asked.get("property")),
            in_experiment=asked.get("experiment") == "yes",
        )
        rows, total = await shelf.rows(query, await experiments.by_reply())
        told = [
            {
                "id": row.key,
                "category": row.category,
                "text": row.text,
                "languages": {cell.language: {"state": cell.state, "live": cell.live} for cell in row.cells},
                "experiments": list(row.experiments),
            }
            for row in rows
        ]
        return json({"templates": told, "found": len(rows), "total": total, "language": query.language})

    async def create(request: Request, member: Member) -> HTTPResponse:
        body = body_of(request)
        key = body["id"]
        if not KEY.fullmatch(key) or len(key) > 100:
            raise Stopped(400, "Bad id", "An id is written category.name, in small letters.")
        place = Place(key, _language(request, body), _property(properties, body.get("property")))
        sheet = await shelf.open(place)
        if sheet.is_known:
            raise Stopped(409, "There already", f"There is a reply {key}; PUT its versions.")
        with refusals():
            made = await versions.save(
                place, _content(body), author=member.name, note=body.get("note") or "", expected=1
            )
        return json(await _version(made), status=201)

    async def one(request: Request, _member: Member, key: str) -> HTTPResponse:
        sheet = await find(request, key)
        problems = await versions.check(sheet.place, sheet.base.content) if sheet.base else []
        body = {
            **_place(sheet.place),
            "live": sheet.live if sheet.history else None,
            "latest": sheet.latest if sheet.history else None,
            "content": dict(sheet.content),
            "problems": [problem_to_wire(one) for one in problems],
        }
        return json(body)

    async def add_version(request: Request, member: Member, key: str) -> HTTPResponse:
        body = body_of(request)
        sheet = await find(request, key, body)
        with refusals():
            made = await versions.save(
                sheet.place,
                _content(body),
                author=member.name,
                note=body.get("note") or "",
                expected=body["expected"],
            )
        return json(await _version(made), status=201)

    async def publish(request: Request, member: Member, key: str, version: int) -> HTTPResponse:
        body = body_of(request)
        sheet = await find(request, key, body)
        with refusals():
            done = await versions.publish(
                sheet.place,
                version,
                by=member.name,
                note=body.get("note") or "",
                from_at=from_program(body, "from"),
                until_at=from_program(body, "until"),
                expected_live=body.get("expected_live"),
            )
        return json(_publication(done))

    async def roll_back(request: Request, member: Member, key: str, version: int) -> HTTPResponse:
        body = body_of(request)
        sheet = await find(request, key, body)
        with refusals():
            done = await versions.roll_back(
                sheet.place,
                version,
                by=member.name,
                note=body.get("note") or "",
                expected_live=body.get("expected_live"),
            )
        return json(_publication(done))

    async def history(request: Request, _member: Member, key: str) -> HTTPResponse:
        sheet = await find(request, key)
        told = [_shown(one) for one in sheet.history]
        return json({**_place(sheet.place), "versions": told})

    async def compare(request: Request, _member: Member, key: str, a: int, b: int) -> HTTPResponse:
        sheet = await find(request, key)
        with refusals():
            changes = await versions.compare(sheet.place, a, b)
        told = [
            {
                "part": change.part,
                "before": change.before,
                "after": change.after,
                "pieces": [{"op": piece.op, "text": piece.text} for piece in change.pieces],
            }
            for change in changes
        ]
        return json({**_place(sheet.place), "before": a, "after": b, "changes": told})

    async def _version(made: Version) -> dict[str, Any]:
        problems = await versions.check(made.place, made.content)
        return {**version_to_wire(made), "problems": [problem_to_wire(one) for one in problems]}

    async def find(request: Request, key: str, body: Mapping[str, Any] | None = None) -> Sheet:
        if not KEY.fullmatch(key):
            raise not_found("There is no such reply")
        hotel = (body or {}).get("property") or request.args.get("property")
        sheet = await shelf.open(Place(key, _language(request, body), _property(properties, hotel)))
        if not sheet.is_known:
            raise not_found("There is no such reply")
        return sheet

    gate, one_of_them = guard.gate, "/templates/<key:str>"
    acts = lambda handler: guard.acts(handler, role=EDITS)  # noqa: E731 - one word for one thing
    gate.add(
        api,
        "/templates",
        "templates",
        get=guard.reads(listing),
        post=acts(create),
        is_form=False,
        summary="Replies: ?language, category, state, q, property, experiment. POST a new one: {id, language, text or content, note}",
        told={
            "GET": Told(schemas.REPLIES, query=schemas.REPLY_QUERY),
            "POST": Told(schemas.MADE_VERSION, status=201, body=schemas.NEW_REPLY),
        },
    )
    gate.add(
        api,
        one_of_them,
        "template",
        get=guard.reads(one),
        summary="A reply in one language, newest version: ?language, property",
        told={"GET": Told(schemas.REPLY_SHEET, query=schemas.REPLY_PLACE)},
    )
    gate.add(
        api,
        f"{one_of_them}/versions",
        "template_versions",
        put=acts(add_version),
        is_form=False,
        summary="A new draft: {language, text or content, note, expected: the newest version you saw}",
        told={"PUT": Told(schemas.MADE_VERSION, status=201, body=schemas.NEW_VERSION)},
    )
    gate.add(
        api,
        f"{one_of_them}/publish/<version:int>",
        "template_publish",
        post=acts(publish),
        is_form=False,
        summary="Publish a version: {language, note, from?, until?, expected_live?}",
        told={"POST": Told(schemas.PUBLICATION, body=schemas.PUBLISH)},
    )
    gate.add(
        api,
        f"{one_of_them}/rollback/<version:int>",
        "template_roll_back",
        post=acts(roll_back),
        is_form=False,
        summary="Back to an earlier version: {language, note, expected_live?}",
        told={"POST": Told(schemas.PUBLICATION, body=schemas.ROLLBACK)},
    )
    gate.add(
        api,
        f"{one_of_them}/history",
        "template_history",
        get=guard.reads(history),
        summary="Every version with its words, author and publications: ?language, property",
        told={"GET": Told(schemas.HISTORY, query=schemas.REPLY_PLACE)},
    )
    gate.add(
        api,
        f"{one_of_them}/compare/<a:int>/<b:int>",
        "template_compare",
        get=guard.reads(compare),
        summary="What changed between two versions, word by word: ?language, property",
        told={"GET": Told(schemas.COMPARISON, query=schemas.REPLY_PLACE)},
    )


@contextmanager
def refusals() -> Any:
    """What the store refuses, as this API says it."""
    try:
        yield
    except BadWording as error:
        raise Stopped(400, "Not a reply", str(error)) from error
    except Conflict as error:
        raise Stopped(409, "Somebody was there before", str(error)) from error
    except Refused as error:
        raise Stopped(422, "These words have faults", str(error)) from error
    except Unknown as error:
        raise Stopped(404, "No such version", str(error)) from error
    except VersionError as error:
        raise Stopped(409, "Not as it stands", str(error)) from error


def version_to_wire(version: Version) -> dict[str, Any]:
    return {
        **_place(version.place),
        "version": version.number,
        "state": version.state,
        "content": dict(version.content),
        "author": version.author,
        "note": version.note,
        "created_at": iso(version.created_at),
        "variant": version.variant,
    }


def problem_to_wire(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": problem.message,
        "line": problem.line,
        "is_blocking": problem.is_blocking,
    }


def _shown(shown: Shown) -> dict[str, Any]:
    return {
        **version_to_wire(shown.version),
        "is_live": shown.is_live,
        "publications": [_publication(one) for one in shown.publications],
    }


def _publication(one: Publication) -> dict[str, Any]:
    return {
        "version": one.number,
        "from": iso(one.from_at),
        "until": iso(one.until_at),
        "by": one.by,
        "at": iso(one.at),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"id": place.key, "language": place.language, "property": place.property_id or None}


def _content(body: Mapping[str, Any]) -> Any:
    """The whole reply, or its text alone."""
    if "content" in body:
        return body["content"]
    return body.get("text") or ""


def _language(request: Request, body: Mapping[str, Any] | None = None) -> str:
    given = (body or {}).get("language") or request.args.get("language") or "en"
    if not isinstance(given, str) or given not in LANGUAGES:
        raise Stopped(400, "No such language", f"language is one of {', '.join(LANGUAGES)}.")
    return given


def _property(properties: Properties, given: Any) -> str:
    if not given:
        return EVERYWHERE
    if not isinstance(given, str) or properties.get(given) is None:
        raise Stopped(400, "No such hotel", "property is the id of a hotel, or is left out for all of them.")
    return given
