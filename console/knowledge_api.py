"""A hotel's facts and own answers as JSON: the same list, versions, publishing and rollback, with the same refusals."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, json

from common.knowledge.book import Book, BookError, Conflict, Line, Refused, Sheet, Unknown
from common.knowledge.entry import ANSWER, BELOW, FACT, BadEntry, Fault, Subject
from common.knowledge.ledger import Version
from common.knowledge.moves import Move
from common.properties import Properties, Property
from console import api_schemas as schemas
from console.api_document import Told
from console.api_guard import ApiGuard
from console.api_shape import body_of
from console.gate import Stopped, not_found
from console.instants import from_program
from console.knowledge_form import fault_words
from console.knowledge_pages import EDITS
from console.staff import Member
from console.unanswered import QuestionList
from console.wire import iso


def add_knowledge(
    api: Blueprint, guard: ApiGuard, book: Book, questions: QuestionList, properties: Properties
) -> None:
    async def listing(request: Request, _member: Member, hotel: str) -> HTTPResponse:
        kind = request.args.get("kind", "")
        house = find_hotel(hotel)
        lines = [
            line for one in ([kind] if kind else [FACT, ANSWER]) for line in await book.lines(house.id, one)
        ]
        return json({"property": house.id, "entries": [_line(line) for line in lines]})

    async def create(request: Request, member: Member, hotel: str) -> HTTPResponse:
        body = body_of(request)
        subject = book.new_answer(find_hotel(hotel).id)
        with refusals():
            made = await book.save(
                subject, body.get("content"), author=member.name, note=body.get("note") or "", expected=BELOW
            )
        return json(await saved(made), status=201)

    async def one(_request: Request, _member: Member, hotel: str, name: str) -> HTTPResponse:
        sheet = await find(hotel, name)
        faults = await book.faults(sheet.subject, sheet.latest.content)
        return json(
            {
                **_line(line_of(sheet)),
                "content": dict(sheet.latest.content),
                "faults": [_fault(one) for one in faults],
            }
        )

    async def add_version(request: Request, member: Member, hotel: str, name: str) -> HTTPResponse:
        body, sheet = body_of(request), await find(hotel, name)
        with refusals():
            made = await book.save(
                sheet.subject,
                body.get("content"),
                author=member.name,
                note=body.get("note") or "",
                expected=body["expected"],
            )
        return json(await saved(made), status=201)

    async def publish(request: Request, member: Member, hotel: str, name: str, version: int) -> HTTPResponse:
        body, sheet = body_of(request), await find(hotel, name)
        with refusals():
            done = await book.publish(
                sheet.subject,
                version,
                by=member.name,
                note=body.get("note") or "",
                from_at=from_program(body, "from"),
                until_at=from_program(body, "until"),
                expected_live=body.get("expected_live"),
            )
        return json(_move(done))

    async def retire(request: Request, member: Member, hotel: str, name: str) -> HTTPResponse:
        body, sheet = body_of(request), await find(hotel, name)
        with refusals():
            await book.retire(
                sheet.subject,
                by=member.name,
                note=body.get("note") or "",
                expected_live=body.get("expected_live"),
            )
        return json(_line(line_of(await find(hotel, name))))

    async def restore(request: Request, member: Member, hotel: str, name: str) -> HTTPResponse:
        body, sheet = body_of(request), await find(hotel, name)
        with refusals():
            await book.restore(sheet.subject, by=member.name, note=body.get("note") or "")
        return json(_line(line_of(await find(hotel, name))))

    async def cancel(
        request: Request, member: Member, hotel: str, name: str, publication: int
    ) -> HTTPResponse:
        body, sheet = body_of(request), await find(hotel, name)
        with refusals():
            await book.cancel(sheet.subject, publication, by=member.name, note=body.get("note") or "")
        return json(_line(line_of(await find(hotel, name))))

    async def roll_back(
        request: Request, member: Member, hotel: str, name: str, version: int
    ) -> HTTPResponse:
        body, sheet = body_of(request), await find(hotel, name)
        with refusals():
            done = await book.roll_back(
                sheet.subject,
                version,
                by=member.name,
                note=body.get("note") or "",
                expected_live=body.get("expected_live"),
            )
        return json(_move(done))

    async def history(_request: Request, _member: Member, hotel: str, name: str) -> HTTPResponse:
        sheet = await find(hotel, name)
        return json(
            {
                "id": name,
                "property": hotel,
                "versions": [
                    {**_version(one), "is_live": one.number == sheet.live.number} for one in sheet.versions
                ],
                "publications": [_move(one) for one in sheet.moves],
            }
        )

    async def unanswered(_request: Request, member: Member, hotel: str) -> HTTPResponse:
        found = await questions.of(member, find_hotel(hotel), through="api")
        told = [
            {
                "turn": one.turn,
                "conversation": one.conversation,
                "language": one.language,
                "words": one.words,
                "times": one.times,
                "at": iso(one.at),
                "is_set_aside": one.is_aside,
            }
            for one in found
        ]
        return json({"property": hotel, "questions": told})

    def sets_aside(is_aside: bool) -> Any:
        async def set_aside(_request: Request, member: Member, hotel: str, turn: str) -> HTTPResponse:
            house = find_hotel(hotel)
            if not await questions.set_aside(member, house, turn, is_aside=is_aside, through="api"):
                raise not_found("There is no such question")
            return empty(status=204)

        return set_aside

    def find_hotel(hotel: str) -> Property:
        found = properties.get(hotel)
        if found is None:
            raise not_found("There is no such hotel")
        return found

    async def find(hotel: str, name: str) -> Sheet:
        try:
            return await book.open(Subject(hotel, name))
        except Unknown as error:
            raise not_found("There is no such entry") from error

    async def saved(made: Version) -> dict[str, Any]:
        faults = await book.faults(made.subject, made.content)
        return {**_version(made), "faults": [_fault(one) for one in faults]}

    gate, house = guard.gate, "/properties/<hotel:str>"
    entry = f"{house}/entries/<name:str>"
    acts = lambda handler: guard.acts(handler, role=EDITS)  # noqa: E731 - one word for one thing
    gate.add(
        api,
        f"{house}/entries",
        "entries",
        get=guard.reads(listing),
        post=acts(create),
        is_form=False,
        summary="A hotel's facts and own answers: ?kind=fact or answer. POST a new answer: {content, note}",
        told={
            "GET": Told(schemas.ENTRIES, query=schemas.ENTRY_QUERY),
            "POST": Told(schemas.MADE_ENTRY, status=201, body=schemas.NEW_ENTRY),
        },
    )
    gate.add(
        api,
        entry,
        "entry",
        get=guard.reads(one),
        summary="One of them, newest version, with its faults",
        told={"GET": Told(schemas.ENTRY)},
    )
    gate.add(
        api,
        f"{entry}/versions",
        "entry_versions",
        put=acts(add_version),
        is_form=False,
        summary="A new draft: {content, note, expected: the newest version you saw}",
        told={"PUT": Told(schemas.MADE_ENTRY, status=201, body=schemas.NEW_ENTRY_VERSION)},
    )
    gate.add(
        api,
        f"{entry}/publish/<version:int>",
        "entry_publish",
        post=acts(publish),
        is_form=False,
        summary="Publish a version: {note, from?, until?, expected_live?}",
        told={"POST": Told(schemas.ENTRY_MOVE, body=schemas.ENTRY_PUBLISH)},
    )
    gate.add(
        api,
        f"{entry}/retire",
        "entry_retire",
        post=acts(retire),
        is_form=False,
        summary="An answer is said no more, and nothing scheduled brings it back; it is kept: {note, expected_live?}",
        told={"POST": Told(schemas.ENTRY_LINE, body=schemas.ENTRY_ACT)},
    )
    gate.add(
        api,
        f"{entry}/restore",
        "entry_restore",
        post=acts(restore),
        is_form=False,
        summary="A retired answer is said again, as guests read it last: {note}",
        told={"POST": Told(schemas.ENTRY_LINE, body=schemas.ENTRY_NOTE)},
    )
    gate.add(
        api,
        f"{entry}/cancel/<publication:int>",
        "entry_cancel",
        post=acts(cancel),
        is_form=False,
        summary="Call off what has not begun, or end now what has an end: {note}",
        told={"POST": Told(schemas.ENTRY_LINE, body=schemas.ENTRY_NOTE)},
    )
    gate.add(
        api,
        f"{entry}/rollback/<version:int>",
        "entry_roll_back",
        post=acts(roll_back),
        is_form=False,
        summary="Back to an earlier version; to 1: a fact as in the hotels' file, an answer no more: {note, expected_live?}",
        told={"POST": Told(schemas.ENTRY_MOVE, body=schemas.ENTRY_ACT)},
    )
    gate.add(
        api,
        f"{entry}/history",
        "entry_history",
        get=guard.reads(history),
        summary="Every version with its author, and every publication",
        told={"GET": Told(schemas.ENTRY_HISTORY)},
    )
    gate.add(
        api,
        f"{house}/unanswered",
        "unanswered",
        get=guard.reads(unanswered),
        summary="What guests asked in vain, newest first; each conversation read is noted on the access log",
        told={"GET": Told(schemas.UNANSWERED)},
    )
    for deed, is_aside, words in (
        ("dismiss", True, "Set a question aside: it is counted on, and staff need not see it"),
        ("show", False, "Show a question again that was set aside"),
    ):
        gate.add(
            api,
            f"{house}/unanswered/<turn:str>/{deed}",
            f"unanswered_{deed}",
            post=acts(sets_aside(is_aside)),
            is_form=False,
            summary=words,
            told={"POST": Told(None, status=204, body=schemas.NOTHING)},
        )


@contextmanager
def refusals() -> Any:
    """What the book refuses, as this API says it."""
    try:
        yield
    except BadEntry as error:
        raise Stopped(400, "Not an entry", str(error)) from error
    except Conflict as error:
        raise Stopped(409, "Somebody was there before", str(error)) from error
    except Refused as error:
        raise Stopped(422, "This has faults", str(error)) from error
    except Unknown as error:
        raise Stopped(404, "No such version", str(error)) from error
    except BookError as error:
        raise Stopped(409, "Not as it stands", str(error)) from error


def line_of(sheet: Sheet) -> Line:
    return Line(sheet.subject, sheet.live, sheet.latest, sheet.is_retired)


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.subject.name,
        "property": line.subject.property_id,
        "kind": line.subject.kind,
        "live": line.live.number,
        "latest": line.latest.number,
        "is_retired": line.is_retired,
        "published": dict(line.live.content),
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "id": version.subject.name,
        "property": version.subject.property_id,
        "version": version.number,
        "content": dict(version.content),
        "author": version.author,
        "note": version.note,
        "created_at": iso(version.created_at),
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "id": move.id,
        "version": move.number,
        "by": move.by,
        "at": iso(move.at),
        "from": iso(move.from_at),
        "until": iso(move.until_at),
    }


def _fault(fault: Fault) -> dict[str, str]:
    return {"code": fault.code, "part": fault.part, "message": str(fault_words(fault))}
