"""Keeps a process's words up to date (common/follow.py), and the last of them on disk.

Floors, each below the other: the database; the words in memory, while it is away; those of the last swap, on disk, when
the process starts without it; the packaged ones. Each fall is counted and said once, and so is the way back.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import Clock
from common.follow import Follower
from common.log import get_log
from templates import ledger
from templates.metrics import ReplyMetrics
from templates.snapshot import Loader, Snapshot, read_snapshot, write_snapshot
from templates.store import Catalog, Store

FILE = "templates/snapshot.json"

_log = get_log("templates")


class Watcher(Follower[Snapshot]):
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
        super().__init__(engine, clock, _log)
        self._store = store
        self._packaged = packaged
        self._metrics = metrics
        self._file = folder / FILE
        self._loader = Loader(packaged)
        self._revision: int | None = None
        self._next_change: datetime | None = None

    async def start(self) -> None:
        """The words to begin with. Never fails: somewhere there are some."""
        if await self.look():
            return
        kept = await asyncio.to_thread(read_snapshot, self._file, self._packaged)
        self._metrics.fell_back("snapshot" if kept else "packaged_only")
        if kept is not None:
            self._store.swap(kept)
            _log.warning("words from disk", revision=kept.revision)

    async def _changed(self, connection: AsyncConnection) -> Snapshot | None:
        now = self._clock.now()
        is_due = self._next_change is not None and self._next_change <= now
        if not is_due and await ledger.revision(connection) == self._revision:
            return None
        return await self._loader.load(connection, now)

    async def _take(self, snapshot: Snapshot) -> None:
        self._store.swap(snapshot.catalog)
        self._revision, self._next_change = snapshot.catalog.revision, snapshot.next_change
        _log.info("words changed", revision=self._revision, changed=len(snapshot.words))
        try:
            await asyncio.to_thread(write_snapshot, self._file, snapshot)
        except OSError as error:
            # The words are in use all the same; only a start without the database would miss them.
            _log.warning("snapshot not kept", why=type(error).__name__)

    def _went_away(self, error: Exception) -> None:
        super()._went_away(error)
        self._metrics.fell_back("store_away")
