"""Each kind of slip is found in every reply that has it, and the packaged catalog has none."""

from __future__ import annotations

from typing import Any

import pytest

from templates.lint import lint
from templates.store import read_catalog
from tests.templates.small import make_catalog

FLOOR = {"error.generic": "Sorry."}


def codes(en: dict[str, Any], **others: dict[str, Any]) -> set[tuple[str, str]]:
    languages = {"en": en, **others}
    catalog = make_catalog(**{code: {**FLOOR, **entries} for code, entries in languages.items()})
    return {(problem.language, problem.code) for problem in lint(catalog)}


def test_the_packaged_catalog_is_clean() -> None:
    assert [str(problem) for problem in lint(read_catalog())] == []


def buttons(*titles: str) -> dict[str, Any]:
    return {"text": "Pick", "buttons": [{"title": title, "intent": "inform"} for title in titles]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{{ hotell }}", "unknown-placeholder"),
        ("{{ stay.arrival }}", "unknown-placeholder"),
        ("{{ total }}", "type"),
        ("{{ hotel | money }}", "type"),
        ("{{ rooms | list }}", "type"),
        ("{{ hotel | upper }}", "unknown-filter"),
        ("{{ stay | date_range('huge') }}", "filter-style"),
        ("{{ nights | plural(one='# night') }}", "plural"),
        ("{{ nights | plural(other='# nights') }}", "plural"),
        ("{{ nights | plural(one='a', few='b', other='c') }}", "plural"),
        ("{{ party | phrase('nobody') }}", "phrase"),
        ("{{ party | phrase }}", "phrase"),
        ("{% if hotel %}", "syntax"),
        ("x" * 5_000, "too-long"),
        ("x" * 9_000, "too-long"),
        ({**buttons("Yes"), "text": "x" * 1_500}, "too-long"),
        ("Hello <b>there</b>", "markup"),
        ("Hello **there**", "markup"),
        ("Hello [there](https://mirador.example)", "markup"),
        ("Hello *there", "markup"),
        ("{% if phone %}Call us:{% endif %} {{ phone }}", "unguarded"),
        (buttons("Take this room for me"), "button-title"),
        (buttons("{{ hotel }}, {{ address }}"), "button-title"),
        (
            {
                "text": "Pick",
                "buttons": {"each": "guesses", "title": "{{ item.intent | choose(x='far too long for a button', other='no') }}", "intent": "x"},
            },
            "button-title",
        ),
        ({"text": "Pick", "buttons": {"each": "hotel", "title": "x", "intent": "x"}}, "loop"),
        ({"text": "Pick", "buttons": {"each": "offers", "title": "{{ item.nam }}", "intent": "x"}}, "unknown-placeholder"),
        ({"text": "Pick", "buttons": [{"title": "x", "intent": "x", "entities": {"a": "{{ item.id }}"}}]}, "unknown-placeholder"),
        ({"text": "Pick", "attachments": [{"kind": "calendar", "uid": "{{ nobody }}"}]}, "unknown-placeholder"),
        ({"text": "Pick", "attachments": [{"kind": "calendar", "when": "nobody"}]}, "unknown-placeholder"),
        ({"text": "Pick", "attachments": [{"kind": "calendar", "title": "{{ guest_name }}"}]}, "personal"),
        (buttons("{{ email }}"), "personal"),
    ],
)  # fmt: skip
def test_a_slip_is_found(body: Any, code: str) -> None:
    assert ("en", code) in codes({"test.reply": body})


@pytest.mark.parametrize(
    "body", ["2 * 3 = 6", "Open 9-10 *daily*", "snake_case stays", "A_B and C_D", "5 < 6 & more", "~ 300 m"]
)
def test_plain_signs_are_no_markup(body: str) -> None:
    assert codes({"test.reply": body}) == set()


def test_a_reply_without_a_translation_is_named_in_the_language_that_lacks_it() -> None:
    assert codes({"test.reply": "Hello"}, es={}) == {("es", "missing-language")}
    assert codes({}, es={"test.reply": "Hola"}) == {("en", "missing-language")}


@pytest.mark.parametrize(
    ("source", "translation", "code"),
    [
        ("{{ hotel }} {{ address }}", "{{ hotel }}", "missing-placeholder"),
        ("{{ hotel }}", "{{ hotel }} {{ address }}", "extra-placeholder"),
        ("Hello{% if phone %} {{ phone }}{% endif %}", "Hola {{ phone }}", "unguarded"),
        (buttons("Yes"), buttons("Sí", "No"), "buttons"),
        ({"text": "Hi", "attachments": [{"kind": "calendar"}]}, "Hola", "attachments"),
    ],
)
def test_a_translation_says_what_its_source_says(source: Any, translation: Any, code: str) -> None:
    assert codes({"test.reply": source}, es={"test.reply": translation}) == {("es", code)}


def test_a_catalog_without_its_last_reply_is_no_catalog() -> None:
    problems = lint(make_catalog(en={"test.reply": "Hello"}))
    assert [problem.code for problem in problems] == ["missing-reply"]


def test_a_problem_says_where_it_is() -> None:
    (problem,) = lint(make_catalog(en={**FLOOR, "test.reply": "Hello\n\n{{ hotell }}"}))
    assert str(problem) == "en test.reply:3 unknown-placeholder: hotell is no declared placeholder"
