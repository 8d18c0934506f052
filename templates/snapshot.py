"""A snapshot: the packaged words, over them what is published now, kept on disk for a day without a database.

Versions never change, so one that was read once is not read again; only pointers are.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from common.ids import new_id
from common.log import get_log
from common.pointer import holding, next_change, no_earlier
from templates import ledger
from templates.place import EVERYWHERE, Place
from templates.store import Catalog
from templates.version import PACKAGED_NUMBER, Publication
from templates.wording import BadWording, Wording, body_of, read_wording

FORMAT = 1

_log = get_log("templates")


@dataclass(frozen=True)
class Snapshot:
    """catalog: what to say; words: what of it is not packaged; next_change: when a publication begins or ends by itself, if one will."""

    catalog: Catalog
    words: Mapping[Place, Wording]
    next_change: datetime | None


class Loader:
    """Reads snapshots from the database, each version and each move of a pointer once.

    Not to be given a connection that wrote moves in its open transaction: they might never be.
    """

    def __init__(self, packaged: Catalog) -> None:
        self._packaged = packaged
        self._read: dict[tuple[Place, int], Wording] = {}
        self._moves: dict[Place, list[Publication]] = defaultdict(list)
        self._last_id = 0
        self._revision = 0
        self._loading = asyncio.Lock()

    async def load(self, connection: AsyncConnection, now: datetime) -> Snapshot:
        async with self._loading:
            return await self._load(connection, now)

    async def _load(self, connection: AsyncConnection, now: datetime) -> Snapshot:
        revision = await ledger.revision(connection)
        if revision < self._revision:
            # Another database, such as yesterday's backup.
            self._read, self._moves, self._last_id = {}, defaultdict(list), 0
        while True:
            self._revision = revision
            await self._read_moves(connection)
            variants = await ledger.variant_numbers(connection)
            revision = await ledger.revision(connection)
            if revision == self._revision:
                break
            # Somebody wrote in between: what was read is partly from before, and such words were never published.
        # One instant for all of them: words that were published together are read together.
        now = no_earlier(now, chain.from_iterable(self._moves.values()))
        live = live_numbers(self._moves, now)
        await self._read_versions(connection, {*live.items(), *variants})
        words = {
            place: self._read[place, number]
            for place, number in live.items()
            if (place, number) in self._read
        }
        return Snapshot(
            compose(
                self._packaged,
                words,
                revision=revision,
                variants={one: self._read[one] for one in variants if one in self._read},
            ),
            words,
            next_change(chain.from_iterable(self._moves.values()), now),
        )

    async def _read_moves(self, connection: AsyncConnection) -> None:
        # Writers come one after the other, so a move that is not seen yet has a greater id than all that are.
        for move in await ledger.publications(connection, after_id=self._last_id):
            self._moves[move.place].append(move)
            self._last_id = max(self._last_id, move.id)
        withdrawn = await ledger.withdrawn_ids(connection)
        for place, moves in self._moves.items():
            if any(move.id in withdrawn for move in moves):
                self._moves[place] = [move for move in moves if move.id not in withdrawn]

    async def _read_versions(self, connection: AsyncConnection, wanted: set[tuple[Place, int]]) -> None:
        self._read = {one: wording for one, wording in self._read.items() if one in wanted}
        fresh = sorted(wanted - self._read.keys())
        for one, version in (await ledger.versions_at(connection, fresh)).items():
            try:
                self._read[one] = version.wording()
            except BadWording as error:
                # Saving refuses such words; somebody wrote them past us. What stands below them is said.
                _log.error(
                    "version unreadable", template=version.place.key, version=version.label, why=str(error)
                )


def live_numbers(moves: Mapping[Place, Sequence[Publication]], now: datetime) -> dict[Place, int]:
    """The published version of every place where it is not the one that stands below."""
    found = {}
    for place, publications in moves.items():
        held = holding(publications, now)
        if held is not None and held.number != PACKAGED_NUMBER:
            found[place] = held.number
    return found


def compose(
    packaged: Catalog,
    words: Mapping[Place, Wording],
    *,
    revision: int,
    variants: Mapping[tuple[Place, int], Wording] | None = None,
) -> Catalog:
    """The packaged words with these over them; a hotel's own over those."""
    common = [wording for place, wording in words.items() if place.property_id == EVERYWHERE]
    own: dict[str, list[Wording]] = defaultdict(list)
    for place, wording in words.items():
        if place.property_id != EVERYWHERE:
            own[place.property_id].append(wording)
    return Catalog([*packaged, *common], revision=revision, own_words=own, variants=variants)


def write_snapshot(file: Path, snapshot: Snapshot) -> None:
    """Whole or not at all, whoever else writes it. Staff's words only: no guest's are in a catalog."""
    rows = [
        {"key": place.key, "language": place.language, "property": place.property_id,
         "version": wording.version, "content": body_of(wording)}
        for place, wording in sorted(snapshot.words.items())
    ]  # fmt: skip
    text = json.dumps(
        {"format": FORMAT, "revision": snapshot.catalog.revision, "words": rows}, ensure_ascii=False
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{new_id('new')}")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def read_snapshot(file: Path, packaged: Catalog) -> Catalog | None:
    """What was published when it was written; None when there is none that can be read."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["format"] != FORMAT:
            return None
        words = {}
        for row in kept["words"]:
            place = Place(row["key"], row["language"], row["property"])
            words[place] = read_wording(place.key, place.language, row["content"], version=row["version"])
        return compose(packaged, words, revision=int(kept["revision"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("snapshot unreadable", why=type(error).__name__)
        return None
