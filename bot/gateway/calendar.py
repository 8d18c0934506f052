"""A stay as a calendar file: an attachment of a reply becomes a signed link, and the link an .ics file (RFC 5545).

The link holds the reply's id, not the stay, so that it dies with the conversation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.outgoing import Reply, read
from bot.gateway.tables import outgoing
from common.secrets import Sealer

# RFC 5545 3.1: content lines are folded at 75 octets.
_FOLD_BYTES = 75


class Calendar:
    """keys: texts only we know, the newest last, which signs; public_url: what links start with, without a trailing slash."""

    def __init__(self, engine: AsyncEngine, sealer: Sealer, *, keys: Sequence[str], public_url: str) -> None:
        self._engine = engine
        self._sealer = sealer
        self._signer = URLSafeSerializer(list(keys), salt="calendar")
        self._public_url = public_url

    def attachments(self, reply: Reply) -> list[dict[str, str]]:
        """What a channel shows of a reply's attachments: kind, title and the link to fetch it by."""
        return [
            {
                "kind": "calendar",
                "title": str(attachment.get("title") or ""),
                "url": f"{self._public_url}/calendar/{self._signer.dumps([reply.id, number])}.ics",
            }
            for number, attachment in enumerate(reply.attachments)
            if attachment.get("kind") == "calendar"
        ]

    async def file(self, token: str) -> bytes | None:
        """The .ics file of a link; None when it was not made here or its conversation is gone."""
        try:
            reply_id, number = self._signer.loads(token)
        except (BadSignature, ValueError):
            return None
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(outgoing).where(outgoing.c.id == reply_id))).one_or_none()
        if row is None:
            return None
        attachments = read(row, self._sealer).reply.attachments
        if not 0 <= number < len(attachments):
            return None
        return event_file(attachments[number], made_at=row.created_at)


def event_file(attachment: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """One event from arrival to departure.

    attachment: uid, title, check_in, check_out (ISO dates), and maybe location and description.
    """
    arrival, departure = (date.fromisoformat(str(attachment[key])[:10]) for key in ("check_in", "check_out"))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Posada//Front desk//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_escaped(attachment['uid'])}@posada",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        # Whole days; the end is exclusive in RFC 5545, as the day of departure is no night.
        f"DTSTART;VALUE=DATE:{arrival:%Y%m%d}",
        f"DTEND;VALUE=DATE:{departure:%Y%m%d}",
        f"SUMMARY:{_escaped(attachment.get('title'))}",
    ]
    lines += [
        f"{name.upper()}:{_escaped(attachment[name])}"
        for name in ("location", "description")
        if attachment.get(name)
    ]
    lines += ["TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(_folded(line) for line in lines).encode()


def _escaped(value: Any) -> str:
    text = str(value or "").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    parts, part, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _FOLD_BYTES:
            parts.append(part)
            part, size = " ", 1
        part, size = part + character, size + width
    return "\r\n".join([*parts, part])
