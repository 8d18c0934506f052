"""Rasa's default pipeline (DIET) on the messages that ours learns from: trained once for each state of the data, kept by its hash.

It learns in stock Rasa's environment (`ops/setup.py bench`) from a copy of data/nlu, so that nobody's edits come in between.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from common.settings import ROOT

PYTHON = ROOT / ".venv-bench" / "bin" / "python"
HOME = ROOT / ".bench" / "understanding"
EPOCHS = 100
"""Rasa's own choice."""

# What Rasa 3.6.21 takes when config.yml names no pipeline (its message at training).
_CONFIG = """\
recipe: default.v1
assistant_id: diet
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
    epochs: {epochs}
    constrain_similarities: true
    random_seed: 42
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: {epochs}
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
"""

_READ = """\
import asyncio, json, logging, sys
from rasa.core.agent import Agent

async def read():
    agent = Agent.load(sys.argv[1])
    for line in sys.stdin:
        parse = await agent.parse_message(json.loads(line))
        print("=> " + json.dumps(parse["intent"]), flush=True)

logging.disable(logging.WARNING)
asyncio.run(read())
"""
_MARK = "=> "


class CannotTrain(Exception):
    """The end of Rasa's own output is in the text."""


@dataclass(frozen=True)
class Learned:
    """What a model was made of. seconds: of training, on a machine that may have been busy. languages: of the messages."""

    model: str
    messages: int
    languages: tuple[str, ...]
    epochs: int
    seconds: float

    @property
    def path(self) -> Path:
        return HOME / self.model


def train_if_needed(languages: Sequence[str], say: Callable[[str], None], *, epochs: int = EPOCHS) -> Learned:
    """The model of what stands in data/nlu now, for these languages and "any". Raises CannotTrain."""
    sources = [*sorted(languages), "any"]
    name = f"diet-{_learned_hash(sources, epochs)[:16]}"
    note = HOME / f"{name}.json"
    if note.is_file() and (HOME / f"{name}.tar.gz").is_file():
        found = json.loads(note.read_text(encoding="utf-8"))
        return Learned(**{**found, "languages": tuple(found["languages"])})
    folder = HOME / name
    shutil.rmtree(folder, ignore_errors=True)
    for source in sources:
        shutil.copytree(ROOT / "data" / "nlu" / source, folder / "nlu" / source)
    (folder / "config.yml").write_text(_CONFIG.format(epochs=epochs), encoding="utf-8")
    messages = _count(folder / "nlu")
    say(f"training DIET on {messages} messages for {epochs} epochs (a good part of an hour on two cores) …")
    begun = time.monotonic()
    log = folder / "training.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [str(PYTHON), "-m", "rasa", "train", "nlu", "--config", "config.yml", "--nlu", "nlu",
             "--out", str(HOME), "--fixed-model-name", name],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )  # fmt: skip
    learned = Learned(
        f"{name}.tar.gz", messages, tuple(sorted(languages)), epochs, round(time.monotonic() - begun)
    )
    if done.returncode != 0 or not learned.path.is_file():
        raise CannotTrain("\n".join(log.read_text(errors="replace").splitlines()[-25:]))
    note.write_text(json.dumps(asdict(learned), indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(folder)
    say(f"trained DIET in {learned.seconds:.0f} s")
    return learned


def latest() -> Learned | None:
    """The model trained last, whatever the data was then."""
    notes = sorted(HOME.glob("diet-*.json"), key=lambda path: path.stat().st_mtime)
    if not notes:
        return None
    found = json.loads(notes[-1].read_text(encoding="utf-8"))
    return Learned(**{**found, "languages": tuple(found["languages"])})


def name_intents(model: Path, texts: Sequence[str]) -> list[str]:
    """What DIET takes each message for; `nlu_fallback` under its own threshold. Raises CannotTrain when it does not answer."""
    done = subprocess.run(
        [str(PYTHON), "-c", _READ, str(model)],
        input="".join(json.dumps(text) + "\n" for text in texts),
        cwd=HOME,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [line for line in done.stdout.splitlines() if line.startswith(_MARK)]
    if done.returncode != 0 or len(answers) != len(texts):
        raise CannotTrain("\n".join(done.stderr.splitlines()[-25:]))
    return [str(json.loads(line.removeprefix(_MARK)).get("name")) for line in answers]


def _learned_hash(sources: Sequence[str], epochs: int) -> str:
    digest = hashlib.sha256(_CONFIG.format(epochs=epochs).encode())
    digest.update((ROOT / "requirements" / "bench.txt").read_bytes())
    for source in sources:
        for path in sorted((ROOT / "data" / "nlu" / source).glob("*.yml")):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _count(folder: Path) -> int:
    blocks = [
        block
        for path in folder.glob("*/*.yml")
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    ]
    return sum(len(block["examples"].splitlines()) for block in blocks)


def _environment() -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLCONFIGDIR": str(HOME / "matplotlib"),
    }
