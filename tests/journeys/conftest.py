"""One installation for all journeys of a run: real Rasa, the real service, real HTTP between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from common.ids import new_id
from tests.installation import Guest, Installation


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    running = Installation(tmp_path_factory.mktemp("installation"))
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def guest(installation: Installation) -> Callable[..., Guest]:
    """A new guest in a conversation of their own."""

    def arrive(**fields: Any) -> Guest:
        return Guest(installation, new_id("journey"), **fields)

    return arrive
