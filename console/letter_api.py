"""Requests that need a person as JSON: the same list, the same evidence, the same three deeds."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from console import api_schemas as schemas
from console.api_document import Told
from console.api_guard import ApiGuard
from console.api_shape import body_of
from console.gate import Handler, Stopped, not_found
from console.letter_pages import ACTS
from console.letter_words import LetterWords, by_hand_of, fault_of, refusal_of
from console.letters import Deed, Letters, Unfit
from console.queries import PAGE_SIZE
from console.staff import Member
from console.words import SOURCE, words_of
from pms.outbox.by_hand import NotNow
from pms.outbox.cases import Case
from pms.outbox.letters import Letter

_ENGLISH = LetterWords(words_of(SOURCE))
_SUMMARIES = {
    Deed.REPLAY: "Have it tried again, looked up first: {why?}",
    Deed.SETTLE: "Close it as done by hand: {why, reference of a booking}",
    Deed.ABANDON: "Give it up: {why}",
}

_BODIES = {
    Deed.REPLAY: schemas.LETTER_REPLAY,
    Deed.SETTLE: schemas.LETTER_ACT,
    Deed.ABANDON: schemas.LETTER_ACT,
}


def add_letters(api: Blueprint, guard: ApiGuard, letters: Letters) -> None:
    async def listing(request: Request, _member: Member) -> HTTPResponse:
        query, faults = letters.query_of(request.args)
        if faults:
            raise Stopped(400, "Bad query", " ".join(map(str, faults)))
        found = await letters.listing(query)
        body = {
            "dead_letters": [letter_to_wire(one) for one in found.letters],
            "total": found.total,
            "waiting": [case_to_wire(one) for one in found.waiting],
            "waiting_total": found.waiting_total,
            "page": query.page,
            "page_size": PAGE_SIZE,
        }
        return json(body)

    async def one(_request: Request, _member: Member, letter: str) -> HTTPResponse:
        return json(case_to_wire(await find(letter)))

    def doing(deed: Deed) -> Handler:
        async def act(request: Request, member: Member, letter: str) -> HTTPResponse:
            case = await find(letter)
            body = body_of(request)
            why, reference = body.get("why") or "", body.get("reference") or ""
            try:
                acted = await letters.act(deed, case, member, why=why, reference=reference)
            except Unfit as error:
                raise Stopped(400, "Something is missing or does not fit", error.saying) from error
            except NotNow as error:
                raise Stopped(409, "Not as it stands", refusal_of(error)) from error
            return json(case_to_wire(await find(letter)) | {"unasked": acted.unasked})

        return act

    async def find(letter: str) -> Case:
        found = await letters.find(letter)
        if found is None:
            raise not_found("There is no such dead letter")
        return found

    gate = guard.gate
    gate.add(
        api,
        "/dead-letters",
        "dead_letters",
        get=guard.reads(listing),
        summary="Requests that need a person, those that wait first: ?status, property, page",
        told={"GET": Told(schemas.LETTERS, query=schemas.LETTER_QUERY)},
    )
    gate.add(
        api,
        "/dead-letters/<letter:str>",
        "dead_letter",
        get=guard.reads(one),
        summary="One of them by its id or its write's: what was wanted, what went wrong, its story",
        told={"GET": Told(schemas.CASE)},
    )
    for deed in Deed:
        gate.add(
            api,
            f"/dead-letters/<letter:str>/{deed}",
            f"dead_letter_{deed}",
            post=guard.acts(doing(deed), role=ACTS),
            summary=_SUMMARIES[deed],
            is_form=False,
            told={"POST": Told(schemas.ACTED, body=_BODIES[deed])},
        )


def letter_to_wire(letter: Letter) -> dict[str, Any]:
    """title, fault: in words for people."""
    fault = fault_of(letter.error)
    return letter.to_json() | {
        "title": _ENGLISH.title(letter.operation, letter.reference, letter.payload),
        "fault": fault.text if fault else None,
    }


def case_to_wire(case: Case) -> dict[str, Any]:
    """The write, with what was wanted (masked), its letter where it died, and what a person can do by hand."""
    write, fault = case.write, fault_of(case.write.error)
    return case.to_json() | {
        "title": _ENGLISH.title(write.kind, write.told_reference, case.payload),
        "fault": fault.text if fault else None,
        "payload": case.payload,
        "by_hand": str(by_hand_of(write.kind, ours=write.our_reference, told=write.told_reference))
        if case.is_open
        else None,
    }
