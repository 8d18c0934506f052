"""Taking over as JSON, for staff's own programs: who has a conversation, the same deeds as on its page, and what changed."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, json

from bot.gateway.feed import Change, Feed
from bot.gateway.handover import Standing
from bot.gateway.outgoing import Stored
from console import api_schemas as schemas
from console.api_document import Told
from console.api_guard import ApiGuard
from console.api_shape import body_of
from console.gate import Handler, not_found
from console.instants import from_program
from console.reading import Reader
from console.staff import Member
from console.takeovers import ACTS, Deed, Takeovers
from console.wire import iso, reply_to_wire

_SUMMARIES = {
    Deed.TAKE: "Take it over: the bot is silent from now on",
    Deed.HAND_BACK: "Give it back to the bot, which says so to the guest",
    Deed.RELEASE: "Let it wait for another person; the bot answers meanwhile",
}


def add_takeover(api: Blueprint, guard: ApiGuard, takeovers: Takeovers, reader: Reader, feed: Feed) -> None:
    async def standing(_request: Request, _member: Member, conversation: str) -> HTTPResponse:
        if (found := await takeovers.standing(conversation)) is None:
            raise not_found("There is no such conversation")
        now, writing, story = found
        body = standing_to_wire(now) | {
            "may_write": writing.is_free,
            "write_until": iso(writing.until),
            "story": [
                {"at": iso(deed.at), "what": deed.what, "by": deed.by, "reason": deed.reason}
                for deed in story
            ],
        }
        return json(body)

    def doing(deed: Deed) -> Handler:
        async def act(_request: Request, member: Member, conversation: str) -> HTTPResponse:
            return json(standing_to_wire(await takeovers.do(deed, conversation, member)))

        return act

    async def say(request: Request, member: Member, conversation: str) -> HTTPResponse:
        body = body_of(request)
        message = await takeovers.say(conversation, member, body["text"], message_id=body.get("message_id"))
        return json({"id": message}, status=201)

    async def assign(request: Request, member: Member, conversation: str) -> HTTPResponse:
        return json(standing_to_wire(await takeovers.assign(conversation, body_of(request)["to"], member)))

    async def draft_mode(request: Request, member: Member, conversation: str) -> HTTPResponse:
        is_on = body_of(request)["is_on"]
        return json(standing_to_wire(await takeovers.set_draft_mode(conversation, member, is_on=is_on)))

    async def drafts(_request: Request, member: Member, conversation: str) -> HTTPResponse:
        found = await reader.transcript(member, conversation, through="api")
        if found is None:
            raise not_found("There is no such conversation")
        transcript, _ = found
        replies = [*(reply for turn in transcript.turns for reply in turn.replies), *transcript.notices]
        proposed = [draft_to_wire(reply) for reply in replies if reply.delivery == "proposed"]
        return json({"drafts": proposed})

    async def send(request: Request, member: Member, draft: str) -> HTTPResponse:
        return json({"id": await takeovers.send_draft(draft, member, body_of(request).get("text"))})

    async def drop(_request: Request, member: Member, draft: str) -> HTTPResponse:
        await takeovers.drop_draft(draft, member)
        return empty()

    async def changes(request: Request, _member: Member) -> HTTPResponse:
        since = from_program({"since": request.args.get("since")}, "since")
        news = await feed.news(since, conversation=request.args.get("conversation") or None)
        body = {
            "changes": [change_to_wire(one) for one in news.changes],
            "waiting": news.waiting,
            "since": iso(news.since),
        }
        return json(body)

    gate, one = guard.gate, "/conversations/<conversation:str>"
    gate.add(
        api,
        f"{one}/standing",
        "standing",
        get=guard.reads(standing),
        summary="Who has it, until when the channel takes free words, and what became of it so far",
        told={"GET": Told(schemas.STANDING_IN_FULL)},
    )
    for deed in Deed:
        gate.add(
            api,
            f"{one}/{deed.value}",
            f"conversation_{deed.value}",
            post=guard.acts(doing(deed), role=ACTS),
            summary=_SUMMARIES[deed],
            is_form=False,
            told={"POST": Told(schemas.STANDING)},
        )
    for path, handler, summary, told in (
        (
            f"{one}/messages",
            say,
            "Write to the guest; takes it over when nobody has it: {text, message_id?}",
            Told(schemas.MADE, status=201, body=schemas.MESSAGE),
        ),
        (
            f"{one}/assign",
            assign,
            "Give it to a member of staff: {to}",
            Told(schemas.STANDING, body=schemas.ASSIGN),
        ),
        (
            f"{one}/draft_mode",
            draft_mode,
            "Whether the bot only proposes here: {is_on}",
            Told(schemas.STANDING, body=schemas.DRAFT_MODE),
        ),
        (
            "/drafts/<draft:str>/send",
            send,
            "Send what the bot proposed, in other words where some are given: {text?}",
            Told(schemas.MADE, body=schemas.DRAFT),
        ),
        (
            "/drafts/<draft:str>/drop",
            drop,
            "Drop what the bot proposed",
            Told(None, status=204),
        ),
    ):
        name = path.replace("<conversation:str>", "one").replace("<draft:str>", "one").strip("/")
        gate.add(
            api,
            path,
            name.replace("/", "_"),
            post=guard.acts(handler, role=ACTS),
            summary=summary,
            is_form=False,
            told={"POST": told},
        )
    gate.add(
        api,
        f"{one}/drafts",
        "drafts",
        get=guard.reads(drafts),
        summary="What the bot proposes and nobody has decided about",
        told={"GET": Told(schemas.DRAFTS)},
    )
    gate.add(
        api,
        "/changes",
        "changes",
        get=guard.reads(changes),
        summary="Conversations that changed: ?since, as the answer before named it; without it only where to begin; ?conversation: "
        "this one alone, and its deliveries too",
        told={"GET": Told(schemas.CHANGES, query=schemas.CHANGES_QUERY)},
    )


def standing_to_wire(standing: Standing) -> dict[str, Any]:
    return {
        "conversation": standing.conversation,
        "state": standing.state,
        "owner": standing.owner,
        "since": iso(standing.since),
        "is_draft_mode": standing.is_draft_mode,
    }


def draft_to_wire(stored: Stored) -> dict[str, Any]:
    return {"turn": stored.turn, **reply_to_wire(stored)}


def change_to_wire(change: Change) -> dict[str, Any]:
    return {
        "conversation": change.conversation,
        "property": change.property_id,
        "channel": change.channel,
        "language": change.language,
        "state": change.state,
        "state_since": iso(change.state_since),
        "owner": change.owner,
        "attention": change.attention,
        "handoff_reason": change.handoff_reason,
        "is_unread": change.is_unread,
        "changed_at": iso(change.changed_at),
        "delivery_changed_at": iso(change.delivery_changed_at),
    }
