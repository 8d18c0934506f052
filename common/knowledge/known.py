"""A snapshot of what hotels say of themselves: facts over those of the hotels' file, and answers ready to be found.

It never changes; a process holds one and swaps it for another whole, so that no reply is half of one edit and half of
another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from common.knowledge import ledger
from common.knowledge.entry import BELOW, FACT, BadEntry, Subject, fact_of, faults_of, read_content
from common.knowledge.ledger import Version
from common.knowledge.matching import ENOUGH, Matcher
from common.knowledge.moves import all_holding
from common.log import get_log
from common.pointer import next_change, no_earlier
from common.properties import Properties, Property

_log = get_log("knowledge")
_TIMES = {"checkin": "check_in_from", "checkout": "check_out_until"}


@dataclass(frozen=True)
class OwnAnswer:
    """An entry that a message asks for, with the words in the guest's language, else the hotel's, else any."""

    id: str
    version: int
    language: str
    text: str
    likeness: float


@dataclass(frozen=True)
class Answers:
    """One hotel's: its texts by language, by entry, and which entry a message asks for."""

    versions: Mapping[str, Version]
    matcher: Matcher

    def find(
        self, text: str, hotel: Property, *, said_in: str, reply_in: str, least: float = ENOUGH
    ) -> OwnAnswer | None:
        found = self.matcher.find(text, said_in, least=least)
        if found is None:
            return None
        version = self.versions[found.id]
        texts: Mapping[str, str] = version.content["answers"]
        # One's own language, then as every other reply falls back.
        code = next(
            (one for one in (reply_in, hotel.default_language, "en") if one in texts), next(iter(texts))
        )
        return OwnAnswer(found.id, version.number, code, texts[code], found.likeness)


@dataclass(frozen=True)
class Known:
    """hotels: those whose facts were changed, as they are now; answers: by hotel; facts: the changed ones' versions.

    next_change: when something that is scheduled begins or ends.
    """

    revision: int = 0
    hotels: Mapping[str, Property] = field(default_factory=dict)
    answers: Mapping[str, Answers] = field(default_factory=dict)
    facts: Mapping[Subject, int] = field(default_factory=dict)
    next_change: datetime | None = None

    def hotel(self, hotel: Property) -> Property:
        """The same hotel with the facts that staff wrote."""
        return self.hotels.get(hotel.id, hotel)

    def fact_version(self, hotel: Property, topic: str) -> int:
        """Which version of a fact `hotel` has."""
        return self.facts.get(Subject(hotel.id, f"{FACT}.{topic}"), BELOW)

    def answer(
        self, hotel: Property, text: str, *, said_in: str, reply_in: str, least: float = ENOUGH
    ) -> OwnAnswer | None:
        """The hotel's own answer to a message, if one of its questions is near enough.

        said_in, reply_in: the languages of the message and of the reply.
        """
        own = self.answers.get(hotel.id)
        return own.find(text, hotel, said_in=said_in, reply_in=reply_in, least=least) if own else None


class Holder:
    """The snapshot that a process uses now."""

    def __init__(self, known: Known | None = None) -> None:
        self._known = known or Known()

    @property
    def current(self) -> Known:
        return self._known

    def swap(self, known: Known) -> None:
        """One reference is set: a turn that took the old one keeps it."""
        self._known = known


class Loader:
    """Reads snapshots; versions never change, so one that was read is not read again."""

    def __init__(self, properties: Properties) -> None:
        self._properties = properties
        self._read: dict[tuple[Subject, int], Version] = {}

    async def load(self, connection: AsyncConnection, now: datetime) -> Known:
        # The revision first: should somebody publish in between, the next look finds it moved and reads again.
        revision = await ledger.revision(connection)
        moves = await ledger.all_moves(connection, now)
        now = no_earlier(now, moves)
        wanted = {(move.subject, move.number) for move in all_holding(moves, now)}
        self._read = {one: version for one, version in self._read.items() if one in wanted}
        for version in await ledger.versions_at(connection, wanted - self._read.keys()):
            self._read[version.subject, version.number] = version
        known = compose(self._properties, list(self._read.values()), revision=revision)
        return replace(known, next_change=next_change(moves, now))


def compose(properties: Properties, live: list[Version], *, revision: int) -> Known:
    """live: the versions guests read. One that is not fit to be read is left out, with a line in the log."""
    of_hotel: dict[str, list[Version]] = defaultdict(list)
    for version in sorted(live, key=lambda one: one.subject):
        of_hotel[version.subject.property_id].append(version)
    hotels, answers, numbers = {}, {}, {}
    for hotel in properties:
        facts: dict[str, Mapping[str, Any]] = {}
        own: dict[str, Version] = {}
        for version in of_hotel.get(hotel.id, ()):
            if not _is_fit(version, hotel):
                continue
            if version.subject.kind == FACT:
                facts[version.subject.topic] = version.content
                numbers[version.subject] = version.number
            else:
                own[version.subject.topic] = version
        if facts:
            hotels[hotel.id] = with_facts(hotel, facts)
        if own:
            matcher = Matcher({id: version.content["questions"] for id, version in own.items()})
            answers[hotel.id] = Answers(MappingProxyType(own), matcher)
    return Known(revision, MappingProxyType(hotels), MappingProxyType(answers), MappingProxyType(numbers))


def with_facts(hotel: Property, facts: Mapping[str, Mapping[str, Any]]) -> Property:
    """The hotel with these facts over its own; contents without faults, by topic."""
    times = {_TIMES[topic]: content["time"] for topic, content in facts.items() if topic in _TIMES}
    own = {topic: fact_of(content, hotel.currency) for topic, content in facts.items()}
    return replace(hotel, facts={**hotel.facts, **own}, **times)


def _is_fit(version: Version, hotel: Property) -> bool:
    """Publishing refuses what is not; but a hotel's currency or languages may have changed since."""
    try:
        faults = faults_of(version.subject, read_content(version.subject, version.content), hotel)
    except (BadEntry, KeyError):
        faults = None
    if faults or faults is None:
        _log.error("entry unreadable", entry=version.subject.name, version=version.number)
        return False
    return True
