"""What is changed in Rasa gives Rasa's own results (inside/tuning_checks.py, run by Rasa's Python)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.rasa.inside_rasa import names_of_checks, verdicts_of


@pytest.fixture(scope="module")
def verdicts(mini_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return verdicts_of("tuning_checks", str(mini_model), tmp_path_factory.mktemp("inside"))


@pytest.mark.parametrize("name", names_of_checks("tuning_checks"))
def test_measure(verdicts: dict[str, str], name: str) -> None:
    assert verdicts[name] == "ok"
