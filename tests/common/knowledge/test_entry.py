"""What an entry may hold, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from common.knowledge.entry import (
    FIELDS,
    BadEntry,
    Subject,
    fact_content,
    fact_of,
    faults_of,
    read_content,
)
from common.knowledge.known import with_facts
from common.properties import TOPICS, Properties

ANSWER = Subject("mirador", "answer.qa_1")


def faults(properties: Properties, name: str, body: Any) -> list[tuple[str, str]]:
    subject = Subject("mirador", name)
    found = faults_of(subject, read_content(subject, body), properties.default)
    return [(one.code, one.part) for one in found]


@pytest.mark.parametrize("topic", TOPICS)
def test_facts_of_the_file_have_no_fault_and_come_back_as_they_were(
    properties: Properties, topic: str
) -> None:
    hotel = properties.default
    content = fact_content(hotel, topic)
    assert read_content(Subject("mirador", f"fact.{topic}"), content) == content
    assert faults(properties, f"fact.{topic}", content) == []
    kept, fact = hotel.facts[topic], fact_of(content, hotel.currency)
    assert (fact.text, fact.price, fact.per) == (kept.text, kept.price, kept.per)
    assert fact.available == (kept.available if "available" in FIELDS[topic] else None)


@pytest.mark.parametrize(
    ("topic", "change", "expected"),
    [
        ("parking", {"price": "12"}, []),
        ("parking", {"price": "0", "per": "night"}, []),
        ("parking", {"price": "12,5"}, []),
        ("parking", {"price": "12.345"}, [("price", "price")]),
        ("parking", {"price": "-3"}, [("price", "price")]),
        ("parking", {"price": "NaN"}, [("price", "price")]),
        ("parking", {"price": "1e9"}, [("price", "price")]),
        ("parking", {"price": "٣"}, [("price", "price")]),
        ("parking", {"price": "3", "per": "hour"}, [("per", "per")]),
        ("parking", {"price": "", "per": "night"}, [("per-without-price", "per")]),
        ("parking", {"available": False, "price": "3", "per": ""}, [("price-of-nothing", "price")]),
        ("checkin", {"time": "24:00"}, [("time", "time")]),
        ("checkin", {"time": "3 pm"}, [("time", "time")]),
        ("checkin", {"time": ""}, [("time", "time")]),
        ("checkout", {"time": "11:30"}, []),
        ("wifi", {"text": {"en": "x" * 1001}}, [("too-long", "text.en")]),
        ("wifi", {"text": {"en": "{{ secret }}"}}, [("markup", "text.en")]),
    ],
)
def test_faults_of_a_fact(
    properties: Properties, topic: str, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    content = {**fact_content(properties.default, topic), **change}
    assert faults(properties, f"fact.{topic}", content) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("no-answer", "answers"), ("no-question", "questions")]),
        ({"questions": {"en": ["Any pool?"]}, "answers": {"en": "No."}}, []),
        ({"questions": {"es": ["¿Hay piscina?"]}, "answers": {"en": "No."}}, []),
        ({"questions": {"en": ["Any pool?"]}, "answers": {"de": "Nein."}}, [("not-answered", "answers.en")]),
        ({"questions": {"en": ["???"]}, "answers": {"en": "No."}}, [("says-nothing", "questions.en")]),
        (
            {"questions": {"en": ["I am bo@example.com, any pool?"]}, "answers": {"en": "No."}},
            [("personal", "questions.en")],
        ),
        (
            {"questions": {"en": ["Call me on +34 600 000 000"]}, "answers": {"en": "No."}},
            [("personal", "questions.en")],
        ),
        (
            {"questions": {"en": ["pool " * 50]}, "answers": {"en": "No."}},
            [("too-long", "questions.en")],
        ),
        (
            {"questions": {"en": [f"pool {n}x" for n in range(21)]}, "answers": {"en": "No."}},
            [("too-many", "questions.en")],
        ),
    ],
)
def test_faults_of_an_answer(
    properties: Properties, body: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert faults(properties, ANSWER.name, body) == expected


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("fact.parking", []),
        ("fact.parking", {"available": "yes"}),
        ("fact.parking", {"price": 12}),
        ("fact.parking", {"price": "1" * 50}),
        ("fact.parking", {"colour": "red"}),
        ("fact.location", {"price": "3"}),
        ("fact.parking", {"text": "x"}),
        ("fact.parking", {"text": {"tlh": "x"}}),
        ("fact.parking", {"text": {"en": ["x"]}}),
        ("answer.qa_1", {"questions": {"en": "x"}}),
        ("answer.qa_1", {"questions": {"en": [1]}}),
        ("answer.qa_1", {"text": {}}),
    ],
)
def test_what_is_no_entry_at_all(name: str, body: Any) -> None:
    with pytest.raises(BadEntry):
        read_content(Subject("mirador", name), body)


def test_content_has_one_form() -> None:
    body = {"questions": {"es": [" ¿Hay  piscina? ", "", "¿Hay piscina?"], "en": []}, "answers": {"es": " No.\r\nLo siento.\u202e "}}  # fmt: skip
    assert read_content(ANSWER, body) == {
        "questions": {"es": ["¿Hay piscina?"]},
        "answers": {"es": "No.\nLo siento."},
    }


def test_times_are_the_hotels_own(properties: Properties) -> None:
    hotel = with_facts(properties.default, {"checkin": {"time": "16:30", "text": {}}})
    assert hotel.check_in_from == "16:30"
    assert hotel.check_out_until == properties.default.check_out_until
    assert replace(hotel, check_in_from="15:00", facts=properties.default.facts) == properties.default
