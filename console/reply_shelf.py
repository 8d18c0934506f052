"""The hotel's replies as staff look for them: every reply in every language with how it stands, and one of them opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from common.languages import LANGUAGES
from common.pointer import may_be_cancelled
from console.words import marked
from templates.place import EVERYWHERE, Place
from templates.store import Catalog
from templates.version import PACKAGED_NUMBER, Publication, Version
from templates.versions import Shown, Standing, Versions

STATES = {
    "changed": marked("Changed by the hotel"),
    "packaged": marked("As delivered"),
    "draft": marked("With a draft"),
    "scheduled": marked("Scheduled"),
    "incomplete": marked("Incomplete"),
}
CATEGORIES = {
    "greeting": marked("Greetings"),
    "ask": marked("Questions to the guest"),
    "availability": marked("Availability"),
    "booking": marked("Bookings"),
    "status": marked("Looking up a booking"),
    "change": marked("Changes"),
    "cancel": marked("Cancellations"),
    "question": marked("Answers about the hotel"),
    "request": marked("Requests"),
    "wish": marked("Wishes that cannot be"),
    "canned": marked("For staff to insert"),
    "handoff": marked("Handing over to a person"),
    "notice": marked("Notices sent later"),
    "fallback": marked("Not understood"),
    "error": marked("Faults"),
    "language": marked("Languages"),
    "smalltalk": marked("Small talk"),
    "phrase": marked("Phrases that others borrow"),
}


@dataclass(frozen=True)
class Query:
    """Empty asks nothing. language: the one the words are shown in, and which the state speaks of."""

    language: str
    words: str = ""
    category: str = ""
    state: str = ""
    property_id: str = EVERYWHERE
    in_experiment: bool = False

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.category or self.state or self.in_experiment)

    def address(self, key: str = "", /, **more: str) -> str:
        """The list's, or one reply's, in the same language and for the same hotel."""
        asked = {"language": self.language, "property": self.property_id, **more}
        return (
            f"/admin/templates{f'/{key}' if key else ''}?{urlencode({n: v for n, v in asked.items() if v})}"
        )

    def at_page(self, page: int) -> str:
        """The list's address with the same filters."""
        asked = {"q": self.words, "category": self.category, "state": self.state,
                 "experiment": "yes" if self.in_experiment else "", "page": str(page)}  # fmt: skip
        return self.address(**asked)


@dataclass(frozen=True)
class Cell:
    """One reply in one language. state: "missing", "packaged", "changed", "draft" or "scheduled"."""

    language: str
    state: str
    live: int | None


@dataclass(frozen=True)
class Row:
    key: str
    text: str
    cells: tuple[Cell, ...]
    experiments: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        return self.key.partition(".")[0]

    @property
    def is_incomplete(self) -> bool:
        return any(cell.state == "missing" for cell in self.cells)

    def cell(self, language: str) -> Cell:
        return next(cell for cell in self.cells if cell.language == language)


@dataclass(frozen=True)
class Sheet:
    """One reply opened in one language. base: the version the form begins with; None where nothing is written yet.

    catalog: what is published, as the hotel in question speaks; published: the words in it, if there are any.
    """

    place: Place
    base: Version | None
    history: tuple[Shown, ...]
    catalog: Catalog
    is_known: bool

    @property
    def content(self) -> Mapping[str, Any]:
        if self.base is not None:
            return self.base.content
        english = self.catalog.get(self.place.key, "en")
        # A new translation begins with the buttons that the others have, and no words.
        buttons = [
            {"title": one.title, "intent": one.intent, **({"entities": dict(one.entities)} if one.entities else {}),
             **({"each": one.each} if one.each else {}), **({"when": one.when} if one.when else {})}
            for one in (english.buttons if english else ())
        ]  # fmt: skip
        return {"text": "", **({"buttons": buttons} if buttons else {})}

    @property
    def latest(self) -> int:
        return max((shown.version.number for shown in self.history), default=PACKAGED_NUMBER)

    @property
    def live(self) -> int:
        return next((shown.version.number for shown in self.history if shown.is_live), PACKAGED_NUMBER)

    def version(self, number: int) -> Version | None:
        return next((one.version for one in self.history if one.version.number == number), None)

    def coming(self, now: datetime) -> list[Publication]:
        """Publications that have not begun, or that will end by themselves."""
        return [move for shown in self.history for move in shown.publications if may_be_cancelled(move, now)]


class Shelf:
    def __init__(self, versions: Versions) -> None:
        self.versions = versions

    async def rows(self, query: Query, experiments: Mapping[str, Iterable[str]]) -> tuple[list[Row], int]:
        """Those asked for, by name; and how many there are in all. experiments: names of the running ones, by reply."""
        catalog = (await self.versions.catalog()).of_property(query.property_id)
        standings = await self.versions.standings()
        keys = sorted({*catalog.keys, *(place.key for place in standings)})
        found = []
        for key in keys:
            row = Row(
                key,
                _text(catalog, key, query.language),
                tuple(
                    self._cell(catalog, standings, Place(key, code, query.property_id)) for code in LANGUAGES
                ),
                tuple(experiments.get(key, ())),
            )
            if _fits(row, query):
                found.append(row)
        return found, len(keys)

    async def open(self, place: Place, number: int | None = None) -> Sheet:
        """number: the version to begin with; None: the newest."""
        history = tuple(await self.versions.history(place))
        catalog = (await self.versions.catalog()).of_property(place.property_id)
        is_known = place.key in catalog.keys or bool(history) or place.key in await self._written_keys()
        chosen = next(
            (one.version for one in history if number in (None, one.version.number)),
            None,
        )
        if chosen is not None and chosen.number == PACKAGED_NUMBER and place.property_id != EVERYWHERE:
            # A hotel's own words begin with those that all hotels say.
            common = await self.versions.history(replace(place, property_id=EVERYWHERE))
            live = next((one.version for one in common if one.is_live), chosen)
            chosen = replace(chosen, content=live.content)
        return Sheet(place, chosen, history, catalog, is_known)

    async def _written_keys(self) -> set[str]:
        return {place.key for place in await self.versions.standings()}

    def _cell(self, catalog: Catalog, standings: Mapping[Place, Standing], place: Place) -> Cell:
        standing = standings.get(place)
        wording = catalog.get(place.key, place.language)
        live = standing.live if standing else (PACKAGED_NUMBER if wording else None)
        if standing is not None and standing.scheduled:
            return Cell(place.language, "scheduled", live)
        if standing is not None and standing.has_draft:
            return Cell(place.language, "draft", live)
        if wording is None:
            return Cell(place.language, "missing", None)
        is_changed = standing is not None and standing.live != PACKAGED_NUMBER
        return Cell(place.language, "changed" if is_changed else "packaged", live)


def _text(catalog: Catalog, key: str, language: str) -> str:
    wording = catalog.get(key, language) or catalog.get(key, "en")
    return wording.text if wording else ""


def _fits(row: Row, query: Query) -> bool:
    sought = query.words.casefold()
    states = {cell.state for cell in row.cells}
    if query.category and row.category != query.category:
        return False
    if sought and sought not in row.key.casefold() and sought not in row.text.casefold():
        return False
    if query.in_experiment and not row.experiments:
        return False
    if query.state == "incomplete":
        return row.is_incomplete
    if query.state == "packaged":
        return states <= {"packaged", "missing"}
    return not query.state or query.state in states
