"""What staff do with a conversation, for the pages and for the programs: one list of deeds, and what refuses them in words.

Who may act is decided before it comes here; what was done stands in the conversation's story under the member's name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from bot.gateway.handover import (
    Chosen,
    HeldBy,
    NoSuchConversation,
    NothingSaid,
    NotProposed,
    Standing,
    Takeover,
    WindowClosed,
    Writing,
)
from bot.gateway.handover import Deed as Done
from bot.gateway.words import KEPT_CHARACTERS
from common.log import get_log
from console.gate import Stopped, not_found
from console.roles import Role
from console.staff import Member, StaffList
from console.words import Saying, marked

_log = get_log("console")

ACTS = Role.AGENT
"""Who speaks with guests."""
LONGEST = KEPT_CHARACTERS
NOT_SO = marked("Not as it stands")


class Deed(StrEnum):
    TAKE = "take"
    HAND_BACK = "hand_back"
    RELEASE = "release"


class Takeovers:
    def __init__(self, takeover: Takeover, staff: StaffList) -> None:
        self._takeover = takeover
        self._staff = staff

    async def standing(self, conversation: str) -> tuple[Standing, Writing, list[Done]] | None:
        """Who has it, what the channel lets them write, and its story."""
        try:
            now = await self._takeover.standing(conversation)
        except NoSuchConversation:
            return None
        writing = await self._takeover.allowed(conversation)
        return now, writing, await self._takeover.story(conversation)

    async def mark_read(self, conversation: str, member: Member) -> None:
        """They have seen it, if they are of those who answer guests."""
        if member.role.may_act_as(ACTS):
            await self._takeover.mark_read(conversation)

    async def do(self, deed: Deed, conversation: str, member: Member) -> Standing:
        """Raises Stopped, as everything here does."""
        acts: dict[Deed, Callable[[str, str], Awaitable[Standing]]] = {
            Deed.TAKE: self._takeover.take,
            Deed.HAND_BACK: self._takeover.hand_back,
            Deed.RELEASE: self._takeover.release,
        }
        with _in_words():
            standing = await acts[deed](conversation, member.name)
        _note(deed.value, conversation, member)
        return standing

    async def say(
        self,
        conversation: str,
        member: Member,
        text: str,
        *,
        message_id: str | None = None,
        chosen: Chosen | None = None,
    ) -> str:
        """The message's id."""
        with _in_words():
            reply = await self._takeover.say(
                conversation, member.name, text, message_id=message_id, chosen=chosen
            )
        _note("say", conversation, member)
        return reply.id

    async def assign(self, conversation: str, to: str, member: Member) -> Standing:
        other = await self._staff.named(to)
        if other is None or other.is_disabled or not other.role.may_act_as(ACTS):
            raise Stopped(422, marked("Nobody it could be given to"), _needs_agent())
        with _in_words():
            standing = await self._takeover.assign(conversation, other.name, by=member.name)
        _note("assign", conversation, member)
        return standing

    async def send_draft(self, draft: str, member: Member, text: str | None = None) -> str:
        with _in_words():
            reply = await self._takeover.approve(draft, member.name, text)
        _note("send_draft", draft, member)
        return reply.id

    async def drop_draft(self, draft: str, member: Member) -> None:
        with _in_words():
            await self._takeover.drop(draft, member.name)
        _note("drop_draft", draft, member)

    async def set_draft_mode(self, conversation: str, member: Member, *, is_on: bool) -> Standing:
        with _in_words():
            standing = await self._takeover.set_draft_mode(conversation, member.name, is_on=is_on)
        _note("draft_mode", conversation, member)
        return standing


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except HeldBy as error:
        held = Saying(marked("%(name)s has this conversation."), {"name": error.owner})
        raise Stopped(409, marked("Somebody else is there"), held) from error
    except NotProposed as error:
        raise Stopped(409, NOT_SO, marked("Somebody has decided about this draft already.")) from error
    except NothingSaid as error:
        raise Stopped(422, NOT_SO, marked("Write something first.")) from error
    except WindowClosed as error:
        closed = marked(
            "WhatsApp takes no free words to this guest any more; only an approved template may be sent."
        )
        raise Stopped(409, marked("The window is closed"), closed) from error
    except NoSuchConversation as error:
        raise not_found(marked("There is no such conversation")) from error


def _needs_agent() -> Saying:
    return Saying(
        marked("Only members with the role “%(role)s” or more speak with guests."), {"role": Saying(ACTS)}
    )


def _note(deed: str, about: str, member: Member) -> None:
    _log.info("conversation handled", deed=deed, about=about, staff=member.id)
