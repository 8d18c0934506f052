"""An entry: one fact of a hotel, or one question of its own with the answer. What it may hold, and what is wrong with it.

Content is plain JSON in one form, whoever wrote it how. A fact: `{"available", "price", "per", "time", "text": {language:
words}}`, of which each topic has some; price and time as they were typed. An answer: `{"questions": {language: [words]},
"answers": {language: words}}`. Drafts may have faults; what guests read has none. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from common.knowledge.matching import plain_words
from common.languages import LANGUAGES
from common.money import Money
from common.properties import TOPICS, Fact, Property

FACT, ANSWER = "fact", "answer"
BELOW = 1
"""The version that nobody wrote here: a fact as the hotels' file has it, and of an answer nothing."""
MOST_TEXT = 1000
MOST_QUESTION = 200
MOST_QUESTIONS = 20
PERS = ("night", "person_night", "stay")

_SERVICE = ("available", "price", "per", "text")
FIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TOPICS, ("text",)),
    **dict.fromkeys(("breakfast", "parking", "pets", "wifi"), _SERVICE),
    "restaurant": ("available", "text"),
    "checkin": ("time", "text"),
    "checkout": ("time", "text"),
}
"""What each topic's fact is made of."""

_NAME = re.compile(r"(?:fact\.[a-z]{1,40}|answer\.[A-Za-z0-9_]{1,60})")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_PRICE = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,4})?")
_CODE = re.compile(r"\{[{%#]|[%#}]\}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# An address, or a number as long as a telephone's: they belong to the guest who wrote them.
_PERSONAL = re.compile(r"\S@\S|(?:\d[\s().-]?){7,}")


class BadEntry(ValueError):
    """What was sent is not even an entry; the text says which part."""


@dataclass(frozen=True, order=True)
class Subject:
    """Whose entry, and which. name: "fact.<topic>" or "answer.<id>"."""

    property_id: str
    name: str

    @property
    def kind(self) -> str:
        return self.name.partition(".")[0]

    @property
    def topic(self) -> str:
        """A fact's topic, an answer's id."""
        return self.name.partition(".")[2]

    @property
    def is_possible(self) -> bool:
        known = self.kind == ANSWER or self.topic in TOPICS
        return known and _NAME.fullmatch(self.name) is not None

    def __str__(self) -> str:
        return f"{self.name} of {self.property_id}"


@dataclass(frozen=True)
class Fault:
    """Why an entry may not be published. code: a word for programs and for who translates; part: where, such as "text.es"."""

    code: str
    part: str = ""
    value: str = ""

    def __str__(self) -> str:
        return f"{self.part or 'entry'}: {self.code}{f' ({self.value})' if self.value else ''}"


def read_content(subject: Subject, body: Any) -> dict[str, Any]:
    """The one form that is kept. Raises BadEntry."""
    if not isinstance(body, Mapping):
        raise BadEntry(f"{subject.name}: not a mapping of parts")
    if subject.kind == ANSWER:
        _only(subject, body, ("questions", "answers"))
        return {
            "questions": _questions(body.get("questions")),
            "answers": _texts("answers", body.get("answers")),
        }
    fields = FIELDS[subject.topic]
    _only(subject, body, fields)
    content: dict[str, Any] = {}
    if "available" in fields:
        content["available"] = body.get("available")
        if content["available"] not in (None, True, False):
            raise BadEntry("available: true, false or null")
    for name in ("price", "per", "time"):
        if name in fields:
            content[name] = _short(name, body.get(name))
    content["text"] = _texts("text", body.get("text"))
    return content


def faults_of(subject: Subject, content: Mapping[str, Any], hotel: Property) -> list[Fault]:
    """What must be mended before guests may read it."""
    if subject.kind == ANSWER:
        return list(_answer_faults(content, hotel))
    return list(_fact_faults(subject.topic, content, hotel))


def fact_content(hotel: Property, topic: str) -> dict[str, Any]:
    """A fact as the hotel's file has it."""
    fact = hotel.facts.get(topic) or Fact()
    times = {"checkin": hotel.check_in_from, "checkout": hotel.check_out_until}
    whole = {
        "available": fact.available,
        "price": f"{fact.price.major}" if fact.price is not None else "",
        "per": fact.per or "",
        "time": times.get(topic, ""),
        "text": dict(fact.text),
    }
    return {name: whole[name] for name in FIELDS[topic]}


def fact_of(content: Mapping[str, Any], currency: str) -> Fact:
    """A fact without faults, as replies use it."""
    price = content.get("price")
    return Fact(
        available=content.get("available"),
        price=Money.from_major(_decimal(price), currency) if price else None,
        per=content.get("per") or None,
        text=dict(content["text"]),
    )


def _fact_faults(topic: str, content: Mapping[str, Any], hotel: Property) -> Iterator[Fault]:
    price, per, time = (content.get(name) or "" for name in ("price", "per", "time"))
    if "time" in FIELDS[topic] and not _TIME.fullmatch(time):
        yield Fault("time", "time", time)
    if price:
        try:
            if not _PRICE.fullmatch(price):
                raise ValueError(price)
            Money.from_major(_decimal(price), hotel.currency)
        except (InvalidOperation, ValueError):
            yield Fault("price", "price", price)
        if content.get("available") is False:
            yield Fault("price-of-nothing", "price")
    if per and per not in PERS:
        yield Fault("per", "per", per)
    if per and not price:
        yield Fault("per-without-price", "per")
    yield from _text_faults("text", content["text"])


def _answer_faults(content: Mapping[str, Any], hotel: Property) -> Iterator[Fault]:
    answers, questions = content["answers"], content["questions"]
    if not answers:
        yield Fault("no-answer", "answers")
    if not questions:
        yield Fault("no-question", "questions")
    for code in questions:
        if answers and code not in answers and hotel.default_language not in answers:
            yield Fault("not-answered", f"answers.{code}")
    yield from _text_faults("answers", answers)
    for code, examples in questions.items():
        if len(examples) > MOST_QUESTIONS:
            yield Fault("too-many", f"questions.{code}", str(MOST_QUESTIONS))
        for example in examples:
            part = f"questions.{code}"
            if len(example) > MOST_QUESTION:
                yield Fault("too-long", part, str(MOST_QUESTION))
            if not plain_words(example, code):
                yield Fault("says-nothing", part, example[:40])
            if _PERSONAL.search(example):
                yield Fault("personal", part)


def _text_faults(part: str, texts: Mapping[str, str]) -> Iterator[Fault]:
    for code, words in texts.items():
        if len(words) > MOST_TEXT:
            yield Fault("too-long", f"{part}.{code}", str(MOST_TEXT))
        if _CODE.search(words):
            yield Fault("markup", f"{part}.{code}")


def _only(subject: Subject, body: Mapping[str, Any], known: tuple[str, ...]) -> None:
    unknown = sorted(str(name)[:40] for name in body if name not in known)
    if unknown:
        raise BadEntry(f"{subject.name}: has no {', '.join(unknown)}, only {', '.join(known)}")


def _questions(value: Any) -> dict[str, list[str]]:
    found = {}
    for code, examples in _by_language("questions", value):
        if not isinstance(examples, list | tuple) or not all(isinstance(one, str) for one in examples):
            raise BadEntry(f"questions.{code}: a list of texts")
        kept = list(dict.fromkeys(clean for one in examples if (clean := " ".join(_clean(one).split()))))
        if kept:
            found[code] = kept
    return found


def _texts(part: str, value: Any) -> dict[str, str]:
    found = {}
    for code, words in _by_language(part, value):
        if not isinstance(words, str):
            raise BadEntry(f"{part}.{code}: a text")
        if kept := _clean(words).strip():
            found[code] = kept
    return found


def _by_language(part: str, value: Any) -> list[tuple[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, Mapping):
        raise BadEntry(f"{part}: by language")
    for code in value:
        if code not in LANGUAGES:
            raise BadEntry(f"{part}: {str(code)[:20]} is no language of this desk")
    # In one order, so that equal contents are equal texts.
    return [(code, value[code]) for code in LANGUAGES if code in value]


def _short(name: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 40:
        raise BadEntry(f"{name}: a short text")
    return _clean(value).strip()


def _clean(words: str) -> str:
    return _UNSEEN.sub("", words.replace("\r\n", "\n"))


def _decimal(price: str) -> Decimal:
    return Decimal(price.replace(",", "."))
