"""Runs a module of checks with Rasa's Python, which has no pytest, and reads its verdicts."""

from __future__ import annotations

import subprocess
from pathlib import Path

from common.settings import ROOT
from posada.rasa_process import RASA_PYTHON, bare_environment

INSIDE = Path(__file__).parent / "inside"


def names_of_checks(module: str) -> list[str]:
    lines = (INSIDE / f"{module}.py").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("def ").split("(")[0] for line in lines if line.startswith("def check_")]


def verdicts_of(module: str, argument: str, data_dir: Path) -> dict[str, str]:
    """By check: "ok", or what it printed."""
    done = subprocess.run(
        [str(RASA_PYTHON), "-m", f"tests.bot.rasa.inside.{module}", argument],
        cwd=ROOT,
        env=bare_environment(data_dir),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    ok = {line.removeprefix("ok ") for line in done.stdout.splitlines() if line.startswith("ok check_")}
    trouble = done.stdout[-6000:] + done.stderr[-3000:]
    return {name: "ok" if name in ok else trouble for name in names_of_checks(module)}
