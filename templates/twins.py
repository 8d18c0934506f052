"""Templates that WhatsApp has approved, as twins of our replies: what may be said when a guest has been silent for a day.

Meta reviews words once and then only takes their parameters; each parameter here is a short template over our own
placeholders. Registering words with Meta, and sending them, is the channel's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal, get_args

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from templates import ledger
from templates.place import EVERYWHERE, Place
from templates.renderer import Renderer
from templates.store import Catalog
from templates.tables import approved_templates
from templates.version import VersionError
from templates.wording import Wording

State = Literal["pending", "approved", "rejected", "paused", "disabled"]
STATES: tuple[State, ...] = get_args(State)

MAX_PARAMETERS = 20
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
# Meta refuses a parameter that has line ends, tabs or more than four spaces in a row.
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Twin:
    """name and language_code as Meta has them; parameters in the order of {{1}}, {{2}}, …"""

    place: Place
    name: str
    language_code: str
    state: State
    parameters: tuple[str, ...]
    has_buttons: bool = False

    def values(self, catalog: Catalog, values: Mapping[str, Any]) -> list[str]:
        """The parameters, rendered. Raises RenderError when one cannot be."""
        renderer = Renderer(catalog)
        return [_SPACE.sub(" ", renderer.render(wording, values).text) for wording in _wordings(self)]


class Unsendable(VersionError):
    """A twin that could never be sent."""

    REASONS: ClassVar[Mapping[str, str]] = {
        "unknown-reply": "%(place)s: there is no such reply",
        "name": "%(name)s: WhatsApp's names are small letters, digits and _",
        "language": "%(code)s: WhatsApp's languages are written es or pt_PT",
        "state": "%(state)s: a twin is one of %(states)s",
        "too-many": "%(place)s: at most %(most)s parameters",
        "parameter": "%(place)s: parameter %(number)s: %(why)s",
    }


class Twins:
    """The twins of an installation."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def approved_twin(self, key: str, language: str, property_id: str = EVERYWHERE) -> Twin | None:
        """The hotel's own, else the common one; None unless it is approved."""
        table = approved_templates
        query = (
            select(table)
            .where(
                table.c.key == key,
                table.c.language == language,
                table.c.property_id.in_({property_id, EVERYWHERE}),
                table.c.state == "approved",
            )
            .order_by(table.c.property_id.desc())
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        return _twin(row) if row else None

    async def all(self) -> list[Twin]:
        table = approved_templates
        query = select(table).order_by(table.c.key, table.c.language, table.c.property_id)
        async with self._engine.connect() as connection:
            return [_twin(row) for row in await connection.execute(query)]

    async def link(self, twin: Twin, *, by: str, packaged: Catalog) -> None:
        """Takes the place of the twin that was there. Raises Unsendable."""
        _check(twin, packaged)
        now = self._clock.now()
        async with ledger.writing(self._engine) as connection:
            await connection.execute(delete(approved_templates).where(_at(twin.place)))
            await connection.execute(
                insert(approved_templates).values(
                    key=twin.place.key,
                    language=twin.place.language,
                    property_id=twin.place.property_id,
                    name=twin.name,
                    language_code=twin.language_code,
                    state=twin.state,
                    parameters=list(twin.parameters),
                    has_buttons=twin.has_buttons,
                    by=by,
                    at=now,
                )
            )
            await ledger.note_action(
                connection, twin.place, "link_twin", by=by, at=now, note=f"{twin.name}: {twin.state}"
            )

    async def note_state(self, name: str, language_code: str, *, state: State, at: datetime) -> int:
        """What WhatsApp says about a template of this name; how many replies have it as their twin. Old news changes nothing."""
        table = approved_templates
        named = (table.c.name == name) & (table.c.language_code == language_code)
        async with ledger.writing(self._engine) as connection:
            rows = (await connection.execute(select(table).where(named))).all()
            for row in rows:
                if row.state == state or row.at >= at:
                    continue
                place = Place(row.key, row.language, row.property_id)
                await connection.execute(update(table).where(_at(place)).values(state=state, at=at))
                await ledger.note_action(
                    connection, place, "link_twin", by="WhatsApp", at=at, note=f"{name}: {state}"
                )
        return len(rows)

    async def unlink(self, place: Place, *, by: str) -> bool:
        """False when there is none."""
        async with ledger.writing(self._engine) as connection:
            removed = await connection.execute(delete(approved_templates).where(_at(place)))
            if removed.rowcount:
                await ledger.note_action(connection, place, "unlink_twin", by=by, at=self._clock.now())
        return bool(removed.rowcount)


def _check(twin: Twin, packaged: Catalog) -> None:
    if twin.place.key not in packaged.keys:
        raise Unsendable("unknown-reply", place=twin.place)
    if not _NAME.fullmatch(twin.name):
        raise Unsendable("name", name=twin.name)
    if not _LANGUAGE_CODE.fullmatch(twin.language_code):
        raise Unsendable("language", code=twin.language_code)
    if twin.state not in STATES:
        raise Unsendable("state", state=twin.state, states=", ".join(STATES))
    if len(twin.parameters) > MAX_PARAMETERS:
        raise Unsendable("too-many", place=twin.place, most=MAX_PARAMETERS)
    renderer = Renderer(packaged)
    for number, wording in enumerate(_wordings(twin), 1):
        for problem in renderer.findings(wording).problems:
            raise Unsendable("parameter", place=twin.place, number=number, why=problem.message)


def _wordings(twin: Twin) -> Sequence[Wording]:
    return [Wording(twin.place.key, twin.place.language, "twin", text) for text in twin.parameters]


def _at(place: Place) -> Any:
    table = approved_templates.c
    return (
        (table.key == place.key)
        & (table.language == place.language)
        & (table.property_id == place.property_id)
    )


def _twin(row: Row[Any]) -> Twin:
    return Twin(
        Place(row.key, row.language, row.property_id),
        row.name,
        row.language_code,
        row.state,
        tuple(row.parameters),
        row.has_buttons,
    )
