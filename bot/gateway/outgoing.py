"""What we say to guests: stored with the turn's end, shown by the channels, its delivery tracked.

A button that was shown is found again here by its id; what is not found was never offered.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, bindparam, func, insert, or_, select, update

from bot.gateway import metrics, titles
from bot.gateway.attention import delivery_changed
from bot.gateway.ledger import Ledger
from bot.gateway.tables import conversations, outgoing, turns
from common.ids import new_id
from common.knowledge.replies import Source
from common.secrets import Sealer
from common.sql import bound, given
from templates import exposures
from templates.exposures import Exposure

STAFF_MESSAGE = "staff.message"
"""Stands where a reply's name does when a person wrote the words."""

UNSAID = ("proposed", "dropped")
"""Deliveries of what no guest has been shown: staff decide about it, or decided against it."""

# More than any turn says.
_MOST_REPLIES = 8
# The reply's id and the button's place in it; anything else was never ours.
_BUTTON_ID = re.compile(r"b_[0-9A-Z]{1,40}_[0-9]{1,3}", re.ASCII)


@dataclass(frozen=True)
class Button:
    """title: what the guest reads. payload: `{"intent", "entities"}`, what pressing it means."""

    id: str
    title: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """One message to the guest, with the words' origin. attachments: plain JSON, each with a `kind`.

    values: what the words were filled with; source: the hotel's fact or own answer that is told; they go to no channel, but
    for what a card shows of an offered room.
    by: who of staff wrote it, None for the bot.
    """

    id: str
    text: str
    template: str
    version: str | None
    arm: str | None
    language: str | None
    experiment: str | None = None
    buttons: tuple[Button, ...] = ()
    attachments: tuple[Mapping[str, Any], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    by: str | None = None
    source: Source | None = None

    @classmethod
    def from_wire(cls, custom: Mapping[str, Any]) -> Reply:
        """From a finished reply as `/nlg` answers it."""
        reply = new_id("o")
        return cls(
            id=reply,
            text=str(custom.get("text") or ""),
            template=str(custom.get("template") or ""),
            version=_text(custom.get("version")),
            arm=_text(custom.get("arm")),
            language=_text(custom.get("language")),
            experiment=_text(custom.get("experiment")),
            buttons=tuple(
                Button(f"b_{reply[2:]}_{number}", str(button["title"]), dict(button["payload"]))
                for number, button in enumerate(custom.get("buttons") or ())
            ),
            attachments=tuple(dict(one) for one in custom.get("attachments") or ()),
            values=dict(custom.get("values") or {}),
            source=Source.from_wire(custom.get("source")),
        )


@dataclass(frozen=True)
class Delivery:
    """What the channel reports of a reply. status: sent, delivered, read, failed. pricing: what it is charged as."""

    reply: str
    status: str
    at: datetime
    fault: str | None
    pricing: Mapping[str, Any] | None


@dataclass(frozen=True)
class Stored:
    """A reply as it lies in the table. fault: the channel's code for what went wrong; statuses: where they were asked for."""

    seq: int
    turn: str | None
    reply: Reply
    delivery: str
    created_at: datetime
    sent_at: datetime | None
    route: str = "chat"
    tries: int = 0
    notice: str | None = field(default=None)
    fault: str | None = None
    statuses: tuple[Delivery, ...] = ()


def add(
    connection: Connection,
    sealer: Sealer,
    replies: Sequence[Reply],
    *,
    conversation: str,
    turn: str | None,
    at: datetime,
    is_awaited: bool,
    is_proposed: bool = False,
    route: str = "chat",
    notice: str | None = None,
) -> None:
    """is_awaited: someone is there to take them now, so that they leave with this transaction.

    is_proposed: they do not leave before staff say so, whoever waits.
    """
    due = due_at(connection, conversation, at) if route == "chat" and not is_proposed else None
    # What the channel itself must send is not sent because somebody looks on.
    is_sent = is_awaited and not is_proposed and due is None
    connection.execute(
        _ADD,
        [
            {
                "id": reply.id,
                "conversation": conversation,
                "turn": turn,
                "route": route,
                "body": sealer.seal(_body(reply)),
                "template": reply.template[:96],
                "version": reply.version,
                "experiment": reply.experiment,
                "arm": reply.arm,
                "language": reply.language,
                "by": reply.by,
                "delivery": "proposed" if is_proposed else "sent" if is_sent else "waiting",
                "next_try_at": due,
                "created_at": at,
                "sent_at": at if is_sent else None,
                "notice": notice,
            }
            for reply in replies
        ],
    )
    if is_sent and any(reply.experiment for reply in replies):
        _expose(connection, [reply.id for reply in replies], at)


def of_turn(connection: Connection, sealer: Sealer, turn: str) -> list[Stored]:
    """The replies of one turn that go to the chat, in order; none that wait for staff."""
    is_said = (outgoing.c.route == "chat") & outgoing.c.delivery.not_in(UNSAID)
    rows = connection.execute(
        select(outgoing).where(outgoing.c.turn == turn, is_said).order_by(outgoing.c.seq)
    )
    return [read(row, sealer) for row in rows]


def due_at(connection: Connection, conversation: str | ScalarSelect[str], at: datetime) -> datetime | None:
    """When the channel itself is to send what waits in this conversation; None where a page comes for it.

    Rows that have it are the sender's: it looks at them from then on, until they are settled.
    """
    if isinstance(conversation, str):
        return at if connection.scalar(_SENDS, {"conversation": conversation}) else None
    return at if connection.scalar(_sends(conversation)) else None


async def mark_sent(ledger: Ledger, ids: Sequence[str], at: datetime) -> None:
    """The guest's side has taken these replies."""
    if not ids:
        return
    metrics.OUTGOING_DEPTH.dec(await ledger.write(lambda connection: _mark_sent(connection, ids, at)))


def release(connection: Connection, sealer: Sealer, reply: Reply, *, at: datetime, is_awaited: bool) -> bool:
    """A proposed reply goes to the guest, in the words it now has; False when it is no longer proposed."""
    of_reply = select(outgoing.c.conversation).where(outgoing.c.id == reply.id).scalar_subquery()
    due = due_at(connection, of_reply, at)
    is_awaited = is_awaited and due is None
    released = connection.execute(
        update(outgoing)
        .where(outgoing.c.id == reply.id, outgoing.c.delivery == "proposed")
        .values(
            body=sealer.seal(_body(reply)),
            by=reply.by,
            experiment=reply.experiment,
            arm=reply.arm,
            delivery="sent" if is_awaited else "waiting",
            next_try_at=due,
            # It stands in the chat where it was said, not where it was thought of.
            created_at=at,
            sent_at=at if is_awaited else None,
        )
    )
    if released.rowcount and is_awaited and reply.experiment:
        _expose(connection, [reply.id], at)
    return released.rowcount == 1


def release_notices(connection: Connection, conversation: str, at: datetime) -> None:
    """What the hotel side had to tell while a person spoke, and nobody has told."""
    connection.execute(
        update(outgoing)
        .where(
            outgoing.c.conversation == conversation,
            outgoing.c.delivery == "proposed",
            outgoing.c.notice.is_not(None),
        )
        .values(delivery="waiting", created_at=at, next_try_at=due_at(connection, conversation, at))
    )


def count_waiting(connection: Connection) -> int:
    return int(
        connection.scalar(select(func.count()).select_from(outgoing).where(outgoing.c.delivery == "waiting"))
        or 0
    )


def find_button(connection: Connection, sealer: Sealer, conversation: str, button: str) -> Button | None:
    """The button as it was offered in this conversation; None when it was not."""
    if not _BUTTON_ID.fullmatch(button):
        return None
    row = (
        connection.execute(
            select(outgoing).where(
                outgoing.c.id == "o_" + button[2:].rpartition("_")[0],
                outgoing.c.conversation == conversation,
                outgoing.c.delivery.not_in(UNSAID),
            )
        )
    ).one_or_none()
    if row is None:
        return None
    return next((one for one in read(row, sealer).reply.buttons if one.id == button), None)


def find_titled(connection: Connection, sealer: Sealer, conversation: str, words: str) -> Button | None:
    """The button whose title the guest typed instead of pressing it; only what was said last still counts as offered.

    A room may also be named by the word that tells it from the others; nothing else is guessed, least of all a yes.
    """
    if len(words) > titles.LONGEST:
        return None
    rows = connection.execute(_LAST_SAID, {"conversation": conversation}).all()
    last = [row for row in rows if row.turn == rows[0].turn]
    offered = [button for row in last for button in read(row, sealer).reply.buttons]
    found = [button for button in offered if titles.is_title(words, button.title)]
    if found:
        return found[0] if all(one.payload == found[0].payload for one in found) else None
    rooms = [button for button in offered if "room_type" in (button.payload.get("entities") or {})]
    place = titles.named(words, [button.title for button in rooms])
    return None if place is None else rooms[place]


def read(row: Any, sealer: Sealer) -> Stored:
    body = json.loads(sealer.unseal(row.body))
    reply = Reply(
        id=row.id,
        text=body["text"],
        template=row.template,
        version=row.version,
        arm=row.arm,
        language=row.language,
        experiment=row.experiment,
        buttons=tuple(Button(one["id"], one["title"], one["payload"]) for one in body["buttons"]),
        attachments=tuple(body["attachments"]),
        values=body.get("values") or {},
        by=row.by,
        source=Source.from_wire(body.get("source")),
    )
    return Stored(
        row.seq,
        row.turn,
        reply,
        row.delivery,
        row.created_at,
        row.sent_at,
        row.route,
        row.tries,
        row.notice,
        row.fault,
    )


def note_sent(connection: Connection, ids: Sequence[str], at: datetime, **changed: Any) -> int:
    """They have left, whatever was thought of them until now. changed: what else is written of them; how many there are."""
    return _mark(connection, ids, at, **changed)


def _mark_sent(connection: Connection, ids: Sequence[str], at: datetime) -> int:
    return _mark(connection, ids, at, is_for_pages=True)


def _mark(
    connection: Connection, ids: Sequence[str], at: datetime, *, is_for_pages: bool = False, **changed: Any
) -> int:
    values = {"delivery": "sent", "sent_at": at, **changed}
    statement = _marking(is_for_pages, tuple(values))
    marked = connection.execute(statement, {"which": list(ids), **given(values)}).all()
    delivery_changed(connection, {row.conversation for row in marked}, at)
    if shown := [row.id for row in marked if row.experiment]:
        _expose(connection, shown, at)
    return len(marked)


def _sends(conversation: Any) -> Select[Any]:
    return select(conversations.c.address.is_not(None)).where(conversations.c.id == conversation)


# Built once: that takes longer than to run them.
_ADD = insert(outgoing)
_SENDS = _sends(bindparam("conversation"))


@functools.cache
def _marking(is_for_pages: bool, names: tuple[str, ...]) -> Any:
    statement = update(outgoing).where(outgoing.c.id.in_(bindparam("which", expanding=True)))
    if is_for_pages:
        # What the channel sends by itself is not taken by whoever looks on.
        statement = statement.where(outgoing.c.delivery == "waiting", outgoing.c.next_try_at.is_(None))
    statement = statement.values(bound(outgoing, names))
    return statement.returning(outgoing.c.id, outgoing.c.experiment, outgoing.c.conversation)


def _last_said() -> Any:
    conversation = bindparam("conversation")
    # What is said beside the dialogue leaves its questions open.
    asides = select(turns.c.id).where(turns.c.conversation == conversation, turns.c.outcome == "aside")
    return (
        select(outgoing)
        .where(
            outgoing.c.conversation == conversation,
            outgoing.c.route == "chat",
            outgoing.c.delivery.not_in(UNSAID),
            or_(outgoing.c.turn.is_(None), outgoing.c.turn.not_in(asides)),
        )
        .order_by(outgoing.c.seq.desc())
        .limit(_MOST_REPLIES)
    )


_LAST_SAID = _last_said()


def _expose(connection: Connection, ids: Sequence[str], at: datetime) -> None:
    """What has been sent counts for the experiment whose words it was; in the same transaction, so that both are true."""
    rows = connection.execute(
        select(
            outgoing.c.experiment,
            outgoing.c.arm,
            outgoing.c.language,
            conversations.c.guest_key,
            conversations.c.channel,
            conversations.c.property,
            conversations.c.is_test,
        )
        .join(conversations, conversations.c.id == outgoing.c.conversation)
        .where(outgoing.c.id.in_(ids), outgoing.c.experiment.is_not(None))
        .order_by(outgoing.c.seq)
    ).all()
    for row in rows:
        if row.guest_key and row.arm and not row.is_test:
            exposures.record(
                connection,
                Exposure(
                    row.experiment,
                    row.arm,
                    row.guest_key,
                    at,
                    row.language,
                    row.channel,
                    row.property or None,
                ),
            )


def _body(reply: Reply) -> str:
    return json.dumps(
        {
            "text": reply.text,
            "buttons": [{"id": one.id, "title": one.title, "payload": one.payload} for one in reply.buttons],
            "attachments": list(reply.attachments),
            "values": dict(reply.values),
            "source": reply.source.to_wire() if reply.source else None,
        },
        ensure_ascii=False,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
