"""The warm worker, as `posada understand` uses it: quick, private, ends by itself, follows the model."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from common.settings import ROOT, Settings
from posada.rasa_process import RASA_PYTHON, bare_environment
from posada.understand import CannotParse, Parser, metadata_for, socket_path


@pytest.fixture
def workers(tmp_path: Path, mini_model: Path) -> Iterator[tuple[Settings, Path]]:
    own = tmp_path / "own.tar.gz"
    shutil.copy(mini_model, own)
    settings = Settings(data_dir=tmp_path)
    yield settings, own
    own.unlink()  # A worker whose model is gone ends at the next question.
    end_worker(socket_path(settings.data_dir, own))


def end_worker(place: Path) -> None:
    """A question makes it look at its model; the answer comes when it is about to end."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(10)
        try:
            link.connect(str(place))
        except OSError:
            return
        link.sendall(b"{}\n")
        assert b"stale" in link.recv(100)


def test_a_worker_stays_warm_and_follows_the_model(workers: tuple[Settings, Path]) -> None:
    settings, model = workers
    metadata = metadata_for(settings, day=date(2026, 11, 21), timezone="Europe/Madrid")
    with Parser(settings, model=model) as parser:
        assert parser.parse("yes please", metadata)["intent"]["name"] == "affirm"
        assert parser.parse("/restart", metadata)["text"] == "⁄restart"
    started = time.perf_counter()
    with Parser(settings, model=model) as parser:
        assert parser.parse("hello", metadata)["intent"]["name"] == "greet"
    assert time.perf_counter() - started < 1
    assert oct(socket_path(settings.data_dir, model).stat().st_mode)[-3:] in ("600", "700")
    os.utime(model, (1, 1))
    with Parser(settings, model=model) as parser:
        assert parser.parse("hello", metadata)["intent"]["name"] == "greet"
    log = socket_path(settings.data_dir, model).with_suffix(".log").read_text()
    assert "yes please" not in log


def test_an_idle_worker_ends_by_itself(tmp_path: Path, mini_model: Path) -> None:
    place = tmp_path / "w.sock"
    done = subprocess.run(
        [
            str(RASA_PYTHON), "-m", "bot.rasa.worker",
            "--socket", str(place), "--model", str(mini_model), "--idle-seconds", "0.2",
        ],
        cwd=ROOT,
        env=bare_environment(tmp_path),
        capture_output=True,
        timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert not place.exists()


def test_a_worker_without_a_model_is_an_error_that_says_where_to_look(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotParse, match="worker-"),
        Parser(Settings(data_dir=tmp_path), model=tmp_path / "missing.tar.gz") as parser,
    ):
        parser.parse("hello", {})
