"""Rasa's process gets what it needs and nothing else; a model is trained when it would be another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from common.settings import ROOT, Settings
from posada import rasa_process
from posada.rasa_process import learned_hash, rasa_command, rasa_environment, tracker_database


def settings(folder: Path, **more: object) -> Settings:
    return Settings(
        data_dir=folder,
        inner_token=SecretStr("i"),
        rasa_token=SecretStr("r"),
        secret_keys=SecretStr("k"),
        **more,
    )  # type: ignore[arg-type]


def test_every_variable_that_endpoints_names_is_set(tmp_path: Path) -> None:
    lines = (ROOT / "endpoints.yml").read_text().splitlines()
    named = {name for line in lines for name in re.findall(r"^[^#]*\$\{(\w+)\}", line)}
    environment = rasa_environment(settings(tmp_path), {})
    assert len(named) >= 5
    assert all(environment.get(name) for name in named)


def test_no_other_secret_reaches_rasa(tmp_path: Path) -> None:
    machine = {"PATH": "/bin", "PMS_API_KEY": "secret", "DATABASE_URL": "x", "PYTHONDONTWRITEBYTECODE": "1"}
    environment = rasa_environment(settings(tmp_path), machine)
    assert environment["PATH"] == "/bin"
    assert not {"PMS_API_KEY", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE"} & environment.keys()
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"


def test_trackers_lie_in_a_file_or_beside_our_tables(tmp_path: Path) -> None:
    assert tracker_database(settings(tmp_path)) == f"sqlite:///{tmp_path}/rasa.db"
    postgres = settings(tmp_path, database_url="postgresql://u:p@h/d")
    assert tracker_database(postgres) == "postgresql+psycopg2://u:p@h/d"


def test_the_command_line_never_opens_the_api() -> None:
    command = rasa_command("run", port=5005)
    assert command[1:4] == ["-m", "bot.rasa.light", "run"]
    assert "--enable-api" not in command


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "bot" / "nlu" / "__pycache__").mkdir(parents=True)
    for name in ("config.yml", "domain.yml", "data/nlu/en.yml", "bot/nlu/stay.py"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(rasa_process, "MODELS", tmp_path / "models")
    monkeypatch.setattr(rasa_process, "MODEL", tmp_path / "models" / "posada.tar.gz")
    monkeypatch.setattr(rasa_process, "_HASH", tmp_path / "models" / "posada.sha256")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["config.yml", "domain.yml", "data/nlu/en.yml", "bot/nlu/stay.py", "data/rules/new.yml"]
)
def test_the_hash_follows_everything_a_model_learns_from(project: Path, name: str) -> None:
    before = learned_hash(project)
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("changed")
    assert learned_hash(project) != before


def test_the_hash_ignores_the_rest(project: Path) -> None:
    before = learned_hash(project)
    (project / "bot" / "nlu" / "__pycache__" / "stay.pyc").write_text("x")
    (project / "endpoints.yml").write_text("x")
    assert learned_hash(project) == before


def test_training_happens_once_for_the_same_data(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[Path] = []

    def train(root: Path, out: Path, say: object) -> int:
        out.mkdir(parents=True)
        (out / "posada.tar.gz").write_text("model")
        trained.append(out)
        return 0

    monkeypatch.setattr(rasa_process, "_train", train)
    said: list[str] = []
    assert rasa_process.train_if_needed(said.append, root=project) == 0
    assert rasa_process.train_if_needed(said.append, root=project) == 0
    assert len(trained) == 1
    (project / "domain.yml").write_text("changed")
    assert rasa_process.train_if_needed(said.append, root=project) == 0
    assert len(trained) == 2
    assert said[-1].endswith("models/posada.tar.gz")


def test_a_failed_training_keeps_the_old_model_and_says_so(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "models").mkdir()
    (project / "models" / "posada.tar.gz").write_text("old")
    monkeypatch.setattr(rasa_process, "_train", lambda root, out, say: 1)
    said: list[str] = []
    assert rasa_process.train_if_needed(said.append, root=project) == 1
    assert (project / "models" / "posada.tar.gz").read_text() == "old"
    assert "failed" in said[-1]
