from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ops.bench.processes import (
    DidNotStart,
    age_seconds,
    children,
    cpu_milliseconds,
    free_ports,
    memory_megabytes,
    ready,
    started,
)

BUSY = "sum(n * n for n in range(3_000_000)); print('done', flush=True); import time; time.sleep(60)"


async def test_cost_of_a_process_is_read_and_the_process_is_ended(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with started(
        [sys.executable, "-c", BUSY], environment=os.environ, folder=tmp_path, log=log
    ) as process:
        assert process.pid in children(os.getpid())
        while not log.read_text():
            assert process.returncode is None
        assert cpu_milliseconds(process.pid) > 0
        now, highest = memory_megabytes(process.pid)
        assert 1 < now <= highest
        assert 0 <= age_seconds(process.pid) < 60
    assert process.returncode is not None


async def test_a_process_that_ends_at_once_did_not_start(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", "print('no model')"]
    port = free_ports(1)[0]
    async with started(command, environment=os.environ, folder=tmp_path, log=log) as process:
        await process.wait()
        with pytest.raises(DidNotStart, match="no model"):
            await ready(f"http://127.0.0.1:{port}/", process, log=log, within_seconds=5)


def test_free_ports_differ() -> None:
    assert len(set(free_ports(3))) == 3
