"""A reply that asks for the dates of a stay tells the channel so, which may show a calendar to choose them from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.gateway.outgoing import Reply
from common.properties import Property

KIND = "dates"
_SLOT = "stay"


def marked(replies: Sequence[Reply], asked: str | None, hotel: Property, today: date) -> tuple[Reply, ...]:
    """The last reply with an attachment `{"kind": "dates", "earliest", "latest"}` when the stay is what is asked for now.

    asked: the slot that the turn asks for at its end; today: as the hotel's calendar has it.
    """
    if asked != _SLOT or not replies:
        return tuple(replies)
    last = today + timedelta(days=hotel.max_days_ahead + hotel.max_nights)
    mark = {"kind": KIND, "earliest": today.isoformat(), "latest": last.isoformat()}
    return (*replies[:-1], replace(replies[-1], attachments=(*replies[-1].attachments, mark)))
