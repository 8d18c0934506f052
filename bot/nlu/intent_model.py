"""Which errand a message is about, from its words, letters and concepts: tf-idf, logistic regression and naive Bayes.

Rasa's own classifier cannot weigh a word by how rare it is, which is worth several messages in a hundred (decision 0002).
Reading needs nothing but NumPy; scikit-learn is imported by `train` alone. Knows nothing of Rasa.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .text import compose, fold
from .thesaurus import thesaurus

WORD_SIZES = (1, 2)
LETTER_SIZES = (1, 5)
# More letters than this say nothing new about the errand, and the cost of reading stays bounded.
_READ_CHARACTERS = 600

# Concepts in one message; a pair for each two of them.
_MOST_CONCEPTS = 40
_LENGTHS = ((1, "one word"), (3, "terse"), (5, "short"), (11, "sentence"))

_EMAIL = re.compile(r"\S+@\S+")
_REFERENCE = re.compile(r"\bpsd[- ]?[a-z0-9]{6}\b")
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"[§\w]+")
_WORD_OR_MARK = re.compile(r"§?[^\W\d_]+|0")


def tokens(text: str) -> list[str]:
    """The folded words; an address, a reference and any number count as what they are, not by their letters."""
    return _TOKEN.findall(_marked(text))


def _marked(text: str) -> str:
    folded = fold(compose(text[:_READ_CHARACTERS]))
    return _DIGITS.sub("0", _REFERENCE.sub("§ref", _EMAIL.sub("§mail", folded)))


def word_grams(text: str) -> list[str]:
    """Words, and neighbouring words with the message's two ends: the first word of a question says much."""
    found = tokens(text)
    pairs = zip(["^", *found], [*found, "$"], strict=True)
    return found + [f"{left} {right}" for left, right in pairs]


def letter_grams(text: str) -> list[str]:
    """Runs of one to five letters inside words, edges marked by a blank: what misspelt words still share."""
    return [gram for word in tokens(text) for gram in _runs(f" {word} ")]


def _runs(word: str) -> Iterator[str]:
    smallest, largest = LETTER_SIZES
    for size in range(smallest, largest + 1):
        for start in range(max(1, len(word) - size + 1)):
            yield word[start : start + size]


def concept_grams(text: str) -> list[str]:
    """The concepts a message is made of, each two that stand in it together, and neighbours in their order.

    Beside them whether it asks and how long it is: they tell a bare value from a wish, in every language alike.
    """
    words = _WORD_OR_MARK.findall(_marked(text))
    said = thesaurus().concepts(words)[:_MOST_CONCEPTS]
    present = [*sorted(set(said)), "?" if "?" in text[:_READ_CHARACTERS] else ".", _length(len(words))]
    together = [f"{one}+{other}" for place, one in enumerate(present) for other in present[place + 1 :]]
    in_order = [f"{one}>{other}" for one, other in zip(["^", *said], [*said, "$"], strict=True)]
    return present + together + in_order


def _length(words: int) -> str:
    return next((name for limit, name in _LENGTHS if words <= limit), "long")


@dataclass(frozen=True)
class Block:
    """One kind of n-gram: its columns and how rare each is."""

    columns: dict[str, int]
    rarity: np.ndarray

    def weigh(self, grams: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Columns and tf-idf weights of the known n-grams, of length one together."""
        counted = Counter(column for gram in grams if (column := self.columns.get(gram)) is not None)
        columns = np.fromiter(counted.keys(), dtype=np.int64, count=len(counted))
        counts = np.fromiter(
            (1.0 + math.log(n) for n in counted.values()), dtype=np.float64, count=len(counted)
        )
        weights = counts * self.rarity[columns]
        length = float(np.sqrt(weights @ weights))
        return columns, weights / length if length else weights


@dataclass(frozen=True)
class IntentModel:
    """coefficients: one row an n-gram, block after block; one column an intent."""

    intents: tuple[str, ...]
    words: Block
    letters: Block
    concepts: Block
    coefficients: np.ndarray
    intercept: np.ndarray

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, best first. Text without any known n-gram is equally unlike them all."""
        word_columns, word_weights = self.words.weigh(word_grams(text))
        letter_columns, letter_weights = self.letters.weigh(letter_grams(text))
        if not len(word_columns) and not len(letter_columns):
            return [(intent, 1.0 / len(self.intents)) for intent in self.intents]
        concept_columns, concept_weights = self.concepts.weigh(concept_grams(text))
        first_letter = len(self.words.columns)
        first_concept = first_letter + len(self.letters.columns)
        scores = (
            self.intercept
            + word_weights @ self.coefficients[word_columns]
            + letter_weights @ self.coefficients[letter_columns + first_letter]
            + concept_weights @ self.coefficients[concept_columns + first_concept]
        )
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        order = np.argsort(-likely, kind="stable")
        return [(self.intents[place], float(likely[place])) for place in order]

    def save(self, folder: Path) -> None:
        """Arrays and plain JSON: nothing that could run when it is read back."""
        names = {
            "intents": self.intents,
            "words": _in_order(self.words.columns),
            "letters": _in_order(self.letters.columns),
            "concepts": _in_order(self.concepts.columns),
        }
        (folder / "intents.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(
            folder / "intents.npz",
            coefficients=self.coefficients,
            intercept=self.intercept,
            words=self.words.rarity,
            letters=self.letters.rarity,
            concepts=self.concepts.rarity,
        )

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        names = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
            blocks = {
                kind: Block({gram: place for place, gram in enumerate(names[kind])}, arrays[kind])
                for kind in ("words", "letters", "concepts")
            }
            return cls(
                intents=tuple(names["intents"]),
                **blocks,
                coefficients=arrays["coefficients"],
                intercept=arrays["intercept"],
            )


_SENTENCE = re.compile(r"[^.!?;\n¿]+[.!?;\n]*")
_MOST_SENTENCES = 5
_SURE = 0.5


def questions_beside(model: IntentModel, text: str) -> list[str]:
    """The questions about the house among the sentences of a longer message, which as a whole may be about something else.

    "¿Tienen restaurante? Quiero una doble para el viernes" is a booking, and asks for the restaurant.
    """
    sentences = _SENTENCE.findall(text[:_READ_CHARACTERS])
    if len(sentences) < 2:
        return []
    found = []
    for sentence in sentences[:_MOST_SENTENCES]:
        if "?" not in sentence:
            continue
        intent, likely = model.rank(sentence)[0]
        if intent.startswith("ask_") and likely >= _SURE:
            found.append(intent)
    return list(dict.fromkeys(found))


def _block(vectorizer: Any) -> Block:
    return Block({gram: int(place) for gram, place in vectorizer.vocabulary_.items()}, vectorizer.idf_)


def _in_order(columns: dict[str, int]) -> list[str]:
    return sorted(columns, key=columns.__getitem__)


@dataclass(frozen=True)
class Recipe:
    """strength: scikit-learn's C; higher trusts the examples more. counts: how much naive Bayes adds to the regression, which
    helps with words seen once. doubt: divides the scores before they become probabilities; higher is less sure of itself (2.2 made
    confidence and accuracy agree on held-out messages). tolerance: where the solver stops; finer costs time and changes no answer.
    """

    strength: float = 20.0
    max_iter: int = 1000
    counts: float = 0.4
    doubt: float = 2.2
    tolerance: float = 0.02


def train(examples: Sequence[tuple[str, str]], recipe: Recipe) -> IntentModel:
    """Learn from (text, intent) pairs; three intents or more. Intents weigh the same however many examples they have.

    Deterministic. Both learners are linear, so they are added up once here and cost a message nothing.
    """
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import MultinomialNB

    texts, intents = [text for text, _ in examples], [intent for _, intent in examples]
    # What one example alone holds teaches nothing about others (measured), and is half of the table.
    by_words = TfidfVectorizer(analyzer=word_grams, sublinear_tf=True, min_df=2)
    by_letters = TfidfVectorizer(analyzer=letter_grams, sublinear_tf=True, min_df=2)
    by_concepts = TfidfVectorizer(analyzer=concept_grams, sublinear_tf=True, min_df=3)
    columns = hstack([block.fit_transform(texts) for block in (by_words, by_letters, by_concepts)]).tocsr()
    # liblinear learns one intent against the rest: in a second, where the joint solver takes half a minute.
    regression = LogisticRegression(
        C=recipe.strength,
        solver="liblinear",
        tol=recipe.tolerance,
        max_iter=recipe.max_iter,
        class_weight="balanced",
        random_state=42,
    ).fit(columns, intents)
    bayes = MultinomialNB(alpha=0.01, fit_prior=False).fit(columns, intents)
    # What an n-gram says for every intent alike decides nothing; without it the numbers fit into 32 bits.
    told_apart = bayes.feature_log_prob_ - bayes.feature_log_prob_.mean(axis=0)
    coefficients = (regression.coef_ + recipe.counts * told_apart) / recipe.doubt
    return IntentModel(
        intents=tuple(str(intent) for intent in regression.classes_),
        words=_block(by_words),
        letters=_block(by_letters),
        concepts=_block(by_concepts),
        coefficients=np.ascontiguousarray(coefficients.T, dtype=np.float32),
        intercept=regression.intercept_ / recipe.doubt,
    )
