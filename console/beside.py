"""What stands beside a conversation on its page: notes, tags, colleagues to give it to, and what staff said of its messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sanic import Request

from bot.gateway.transcripts import ConversationRow
from console.candidates import Candidates
from console.canned import Canned
from console.gate import Stopped, field, not_found
from console.margin import LONGEST_NOTE, Margin
from console.queries import LONGEST_TAG
from console.reading import Reader
from console.sessions import Session
from console.staff import StaffList
from console.takeovers import ACTS, Takeovers
from console.words import Saying, marked

Act = Callable[[Request, Session, str], Awaitable[None]]


@dataclass(frozen=True)
class Beside:
    """wishes: what guests may wish, by the names of the bot's intents."""

    margin: Margin
    candidates: Candidates
    takeovers: Takeovers
    reader: Reader
    staff: StaffList
    wishes: tuple[str, ...]
    canned: Canned

    async def values(self, row: ConversationRow, *, inserted: str | None, may_write: bool) -> dict[str, Any]:
        """For the page. inserted: the canned reply that stands in the answer box; may_write: in words of one's own."""
        conversation = row.id
        canned = await self.canned.of(row, with_twins=not may_write)
        people = [one for one in await self.staff.all() if not one.is_disabled and one.role.may_act_as(ACTS)]
        return {
            "notes": await self.margin.notes(conversation),
            "tags": (await self.margin.tags([conversation]))[conversation],
            "corrected": await self.candidates.wishes_of(conversation),
            "colleagues": [one.name for one in people],
            "wishes": self.wishes,
            "canned": canned,
            "inserted": next((one.text for one in canned if one.key == inserted), ""),
            "longest_note": LONGEST_NOTE,
            "longest_tag": LONGEST_TAG,
        }

    def acts(self) -> dict[str, Act]:
        """What its forms do, by the end of their address."""

        async def note(request: Request, session: Session, conversation: str) -> None:
            await self.margin.add_note(conversation, session.member, field(request, "words"))

        async def drop_note(request: Request, session: Session, conversation: str) -> None:
            await self.margin.drop_note(conversation, field(request, "note"))

        async def tag(request: Request, session: Session, conversation: str) -> None:
            await self.margin.add_tag(conversation, session.member, field(request, "tag"))

        async def drop_tag(request: Request, session: Session, conversation: str) -> None:
            await self.margin.drop_tag(conversation, field(request, "tag"))

        async def assign(request: Request, session: Session, conversation: str) -> None:
            await self.takeovers.assign(conversation, field(request, "to"), session.member)

        async def wish(request: Request, session: Session, conversation: str) -> None:
            wished = field(request, "wish")
            if wished not in self.wishes:
                no = Saying(marked("The bot knows no wish “%(name)s”."), {"name": wished[:64]})
                raise Stopped(422, marked("Not as it stands"), no)
            found = await self.reader.transcript(session.member, conversation, through="page")
            if found is None:
                raise not_found(marked("There is no such conversation"))
            await self.candidates.add(found[0], field(request, "turn"), wished, session.member)

        async def approved(request: Request, session: Session, conversation: str) -> None:
            found = await self.reader.conversation(conversation)
            if found is None:
                raise not_found(marked("There is no such conversation"))
            reply = await self.canned.one(found, field(request, "key"))
            if reply is None or reply.approved is None:
                none = marked("WhatsApp has approved no such template in this guest's language.")
                raise Stopped(422, marked("Not as it stands"), none)
            once = field(request, "form_id")[:40] or None
            await self.takeovers.say(
                conversation, session.member, reply.text, message_id=once, chosen=reply.chosen
            )

        return {
            "approved": approved,
            "note": note,
            "drop_note": drop_note,
            "tag": tag,
            "drop_tag": drop_tag,
            "assign": assign,
            "wish": wish,
        }
