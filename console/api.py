"""The same as JSON, for staff's own tools: conversations here, each further thing in a module of its own."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot.gateway.feed import Feed
from common.knowledge.book import Book
from common.properties import Properties
from console import api_schemas as schemas
from console.api_document import Told, declare_tokens
from console.api_guard import ApiGuard, problem
from console.beside import Beside
from console.experiment_api import add_experiments
from console.experiment_desk import ExperimentDesk
from console.export_api import add_exports
from console.export_pages import Exports
from console.gate import Stopped, add_security_headers, not_found
from console.guest_api import add_guests
from console.guest_files import GuestDesk
from console.knowledge_api import add_knowledge
from console.letter_api import add_letters
from console.letters import Letters
from console.margin_api import add_margin
from console.message_api import add_messages
from console.queries import PAGE_SIZE, query_of
from console.reading import Reader
from console.reply_api import add_replies
from console.reply_shelf import Shelf
from console.report_pages import ReportPages, add_report_api
from console.staff import Member
from console.stay_api import add_stays
from console.stays import Stays
from console.takeover_api import add_takeover
from console.takeovers import Takeovers
from console.unanswered import QuestionList
from console.wire import line_to_wire, transcript_to_wire


def api_blueprint(
    guard: ApiGuard,
    reader: Reader,
    letters: Letters,
    shelf: Shelf,
    properties: Properties,
    experiments: ExperimentDesk,
    book: Book,
    questions: QuestionList,
    takeovers: Takeovers,
    feed: Feed,
    beside: Beside,
    reports: ReportPages,
    stays: Stays,
    exports: Exports,
    guests: GuestDesk,
) -> Blueprint:
    api = Blueprint("console_api", url_prefix="/api/v1/admin")
    gate = guard.gate
    declare_tokens()

    async def listing(request: Request, member: Member) -> HTTPResponse:
        query, faults = query_of(request.args, [hotel.id for hotel in properties])
        if faults:
            raise Stopped(400, "Bad query", " ".join(map(str, faults)))
        found = await reader.listing(query, member)
        came = await reader.figures.outcomes([row.id for row in found.rows])
        rows = [line_to_wire(row, came.get(row.id, "")) for row in found.rows]
        looked = found.searched
        body = {
            "conversations": rows,
            "total": found.total,
            "page": query.page,
            "page_size": PAGE_SIZE,
            "searched": looked and {"conversations": looked.looked_at, "is_whole": looked.is_whole},
        }
        return json(body)

    async def transcript(_request: Request, member: Member, conversation: str) -> HTTPResponse:
        found = await reader.transcript(member, conversation, through="api")
        if found is None:
            raise not_found("There is no such conversation")
        return json(transcript_to_wire(*found))

    async def nowhere(_request: Request, path: str) -> HTTPResponse:
        raise not_found("There is no such address")

    gate.add(
        api,
        "/conversations",
        "conversations",
        get=guard.reads(listing),
        summary="Conversations, newest first: ?box, language, channel, state, property, intent, outcome, arm, from, to, "
        "id, words, page",
        told={"GET": Told(schemas.CONVERSATIONS, query=schemas.CONVERSATION_QUERY)},
    )
    gate.add(
        api,
        "/conversations/<conversation:str>",
        "conversation",
        get=guard.reads(transcript),
        summary="One conversation: words, what was understood, calls to the hotel's system, replies",
        told={"GET": Told(schemas.TRANSCRIPT)},
    )
    add_exports(api, guard, exports)
    add_takeover(api, guard, takeovers, reader, feed)
    add_messages(api, guard, takeovers, beside)
    add_margin(api, guard, beside)
    add_stays(api, guard, stays, reader, properties)
    add_letters(api, guard, letters)
    add_guests(api, guard, guests)
    add_replies(api, guard, shelf, properties, experiments)
    add_experiments(api, guard, experiments)
    add_report_api(api, guard, reports)
    add_knowledge(api, guard, book, questions, properties)
    gate.add(api, "/<path:path>", "nowhere", get=nowhere, post=nowhere, put=nowhere, is_form=False)

    async def on_error(_request: Request, error: Exception) -> HTTPResponse:
        return problem(error)

    api.exception(Exception)(on_error)
    api.middleware(add_security_headers, "response")
    return api
