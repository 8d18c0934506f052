"""A sweep that finds nothing is cheap however long the hotel has been talking; keys read as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.gateway.sending_rows import Key
from common.database import create_all, create_engine
from tests.bot.gateway.post_office import PostOffice


async def test_no_sweep_reads_all_that_was_ever_said(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'office.db'}")
    await create_all(engine)
    office = PostOffice(engine)
    await office.conversation()
    await office.says("One")
    asked: list[tuple[str, Any]] = []
    plain = office.ledger._sqlite

    @event.listens_for(plain, "before_cursor_execute")
    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    await office.passes()
    event.remove(plain, "before_cursor_execute", note)
    assert await office.deliveries() == ["sent"]

    def plans(connection: Any) -> list[str]:
        raw = connection.connection.cursor()
        return [
            str(step)
            for statement, parameters in asked
            if statement.lstrip().upper().startswith(("SELECT", "UPDATE"))
            for step in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        ]

    steps = await office.ledger.read(plans)
    assert any("ix_outgoing_due" in step for step in steps)
    assert not [step for step in steps if "SCAN outgoing" in step or "SCAN conversations" in step]
    office.ledger.close()
    await engine.dispose()


@pytest.mark.parametrize("key", [Key("o_1"), Key("o_1", 2, 3)])
def test_a_key_is_read_as_it_was_written(key: Key) -> None:
    assert Key.read(str(key)) == key


@pytest.mark.parametrize("text", ["o_1/x/2", "o_1/2", "o_1/1/2/3"])
def test_what_is_no_key_of_ours_is_taken_for_a_name(text: str) -> None:
    assert Key.read(text) == Key("o_1")
