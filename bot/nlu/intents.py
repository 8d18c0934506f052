"""The Rasa component that names a message's intent with `intent_model`."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .intent_model import IntentModel, Recipe, questions_beside, train

BESIDE = "questions_beside"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class Intents(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking`. ranking_length: how many of the ranking are kept on the message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**asdict(Recipe()), "ranking_length": 5}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Intents:
        return cls(config, model_storage, resource, model=None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Intents:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, model=IntentModel.load(folder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa's training cache sees this class's own source only; what it calls counts too."""
        here = Path(__file__).parent
        sources = [here / "intent_model.py", here / "text.py", here / "vocabulary.py"]
        sources += sorted(here.glob("thesaurus*.py")) + sorted(here.glob("words_*.py"))
        return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [
            (example.get(TEXT), example.get(INTENT))
            for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT)
        ]
        recipe = Recipe(**{field.name: self._config[field.name] for field in fields(Recipe)})
        self._model = train(examples, recipe)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._model is not None, "Rasa loads or trains a component before it reads with it."
        for message in messages:
            ranking = [
                {"name": intent, "confidence": probability}
                for intent, probability in self._model.rank(message.get(TEXT) or "")[
                    : self._config["ranking_length"]
                ]
            ]
            message.set(BESIDE, questions_beside(self._model, message.get(TEXT) or ""))
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
