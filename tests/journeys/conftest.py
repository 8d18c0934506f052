"""One installation for all journeys of a run: real Rasa, the real service, real HTTP between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

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
    return installation.guest
