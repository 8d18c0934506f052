"""The console as Sanic blueprints: builds what the pages need and says which page answers which path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import SanicException
from sanic.response import html, raw, redirect
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.whatsapp.media import MediaSource
from bot.gateway.feed import Feed
from bot.gateway.handover import Takeover
from bot.gateway.search import Search
from bot.gateway.transcripts import Transcripts
from bot.gateway.unanswered import Unanswered
from common.clock import Clock
from common.knowledge.book import Book
from common.properties import Properties
from common.secrets import Sealer
from console.access_log import AccessLog
from console.api import api_blueprint
from console.api_guard import ApiGuard
from console.api_tokens import ApiTokens
from console.beside import Beside
from console.candidate_pages import CandidatePages
from console.candidates import Candidates
from console.canned import Canned
from console.conversation_pages import ConversationPages
from console.experiment_desk import ExperimentDesk
from console.export_pages import Exports, on_page
from console.gate import Gate, Stopped, add_security_headers, incident_of, not_found
from console.guest_files import GuestDesk, GuestFiles
from console.guest_pages import GuestPages, add_guest_pages
from console.inbox_pages import InboxPages
from console.keys import Keys
from console.knowledge_pages import KnowledgePages
from console.knowledge_routes import add_knowledge_pages
from console.letter_pages import ACTS, LetterPages
from console.letters import ADDRESS as LETTERS
from console.letters import Deed, Letters
from console.lockout import Lockout
from console.margin import Margin
from console.media_pages import SEES, MediaPages
from console.passwords import Passwords
from console.reading import Reader
from console.render import Assets, Pages
from console.reply_routes import add_reply_pages
from console.reply_shelf import Shelf
from console.report_pages import ReportPages, add_report_pages
from console.reports import Reports
from console.roles import Role
from console.sessions import Cookies, Sessions
from console.sign_in_pages import SignInPages
from console.staff import StaffList
from console.staff_pages import StaffPages
from console.stay_pages import StayPages
from console.stays import Stays
from console.takeovers import ACTS as ACTS_ON_CONVERSATIONS
from console.takeovers import Takeovers
from console.unanswered import QuestionList
from console.view import View
from console.words import marked
from pms.staff_desk import StaffDesk
from templates.experiment_life import Experiments
from templates.preview import Previews
from templates.twins import Twins
from templates.versions import Versions


@dataclass(frozen=True)
class Deps:
    """What the console is given. desk: what staff write to the hotel's system through; versions: the hotel's words; book: its facts and
    own answers; guests: all that is held of one.

    secret_keys: POSADA_SECRET_KEYS; public_url: "" when reached directly on loopback; previews: where drafts are tried first.
    media: where files that guests send are fetched, None when there is no such place. hold_out: the share of guests that takes part in no experiment.
    """

    engine: AsyncEngine
    clock: Clock
    properties: Properties
    transcripts: Transcripts
    search: Search
    takeover: Takeover
    unanswered: Unanswered
    tokens: ApiTokens
    desk: StaffDesk
    guests: GuestFiles
    versions: Versions
    experiments: Experiments
    book: Book
    previews: Previews
    secret_keys: str
    public_url: str = ""
    hold_out: float = 0.0
    wishes: tuple[str, ...] = ()
    passwords: Passwords | None = None
    media: MediaSource | None = None


def blueprints(deps: Deps) -> list[Blueprint]:
    """`/admin/…` for people and `/api/v1/admin/…` for their tools. The tables must exist when requests arrive."""
    keys = Keys(deps.secret_keys)
    passwords = deps.passwords or Passwords()
    staff = StaffList(deps.engine, deps.clock, passwords)
    sessions = Sessions(deps.engine, deps.clock, keys)
    cookies = Cookies(is_secure=deps.public_url.startswith("https://"))
    letters = Letters(deps.engine, deps.desk, deps.properties, staff)
    access_log = AccessLog(deps.engine, deps.clock)
    reader = Reader(deps.engine, deps.transcripts, deps.search, access_log, deps.properties.default.zone)
    numbers = {LETTERS: letters.count, "/admin/conversations": reader.figures.waiting}
    gate = Gate(sessions, cookies, deps.public_url, numbers=numbers)
    assets = Assets()
    view = View(Pages(assets))
    admin = Blueprint("console", url_prefix="/admin")

    async def home(_request: Request) -> HTTPResponse:
        return redirect("/admin/conversations", status=303)

    async def asset(request: Request, name: str) -> HTTPResponse:
        found = assets.get(name)
        if found is None:
            raise not_found(marked("There is no such file"))
        is_current = request.args.get("v") == assets.version(name)
        caching = "public, max-age=31536000, immutable" if is_current else "no-cache"
        return raw(found[0], content_type=found[1], headers={"Cache-Control": caching})

    async def nowhere(_request: Request, path: str) -> HTTPResponse:
        raise not_found()

    gate.add(admin, "/", "home", get=home)
    gate.add(admin, "/static/<name:str>", "asset", get=asset)
    gate.add(admin, "/<path:path>", "nowhere", get=nowhere, post=nowhere)

    signing_in = SignInPages(
        view, gate, keys, staff, passwords, Lockout(deps.engine, deps.clock, keys), deps.clock
    )
    gate.add(admin, "/login", "login", get=signing_in.show, post=signing_in.sign_in)
    gate.add(admin, "/logout", "logout", post=gate.signed_in(signing_in.sign_out, any_password=True))
    gate.add(
        admin,
        "/password",
        "password",
        get=gate.signed_in(signing_in.show_password, any_password=True),
        post=gate.signed_in(signing_in.change_password, any_password=True),
    )

    gate.add(admin, "/language", "language", post=signing_in.choose_language)

    takeovers = Takeovers(deps.takeover, staff)
    inbox = InboxPages(view, reader, deps.properties)
    sealer = Sealer.from_setting(deps.secret_keys)
    margin = Margin(deps.engine, sealer, deps.clock)
    candidates = Candidates(deps.engine, sealer, deps.clock)
    canned = Canned(deps.versions, Twins(deps.engine, deps.clock), deps.properties)
    beside = Beside(margin, candidates, takeovers, reader, staff, deps.wishes, canned)
    conversations = ConversationPages(view, reader, deps.properties, takeovers, beside)
    learning = CandidatePages(view, candidates, deps.properties)
    agents = partial(gate.signed_in, role=ACTS_ON_CONVERSATIONS)
    gate.add(admin, "/candidates", "candidates", get=agents(learning.listing))
    gate.add(admin, "/candidates/file", "candidates_file", get=agents(learning.file))
    gate.add(admin, "/candidates/drop", "candidates_drop", post=agents(learning.drop))
    gate.add(admin, "/conversations", "conversations", get=gate.signed_in(inbox.listing))
    gate.add(
        admin,
        "/conversations/<conversation:str>",
        "conversation",
        get=gate.signed_in(conversations.transcript),
    )
    for name, deed in conversations.deeds().items():
        gate.add(
            admin,
            f"/conversations/<conversation:str>/{name}",
            f"conversation_{name}",
            post=gate.signed_in(deed, role=ACTS_ON_CONVERSATIONS),
        )
    hotel_day = Stays(deps.engine, deps.desk, deps.properties, deps.clock)
    stays = StayPages(
        view,
        hotel_day,
        deps.transcripts,
        access_log,
        deps.properties,
    )
    gate.add(admin, "/today", "today", get=gate.signed_in(stays.today))
    gate.add(
        admin,
        "/conversations/<conversation:str>/stay",
        "stay",
        get=gate.signed_in(stays.of_conversation),
        post=agents(stays.act),
    )
    away = Exports(view, deps.engine, reader, margin, deps.properties)
    one = "/conversations/<conversation:str>"
    gate.add(admin, "/conversations/export.csv", "export_table", get=gate.signed_in(on_page(away.table)))
    gate.add(admin, "/conversations/export.json", "export_whole", get=gate.signed_in(on_page(away.whole)))
    gate.add(admin, f"{one}/export.json", "export_one", get=gate.signed_in(on_page(away.one)))
    gate.add(admin, f"{one}/print", "print", get=gate.signed_in(on_page(away.paper)))
    files = MediaPages(deps.transcripts, access_log, deps.media)
    gate.add(
        admin,
        "/conversations/<conversation:str>/media/<media:str>",
        "media",
        get=gate.signed_in(files.show, role=SEES),
    )
    tests = ExperimentDesk(deps.engine, deps.clock, deps.experiments, deps.versions, hold_out=deps.hold_out)
    shelf = Shelf(deps.versions)
    add_reply_pages(admin, gate, view, shelf, deps.properties, deps.clock, tests, deps.previews, reader)
    questions = QuestionList(deps.unanswered, deps.book, access_log, deps.clock, deps.engine)
    knowledge = KnowledgePages(view, deps.book, deps.versions, questions, deps.properties)
    add_knowledge_pages(admin, gate, knowledge)
    unfinished = LetterPages(view, letters, deps.properties, deps.clock)
    gate.add(admin, "/dead-letters", "dead_letters", get=gate.signed_in(unfinished.listing))
    gate.add(admin, "/dead-letters/<letter:str>", "dead_letter", get=gate.signed_in(unfinished.one))
    for deed in Deed:
        gate.add(
            admin,
            f"/dead-letters/<letter:str>/{deed}",
            f"dead_letter_{deed}",
            post=gate.signed_in(unfinished.doing(deed), role=ACTS),
        )
    reports = ReportPages(view, Reports(deps.engine, deps.properties), deps.properties, deps.clock)
    add_report_pages(admin, gate, reports)
    guests = GuestDesk(deps.guests, access_log)
    add_guest_pages(admin, gate, GuestPages(view, guests, deps.properties))
    people = StaffPages(view, staff, deps.properties)
    gate.add(admin, "/staff", "staff", get=gate.signed_in(people.listing, role=Role.ADMIN))

    async def on_error(request: Request, error: Exception) -> HTTPResponse:
        return _error_page(view, request, error)

    admin.exception(Exception)(on_error)
    admin.middleware(add_security_headers, "response")
    guard = ApiGuard(gate, deps.tokens)
    api = api_blueprint(
        guard,
        reader,
        letters,
        shelf,
        deps.properties,
        tests,
        deps.book,
        questions,
        takeovers,
        Feed(deps.engine, deps.clock),
        beside,
        reports,
        hotel_day,
        away,
        guests,
    )
    return [admin, api]


def _error_page(view: View, request: Request, error: Exception) -> HTTPResponse:
    incident = ""
    if isinstance(error, Stopped):
        stopped = error
    elif isinstance(error, SanicException) and error.status_code < 500:
        stopped = Stopped.from_sanic(error)
    else:
        incident = incident_of(error)
        title = marked("Something went wrong here")
        stopped = Stopped(500, title, marked("Nothing was changed. Try again in a moment."))
    page = view.page(request, "error.html", title=stopped.title, text=stopped.text, incident=incident)
    return html(page, status=stopped.status, headers=dict(stopped.headers))
