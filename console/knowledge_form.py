"""A fact or an answer as a form has it: read from what a browser sent, and what its faults mean to who writes words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from common.knowledge.entry import ANSWER, FIELDS, Fault, Subject
from common.languages import LANGUAGES
from console.words import Saying, marked

TOPIC_NAMES = {
    "amenities": marked("Amenities"),
    "breakfast": marked("Breakfast"),
    "checkin": marked("Check-in"),
    "checkout": marked("Check-out"),
    "location": marked("Location"),
    "parking": marked("Parking"),
    "payment": marked("Payment"),
    "pets": marked("Pets"),
    "policies": marked("House rules and cancelling"),
    "restaurant": marked("Restaurant"),
    "wifi": marked("Wifi"),
}
PER_NAMES = {
    "": marked("as a whole"),
    "night": marked("per night"),
    "person_night": marked("per person and night"),
    "stay": marked("per stay"),
}
AVAILABLE_NAMES = {"": marked("not said"), "yes": marked("yes"), "no": marked("no")}
MEANINGS = {
    "time": marked("A time is written like 15:00."),
    "price": marked("A price is a number, with no more decimals than the currency has."),
    "price-of-nothing": marked("What there is not has no price."),
    "per": marked("There is no such unit."),
    "per-without-price": marked("A unit needs a price."),
    "too-long": marked("At most %(value)s characters."),
    "markup": marked("Braces such as {{ would be read by guests as they stand."),
    "no-answer": marked("An answer is missing."),
    "no-question": marked("An example question is missing."),
    "not-answered": marked(
        "The example questions in this language need an answer in it, or in the hotel's language."
    ),
    "too-many": marked("At most %(value)s example questions in one language."),
    "says-nothing": marked("This example says nothing: %(value)s"),
    "personal": marked("An example holds an address or a telephone number. Take it out."),
    "asked-elsewhere": marked("Another answer has this example already: %(value)s"),
}


def read_form(subject: Subject, field: Callable[[str], str]) -> dict[str, Any]:
    """A body for the book. field: a form's field by its name, "" when it was not sent."""
    if subject.kind == ANSWER:
        return {
            "questions": {code: field(f"questions.{code}").splitlines() for code in LANGUAGES},
            "answers": {code: field(f"answers.{code}") for code in LANGUAGES},
        }
    fields = FIELDS[subject.topic]
    body: dict[str, Any] = {"text": {code: field(f"text.{code}") for code in LANGUAGES}}
    if "available" in fields:
        body["available"] = {"yes": True, "no": False}.get(field("available"))
    for name in ("price", "per", "time"):
        if name in fields:
            body[name] = field(name)[:40]
    return body


def fault_words(fault: Fault) -> Saying:
    return Saying(MEANINGS[fault.code], {"value": fault.value})


def parts_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The texts of an entry by language, for a list and for a comparison."""
    return dict(content.get("answers") or content.get("text") or {})
