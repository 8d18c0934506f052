"""The live store holds what Rasa's own store would hold (inside/store_checks.py, run by Rasa's Python)."""

from __future__ import annotations

import pytest

from tests.bot.rasa.inside_rasa import names_of_checks, verdicts_of


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("inside")
    return verdicts_of("store_checks", f"sqlite:///{folder / 'rasa.db'}", folder)


@pytest.mark.parametrize("name", names_of_checks("store_checks"))
def test_store(verdicts: dict[str, str], name: str) -> None:
    assert verdicts[name] == "ok"
