"""Keeps a process's words up to date: looks at the revision twice in half a second, and swaps whole catalogs.

Floors, each below the other: the database; the words in memory, while it is away; those of the last swap, on disk, when
the process starts without it; the packaged ones. Each fall is counted and said once, and so is the way back.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.log import get_log
from templates import ledger
from templates.metrics import ReplyMetrics
from templates.snapshot import Loader, Snapshot, read_snapshot, write_snapshot
from templates.store import Catalog, Store

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 5.0
FILE = "templates/snapshot.json"

_log = get_log("templates")


class Watcher:
    """folder: the installation's data, where the last snapshot is kept."""

    def __init__(
        self,
        store: Store,
        engine: AsyncEngine,
        *,
        packaged: Catalog,
        clock: Clock,
        metrics: ReplyMetrics,
        folder: Path,
    ) -> None:
        self._store = store
        self._engine = engine
        self._packaged = packaged
        self._clock = clock
        self._metrics = metrics
        self._file = folder / FILE
        self._loader = Loader(packaged)
        self._revision: int | None = None
        self._next_change: datetime | None = None
        self._is_away = False
        # Two looks at once could put the older of two snapshots over the newer.
        self._looking = asyncio.Lock()

    async def start(self) -> None:
        """The words to begin with. Never fails: somewhere there are some."""
        if await self.look():
            return
        kept = await asyncio.to_thread(read_snapshot, self._file, self._packaged)
        self._metrics.fell_back("snapshot" if kept else "packaged_only")
        if kept is not None:
            self._store.swap(kept)
            _log.warning("words from disk", revision=kept.revision)

    async def run(self) -> None:
        """Looks again and again; ends by being cancelled."""
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception:
                # Whatever it was, the words in memory go on, and the next look may succeed.
                _log.exception("look failed")

    async def look(self) -> bool:
        """One look, and a swap if anything changed; False while the database is away."""
        async with self._looking:
            return await self._look()

    async def _look(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                snapshot = await self._changed()
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            if not self._is_away:
                self._is_away = True
                self._metrics.fell_back("store_away")
                _log.warning("words' database away", why=type(error).__name__)
            return False
        if self._is_away:
            self._is_away = False
            _log.info("words' database back")
        if snapshot is not None:
            await self._swap(snapshot)
        return True

    async def _changed(self) -> Snapshot | None:
        now = self._clock.now()
        async with self._engine.connect() as connection:
            is_due = self._next_change is not None and self._next_change <= now
            if not is_due and await ledger.revision(connection) == self._revision:
                return None
            return await self._loader.load(connection, now)

    async def _swap(self, snapshot: Snapshot) -> None:
        self._store.swap(snapshot.catalog)
        self._revision, self._next_change = snapshot.catalog.revision, snapshot.next_change
        _log.info("words changed", revision=self._revision, changed=len(snapshot.words))
        try:
            await asyncio.to_thread(write_snapshot, self._file, snapshot)
        except OSError as error:
            # The words are in use all the same; only a start without the database would miss them.
            _log.warning("snapshot not kept", why=type(error).__name__)
