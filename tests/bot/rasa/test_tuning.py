"""What is changed in Rasa gives Rasa's own results (inside/tuning_checks.py, run by Rasa's Python)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from common.settings import ROOT
from posada.rasa_process import RASA_PYTHON, bare_environment


@pytest.fixture(scope="module")
def verdicts(mini_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    done = subprocess.run(
        [str(RASA_PYTHON), "-m", "tests.bot.rasa.inside.tuning_checks", str(mini_model)],
        cwd=ROOT,
        env=bare_environment(tmp_path_factory.mktemp("inside")),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = [line.split(" ", 1) for line in done.stdout.splitlines() if line.startswith(("ok ", "failed "))]
    assert lines, done.stdout[-2000:] + done.stderr[-2000:]
    report = {name: verdict for verdict, name in lines}
    if done.returncode != 0:
        report["output"] = done.stdout[-6000:]
    return report


CHECKS = [
    line.removeprefix("def ").split("(")[0]
    for line in (ROOT / "tests/bot/rasa/inside/tuning_checks.py").read_text().splitlines()
    if line.startswith("def check_")
]


@pytest.mark.parametrize("name", CHECKS)
def test_measure(verdicts: dict[str, str], name: str) -> None:
    assert verdicts.get(name) == "ok", verdicts.get("output")
