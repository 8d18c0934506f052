"""A hotel's facts and its own questions-and-answers: the list, the editor with preview and history, and what guests asked in vain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.response import redirect

from common.knowledge.book import Book, BookError, Conflict, Refused, Sheet, Unknown
from common.knowledge.entry import (
    ANSWER,
    BELOW,
    FACT,
    FIELDS,
    MOST_QUESTIONS,
    MOST_TEXT,
    BadEntry,
    Fault,
    Subject,
)
from common.languages import LANGUAGES
from common.properties import Properties, Property
from console.gate import field, not_found, whole_number
from console.instants import from_form
from console.knowledge_form import (
    AVAILABLE_NAMES,
    PER_NAMES,
    TOPIC_NAMES,
    fault_words,
    parts_of,
    read_form,
)
from console.knowledge_preview import previews_of
from console.refusals import refusals_of
from console.reply_pages import KEPT, done_words
from console.roles import Role
from console.sessions import Session
from console.unanswered import DAYS, QuestionList
from console.view import View
from console.words import Saying, marked
from templates.diff import compare_bodies
from templates.versions import Versions

EDITS = Role.EDITOR
ACTIONS = {
    "save": marked("saved"),
    "publish": marked("published"),
    "schedule": marked("scheduled"),
    "roll_back": marked("rolled back to"),
    "cancel": marked("called off"),
    "retire": marked("retired it, leaving"),
    "restore": marked("brought back"),
}
_DONE = {
    **{done: done_words(done) for done in ("saved", "published", "scheduled", "rolled-back", "cancelled")},
    "retired": marked("The answer is retired: guests are not told it any more. It can be brought back."),
    "restored": marked("The answer is brought back."),
}


@dataclass(frozen=True)
class Shown:
    """What the editor shows: the content in its fields, what came of the last form, and what is wrong with it."""

    content: Mapping[str, Any]
    expected: int
    faults: Sequence[Fault] = ()
    said: Saying | None = None
    kind: str = "good"
    note: str = ""


class KnowledgePages:
    def __init__(
        self, view: View, book: Book, versions: Versions, questions: QuestionList, properties: Properties
    ) -> None:
        self._view = view
        self._book = book
        self._versions = versions
        self._questions = questions
        self._properties = properties

    async def first(self, _request: Request, _session: Session) -> HTTPResponse:
        return redirect(address(self._properties.default.id), status=303)

    async def listing(self, request: Request, _session: Session, hotel: str) -> HTTPResponse:
        house = self._hotel(hotel)
        return self._view.answer(
            request,
            "knowledge.html",
            facts=await self._book.lines(house.id, FACT),
            answers=await self._book.lines(house.id, ANSWER),
            parts_of=parts_of,
            below=BELOW,
            **self._frame(request, house),
        )

    async def unanswered(self, request: Request, session: Session, hotel: str) -> HTTPResponse:
        house = self._hotel(hotel)
        found = await self._questions.of(session.member, house, through="page")
        return self._view.answer(
            request,
            "unanswered.html",
            questions=[one for one in found if not one.is_aside],
            aside=[one for one in found if one.is_aside],
            days=DAYS,
            **self._frame(request, house),
        )

    async def set_aside(self, request: Request, session: Session, hotel: str) -> HTTPResponse:
        """Dismissed, or shown again: whichever button was pressed."""
        turn, is_aside = field(request, "turn"), field(request, "do") == "dismiss"
        if not await self._questions.set_aside(
            session.member, self._hotel(hotel), turn, is_aside=is_aside, through="page"
        ):
            raise not_found(marked("There is no such question"))
        return redirect(address(hotel, "unanswered"), status=303)

    async def new(self, request: Request, session: Session, hotel: str) -> HTTPResponse:
        """turn: a guest's message whose words are the first example."""
        house, turn = self._hotel(hotel), request.args.get("turn", "")
        content: dict[str, Any] = {"questions": {}, "answers": {}}
        if turn:
            asked = await self._questions.one(session.member, house, turn, through="page")
            if asked is None:
                raise not_found(marked("There is no such question"))
            content["questions"] = {asked.language: [asked.words]}
        return await self._editor(request, house, None, Shown(content, BELOW))

    async def create(self, request: Request, session: Session, hotel: str) -> HTTPResponse:
        return await self._take(request, session, self._book.new_answer(self._hotel(hotel).id), is_new=True)

    async def editor(self, request: Request, _session: Session, hotel: str, name: str) -> HTTPResponse:
        sheet = await self._open(Subject(hotel, name))
        wanted = request.args.get("version")
        chosen = (sheet.version(whole_number(wanted)) if wanted else None) or sheet.latest
        done = _DONE.get(request.args.get("done", ""))
        said = Saying(done, {"number": sheet.latest.number}) if done else None
        shown = Shown(chosen.content, sheet.latest.number, said=said)
        return await self._editor(request, self._hotel(hotel), sheet, shown)

    async def edit(self, request: Request, session: Session, hotel: str, name: str) -> HTTPResponse:
        subject = Subject(hotel, name)
        await self._open(subject)
        return await self._take(request, session, subject, is_new=False)

    async def roll_back(self, request: Request, session: Session, hotel: str, name: str) -> HTTPResponse:
        return await self._do(request, session, hotel, name, "rolled-back")

    async def retire(self, request: Request, session: Session, hotel: str, name: str) -> HTTPResponse:
        return await self._do(request, session, hotel, name, "retired")

    async def restore(self, request: Request, session: Session, hotel: str, name: str) -> HTTPResponse:
        return await self._do(request, session, hotel, name, "restored")

    async def cancel(self, request: Request, session: Session, hotel: str, name: str) -> HTTPResponse:
        return await self._do(request, session, hotel, name, "cancelled")

    # --- steps ---

    async def _do(self, request: Request, session: Session, hotel: str, name: str, done: str) -> HTTPResponse:
        sheet, by = await self._open(Subject(hotel, name)), session.member.name
        subject, live = sheet.subject, whole_number(field(request, "live"))
        try:
            if done == "rolled-back":
                number = whole_number(field(request, "number"))
                await self._book.roll_back(subject, number, by=by, expected_live=live)
            elif done == "retired":
                await self._book.retire(subject, by=by, expected_live=live)
            elif done == "restored":
                await self._book.restore(subject, by=by)
            else:
                await self._book.cancel(subject, whole_number(field(request, "publication")), by=by)
        except BookError as error:
            # What may not come back has faults of its own, and stands in no field here.
            faults = error.faults if isinstance(error, Refused) else ()
            shown = Shown(sheet.latest.content, sheet.latest.number, faults, _refusal(error), "bad")
            return await self._editor(request, self._hotel(hotel), sheet, shown, status=409)
        return redirect(address(hotel, name, done=done), status=303)

    async def _take(
        self, request: Request, session: Session, subject: Subject, *, is_new: bool
    ) -> HTTPResponse:
        """Checks, keeps as a draft or publishes: whichever button was pressed."""
        house, by = self._hotel(subject.property_id), session.member.name
        body, expected = (
            read_form(subject, lambda name: field(request, name)),
            whole_number(field(request, "expected")),
        )
        note, wish = field(request, "note")[:500], field(request, "do")
        content, said, faults, kept = body, None, [], False
        try:
            faults = await self._book.faults(subject, body)
            from_at, until_at = self._times(request, house) if wish == "schedule" else (None, None)
            if wish in ("save", "publish", "schedule"):
                saved = await self._book.save(subject, body, author=by, note=note, expected=expected)
                is_new, content, expected, kept = False, dict(saved.content), saved.number, True
            if wish == "save":
                return redirect(address(house.id, subject.name, done="saved"), status=303)
            if wish in ("publish", "schedule"):
                await self._book.publish(
                    subject,
                    saved.number,
                    by=by,
                    note=note,
                    from_at=from_at,
                    until_at=until_at,
                    expected_live=whole_number(field(request, "live")),
                )
                done = "published" if wish == "publish" else "scheduled"
                return redirect(address(house.id, subject.name, done=done), status=303)
        except Refused as refused:
            faults = list(refused.faults)
            words = marked("Kept as a draft, but not published: %(number)s faults are to be mended first.")
            said = Saying(words, {"number": len(faults)})
        except (BookError, BadEntry) as error:
            said = Saying(KEPT, {"why": _refusal(error)}) if kept else _refusal(error)
        sheet = None if is_new else await self._open(subject)
        shown = Shown(content, expected, faults, said, "bad" if said else "good", note)
        return await self._editor(request, house, sheet, shown, status=409 if said else 200)

    def _times(self, request: Request, house: Property) -> tuple[datetime | None, datetime | None]:
        """From when until when. Raises BookError."""
        try:
            from_at, until_at = (from_form(field(request, name), house.zone) for name in ("from", "until"))
        except ValueError as error:
            raise BookError("no-time") from error
        if from_at is None and until_at is None:
            raise BookError("no-times")
        return from_at, until_at

    async def _editor(
        self, request: Request, house: Property, sheet: Sheet | None, shown: Shown, *, status: int = 200
    ) -> HTTPResponse:
        subject = sheet.subject if sheet else self._book.new_answer(house.id)
        faults = shown.faults or await self._book.faults(subject, shown.content)
        # A new form is not scolded for being empty.
        is_fresh = sheet is None and request.method != "POST"
        catalog = (await self._versions.catalog()).of_property(house.id)
        hotel = (await self._book.known()).hotel(house)
        versions = sheet.versions if sheet else ()
        changes = [compare_bodies(older.content, newer.content) for newer, older in pairwise(versions)]
        return self._view.answer(
            request,
            "knowledge_entry.html",
            status=status,
            sheet=sheet,
            is_fact=subject.kind == FACT,
            topic=subject.topic,
            fields=FIELDS.get(subject.topic, ()),
            shown=shown,
            faults=[] if is_fresh else [(one.part, fault_words(one)) for one in faults],
            previews=[] if faults else previews_of(subject, shown.content, hotel, catalog),
            changes=changes,
            log=await self._book.audit(subject) if sheet else [],
            actions=ACTIONS,
            below=BELOW,
            per_names=PER_NAMES,
            available_names=AVAILABLE_NAMES,
            codes=[*house.languages, *(code for code in LANGUAGES if code not in house.languages)],
            most_text=MOST_TEXT,
            most_questions=MOST_QUESTIONS,
            begins=field(request, "from"),
            ends=field(request, "until"),
            post_to=address(house.id, sheet.subject.name) if sheet else address(house.id, "answers/new"),
            **self._frame(request, house),
        )

    def _frame(self, request: Request, house: Property) -> dict[str, Any]:
        return {
            "house": house,
            "hotels": list(self._properties),
            "address": address,
            "topic_names": TOPIC_NAMES,
            "may_edit": self._view.role(request).may_act_as(EDITS),
            "zone": house.zone,
        }

    async def _open(self, subject: Subject) -> Sheet:
        try:
            return await self._book.open(subject)
        except Unknown as error:
            raise not_found(marked("There is no such entry")) from error

    def _hotel(self, id: str) -> Property:
        found = self._properties.get(id)
        if found is None:
            raise not_found(marked("There is no such hotel"))
        return found


def address(hotel: str, more: str = "", **query: str) -> str:
    """A hotel's page, or one below it."""
    asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    return (
        f"/admin/properties/{quote(hotel, safe='')}{f'/{more}' if more else ''}{f'?{asked}' if asked else ''}"
    )


def _refusal(error: Exception) -> Saying:
    if isinstance(error, Conflict):
        words = marked(
            "%(name)s was there before you with version %(number)s. Your words are still here; look at theirs first."
        )
        return Saying(words, {"name": error.author, "number": error.number})
    if isinstance(error, Refused):
        return Saying(
            marked("Not brought back: %(number)s faults are to be mended first."),
            {"number": len(error.faults)},
        )
    return refusals_of(error)[0]
