"""Finding a Python and noticing what changed, with interpreters that are small scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import setup


def interpreter(folder: Path, minor: int, patch: int, *, refuses: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"python3.{minor}"
    path.write_text("#!/bin/sh\nexit 127\n" if refuses else f"#!/bin/sh\necho 3 {minor} {patch}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_a_shim_that_refuses_is_passed_over_for_the_version_behind_it(machine: Path) -> None:
    interpreter(machine / "bin", 10, 0, refuses=True)
    real = interpreter(machine / "pyenv" / "versions" / "3.10.13" / "bin", 10, 13)
    assert setup.find_python((3, 10), (3, 11)) == real


def test_a_version_outside_the_range_is_none(machine: Path) -> None:
    interpreter(machine / "bin", 11, 7)
    assert setup.find_python((3, 12), (3, 15)) is None


def test_the_minor_the_locks_were_made_for_wins_over_a_newer_one(machine: Path) -> None:
    older = interpreter(machine / "bin", 12, 1)
    interpreter(machine / "bin", 13, 0)
    assert setup.find_python((3, 12), (3, 15)) == older


def test_an_unknown_environment_is_used_wrongly() -> None:
    assert setup.main(["nothing"]) == 2
    assert setup.main([]) == 2


def test_an_environment_that_stands_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    (tmp_path / "requirements").mkdir()
    lock = tmp_path / "requirements" / "rasa.txt"
    lock.write_text("one==1\n")
    interpreter(tmp_path / ".venv-rasa" / "bin", 10, 13).rename(tmp_path / ".venv-rasa" / "bin" / "python")
    (tmp_path / ".venv-rasa" / ".posada-stamp").write_text(
        setup.hashlib.sha256(lock.read_bytes()).hexdigest()
    )
    setup.make_environment("rasa")
    assert capsys.readouterr().out == ""


def test_a_changed_lock_is_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "ensure_uv", lambda: tmp_path / "uv")
    monkeypatch.setattr(setup, "run_uv", lambda _uv, *words: asked.append(words))
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "rasa.txt").write_text("one==2\n")
    interpreter(tmp_path / ".venv-rasa" / "bin", 10, 13).rename(tmp_path / ".venv-rasa" / "bin" / "python")
    (tmp_path / ".venv-rasa" / ".posada-stamp").write_text("what was installed before")
    setup.make_environment("rasa")
    assert [words[:2] for words in asked] == [("pip", "sync")]
