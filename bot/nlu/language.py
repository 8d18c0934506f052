"""The language of a message, with a memory of the conversation.

Votes are multiplied (each to its power), then by the conversation's prior. A bare date, a name or "ok" does not vote; the
reply's language changes only when the message is sure or the guest asks for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from common.languages import SPOKEN, closest

from .ngrams import NgramModel
from .text import split

STAY_PROBABILITY = 0.97
SURE = 0.9
TELLING = 0.7
"""A first message of bare values ("2 adultos") opens in its language from here on."""
LOCALE_WEIGHT = 0.5
FOREIGN_SURE = 0.9
_SURELY_NOT_OURS = 0.002
_FAMILIAR = 0.5
_WORD = re.compile(r"[^\W\d_]+")
_FLOOR = 1e-4

Vote = Callable[[str], Mapping[str, float]]


@dataclass(frozen=True)
class LanguageModel:
    """own: our trained n-gram vote. weights: the power of each vote by name; a vote with weight 0 is not asked."""

    own: NgramModel
    weights: Mapping[str, float] = field(
        default_factory=lambda: {"py3langid": 1.0, "own": 0.6, "langdetect": 0.0}
    )

    def votes(self, text: str) -> dict[str, float]:
        """The product of the votes, as probabilities over the languages the desk speaks."""
        logs = dict.fromkeys(SPOKEN, 0.0)
        for name, vote in (
            ("own", self.own.vote),
            ("py3langid", _langid_spoken),
            ("langdetect", _langdetect),
        ):
            power = self.weights.get(name, 0.0)
            if power <= 0:
                continue
            said = vote(text)
            # A language that a vote has never learnt gets that vote's average: silence, not a no.
            average = sum(said.values()) / len(said) if said else 1.0
            for code in SPOKEN:
                logs[code] += power * math.log(max(said.get(code, average), _FLOOR))
        return _normal({code: math.exp(value - max(logs.values())) for code, value in logs.items()})


@dataclass(frozen=True)
class Detected:
    """prior: the conversation's belief after this message. reply: the language to answer in. other: one we do not speak."""

    code: str
    confidence: float
    reply: str
    prior: dict[str, float]
    wish: str | None = None
    other: str | None = None

    def answered_in(
        self, languages: Sequence[str], *, memory: Mapping[str, Any] | None, locale: str | None
    ) -> Detected:
        """The same, with a reply language the hotel writes: as before, as the device says, else its first.

        languages: the hotel's, its default first; empty when it is not known, then all of ours will do.
        """
        if not languages or self.reply in languages:
            return self
        for wished in ((memory or {}).get("reply"), closest(locale)):
            if wished in languages:
                return replace(self, reply=str(wished))
        return replace(self, reply=languages[0])

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "confidence": round(self.confidence, 4),
            "reply": self.reply,
            "prior": {code: round(value, 4) for code, value in self.prior.items()},
            "wish": self.wish,
            "other": self.other,
        }


def detect(
    text: str,
    model: LanguageModel,
    *,
    memory: Mapping[str, Any] | None,
    locale: str | None,
    wish: str | None,
    is_evidence: bool,
) -> Detected:
    """text: the words that may vote (no names, codes, numbers). memory: {"reply", "prior"} of the conversation, or None.

    is_evidence: whether the message may move the prior at all.
    """
    prior, reply = _memory(memory)
    is_first = reply is None
    if prior is None:
        prior = _seeded(locale)
    if wish in SPOKEN:
        sure = _normal({code: (STAY_PROBABILITY if code == wish else 0.006) for code in SPOKEN})
        heard = model.votes(text) if text.strip() else prior
        code = _best(heard) if max(heard.values()) >= SURE else wish
        return Detected(code, max(heard.values()) if code != wish else STAY_PROBABILITY, wish, sure, wish)
    if text.strip() and (is_evidence or is_first):
        heard = model.votes(text)
        moved = _normal(
            {
                code: (STAY_PROBABILITY * prior[code] + (1 - STAY_PROBABILITY) / len(SPOKEN)) * heard[code]
                for code in SPOKEN
            }
        )
    else:
        heard, moved = {}, prior
    code = _best(moved)
    confidence = moved[code]
    is_telling = is_evidence or confidence >= TELLING
    if reply is None:
        # A lone "no" or a name opens the conversation: nothing was said in any language yet.
        reply = code if heard and is_telling else (closest(locale) or "en")
    elif confidence >= SURE and is_evidence:
        reply = code
    other = _foreign(text, model.own) if is_evidence and heard else None
    if other:
        # What it resembles among ours says nothing: the conversation's language goes on, a new one opens in the device's.
        reply = (_memory(memory)[1] or closest(locale) or "en") if wish is None else reply
        return Detected(code, confidence, reply, prior, wish, other)
    kept = moved if is_evidence or (is_first and heard and is_telling) else prior
    return Detected(
        code,
        confidence,
        reply,
        kept,
        wish if wish not in SPOKEN else None,
        other or (wish if wish and wish not in SPOKEN else None),
    )


def remembered(*, memory: Mapping[str, Any] | None, locale: str | None) -> Detected:
    """The conversation's language when a turn holds no words."""
    prior, reply = _memory(memory)
    if prior is None:
        prior = _seeded(locale)
    code = _best(prior) if reply is None else reply
    return Detected(code, prior[code], reply or closest(locale) or "en", prior)


def _memory(memory: Mapping[str, Any] | None) -> tuple[dict[str, float] | None, str | None]:
    """What the conversation remembers; a broken memory is none."""
    if not memory:
        return None, None
    reply = memory.get("reply")
    stored = memory.get("prior")
    if not isinstance(stored, Mapping):
        stored = {reply: STAY_PROBABILITY} if reply in SPOKEN else None
    if stored is None:
        return None, None
    values = {}
    for code in SPOKEN:
        value = stored.get(code, 0.0)
        values[code] = (
            max(float(value), _FLOOR) if isinstance(value, (int, float)) and math.isfinite(value) else _FLOOR
        )
    return _normal(values), reply if reply in SPOKEN else None


def _seeded(locale: str | None) -> dict[str, float]:
    hint = closest(locale)
    even = {code: 1.0 / len(SPOKEN) for code in SPOKEN}
    if hint is None:
        return even
    return _normal(
        {
            code: (1 - LOCALE_WEIGHT) / len(SPOKEN) + (LOCALE_WEIGHT if code == hint else 0.0)
            for code in SPOKEN
        }
    )


def _normal(values: Mapping[str, float]) -> dict[str, float]:
    total = sum(values.values()) or 1.0
    return {code: value / total for code, value in values.items()}


def _best(values: Mapping[str, float]) -> str:
    return max(values, key=lambda code: values[code])


# -- the general detectors ----------------------------------------------------------------------------------------------


_HEARD = frozenset(SPOKEN) | frozenset(
    split(
        "nl ca gl eu pl sv da no nb nn fi cs sk hu ro bg hr sr sl lt lv et is ga cy ru uk be tr el ar he "
        "fa hi th zh ja ko vi id ms"
    )
)
"""The languages told apart: ours, and those of guests the desk must answer "I speak …"."""


@lru_cache(maxsize=1)
def _langid() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if code in _HEARD])
    # The columns of a hundred languages that no guest of ours writes would hold 20 MB for good.
    identifier._full_model = identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes
    return identifier


@lru_cache(maxsize=64)
def _langid_all(text: str) -> Mapping[str, float]:
    return dict(_langid().rank(text))


def _langid_spoken(text: str) -> Mapping[str, float]:
    """py3langid restricted to the spoken languages: the same scores, shared out among the six."""
    every = _langid_all(text)
    return _normal({code: max(every.get(code, 0.0), 1e-9) for code in SPOKEN})


@lru_cache(maxsize=1)
def _langdetect_factory() -> Any:
    """langdetect with our six profiles only, seeded: unseeded it answers differently each time."""
    from importlib.resources import files

    from langdetect.detector_factory import DetectorFactory

    factory = DetectorFactory()
    profiles = files("langdetect") / "profiles"
    factory.load_json_profile([(profiles / code).read_text(encoding="utf-8") for code in SPOKEN])
    factory.set_seed(0)
    return factory


def _langdetect(text: str) -> Mapping[str, float]:
    from langdetect.lang_detect_exception import LangDetectException

    detector = _langdetect_factory().create()
    detector.append(text)
    try:
        found = {one.lang: one.prob for one in detector.get_probabilities()}
        return {code: found.get(code, 0.0) for code in SPOKEN} if found else {}
    except LangDetectException:  # No letters it knows.
        return {}


def _foreign(text: str, own: NgramModel) -> str | None:
    """The language of a message in none of the six: the general detector is sure, and most of the words are new to us.

    Our own vote cannot tell: among six languages Dutch is surely German.
    """
    script = _script(text)
    if script:
        return script
    words = _WORD.findall(text.lower())
    if len(words) < 3 or sum(map(own.knows, words)) > _FAMILIAR * len(words):
        return None
    every = _langid_all(text)
    best = max(every, key=lambda code: every[code])
    spoken = sum(every.get(code, 0.0) for code in SPOKEN)
    # Swedish or Danish is all the same, as long as it is surely none of ours.
    is_sure = every[best] >= FOREIGN_SURE * (1 - 0.1 * (len(text) > 60)) or spoken < _SURELY_NOT_OURS
    return best if best not in SPOKEN and is_sure and spoken <= 0.08 else None


_SCRIPTS = (
    (0x0400, 0x052F, "ru"), (0x0370, 0x03FF, "el"), (0x0590, 0x05FF, "he"), (0x0600, 0x06FF, "ar"), (0x0900, 0x097F, "hi"), (0x0E00, 0x0E7F, "th"),
    (0x3040, 0x30FF, "ja"), (0x4E00, 0x9FFF, "zh"), (0xAC00, 0xD7AF, "ko"),
)  # fmt: skip


def _script(text: str) -> str | None:
    """Another alphabet is another language, whatever the votes say; kana decide for Japanese before Chinese."""
    letters = [character for character in text if character.isalpha()]
    found: dict[str, int] = {}
    for character in letters:
        for low, high, code in _SCRIPTS:
            if low <= ord(character) <= high:
                found[code] = found.get(code, 0) + 1
    if not found or sum(found.values()) * 2 < len(letters):
        return None
    if found.get("ja"):
        return "ja"
    if found.get("ru") and any(character in "іїєґІЇЄҐ" for character in text):
        return "uk"
    return max(found, key=lambda code: found[code])
