"""One reply's past: its versions, who wrote and published them and why, what changed word by word, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from sanic import HTTPResponse, Request
from sanic.response import redirect

from common.clock import Clock
from common.languages import LANGUAGES
from common.properties import Properties
from console.gate import field, not_found, whole_number
from console.refusals import refusals_of
from console.reply_pages import EDITS, ReplyPages, done_words
from console.reply_shelf import Query, Shelf
from console.sessions import Session
from console.view import View
from console.words import Saying, marked
from templates.place import Place
from templates.version import Conflict, Unknown, VersionError
from templates.wording import KEY

ACTIONS = {
    "save": marked("saved"),
    "publish": marked("published"),
    "schedule": marked("scheduled"),
    "roll_back": marked("rolled back to"),
    "cancel": marked("called off"),
    "retire": marked("took away"),
    "import": marked("imported"),
}
VERSION_STATES = {
    "draft": marked("draft"),
    "published": marked("published before"),
    "retired": marked("taken away"),
}


class ReplyHistoryPages:
    def __init__(
        self, view: View, shelf: Shelf, properties: Properties, clock: Clock, replies: ReplyPages
    ) -> None:
        self._view = view
        self._shelf = shelf
        self._properties = properties
        self._clock = clock
        self._replies = replies

    async def history(self, request: Request, _session: Session, key: str) -> HTTPResponse:
        query = self._replies.query(request)
        return await self._page(request, query, key)

    async def roll_back(self, request: Request, session: Session, key: str) -> HTTPResponse:
        return await self._do(request, session, key, "rolled-back")

    async def retire(self, request: Request, session: Session, key: str) -> HTTPResponse:
        return await self._do(request, session, key, "retired")

    async def cancel(self, request: Request, session: Session, key: str) -> HTTPResponse:
        return await self._do(request, session, key, "cancelled")

    async def _do(self, request: Request, session: Session, key: str, done: str) -> HTTPResponse:
        query, versions, by = self._replies.query(request), self._shelf.versions, session.member.name
        place = Place(key, query.language, query.property_id)
        number, live = whole_number(field(request, "number")), whole_number(field(request, "live"))
        note = field(request, "note")[:500]
        try:
            if done == "rolled-back":
                await versions.roll_back(place, number, by=by, note=note, expected_live=live)
            elif done == "retired":
                await versions.retire(place, number, by=by, note=note)
            else:
                await versions.cancel(place, whole_number(field(request, "publication")), by=by, note=note)
        except Conflict as conflict:
            said = Saying(
                marked("%(name)s published version %(number)s meanwhile. Look again before you go back."),
                {"name": conflict.author, "number": conflict.number},
            )
            return await self._page(request, query, key, faults=[said], status=409)
        except VersionError as error:
            return await self._page(request, query, key, faults=refusals_of(error), status=409)
        return redirect(query.address(f"{key}/history", done=done), status=303)

    async def _page(
        self, request: Request, query: Query, key: str, *, faults: Sequence[Saying] = (), status: int = 200
    ) -> HTTPResponse:
        place = Place(key, query.language, query.property_id)
        if not KEY.fullmatch(key):
            raise not_found(marked("There is no such reply"))
        sheet = await self._shelf.open(place)
        if not sheet.is_known:
            raise not_found(marked("There is no such reply"))
        numbers = [shown.version.number for shown in sheet.history]
        newer = _chosen(request.args.get("b"), numbers, default=sheet.live)
        before = [number for number in numbers if number < newer]
        older = _chosen(request.args.get("a"), numbers, default=before[0] if before else newer)
        try:
            changes = await self._shelf.versions.compare(place, older, newer) if older != newer else ()
        except Unknown:
            changes = ()
        done = done_words(request.args.get("done", ""))
        hotel = self._properties.get(place.property_id) or self._properties.default
        return self._view.answer(
            request,
            "reply_history.html",
            status=status,
            query=query,
            key=key,
            sheet=sheet,
            older=older,
            newer=newer,
            changes=changes,
            faults=faults,
            done=Saying(done) if done else None,
            may_edit=self._view.role(request).may_act_as(EDITS),
            coming=sheet.coming(self._clock.now()),
            log=await self._shelf.versions.audit(key),
            actions=ACTIONS,
            version_states=VERSION_STATES,
            languages=LANGUAGES.values(),
            zone=hotel.zone,
            timezone=hotel.timezone,
            now=self._clock.now(),
        )


def _chosen(text: str | None, numbers: list[int], *, default: int) -> int:
    return whole_number(text) if text and whole_number(text) in numbers else default
