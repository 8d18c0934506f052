"""The words of a process as it is assembled: what an editor publishes is read by the next guest, without a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from common.clock import SystemClock
from common.database import create_engine
from common.secrets import new_key
from common.settings import Settings
from posada import parts
from posada.migrate import upgrade
from templates.metrics import ReplyMetrics
from templates.place import Place
from templates.replies import Replies
from templates.store import read_catalog
from templates.usage import usage_of
from templates.versions import Versions

PLACE = Place("greeting.goodbye", "es")


def said(replies: Replies) -> str:
    values = {"hotel": "Mirador"}
    return replies.render(PLACE.key, language="es", channel="api", values=values).version


async def until(replies: Replies, version: str) -> None:
    for _ in range(1_000):
        if said(replies) == version:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"version {version} was not said")


async def test_published_words_are_the_next_reply_and_survive_a_restart_without_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "ReplyMetrics", lambda: ReplyMetrics(CollectorRegistry()))
    settings = Settings(data_dir=tmp_path, secret_keys=SecretStr(new_key()))
    engine = create_engine(settings.database)
    await upgrade(engine)
    assembly = parts.Assembly()
    replies = parts._add_words(assembly, parts.build_house(settings, engine))
    for step in assembly.starting:
        await step()
    versions = Versions(engine, SystemClock(), packaged=read_catalog())
    version = await versions.save(PLACE, "Hasta luego.", author="ana", expected=1)
    await versions.publish(PLACE, version.number, by="ana")
    await until(replies, "2")
    await versions.roll_back(PLACE, 1, by="ana")
    await until(replies, "1")
    await versions.roll_back(PLACE, 2, by="ana")
    await until(replies, "2")
    for step in reversed(assembly.stopping):
        await step()
    assert sum(used.renders for used in await usage_of(engine, PLACE.key)) >= 3

    again = parts.Assembly()
    away = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    restarted = parts._add_words(again, parts.build_house(settings, away))
    for step in again.starting:
        await step()
    assert said(restarted) == "2"
    for step in reversed(again.stopping):
        await step()
    await away.dispose()
    await engine.dispose()
