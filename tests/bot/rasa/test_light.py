"""Rasa listens to this machine only, and says what it will not do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.rasa.light import Unsafe, sealed_arguments
from common.settings import ROOT
from posada.rasa_process import RASA_PYTHON, bare_environment


def test_an_interface_is_always_spelled_out() -> None:
    assert sealed_arguments(["run", "-p", "5005"], {}) == ["run", "-i", "127.0.0.1", "-p", "5005"]
    assert sealed_arguments(["shell"], {}) == ["shell", "-i", "127.0.0.1"]


def test_training_is_left_as_it_is() -> None:
    assert sealed_arguments(["train", "--out", "x"], {}) == ["train", "--out", "x"]
    assert sealed_arguments([], {}) == []


@pytest.mark.parametrize("interface", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_is_allowed(interface: str) -> None:
    assert sealed_arguments(["run", "-i", interface], {})[2] == interface


@pytest.mark.parametrize(
    "arguments",
    [
        ["-i", "0.0.0.0"],
        ["--interface", "10.0.0.3"],
        ["--interface=::"],
        ["-i0.0.0.0"],
        ["-i", "example.org"],
        ["-i"],
    ],
)
def test_other_interfaces_are_refused(arguments: list[str]) -> None:
    with pytest.raises(Unsafe):
        sealed_arguments(["run", *arguments], {})


def test_the_inner_network_of_a_cluster_is_named_in_the_environment() -> None:
    environment = {"POSADA_RASA_INTERFACE": "10.0.0.3"}
    assert sealed_arguments(["run"], environment)[:3] == ["run", "-i", "10.0.0.3"]
    assert sealed_arguments(["run", "-i", "10.0.0.3"], environment)[2] == "10.0.0.3"
    with pytest.raises(Unsafe):
        sealed_arguments(["run", "-i", "0.0.0.0"], environment)


def test_rasas_own_api_stays_off() -> None:
    with pytest.raises(Unsafe):
        sealed_arguments(["run", "--enable-api"], {})


def test_the_process_ends_with_status_2_when_it_would_be_open_to_all(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(RASA_PYTHON), "-m", "bot.rasa.light", "run", "-i", "0.0.0.0"],
        cwd=ROOT,
        env=bare_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "refusing to listen on 0.0.0.0" in done.stderr
    assert "Traceback" not in done.stderr
