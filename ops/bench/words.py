"""What words cost: loading 1,000 replies in six languages, swapping after a publish, and rendering one.

`python -m ops.bench.words`. CPU time of the process, so that what else the machine does counts little.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import CollectorRegistry

from common.clock import SystemClock
from common.database import create_all, create_engine
from common.languages import SPOKEN
from templates import formats, ledger
from templates.metrics import ReplyMetrics
from templates.place import Place
from templates.placeholders import SAMPLES
from templates.replies import Replies
from templates.snapshot import Loader, read_snapshot, write_snapshot
from templates.store import Catalog, Store, read_catalog
from templates.versions import Versions
from templates.wording import body_of

REPLIES = 1_000
RENDERS = 5_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_load(Path(folder)))
    _render()


async def _load(folder: Path) -> None:
    packaged = read_catalog()
    bodies = [body_of(wording) for wording in packaged if wording.language == "en"]
    keys = [f"bench.reply_{number}" for number in range(REPLIES)]
    for language in SPOKEN:
        file = folder / "catalog" / language / "bench.yml"
        file.parent.mkdir(parents=True)
        entries = {key: bodies[number % len(bodies)] for number, key in enumerate(keys)}
        file.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    began = time.process_time()
    catalog = read_catalog(folder / "catalog")
    _say(f"read {len(catalog)} wordings from YAML", time.process_time() - began)

    engine = create_engine(f"sqlite+aiosqlite:///{folder / 'words.db'}")
    await create_all(engine)
    clock = SystemClock()
    versions = Versions(engine, clock, packaged=packaged)
    async with ledger.writing(engine) as connection:
        for wording in catalog:
            place = Place(wording.key, wording.language)
            await versions.add(connection, place, body_of(wording), "bench", "", latest=None)
            await ledger.point(connection, place, 2, by="bench", at=clock.now(), from_at=clock.now())
    loader = Loader(packaged)
    async with engine.connect() as connection:
        began = time.process_time()
        snapshot = await loader.load(connection, clock.now())
        _say(f"load {len(snapshot.words)} published versions from the database", time.process_time() - began)
        began = time.process_time()
        await loader.load(connection, clock.now())
        _say("load again after a publish", time.process_time() - began)
    began = time.process_time()
    write_snapshot(folder / "snapshot.json", snapshot)
    _say("write the snapshot to disk", time.process_time() - began)
    began = time.process_time()
    read_snapshot(folder / "snapshot.json", packaged)
    _say("read it from disk", time.process_time() - began)
    await engine.dispose()

    replies = _door(snapshot.catalog)
    began = time.process_time()
    for wording in snapshot.words.values():
        replies.render(wording.key, language=wording.language, channel="api", values=SAMPLES)
    _say(f"compile and render all {len(snapshot.words)}, once", time.process_time() - began)


def _render() -> None:
    replies = _door(read_catalog())
    for name, values in (
        ("greeting.hello", lambda _: SAMPLES),
        ("error.generic", lambda _: {}),
        ("availability.room_free", lambda _: SAMPLES),
        ("availability.room_free", _other_stay),
        ("ask.booking_ok", _other_stay),
    ):
        kind = "new dates and prices each time" if values is _other_stay else "the same values"
        _say(f"render {name}, {kind}", _median(replies, name, values))


def _median(replies: Replies, name: str, values: Callable[[int], Mapping[str, Any]]) -> float:
    """The first renders load a language's calendar and are not counted."""
    for cached in (formats.date, formats._date_range, formats.money):
        cached.cache_clear()
    seconds = []
    for number in range(RENDERS + 100):
        given = values(number)
        began = time.perf_counter()
        replies.render(name, language="es", channel="api", values=given)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[100:])


def _other_stay(number: int) -> Mapping[str, Any]:
    first = date(2026, 11, 27) + timedelta(days=number % 4_000)
    stay = {"check_in": first.isoformat(), "check_out": (first + timedelta(days=2)).isoformat()}
    return {**SAMPLES, "stay": stay, "total": {"minor": 10_000 + number, "currency": "EUR"}}


def _door(catalog: Catalog) -> Replies:
    packaged = read_catalog()
    return Replies(Store(catalog), packaged=packaged, metrics=ReplyMetrics(CollectorRegistry()))


def _say(what: str, seconds: float) -> None:
    figure = f"{seconds * 1e3:8.0f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:8.1f} µs"
    print(f"{figure}  {what}")


if __name__ == "__main__":
    main()
