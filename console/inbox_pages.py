"""The list of conversations as an inbox: filters with their counts, words looked for, and a list that a script keeps fresh."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from bot.gateway.attention import CAUSES
from bot.gateway.transcripts import ConversationRow
from common.languages import LANGUAGES
from common.properties import Properties, Property
from console.conversation_pages import ATTENTION
from console.queries import BOXES, CHANNELS, LONGEST_WORDS, OUTCOMES, PAGE_SIZE, STATES, Query, query_of
from console.reading import SEARCHES, Reader
from console.sessions import Session
from console.view import View


class InboxPages:
    def __init__(self, view: View, reader: Reader, properties: Properties) -> None:
        self._view = view
        self._reader = reader
        self._properties = properties

    async def listing(self, request: Request, session: Session) -> HTTPResponse:
        query, faults = query_of(request.args, [hotel.id for hotel in self._properties])
        found = await self._reader.listing(query, session.member)
        figures = self._reader.figures
        pages = max(1, -(-found.total // PAGE_SIZE))
        return self._view.answer(
            request,
            "conversations.html",
            rows=[(row, self._hotel(row)) for row in found.rows],
            outcomes=await figures.outcomes([row.id for row in found.rows]),
            undelivered=await figures.undelivered([row.id for row in found.rows]),
            counts=await figures.counts(query, session.member.name),
            choices=await figures.choices(),
            total=found.total,
            searched=found.searched,
            query=query,
            faults=faults,
            pages=pages,
            newer=query.address(min(query.page - 1, pages)) if query.page > 1 else "",
            older=query.address(query.page + 1) if query.page < pages else "",
            boxes=[(box, words, Query(box=box).address(1)) for box, words in BOXES.items()],
            languages=LANGUAGES.values(),
            channels=CHANNELS,
            states=STATES,
            outcome_words=OUTCOMES,
            hotels=list(self._properties),
            attention=ATTENTION,
            delivery_causes=CAUSES,
            may_search=session.member.role.may_act_as(SEARCHES),
            longest_words=LONGEST_WORDS,
            timezone=self._properties.default.timezone,
            done=request.args.get("done", ""),
        )

    def _hotel(self, row: ConversationRow) -> Property:
        return self._properties.get(row.property_id) or self._properties.default
