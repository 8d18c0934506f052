"""Each kind of slip is found in every reply that has it, and the packaged catalog has none."""

from __future__ import annotations

from typing import Any

import pytest

from common.languages import SPOKEN
from templates.completeness import completeness
from templates.lint import blocking, lint, problems_of, values_given
from templates.store import Catalog, read_catalog
from templates.wording import read_wording
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


@pytest.mark.parametrize(
    ("body", "line"), [("One\nTwo **bold**", 2), ("One\n\n<b>Two", 3), ("One\n*Two", 2), ("a\nb [x](y)", 2)]
)
def test_markup_is_found_on_its_line(body: str, line: int) -> None:
    problems = lint(make_catalog(en={**FLOOR, "test.reply": body}))
    assert {problem.line for problem in problems if problem.code == "markup"} == {line}


def test_every_form_of_a_reply_is_read() -> None:
    body = {"text": "Hello", "channels": {"whatsapp": "{{ hotell }}"}}
    assert codes({"test.reply": body}) == {("en", "unknown-placeholder")}


def test_whatsapps_limits_hold_for_the_words_it_reads() -> None:
    long = {**buttons("A title that is much too long"), "text": "x" * 1_500}
    assert codes({"test.reply": {**long, "channels": {"whatsapp": {"text": "x", "buttons": []}}}}) == set()
    assert codes({"test.reply": {"text": "x", "channels": {"webchat": long}}}) == set()
    assert codes({"test.reply": {"text": "x", "channels": {"whatsapp": long}}}) == {("en", "button-title"), ("en", "too-long")}  # fmt: skip


def test_a_hotels_own_words_are_read_too() -> None:
    common = make_catalog(en={**FLOOR, "test.reply": "Hello"})
    own = make_catalog(en={"test.reply": "{{ hotell }}"})
    (problem,) = lint(Catalog(common, own_words={"mirador": own}))
    assert problem.message == "hotell is no declared placeholder (in mirador's own words)"


def test_a_language_with_more_forms_of_the_plural_needs_them_all() -> None:
    body = "{{ nights | plural(one='a', other='c') }}"
    catalog = make_catalog(pl={"test.reply": body})
    messages = [problem.message for problem in lint(catalog) if problem.code == "plural"]
    assert messages == ["the plural lacks few, many"]
    for language in SPOKEN:
        assert not [
            one for one in lint(make_catalog(**{language: {"test.reply": body}})) if one.code == "plural"
        ]


CONTRACT = make_catalog(
    en={**FLOOR, "test.reply": "{{ hotel }}{% if phone %} {{ phone }}{% endif %}"},
    es={"test.reply": "{{ hotel }}{% if address %} {{ address }}{% endif %}"},
)


def test_a_reply_is_given_what_any_language_of_its_packaged_words_uses() -> None:
    assert values_given("test.reply", CONTRACT) == {"address": True, "hotel": False, "phone": True}
    assert values_given("no.such", CONTRACT) == {}


@pytest.mark.parametrize(
    ("key", "body", "found"),
    [
        ("test.reply", "{{ hotel }}{% if address %} {{ address }}{% endif %}", set()),
        ("test.reply", "{{ hotel }} {{ total | money }}", {"not-given"}),
        ("test.reply", "{{ guest_name }}", {"personal"}),
        ("test.reply", "{{ phone }}", {"unguarded"}),
        ("test.new", "{{ guest_name }}", {"personal"}),
        ("test.new", "{{ hotel }}", set()),
    ],
)
def test_words_use_what_their_reply_is_given(key: str, body: str, found: set[str]) -> None:
    wording = read_wording(key, "en", body)
    problems = problems_of(wording, CONTRACT.with_words(wording), packaged=CONTRACT)
    assert {problem.code for problem in blocking(problems)} == found


def test_translations_that_lag_behind_keep_nobody_from_publishing() -> None:
    problems = lint(make_catalog(en={**FLOOR, "test.reply": "{{ hotel }}"}, es={"test.reply": "Hola"}))
    assert {problem.code for problem in problems} == {"missing-language", "missing-placeholder"}
    assert blocking(problems) == []


def test_completeness_counts_what_is_missing_and_what_is_still_english() -> None:
    same = "This is a sentence nobody translated."
    catalog = make_catalog(
        en={"test.a": same, "test.b": "Wi-Fi", "test.c": "Yes", "phrase.x": same},
        es={"test.a": same, "test.b": "Wi-Fi", "phrase.x": same},
    )
    rows = {
        row.language: (row.percent, row.missing, row.untranslated) for row in completeness(catalog, ("fr",))
    }
    assert rows == {
        "en": (100, (), ()),
        "es": (50, ("test.c",), ("test.a",)),
        "fr": (0, ("phrase.x", "test.a", "test.b", "test.c"), ()),
    }
    assert completeness(Catalog(()), ("en",))[0].percent == 100
