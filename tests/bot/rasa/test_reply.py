"""The reply client (inside/reply_checks.py, run by Rasa's Python; over HTTP: test_channel.py)."""

from __future__ import annotations

import pytest

from tests.bot.rasa.inside_rasa import names_of_checks, verdicts_of


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return verdicts_of("reply_checks", "-", tmp_path_factory.mktemp("inside"))


@pytest.mark.parametrize("name", names_of_checks("reply_checks"))
def test_reply(verdicts: dict[str, str], name: str) -> None:
    assert verdicts[name] == "ok"
