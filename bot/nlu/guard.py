"""The guard between the classifier and the fallback: what a score cannot know, words decide.

Gibberish, emoji and empty text become `nlu_fallback`; "affirm" and "deny" need a word of a yes or a no.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from .component import UNDERSTOOD
from .consent import judged
from .intents import BESIDE


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Guard(GraphComponent):  # type: ignore[misc]
    """Stands after Understanding and before FallbackClassifier."""

    @classmethod
    def required_components(cls) -> list[type]:
        return []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Guard:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            understood = message.get(UNDERSTOOD)
            text = message.get(TEXT) or ""
            if not understood or text.startswith("/"):
                continue
            understood = {**understood, "questions": message.get(BESIDE) or []}
            message.set(UNDERSTOOD, understood, add_to_output=True)
            intent, ranking = judged(
                message.get(INTENT) or {}, message.get(INTENT_RANKING_KEY) or [], understood
            )
            message.set(INTENT, intent, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
