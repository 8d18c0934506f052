"""Real Rasa processes for the tests of this folder; one is shared where a test does not have to break it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.rasa.rasa_under_test import RasaUnderTest, train_mini
from tests.bot.rasa.stand_in import StandIn


@pytest.fixture(scope="session")
def mini_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train_mini(tmp_path_factory.mktemp("mini"))


@pytest.fixture(scope="session")
def shared_stand_in() -> Iterator[StandIn]:
    stand_in = StandIn()
    yield stand_in
    stand_in.close()


@pytest.fixture(scope="session")
def shared_rasa(
    tmp_path_factory: pytest.TempPathFactory, mini_model: Path, shared_stand_in: StandIn
) -> Iterator[RasaUnderTest]:
    rasa = RasaUnderTest(tmp_path_factory.mktemp("rasa"), mini_model, shared_stand_in).start()
    yield rasa
    rasa.stop()


@pytest.fixture
def stand_in(shared_stand_in: StandIn) -> Iterator[StandIn]:
    """The shared one, well behaved again after each test."""
    yield shared_stand_in
    shared_stand_in.hold.set()
    shared_stand_in.slow.clear()
    shared_stand_in.failing.clear()
    shared_stand_in.requests.clear()


@pytest.fixture
def rasa(shared_rasa: RasaUnderTest, stand_in: StandIn) -> RasaUnderTest:
    return shared_rasa
