"""What Rasa's pipeline does to a message, without Rasa: the trained model's tables read in this process.

The same functions in the same order as `bot/nlu/intents.py`, `component.py`, `guard.py` and Rasa's FallbackClassifier;
`tests/understanding/test_gates.py` compares the answers with those of the real pipeline.
"""

from __future__ import annotations

import datetime as dt
import json
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from bot.nlu.consent import FALLBACK, judged
from bot.nlu.intent_model import IntentModel, questions_beside
from bot.nlu.language import LanguageModel
from bot.nlu.ngrams import NgramModel
from bot.nlu.understand import context_of, understand_with_spans
from common.settings import ROOT
from posada.rasa_process import MODEL

_TABLES = ("intents.json", "intents.npz", "languages.json")
_RANKED = 5


class Ours:
    """Answers as `posada.understand.Parser` does, so that whatever scores one scores the other.

    threshold, ambiguity: of the FallbackClassifier in config.yml.
    """

    def __init__(self, model: Path = MODEL) -> None:
        pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
        steps = {step["name"].rpartition(".")[2]: step for step in pipeline}
        fallback = steps["FallbackClassifier"]
        self.threshold = float(fallback["threshold"])
        self.ambiguity = float(fallback["ambiguity_threshold"])
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            _unpack(model, folder)
            self._intents = IntentModel.load(folder)
            counts = json.loads((folder / "languages.json").read_text(encoding="utf-8"))
        votes = steps["Understanding"].get("votes")
        own = NgramModel(counts)
        self._languages = LanguageModel(own, votes) if votes else LanguageModel(own)

    def parse(self, text: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """`ranking` is what the guard leaves; `intent` what the threshold leaves of it."""
        ranking = [{"name": name, "confidence": share} for name, share in self._intents.rank(text)[:_RANKED]]
        beside = questions_beside(self._intents, text)
        context = context_of(metadata, today=dt.date.today())  # noqa: DTZ011 - the metadata says today.
        understood, _ = understand_with_spans(text, context=context, language_model=self._languages)
        intent, ranking = judged(ranking[0], ranking, understood)
        if not self.is_sure(ranking):
            intent = dict(FALLBACK)
        return {
            "text": text,
            "intent": intent,
            "ranking": ranking,
            "understood": {**understood, "questions": beside},
        }

    def is_sure(self, ranking: list[dict[str, Any]]) -> bool:
        return is_sure(ranking, threshold=self.threshold, ambiguity=self.ambiguity)


def is_sure(ranking: list[dict[str, Any]], *, threshold: float, ambiguity: float) -> bool:
    """Rasa's FallbackClassifier: the first is likely enough, and far enough from the second."""
    first = float(ranking[0]["confidence"])
    second = float(ranking[1]["confidence"]) if len(ranking) > 1 else 0.0
    return first >= threshold and (len(ranking) < 2 or first - second >= ambiguity)


def _unpack(model: Path, folder: Path) -> None:
    with tarfile.open(model) as archive:
        for member in archive:
            name = PurePosixPath(member.name).name
            content = archive.extractfile(member) if name in _TABLES else None
            if content is not None:
                (folder / name).write_bytes(content.read())
