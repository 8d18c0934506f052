"""One language model and one door for the tests of understanding."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from bot.nlu.language import LanguageModel
from bot.nlu.ngrams import NgramModel, train
from bot.nlu.phrases import seed_examples
from bot.nlu.reading import Reading, read
from bot.nlu.text import compose
from bot.nlu.understand import Context, understand
from bot.nlu.vocabulary import vocabulary

TODAY = dt.date(2026, 11, 21)


@lru_cache(maxsize=1)
def model() -> LanguageModel:
    """Trained on the seed phrases only: what the labelled examples add is extra."""
    return LanguageModel(NgramModel(train(seed_examples())))


def understood(text: str, *, language: str | None = None, **context: Any) -> dict[str, Any]:
    """The whole door. language: that of the conversation so far."""
    memory = {"reply": language} if language else None
    return understand(text, context=Context(today=TODAY, memory=memory, **context), language_model=model())


def reading(text: str, language: str) -> Reading:
    return read(compose(text), vocabulary(language))
