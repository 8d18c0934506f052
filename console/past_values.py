"""The values of a past conversation in a preview: when a reply was last said, and what its words were filled with then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sanic import Request

from bot.gateway.transcripts import Use
from console.gate import field as field_of
from console.reading import Reader
from console.sessions import Session
from templates.place import Place


@dataclass(frozen=True)
class Past:
    """uses: when this reply was said lately, newest first; values: those of the chosen one, None for the samples."""

    uses: list[Use]
    chosen: Use | None
    values: Mapping[str, Any] | None = field(repr=False)


async def past_values(reader: Reader, session: Session, request: Request, place: Place) -> Past:
    """What the form or the address chose (`values`); an unknown choice shows the samples."""
    uses = await reader.uses(place.key, place.property_id)
    asked = _asked(request)
    chosen = next((use for use in uses if use.message == asked), None)
    return Past(uses, chosen, await reader.values(session.member, chosen) if chosen else None)


async def chosen_values(
    reader: Reader, session: Session, request: Request, place: Place
) -> Mapping[str, Any] | None:
    """The same values for what looks again with every letter that is typed, and offers nothing to choose from."""
    asked = _asked(request)
    uses = await reader.uses(place.key, place.property_id, message=asked) if asked else []
    return await reader.values(session.member, uses[0]) if uses else None


def _asked(request: Request) -> str:
    return field_of(request, "values") or str(request.args.get("values", ""))
