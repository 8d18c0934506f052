"""Rasa's trackers on PostgreSQL: the same checks as on SQLite."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import SecretStr

from common.settings import Settings
from posada.rasa_process import tracker_database
from tests.bot.rasa.inside_rasa import verdicts_of


async def test_trackers_live_on_postgresql(database: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database, secret_keys=SecretStr("unused"))
    verdicts = await asyncio.to_thread(verdicts_of, "store_checks", tracker_database(settings), tmp_path)
    assert verdicts
    assert {name: verdict for name, verdict in verdicts.items() if verdict != "ok"} == {}
