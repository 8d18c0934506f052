"""How Rasa is started and trained: its command line, its environment, its model, and whether the model is out of date.

Rasa runs in its own Python and sees only what it needs: no vendor's credentials, no database of ours but its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from common.settings import ROOT, Settings

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
MODELS = ROOT / "models"
MODEL_NAME = "posada"
MODEL = MODELS / f"{MODEL_NAME}.tar.gz"
_HASH = MODELS / f"{MODEL_NAME}.sha256"

# What a model is made of; anything else can change without training.
LEARNED_FROM = ("config.yml", "domain.yml", "domain", "data", "bot/nlu", "common/languages.py")
_NOT_LEARNED_FROM = ("__pycache__",)

# What a process needs from the machine; secrets of the service stay out.
_FROM_THE_MACHINE = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "POSADA_RASA_INTERFACE")

_STARTS_COMPONENT = "Starting to train component '"


def rasa_command(
    task: Literal["run", "shell"], *, port: int, model: Path = MODEL, root: Path = ROOT
) -> list[str]:
    """The command line; the interface is settled by bot/rasa/light.py (this machine only)."""
    return [
        str(RASA_PYTHON), "-m", "bot.rasa.light", task,
        "-p", str(port),
        "--model", str(model),
        "--endpoints", str(root / "endpoints.yml"),
        "--credentials", str(root / "credentials.yml"),
    ]  # fmt: skip


def rasa_environment(settings: Settings, machine: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every variable Rasa's process sees. endpoints.yml names the POSADA_ ones; all of them must be set."""
    return {
        **bare_environment(settings.data_dir, machine),
        "LOG_LEVEL": settings.log_level,
        "POSADA_ACTIONS_URL": settings.where_actions_are,
        "POSADA_REPLIES_URL": settings.where_replies_are,
        "POSADA_INNER_TOKEN": settings.inner_token.get_secret_value(),
        "POSADA_RASA_TOKEN": settings.rasa_token.get_secret_value(),
        "POSADA_SECRET_KEYS": settings.secret_keys.get_secret_value(),
        "POSADA_TRACKER_DB": tracker_database(settings),
        "POSADA_ACTION_TIMEOUT_SECONDS": f"{settings.action_timeout_seconds:g}",
        "POSADA_REPLY_TIMEOUT_SECONDS": f"{settings.reply_timeout_seconds:g}",
    }


def bare_environment(data_dir: Path, machine: Mapping[str, str] | None = None) -> dict[str, str]:
    """Enough to load a model: the machine's own variables, telemetry off, nothing written outside data_dir."""
    machine = os.environ if machine is None else machine
    return {
        **{name: machine[name] for name in _FROM_THE_MACHINE if name in machine},
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        # Rasa's plotting library, which we never use, writes its font cache where it is told to.
        "MPLCONFIGDIR": str(data_dir / "cache" / "matplotlib"),
    }


def tracker_database(settings: Settings) -> str:
    """Rasa's own tables: beside ours on PostgreSQL, in a file of their own on SQLite (two writers would wait for each other)."""
    if settings.database.startswith("postgresql+psycopg://"):
        # Rasa is held to SQLAlchemy 1.4, which knows psycopg 2 only.
        return settings.database.replace("postgresql+psycopg://", "postgresql+psycopg2://", 1)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{settings.data_dir / 'rasa.db'}"


def train_if_needed(say: Callable[[str], None] | None = None, *, root: Path = ROOT) -> int:
    """Train when there is no model or it learned from something else. 0 when a fitting model stands at the end.

    say: receives progress, a line each; standard output when not given.
    """
    say = say or _print
    with _one_at_a_time():
        current = learned_hash(root)
        if MODEL.is_file() and _HASH.is_file() and _HASH.read_text(encoding="utf-8").strip() == current:
            return 0
        say("training Rasa: something it learns from has changed (a minute or two) …")
        fresh = MODELS / "new"
        shutil.rmtree(fresh, ignore_errors=True)
        status = _train(root, fresh, say)
        trained = fresh / MODEL.name
        if status != 0 or not trained.is_file():
            say(f"training Rasa failed with status {status}")
            return 1
        _HASH.unlink(missing_ok=True)  # A model without its hash is trained again, never trusted.
        trained.replace(MODEL)
        _HASH.write_text(current + "\n", encoding="utf-8")
        shutil.rmtree(fresh, ignore_errors=True)
        say(f"trained: {MODEL.relative_to(root) if MODEL.is_relative_to(root) else MODEL}")
        return 0


def learned_hash(root: Path = ROOT) -> str:
    """SHA-256 over names and contents of everything a model learns from."""
    digest = hashlib.sha256()
    for path in _learned_files(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _learned_files(root: Path) -> Iterator[Path]:
    for name in LEARNED_FROM:
        start = root / name
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            if path.is_file() and not any(part in _NOT_LEARNED_FROM for part in path.parts):
                yield path


def _train(root: Path, out: Path, say: Callable[[str], None]) -> int:
    command = [
        str(RASA_PYTHON), "-m", "bot.rasa.light", "train",
        "--config", "config.yml", "--domain", "domain.yml", "--data", "data",
        "--out", str(out), "--fixed-model-name", MODEL_NAME,
    ]  # fmt: skip
    environment = {**bare_environment(root / "var"), "PYTHONPATH": str(root), "LOG_LEVEL": "INFO"}
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            lines.append(line.rstrip())
            if _STARTS_COMPONENT in line:
                say(f"  learning: {line.split(_STARTS_COMPONENT, 1)[1].split(chr(39), 1)[0]}")
    if child.returncode != 0:
        for line in lines[-40:]:
            say(f"  {line}")
    return child.returncode


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands that find the same old model train it once."""
    MODELS.mkdir(parents=True, exist_ok=True)
    with (MODELS / ".training").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _print(line: str) -> None:
    print(line, file=sys.stdout, flush=True)
