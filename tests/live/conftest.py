"""Only by `make test-live`: these tests book and cancel in whatever the settings name, and say what stayed behind."""

from __future__ import annotations

import os
from typing import Any

import pytest

from common.settings import read_environment
from tests.live.connecting import take_back_the_rest
from tests.live.ledger import Ledger
from tests.live.wanted import NotWanted, Wanted, read_wanted

LEDGER = pytest.StashKey[Ledger]()

if not os.environ.get("POSADA_LIVE_PMS"):
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def wanted() -> Wanted:
    try:
        return read_wanted(read_environment())
    except NotWanted as reason:
        pytest.exit(f"test-live: {reason}", returncode=2)


@pytest.fixture(scope="session")
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return request.config.stash.setdefault(LEDGER, Ledger())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Ctrl-C ends a test without its end: what it booked is taken back here."""
    ledger = session.config.stash.get(LEDGER, None)
    if ledger is not None and ledger.references:
        take_back_the_rest(read_wanted(read_environment()), ledger)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    ledger = config.stash.get(LEDGER, None)
    if ledger is not None:
        terminalreporter.section("in the hotel's system")
        for line in ledger.told():
            terminalreporter.write_line(line)
