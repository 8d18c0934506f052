"""Stock Rasa as its makers ship it: default pipeline and policies, SQL tracker store, callback replies, `rest` channel.

Same data, domain and rules as ours; the same actions and words behind it. One component of ours stands in its pipeline,
because the actions read the dates and people that it finds.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import yaml

from common.hotels import load_hotels
from common.ids import new_id
from common.settings import ROOT, load_settings
from ops.bench.processes import age_seconds, free_ports, ready, started
from ops.bench.systems import System
from posada.installation import installed_settings
from posada.preparation import prepare

PYTHON = ROOT / ".venv-bench" / "bin" / "python"
HOME = ROOT / ".bench" / "stock"
_LEARNED_FROM = ("domain.yml", "data", "bot/nlu", "common/languages.py", "requirements/bench.txt")
_START_WITHIN_SECONDS = 180.0

# What Rasa 3.6.21 takes when config.yml names no pipeline and no policies (its message at training), and Understanding.
CONFIG = """\
recipe: default.v1
assistant_id: stock
language: xx
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: 100
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
  - name: bot.nlu.component.Understanding
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
  - name: UnexpecTEDIntentPolicy
    max_history: 5
    epochs: 100
  - name: TEDPolicy
    max_history: 5
    epochs: 100
    constrain_similarities: true
"""


class CannotTrain(Exception):
    """The end of Rasa's own output is in the text."""


def train_if_needed(say: Callable[[str], None]) -> Path:
    """The model of what stands in the tree now; trained when its hash is new. Raises CannotTrain."""
    name = f"stock-{_learned_hash()[:16]}"
    model = HOME / f"{name}.tar.gz"
    if model.is_file():
        return model
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "config.yml").write_text(CONFIG, encoding="utf-8")
    say("training stock Rasa with DIET, once for this data (several minutes) …")
    begun = time.monotonic()
    command = [
        str(PYTHON), "-m", "rasa", "train", "--config", "config.yml", "--domain", str(ROOT / "domain.yml"),
        "--data", str(ROOT / "data"), "--out", str(HOME), "--fixed-model-name", name,
    ]  # fmt: skip
    log = HOME / "training.log"
    with log.open("wb") as output:
        done = subprocess.run(
            command,
            cwd=HOME,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode != 0 or not model.is_file():
        raise CannotTrain("\n".join(log.read_text(errors="replace").splitlines()[-25:]))
    for old in HOME.glob("stock-*.tar.gz"):
        if old != model:
            old.unlink()
    say(f"trained stock Rasa in {time.monotonic() - begun:.0f} s")
    return model


def _learned_hash() -> str:
    digest = hashlib.sha256(CONFIG.encode())
    for name in _LEARNED_FROM:
        start = ROOT / name
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _environment() -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLCONFIGDIR": str(HOME / "matplotlib"),
    }


@contextlib.asynccontextmanager
async def running_stock(folder: Path, model: Path) -> AsyncIterator[System]:
    """Raises DidNotStart."""
    inner_port, rasa_port = free_ports(2)
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("POSADA_", "PMS_", "DATABASE_"))
        },
        "POSADA_DATA_DIR": str(folder / "data"),
        "POSADA_INNER_PORT": str(inner_port),
    }
    folder.mkdir(parents=True)
    settings = installed_settings({**environment, "HOME": str(folder)})
    await prepare(settings)
    token = settings.inner_token.get_secret_value()
    _write_settings(folder, inner_port=inner_port, token=token)
    service_log, rasa_log = folder / "service.log", folder / "rasa.log"
    service_command = [sys.executable, "-m", "ops.bench.stock_service"]
    rasa_command = [
        str(PYTHON), "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(rasa_port), "--model", str(model),
        "--endpoints", str(folder / "endpoints.yml"), "--credentials", str(folder / "credentials.yml"),
    ]  # fmt: skip
    async with (
        started(service_command, environment=environment, folder=ROOT, log=service_log) as service,
        started(rasa_command, environment=_environment(), folder=folder, log=rasa_log) as rasa,
    ):
        await ready(f"http://127.0.0.1:{inner_port}/ready", service, log=service_log, within_seconds=60)
        await ready(
            f"http://127.0.0.1:{rasa_port}/", rasa, log=rasa_log, within_seconds=_START_WITHIN_SECONDS
        )
        startup = age_seconds(rasa.pid)
        async with httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{rasa_port}",
            timeout=120.0,
            trust_env=False,
            limits=httpx2.Limits(max_connections=128, max_keepalive_connections=128),
        ) as client:
            speaker = _Speaker(client)
            yield System("stock", speaker.say, {"rasa": rasa.pid, "service": service.pid}, startup)


class _Speaker:
    """Says to the `rest` channel what our gateway would say, with the metadata that the actions need."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        hotel = load_hotels(load_settings({})).default
        self._client = client
        self._fixed = {
            "property": hotel.id,
            "timezone": hotel.timezone,
            "today": dt.datetime.now(ZoneInfo(hotel.timezone)).date().isoformat(),
            "day_first": True,
            "language": None,
            "locale": None,
        }

    async def say(self, conversation: str, words: str, asked: str | None) -> list[str]:
        metadata = {**self._fixed, "asked": asked, "conversation": conversation, "turn": new_id("turn")}
        answer = await self._client.post(
            "/webhooks/rest/webhook", json={"sender": conversation, "message": words, "metadata": metadata}
        )
        answer.raise_for_status()
        return [message["custom"]["template"] for message in answer.json() if "custom" in message]


def _write_settings(folder: Path, *, inner_port: int, token: str) -> None:
    """endpoints.yml and credentials.yml as Rasa's documents have them."""
    headers = {"Authorization": f"Bearer {token}"}
    inner = f"http://127.0.0.1:{inner_port}"
    endpoints = {
        "action_endpoint": {"url": f"{inner}/webhook", "headers": headers},
        "nlg": {"url": f"{inner}/stock-nlg", "headers": headers},
        "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "tracker.db")},
    }
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
