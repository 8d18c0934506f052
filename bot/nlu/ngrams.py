"""A naive Bayes vote over letter runs and whole words, learnt from our own short phrases.

Small (a few thousand counts), quick, and at home in the words of a front desk, where general detectors are weak.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

LONGEST_RUN = 4
SMOOTHING = 0.35
WORD_WEIGHT = 1.6
"""A whole known word says more than one of its letter runs."""

_WORD = re.compile(r"[^\W\d_]+")


def features(text: str) -> Counter[str]:
    """Runs of 1 to 4 letters inside padded words, accents kept (they are what tells languages apart), and whole words."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(text.lower()):
        padded = f" {word} "
        for size in range(2, LONGEST_RUN + 1):
            for place in range(len(padded) - size + 1):
                found[padded[place : place + size]] += 1
        found["=" + word] += 1
    return found


def train(examples: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Counts a language, plain JSON: {"es": {" ha": 12, "=hola": 3, …}}."""
    counts: dict[str, Counter[str]] = {}
    for text, language in examples:
        counts.setdefault(language, Counter()).update(features(text))
    return {language: dict(found) for language, found in sorted(counts.items())}


class NgramModel:
    """Trained counts, turned once into log-probabilities."""

    def __init__(self, counts: Mapping[str, Mapping[str, int]]):
        self.counts = counts
        self.languages = tuple(counts)
        self._runs: frozenset[str] = frozenset(
            run for found in counts.values() for run in found if not run.startswith("=")
        )
        size = max(1, len({run for found in counts.values() for run in found}))
        self._log: dict[str, list[float]] = {}
        totals = [sum(found.values()) for found in counts.values()]
        self._unseen = [math.log(SMOOTHING / (total + SMOOTHING * size)) for total in totals]
        for run in {run for found in counts.values() for run in found}:
            self._log[run] = [
                math.log((found.get(run, 0) + SMOOTHING) / (total + SMOOTHING * size))
                for found, total in zip(counts.values(), totals, strict=True)
            ]

    @classmethod
    def from_json(cls, counts: dict[str, Any]) -> NgramModel:
        return cls(counts)

    def vote(self, text: str) -> dict[str, float]:
        """A probability for each trained language; even when nothing in the text was seen in training."""
        if not self.languages:
            return {}
        scores = [0.0] * len(self.languages)
        seen = 0.0
        for run, times in features(text).items():
            logs = self._log.get(run)
            if logs is None:
                continue
            weight = WORD_WEIGHT if run.startswith("=") else 1.0
            weight *= 1.0 + math.log(times)
            seen += weight
            for place, value in enumerate(logs):
                scores[place] += weight * value
        # Runs overlap, so their evidence is counted several times over; the temperature takes that back.
        temperature = 1.0 + 0.04 * seen
        best = max(scores)
        powers = [math.exp((score - best) / temperature) for score in scores]
        total = sum(powers)
        return {language: power / total for language, power in zip(self.languages, powers, strict=True)}

    def knows(self, word: str) -> bool:
        """Whether the whole word, in lower case, was seen in any language."""
        return "=" + word in self._log

    def familiar(self, word: str) -> float:
        """The share of a word's three-letter runs that were seen in any language."""
        padded = f" {word} "
        runs = [padded[place : place + 3] for place in range(len(padded) - 2)]
        return sum(run in self._runs for run in runs) / max(1, len(runs))
