"""Fifty editors write at once and guests read on: no version is lost, nobody reads half a change or another hotel's words."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.templates.crowd import run_crowd
from tests.templates.crowd_checks import check_crowd


async def test_fifty_editors_lose_nothing_and_guests_read_whole_words(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await check_crowd(await run_crowd(engine, tmp_path))
