"""A publish is read within half a second by every process, a render is never half of one, and words survive outages."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from common.clock import FrozenClock
from common.database import create_engine
from common.follow import LOOK_SECONDS
from templates import ledger
from templates.exchange import import_words
from templates.metrics import ReplyMetrics
from templates.place import Place
from templates.replies import Replies, Reply
from templates.sandbox import Sandbox
from templates.store import Store
from templates.tables import catalog_revision, template_pointers, template_versions
from templates.versions import Versions, content_of
from templates.watch import FILE, Watcher
from tests.templates.small import PACKAGED

HELLO = Place("greeting.hello", "es")
OWN = Place("greeting.hello", "es", "mirador")


class Process:
    """A replies process: its store, watcher and door."""

    def __init__(self, engine: AsyncEngine, clock: FrozenClock, metrics: ReplyMetrics, folder: Path) -> None:
        self.store = Store(PACKAGED)
        self.replies = Replies(self.store, packaged=PACKAGED, metrics=metrics)
        self.watcher = Watcher(
            self.store, engine, packaged=PACKAGED, clock=clock, metrics=metrics, folder=folder
        )

    def say(self, property_id: str | None = None, language: str = "es", name: str = HELLO.key) -> Reply:
        values = {"hotel": "Mirador", "party": {"adults": 2}}
        return self.replies.render(
            name, language=language, channel="api", values=values, property_id=property_id
        )


@pytest.fixture
def process(engine: AsyncEngine, clock: FrozenClock, metrics: ReplyMetrics, tmp_path: Path) -> Process:
    return Process(engine, clock, metrics, tmp_path)


@pytest.fixture
async def away(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A database without tables, as good as one that is away."""
    made = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    yield made
    await made.dispose()


async def publish(versions: Versions, text: str, place: Place = HELLO, **when: object) -> None:
    version = await versions.save(place, text, author="ana")
    await versions.publish(place, version.number, by="ana", **when)  # type: ignore[arg-type]


def fallen(registry: CollectorRegistry, reason: str) -> float:
    return registry.get_sample_value("template_fallbacks_total", {"reason": reason}) or 0.0


async def test_a_publish_is_read_within_half_a_second_without_a_restart(
    process: Process, versions: Versions, clock: FrozenClock
) -> None:
    await process.watcher.start()
    running = asyncio.create_task(process.watcher.run())
    await publish(versions, "Buenas")
    published = clock.now()
    while process.say().text != "Buenas":
        await clock.sleep(LOOK_SECONDS / 5)
        # By the frozen clock files take no time; the turn of the loop lets them.
        await asyncio.sleep(0.002)
        assert clock.now() - published < timedelta(seconds=60)
    await versions.roll_back(HELLO, 1, by="ana")
    while process.say().version != "1":
        await clock.sleep(LOOK_SECONDS / 5)
        await asyncio.sleep(0.002)
        assert clock.now() - published < timedelta(seconds=120)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_nothing_is_read_again_while_nothing_is_published(process: Process, versions: Versions) -> None:
    await process.watcher.start()
    first = process.store.current
    await versions.save(HELLO, "Buenas", author="ana")
    assert await process.watcher.look()
    assert process.store.current is first
    await versions.publish(HELLO, 2, by="ana")
    assert await process.watcher.look()
    assert process.say().version == "2"


async def test_a_schedule_is_kept_though_nobody_publishes(
    process: Process, versions: Versions, clock: FrozenClock
) -> None:
    begins = clock.now() + timedelta(hours=1)
    await publish(versions, "Feliz Navidad", from_at=begins, until_at=begins + timedelta(hours=1))
    await process.watcher.start()
    assert process.say().version == "1"
    clock.advance(timedelta(hours=1))
    await process.watcher.look()
    assert process.say().text == "Feliz Navidad"
    clock.advance(timedelta(hours=1))
    await process.watcher.look()
    assert process.say().version == "1"


async def test_while_the_database_is_away_the_words_stay_and_the_fall_is_counted_once(
    process: Process, versions: Versions, engine: AsyncEngine, registry: CollectorRegistry
) -> None:
    await publish(versions, "Buenas")
    await process.watcher.start()
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE catalog_revision RENAME TO elsewhere")
    assert not await process.watcher.look()
    assert not await process.watcher.look()
    assert process.say().text == "Buenas"
    assert fallen(registry, "store_away") == 1
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO catalog_revision")
    await publish(versions, "Muy buenas")
    assert await process.watcher.look()
    assert process.say().text == "Muy buenas"
    assert fallen(registry, "store_away") == 1


async def test_a_start_without_the_database_says_the_last_words_from_disk(
    process: Process,
    versions: Versions,
    away: AsyncEngine,
    clock: FrozenClock,
    metrics: ReplyMetrics,
    registry: CollectorRegistry,
    tmp_path: Path,
) -> None:
    await publish(versions, "Buenas")
    await publish(versions, "Buenas del Mirador", OWN)
    await process.watcher.start()
    restarted = Process(away, clock, metrics, tmp_path)
    await restarted.watcher.start()
    assert (restarted.say().text, restarted.say().version) == ("Buenas", "2")
    assert restarted.say("mirador").version == "2@mirador"
    assert restarted.say(name="ask.stay_ok").text == "Para 2 adultos?"
    assert fallen(registry, "snapshot") == 1


@pytest.mark.parametrize("kept", [None, "", "[]", '{"format": 9}', '{"format": 1}', '{"format": 1, "revision": 1, "words": [{"key": 1}]}'])  # fmt: skip
async def test_with_neither_database_nor_disk_the_packaged_words_are_said(
    away: AsyncEngine,
    clock: FrozenClock,
    metrics: ReplyMetrics,
    registry: CollectorRegistry,
    tmp_path: Path,
    kept: str | None,
) -> None:
    if kept is not None:
        (tmp_path / FILE).parent.mkdir(parents=True)
        (tmp_path / FILE).write_text(kept, encoding="utf-8")
    process = Process(away, clock, metrics, tmp_path)
    await process.watcher.start()
    assert process.say().version == "1"
    assert fallen(registry, "packaged_only") == 1


async def test_a_disk_that_takes_nothing_keeps_nobody_from_the_new_words(
    engine: AsyncEngine, versions: Versions, clock: FrozenClock, metrics: ReplyMetrics, tmp_path: Path
) -> None:
    (tmp_path / "full").write_text("a file where a folder should be", encoding="utf-8")
    process = Process(engine, clock, metrics, tmp_path / "full")
    await publish(versions, "Buenas")
    await process.watcher.start()
    assert process.say().text == "Buenas"


async def test_what_is_kept_on_disk_is_what_staff_wrote_and_no_more(
    process: Process, versions: Versions, tmp_path: Path
) -> None:
    await publish(versions, "Buenas")
    await process.watcher.start()
    kept = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert kept["words"] == [
        {"key": "greeting.hello", "language": "es", "property": "", "version": "2", "content": {"text": "Buenas"}}
    ]  # fmt: skip
    assert [file.name for file in (tmp_path / FILE).parent.iterdir()] == ["snapshot.json"]


async def test_a_version_somebody_spoiled_in_the_database_gives_way_to_the_packaged_words(
    process: Process, versions: Versions, engine: AsyncEngine
) -> None:
    await publish(versions, "Buenas")
    async with engine.begin() as connection:
        await connection.execute(template_versions.update().values(content={"txt": "?"}))
    await process.watcher.start()
    assert process.say().version == "1"


async def test_one_hotels_words_are_read_in_no_other(process: Process, versions: Versions) -> None:
    await publish(versions, "{{ party.adults }} nobles huéspedes", Place("phrase.party", "es", "mirador"))
    await process.watcher.start()
    said = [process.say(one, name="ask.stay_ok").text for one in ("mirador", "porto", None, "mirador")]
    assert said == ["Para 2 nobles huéspedes?", "Para 2 adultos?", "Para 2 adultos?", "Para 2 nobles huéspedes?"]  # fmt: skip


async def test_a_hotels_own_words_that_break_give_way_to_the_common_ones(
    process: Process, versions: Versions, engine: AsyncEngine, registry: CollectorRegistry
) -> None:
    await publish(versions, "Buenas")
    await publish(versions, "Propias", OWN)
    async with engine.begin() as connection:
        table = template_versions
        broken = {"text": "{{ nobody }}"}
        await connection.execute(
            table.update().where(table.c.property_id == "mirador").values(content=broken)
        )
    await process.watcher.start()
    assert process.say("mirador").text == "Buenas"
    assert fallen(registry, "common") == 1


async def test_a_swap_compiles_only_what_changed(
    process: Process, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[int] = []
    original = Sandbox.compile
    monkeypatch.setattr(
        Sandbox, "compile", lambda *given, **named: compiled.append(1) or original(*given, **named)
    )
    await process.watcher.start()

    def everything() -> list[str]:
        return [process.say(name=key, language=code).text for key in PACKAGED.keys for code in ("en", "es")]

    everything()
    compiled.clear()
    await publish(versions, "Buenas de {{ hotel }}")
    # Checking it before it was published compiled the wording too, and its source.
    compiled.clear()
    await process.watcher.look()
    everything()
    assert len(compiled) == 1


async def test_renders_during_edits_are_each_whole(process: Process, versions: Versions) -> None:
    """Every edit says its number twice, in the text and on the button; no reply ever mixes two."""
    place = Place("ask.party", "es")
    await process.watcher.start()
    halves: list[tuple[str, str]] = []

    async def render_on() -> None:
        while True:
            reply = process.say(name="ask.party")
            if reply.version != "1" and reply.text != reply.buttons[0]["title"]:
                halves.append((reply.text, reply.buttons[0]["title"]))
            await asyncio.sleep(0)

    async def edit(number: int) -> None:
        button = {"title": f"N{number}", "intent": "inform", "entities": {"adults": 2}}
        version = await versions.save(place, {"text": f"N{number}", "buttons": [button]}, author="ana")
        await versions.publish(place, version.number, by="ana")
        await process.watcher.look()

    rendering = asyncio.create_task(render_on())
    await asyncio.gather(*(edit(number) for number in range(20)))
    rendering.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await rendering
    assert halves == []
    await process.watcher.look()
    live = [one.version for one in await versions.history(place) if one.is_live]
    assert [one.label for one in live] == [process.say(name="ask.party").version]
    assert len(await versions.history(place)) == 21


async def test_words_that_change_while_they_are_read_are_read_again(
    process: Process, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version 3 is not seen yet and version 2 is seen retired: guests would have read version 1, which was over."""
    await publish(versions, "Buenas")
    await process.watcher.start()
    original = ledger.withdrawn_ids
    await versions.save(HELLO, "Muy buenas", author="ana")
    await versions.publish(OWN, (await versions.save(OWN, "Propias", author="ana")).number, by="ana")

    async def late(connection: AsyncConnection) -> set[int]:
        monkeypatch.setattr(ledger, "withdrawn_ids", original)
        await versions.publish(HELLO, 3, by="ana")
        await versions.retire(HELLO, 2, by="ana")
        return await original(connection)

    monkeypatch.setattr(ledger, "withdrawn_ids", late)
    assert await process.watcher.look()
    assert process.say().text == "Muy buenas"


class Ticking(FrozenClock):
    """A second goes by whenever it is asked."""

    def now(self) -> datetime:
        self.advance(timedelta(seconds=1))
        return super().now()


async def test_words_published_together_are_read_together_by_whatever_clock(
    process: Process, engine: AsyncEngine, clock: FrozenClock
) -> None:
    """The watcher's instant lies between those of the two words."""
    party = Place("ask.party", "es")
    words = {place: content_of(place, "Nuevas") for place in (HELLO, party)}
    for seconds in range(12):
        editor = Versions(engine, Ticking(clock.now() - timedelta(seconds=seconds)), packaged=PACKAGED)
        await import_words(editor, words, by="ana", note="", publish=True)
        await process.watcher.look()
        assert [process.say(name=place.key).text for place in words] == ["Nuevas", "Nuevas"]
        for place in words:
            await editor.roll_back(place, 1, by="ana")
        await process.watcher.look()
        assert {process.say(name=place.key).version for place in words} == {"1"}


async def test_who_publishes_last_is_read_though_another_clock_is_fast(
    process: Process, versions: Versions, engine: AsyncEngine, clock: FrozenClock
) -> None:
    fast = Versions(engine, FrozenClock(clock.now() + timedelta(minutes=1)), packaged=PACKAGED)
    await publish(fast, "Buenas")
    await process.watcher.start()
    assert process.say().text == "Buenas"
    await publish(versions, "Muy buenas")
    await process.watcher.look()
    assert process.say().text == "Muy buenas"


async def test_a_database_brought_back_from_a_backup_is_read_anew(
    process: Process, versions: Versions, engine: AsyncEngine
) -> None:
    await publish(versions, "Buenas")
    await publish(versions, "Muy buenas")
    await process.watcher.start()
    async with engine.begin() as connection:
        await connection.execute(template_versions.delete().where(template_versions.c.number == 3))
        await connection.execute(template_pointers.delete().where(template_pointers.c.number == 3))
        await connection.execute(catalog_revision.update().values(revision=1))
    await process.watcher.look()
    assert process.say().text == "Buenas"


async def test_a_look_that_fails_in_an_unknown_way_is_not_the_last(
    process: Process, versions: Versions, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await process.watcher.start()
    looks: list[int] = []

    async def look() -> bool:
        looks.append(1)
        raise RuntimeError

    monkeypatch.setattr(process.watcher, "look", look)
    running = asyncio.create_task(process.watcher.run())
    await clock.sleep(3 * LOOK_SECONDS)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert len(looks) >= 2
