"""What Rasa is told beside a guest's words: the hotel, its day, the languages believed so far. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.gateway.inbox import Job, Talk
from bot.gateway.words import join
from common.languages import closest
from common.properties import Property

# Their writers put the month first whatever hotel they write to.
_MONTH_FIRST_LOCALES = frozenset({"en-us", "en-ph"})


def turn_request(job: Job, hotel: Property, now: datetime) -> dict[str, Any]:
    """The body of `/webhooks/desk/turn`."""
    request: dict[str, Any] = {
        "conversation": job.talk.id,
        "turn": job.turn,
        "channel": job.talk.channel,
        "metadata": _metadata(job, hotel, now),
    }
    button = job.said[0].button if job.said else None
    if button is not None:
        request["payload"] = dict(button.payload)
    else:
        request["text"] = join([said.text for said in job.said])
    return request


def reply_language(talk: Talk, hotel: Property, parse: dict[str, Any] | None = None) -> str:
    """The language to answer in: as understood just now, as before, as the device says, as the hotel speaks."""
    wished = (language_of(parse or {}).get("reply"), talk.language, closest(talk.locale))
    return next((str(code) for code in wished if code in hotel.languages), hotel.default_language)


def language_of(parse: dict[str, Any]) -> dict[str, Any]:
    """`understood.language` of a parse; empty when nothing was understood, as with a button."""
    language = (parse.get("understood") or {}).get("language")
    return language if isinstance(language, dict) else {}


def _metadata(job: Job, hotel: Property, now: datetime) -> dict[str, Any]:
    talk = job.talk
    known = talk.language or talk.prior
    return {
        # None until the guest of several hotels has said which; the day is the first one's until then.
        "property": hotel.id if hotel.id == talk.property_id else None,
        "timezone": hotel.timezone,
        "today": now.astimezone(ZoneInfo(hotel.timezone)).date().isoformat(),
        "day_first": _is_day_first(talk.locale, hotel),
        "language": {"reply": talk.language, "prior": talk.prior or {}} if known else None,
        "languages": list(dict.fromkeys((hotel.default_language, *hotel.languages))),
        "locale": talk.locale,
        "asked": talk.asked,
        # What was written before our last reply could be read agrees to nothing in it.
        "overtaken": job.is_overtaken,
        # Prices and agreements from before this instant are void: a person has spoken since.
        "handed_back": talk.handed_back_at.isoformat() if talk.handed_back_at else None,
        "conversation": talk.id,
        "turn": job.turn,
        "guest": {"key": talk.guest.key, "since": talk.guest.since.isoformat()} if talk.guest else None,
    }


def _is_day_first(locale: str | None, hotel: Property) -> bool:
    if (locale or "").replace("_", "-").lower() in _MONTH_FIRST_LOCALES:
        return False
    return hotel.day_first
