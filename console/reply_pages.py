"""The hotel's words: the list of replies, one reply's editor, a new one, and all its translations side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sanic import HTTPResponse, Request
from sanic.response import html, redirect

from common.clock import Clock
from common.languages import LANGUAGES
from common.properties import Properties
from console.experiment_desk import ExperimentDesk
from console.gate import field, not_found, whole_number
from console.instants import from_form
from console.past_values import chosen_values, past_values
from console.reading import Reader
from console.refusals import refusals_of
from console.reply_form import CHANNEL_TEXTS, Draft, draft_of, read_form
from console.reply_preview import MEANINGS, Verdict, inserts, judge, previews, unreadable
from console.reply_shelf import CATEGORIES, STATES, Query, Sheet, Shelf
from console.roles import Role
from console.sessions import Session
from console.view import View
from console.words import Saying, marked
from templates.diff import Change, compare_bodies
from templates.place import EVERYWHERE, Place
from templates.preview import Previews, PreviewStopped
from templates.version import Conflict, Refused, Version, VersionError
from templates.versions import content_of
from templates.wording import KEY, BadWording, read_wording

EDITS = Role.EDITOR
PAGE_SIZE = 50
CHANNEL_NAMES = {
    "webchat": marked("Web chat"),
    "whatsapp": "WhatsApp",
    "api": "API",
    "cmdline": marked("Terminal"),
}
KEPT = marked("Kept as a draft, but not published. %(why)s")
_MAX_NOTE = 500


@dataclass(frozen=True)
class Outcome:
    """What came of a form that was sent. kind: "good", "warn" or "bad"; difference: between another's words and these."""

    kind: str
    said: Saying
    difference: tuple[Change, ...] = ()


class ReplyPages:
    def __init__(
        self,
        view: View,
        shelf: Shelf,
        properties: Properties,
        clock: Clock,
        experiments: ExperimentDesk,
        previews: Previews,
        reader: Reader,
    ) -> None:
        self._view = view
        self._shelf = shelf
        self._properties = properties
        self._clock = clock
        self._experiments = experiments
        self._previews = previews
        self._reader = reader

    async def listing(self, request: Request, _session: Session) -> HTTPResponse:
        query = self.query(request)
        rows, total = await self._shelf.rows(query, await self._experiments.by_reply())
        pages = max(1, -(-len(rows) // PAGE_SIZE))
        page = min(whole_number(request.args.get("page")), pages)
        return self._view.answer(
            request,
            "replies.html",
            rows=rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
            found=len(rows),
            total=total,
            page=page,
            pages=pages,
            newer=query.at_page(page - 1) if page > 1 else "",
            older=query.at_page(page + 1) if page < pages else "",
            may_edit=self._view.role(request).may_act_as(EDITS),
            query=query,
            categories=CATEGORIES,
            states=STATES,
            languages=LANGUAGES.values(),
            hotels=list(self._properties),
        )

    async def editor(self, request: Request, session: Session, key: str) -> HTTPResponse:
        query = self.query(request)
        sheet = await self._open(query, key, request.args.get("version"))
        is_whole = request.args.get("form") == "whole"
        draft = draft_of(sheet.content, whole=is_whole)
        done = _DONE.get(request.args.get("done", ""))
        outcome = Outcome("good", Saying(done, {"number": sheet.latest})) if done else None
        return await self._editor(
            request, session, query, sheet, draft, expected=sheet.latest, outcome=outcome
        )

    async def edit(self, request: Request, session: Session, key: str) -> HTTPResponse:
        """Checks, keeps as a draft, publishes or schedules: whichever button was pressed."""
        query = self.query(request)
        sheet = await self._open(query, key, field(request, "base"))
        draft = read_form(lambda name: field(request, name), buttons=len(sheet.content.get("buttons") or ()))
        expected = whole_number(field(request, "expected"))
        wish = field(request, "do")
        if wish not in ("save", "publish", "schedule"):
            return await self._editor(request, session, query, sheet, draft, expected=expected)
        try:
            version = await self._keep(request, session, sheet, draft, expected)
            if wish == "save":
                return redirect(query.address(sheet.place.key, done="saved"), status=303)
            await self._publish(request, session, sheet, version, scheduled=wish == "schedule")
            done = "scheduled" if wish == "schedule" else "published"
            return redirect(query.address(sheet.place.key, done=done), status=303)
        except BadWording:
            # The editor shows why, beside the words.
            outcome = Outcome("bad", Saying(marked("Not saved: these words cannot be read.")))
            return await self._editor(
                request, session, query, sheet, draft, expected=expected, outcome=outcome, status=400
            )
        except Conflict as conflict:
            return await self._conflict(request, session, query, sheet, draft, conflict)
        except Refused as refused:
            said = Saying(
                marked("Kept as a draft, but not published: %(number)s faults are to be mended first."),
                {"number": len(refused.problems)},
            )
        except VersionError as error:
            said = Saying(KEPT, {"why": refusals_of(error)[0]})
        sheet = await self._open(query, key)
        return await self._editor(
            request,
            session,
            query,
            sheet,
            draft,
            expected=sheet.latest,
            outcome=Outcome("warn", said),
            status=409,
        )

    async def preview(self, request: Request, session: Session, key: str) -> HTTPResponse:
        """The part of the editor that follows the typing, for the script."""
        query = self.query(request)
        sheet = await self._open(query, key, field(request, "base"))
        draft = read_form(lambda name: field(request, name), buttons=len(sheet.content.get("buttons") or ()))
        values = await chosen_values(self._reader, session, request, sheet.place)
        verdict = await self._judge(sheet, draft, bare=bool(field(request, "bare")), values=values)
        return html(self._view.page(request, "_reply_verdict.html", **self._verdict_values(sheet, verdict)))

    async def new(self, request: Request, _session: Session) -> HTTPResponse:
        return self._new(request, self.query(request))

    async def create(self, request: Request, session: Session) -> HTTPResponse:
        query = self.query(request)
        name = field(request, "name").strip().lower().replace(" ", "_").replace("-", "_")
        key = f"{field(request, 'category')}.{name}"
        text = field(request, "text").replace("\r\n", "\n")
        catalog = await self._shelf.versions.catalog()
        if not KEY.fullmatch(key) or len(key) > 100:
            fault = Saying(
                marked("A name is written with small letters, digits and _, and begins with a letter.")
            )
        elif key in catalog.keys:
            fault = Saying(marked("There is a reply “%(key)s” already."), {"key": key})
        else:
            try:
                await self._shelf.versions.save(
                    Place(key, query.language, query.property_id),
                    {"text": text},
                    author=session.member.name,
                    note=field(request, "note")[:_MAX_NOTE],
                    expected=1,
                )
                return redirect(query.address(key, done="saved"), status=303)
            except BadWording:
                fault = Saying(marked("A reply needs a text."))
            except Conflict:
                fault = Saying(marked("There is a reply “%(key)s” already."), {"key": key})
        return self._new(request, query, fault=fault, name=name, text=text, status=400)

    async def translations(self, request: Request, _session: Session, key: str) -> HTTPResponse:
        query = self.query(request)
        sheet = await self._open(query, key)
        columns = []
        for language in LANGUAGES.values():
            wording = sheet.catalog.get(key, language.code)
            verdict = None
            if wording is not None:
                verdict = await asyncio.to_thread(
                    judge, wording, sheet.catalog, self._shelf.versions.packaged
                )
            columns.append((language, wording, verdict))
        return self._view.answer(
            request,
            "reply_translations.html",
            key=key,
            query=query,
            columns=columns,
            meanings=MEANINGS,
            channel_names=CHANNEL_NAMES,
        )

    def query(self, request: Request) -> Query:
        """What the address asks for; what is not known is left out."""
        asked = request.args
        own = self._view.words(request).language
        language, hotel = asked.get("language", ""), asked.get("property", "")
        category, state = asked.get("category", ""), asked.get("state", "")
        return Query(
            language=language if language in LANGUAGES else own,
            words=asked.get("q", "").strip()[:100],
            category=category if category in CATEGORIES else "",
            state=state if state in STATES else "",
            property_id=hotel if self._properties.get(hotel) else EVERYWHERE,
            in_experiment=bool(asked.get("experiment")),
        )

    async def _open(self, query: Query, key: str, version: str | None = None) -> Sheet:
        if not KEY.fullmatch(key):
            raise not_found(marked("There is no such reply"))
        number = whole_number(version) if version else None
        sheet = await self._shelf.open(Place(key, query.language, query.property_id), number)
        if not sheet.is_known:
            raise not_found(marked("There is no such reply"))
        return sheet

    async def _keep(
        self, request: Request, session: Session, sheet: Sheet, draft: Draft, expected: int
    ) -> Version:
        """The version with these words: a new one, unless they are those of the one the form began with."""
        content = content_of(sheet.place, draft.body(sheet.content))
        base = sheet.base
        is_own = base is not None and (base.number != 1 or sheet.place.property_id == EVERYWHERE)
        if base is not None and is_own and content == base.content and base.number == expected:
            return base
        return await self._shelf.versions.save(
            sheet.place,
            content,
            author=session.member.name,
            note=field(request, "note")[:_MAX_NOTE],
            expected=expected,
        )

    async def _publish(
        self, request: Request, session: Session, sheet: Sheet, version: Version, *, scheduled: bool
    ) -> None:
        zone = self._zone(sheet.place)
        from_at = _instant(field(request, "from"), zone) if scheduled else None
        until_at = _instant(field(request, "until"), zone) if scheduled else None
        if scheduled and from_at is None and until_at is None:
            raise VersionError("no-times")
        await self._shelf.versions.publish(
            sheet.place,
            version.number,
            by=session.member.name,
            note=field(request, "note")[:_MAX_NOTE],
            from_at=from_at,
            until_at=until_at,
            expected_live=whole_number(field(request, "live")),
        )

    async def _conflict(
        self, request: Request, session: Session, query: Query, sheet: Sheet, draft: Draft, conflict: Conflict
    ) -> HTTPResponse:
        """Nothing is lost: these words stay in the form, and the other's are shown beside them."""
        latest = await self._open(query, sheet.place.key)
        theirs = latest.version(conflict.number)
        values = {
            "name": conflict.author,
            "number": conflict.number,
            "when": self._view.form(request).moment(conflict.at, self._zone(sheet.place))
            if conflict.at
            else "–",
        }
        said = Saying(
            marked(
                "%(name)s saved version %(number)s meanwhile (%(when)s). Your words are still here; below is how they "
                "differ. Save again to go on with yours."
            ),
            values,
        )
        mine = draft.body(sheet.content)
        difference = compare_bodies(theirs.content, mine) if theirs else ()
        return await self._editor(
            request,
            session,
            query,
            replace(latest, base=sheet.base),
            draft,
            expected=latest.latest,
            outcome=Outcome("warn", said, difference),
            status=409,
        )

    async def _judge(
        self, sheet: Sheet, draft: Draft, *, bare: bool = False, values: Mapping[str, Any] | None = None
    ) -> Verdict:
        place = sheet.place
        try:
            content = content_of(place, draft.body(sheet.content))
            wording = read_wording(place.key, place.language, content)
        except BadWording as error:
            return unreadable(draft.whole or draft.text, place.key, place.language, error)
        if sheet.base is None or content != sheet.base.content:
            # What nobody has saved yet is tried where it may be killed, before this process looks at it.
            try:
                await self._previews.preview(
                    place,
                    content,
                    catalog=sheet.catalog,
                    packaged=self._shelf.versions.packaged,
                    values=values,
                )
            except PreviewStopped as error:
                return unreadable(draft.whole or draft.text, place.key, place.language, error)
        catalog = sheet.catalog.with_words(wording)
        return await asyncio.to_thread(
            judge, wording, catalog, self._shelf.versions.packaged, bare=bare, values=values
        )

    async def _editor(
        self,
        request: Request,
        session: Session,
        query: Query,
        sheet: Sheet,
        draft: Draft,
        *,
        expected: int,
        outcome: Outcome | None = None,
        status: int = 200,
    ) -> HTTPResponse:
        place, catalog = sheet.place, sheet.catalog
        is_bare = bool(field(request, "bare"))
        beside = request.args.get("beside", "")
        beside = beside if beside in LANGUAGES else ("en" if place.language != "en" else "es")
        other = catalog.get(place.key, beside)
        past = await past_values(self._reader, session, request, sheet.place)
        now = self._clock.now()
        return self._view.answer(
            request,
            "reply.html",
            status=status,
            query=query,
            sheet=sheet,
            draft=draft,
            expected=expected,
            outcome=outcome,
            may_edit=self._view.role(request).may_act_as(EDITS),
            note=field(request, "note"),
            begins=field(request, "from"),
            ends=field(request, "until"),
            is_bare=is_bare,
            past=past,
            hotels=list(self._properties),
            zone=self._zone(place),
            coming=sheet.coming(now),
            channel_texts=CHANNEL_TEXTS,
            inserts=inserts(place.key, self._shelf.versions.packaged, catalog),
            beside=beside,
            other=other,
            others=[
                (language, previews(found, catalog, values=past.values)[0] if found else None)
                for language in LANGUAGES.values()
                if language.code != place.language
                for found in [catalog.get(place.key, language.code)]
            ],
            languages=[(language, catalog.get(place.key, language.code)) for language in LANGUAGES.values()],
            **self._verdict_values(sheet, await self._judge(sheet, draft, bare=is_bare, values=past.values)),
        )

    def _verdict_values(self, sheet: Sheet, verdict: Verdict) -> dict[str, object]:
        return {
            "verdict": verdict,
            "meanings": MEANINGS,
            "channel_names": CHANNEL_NAMES,
            "written_in": sheet.place.language,
        }

    def _new(
        self,
        request: Request,
        query: Query,
        *,
        fault: Saying | None = None,
        name: str = "",
        text: str = "",
        status: int = 200,
    ) -> HTTPResponse:
        return self._view.answer(
            request,
            "reply_new.html",
            status=status,
            query=query,
            categories=CATEGORIES,
            category=field(request, "category") or query.category,
            languages=LANGUAGES.values(),
            fault=fault,
            name=name,
            text=text,
            note=field(request, "note"),
        )

    def _zone(self, place: Place) -> ZoneInfo:
        return (self._properties.get(place.property_id) or self._properties.default).zone


_DONE = {
    "saved": marked("Saved as version %(number)s. Guests do not read it until it is published."),
    "published": marked("Published. Guests read version %(number)s within a second."),
    "scheduled": marked("Version %(number)s is scheduled."),
    "rolled-back": marked("Rolled back. Guests read the earlier words within a second."),
    "retired": marked("That version is taken away for good; it stays in the history."),
    "cancelled": marked("That publication is called off."),
}


def done_words(name: str) -> str | None:
    return _DONE.get(name)


def _instant(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return from_form(text, zone)
    except ValueError as error:
        raise VersionError("no-time") from error
