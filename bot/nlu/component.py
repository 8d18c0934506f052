"""Understanding as a Rasa component: reads the message's metadata, sets `understood` and entities, learns languages.

All judgement is in `understand.py`; this file only carries values between Rasa 3.6 and it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from common.languages import SPOKEN

from .language import LanguageModel
from .ngrams import NgramModel, train
from .phrases import seed_examples
from .understand import context_of, understand_payload, understand_with_spans

UNDERSTOOD = "understood"
_COUNTS_FILE = "languages.json"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class Understanding(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Trained on the `language` in the metadata of each labelled example, beside our own seed phrases."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"votes": {"py3langid": 1.0, "own": 0.6, "langdetect": 0.0}}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Understanding:
        return cls(config, model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Understanding:
        with model_storage.read_from(resource) as folder:
            counts = json.loads((Path(folder) / _COUNTS_FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, counts)

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, counts: dict[str, Any]
    ):
        self._votes, self._storage, self._resource = dict(config["votes"]), storage, resource
        self._model = LanguageModel(NgramModel(counts), self._votes)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa's cache sees this class's source only; our tables and parsers decide as much."""
        here = Path(__file__).parent
        return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(here.glob("*.py")))).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        counts = train([*seed_examples(), *_labelled(training_data.intent_examples)])
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _COUNTS_FILE).write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")
        self._model = LanguageModel(NgramModel(counts), self._votes)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            metadata = message.get(METADATA)
            context = context_of(metadata, today=_today(metadata))
            if text.startswith("/"):
                # Only the gateway writes a payload, for a button it offered: there are no words to understand.
                message.set(UNDERSTOOD, understand_payload(text, context=context), add_to_output=True)
                continue
            understood, entities = understand_with_spans(text, context=context, language_model=self._model)
            message.set(UNDERSTOOD, understood, add_to_output=True)
            found = self.add_extractor_name(entities)
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), *found], add_to_output=True)
        return messages


def _labelled(examples: Iterable[Message]) -> Iterable[tuple[str, str]]:
    """(text, language) of the examples whose own or whose intent's metadata names a language the desk speaks."""
    for example in examples:
        metadata = example.get(METADATA) or {}
        language = (metadata.get("example") or {}).get("language") or (metadata.get("intent") or {}).get(
            "language"
        )
        if language in SPOKEN and example.get(TEXT):
            yield example.get(TEXT), language


def _today(metadata: Any) -> dt.date:
    """The hotel's today when the channel did not say it (rasa shell): by its time zone, else by UTC."""
    zone = metadata.get("timezone") if isinstance(metadata, dict) else None
    try:
        return dt.datetime.now(ZoneInfo(zone or "UTC")).date()
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return dt.datetime.now(ZoneInfo("UTC")).date()
