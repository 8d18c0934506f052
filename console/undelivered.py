"""Why a message has not reached its guest, in words a receptionist acts on, and what they may decide about it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels.whatsapp.errors import fault_of
from bot.gateway.deliveries import DECISIONS, Decision
from bot.gateway.handover import Deed
from bot.gateway.outgoing import Stored
from bot.gateway.send_faults import Mistaken, Retry, StopAll, Unsure, WindowClosed
from bot.gateway.tables import UNDECIDED
from console.words import marked

DECIDES: Mapping[Decision, str] = {
    "again": marked("Send it again"),
    "arrived": marked("It has arrived"),
    "never": marked("Do not send it"),
}
"""The buttons, in their order."""
DECIDED: Mapping[str, str] = {
    "again": marked("A message is sent again"),
    "arrived": marked("A message has arrived after all"),
    "never": marked("A message is not sent"),
}
"""In the story of a conversation, and beside the message."""

_UNSURE = marked(
    "WhatsApp did not say whether it took this message. It may be on the guest's phone: ask, or look whether they answer, before it is sent again."
)
_SILENT = marked("The guest had been silent for a day, so WhatsApp took no free words.")
_WAITS = marked(
    "The guest has been silent for a day, so WhatsApp takes no free words. It goes by itself if they write within three days."
)
_NO_NEWS = marked("The guest wants no messages from us unasked, so it is not sent. Call them if it matters.")
_STOPPED = marked(
    "WhatsApp lets the hotel's number send nothing for now: its account, bill or access needs somebody who looks after it."
)
_TOO_MUCH = marked("Too much was sent at once, and WhatsApp took no more. It can be sent again.")
_WRONG = marked(
    "WhatsApp did not take the message as it was written. Sent again it will hardly fare better: write to the guest in your own words."
)
_UNKNOWN = marked("WhatsApp did not deliver it and did not say why.")
_BY_FAULT: Mapping[str, str] = {
    "window": _WAITS,
    "opted_out": _NO_NEWS,
    "unreadable": marked(
        "It can no longer be read here: the key it was kept under is gone. Write to the guest anew."
    ),
    "unsayable": marked(
        "It could not be put into a form for WhatsApp. Write to the guest in your own words."
    ),
    "131026": marked("This number has no WhatsApp, or takes no such messages. Reach the guest another way."),
    "131049": marked("WhatsApp held it back, because this guest has had many such messages lately."),
    "130472": marked("WhatsApp held it back, because the guest takes part in a trial of its own."),
    "131050": _NO_NEWS,
    "131052": marked("WhatsApp could not fetch the file. Send the words without it."),
    "131053": marked("WhatsApp could not take the file. Send the words without it."),
    "131062": marked("This message needs the guest's telephone number, which WhatsApp has not told us."),
}


@dataclass(frozen=True)
class Undelivered:
    """why: a sentence. decisions: those that can do something, in the order of their buttons."""

    why: str
    decisions: tuple[Decision, ...]


def undelivered(stored: Stored) -> Undelivered | None:
    """None where there is nothing to decide."""
    if stored.delivery not in UNDECIDED or stored.route != "chat":
        return None
    idle: tuple[Decision, ...] = ()
    if stored.delivery == "held":
        # It never left; and whoever wants no news would not get it the second time either.
        idle = ("arrived", "again") if stored.fault == "opted_out" else ("arrived",)
    decisions = tuple(one for one in DECIDES if one not in idle)
    return Undelivered(why(stored.delivery, stored.fault), decisions)


def why(delivery: str, fault: str | None) -> str:
    if delivery == "unsure":
        return _UNSURE
    if fault in _BY_FAULT:
        return _BY_FAULT[fault or ""]
    if fault is None or not fault.isdigit():
        return _WRONG if fault and fault.startswith("http_4") else _UNKNOWN
    kind = fault_of(int(fault))
    by_kind = (
        (WindowClosed, _SILENT),
        (StopAll, _STOPPED),
        (Retry, _TOO_MUCH),
        (Mistaken, _WRONG),
        (Unsure, _UNKNOWN),
    )
    return next((words for known, words in by_kind if isinstance(kind, known)), _UNKNOWN)


@dataclass(frozen=True)
class Settled:
    """What a person decided about a message, and when."""

    words: str
    by: str
    at: datetime


def decided(story: list[Deed]) -> dict[str, Settled]:
    """The latest decision about each message, by its id."""
    return {
        deed.reason: Settled(DECIDED[deed.what], deed.by or "", deed.at)
        for deed in story
        if deed.what in DECISIONS and deed.reason
    }
