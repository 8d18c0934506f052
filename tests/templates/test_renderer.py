"""Rendering: values, buttons, attachments; and what is refused, in time, without harm."""

from __future__ import annotations

import time
from typing import Any

import pytest
from jinja2.exceptions import SecurityError

from templates.compiled import RenderError
from templates.formats import filters_for
from templates.kinds import MAX_ITEMS, MAX_TEXT
from templates.placeholders import SAMPLES
from templates.renderer import Renderer
from templates.sandbox import Sandbox
from tests.templates.small import make_catalog, render

STAY = {"check_in": "2026-11-27", "check_out": "2026-11-29"}


def test_values_are_formatted_in_the_language_of_the_wording() -> None:
    body = '{{ stay | date_range }}, {{ stay.nights | plural(one="# noche", other="# noches") }}: {{ total | money }}'
    values = {"stay": STAY, "total": {"minor": 24600, "currency": "EUR"}}
    assert render(body, values, language="es").text == "vie 27 – dom 29 nov, 2 noches: 246,00\xa0€"


def test_a_value_nobody_gave_may_be_asked_for_but_not_printed() -> None:
    body = "Please try again{% if phone %}, or call {{ phone }}{% endif %}."
    assert render(body, {}).text == "Please try again."
    assert render(body, {"phone": None}).text == "Please try again."
    assert render(body, {"phone": "+34 1"}).text == "Please try again, or call +34 1."
    with pytest.raises(RenderError, match="phone"):
        render("Call {{ phone }}.", {})


def test_a_value_that_only_an_unchosen_branch_prints_is_not_wanted() -> None:
    body = "{% if is_free %}Free.{% else %}It costs {{ fee | money }}.{% endif %}"
    assert render(body, {"is_free": True}).text == "Free."
    with pytest.raises(RenderError, match="fee"):
        render(body, {})


def test_nothing_left_to_say_is_an_error_not_an_empty_message() -> None:
    with pytest.raises(RenderError, match="nothing is left"):
        render("{% if phone %}{{ phone }}{% endif %}", {})


def test_a_list_nobody_gave_has_no_items() -> None:
    assert render("Rooms:{% for room in rooms %} {{ room.name }}{% endfor %}", {}).text == "Rooms:"


def test_an_if_that_says_nothing_leaves_no_hole() -> None:
    body = "One\n\n{% if phone %}\nCall {{ phone }}\n{% endif %}\n\n\nTwo"
    assert render(body, {}).text == "One\n\nTwo"


def test_a_month_that_ends_in_a_full_stop_does_not_double_the_sentences() -> None:
    assert (
        render("Até {{ day | date }}.", {"day": "2026-11-27"}, language="pt").text == "Até sexta 27 de nov."
    )
    assert render("Wait...", {}).text == "Wait..."


def test_a_phrase_is_words_that_replies_share() -> None:
    phrases = {"phrase.party": '{{ party.adults | plural(one="# adult", other="# adults") }}'}
    values = {"party": {"adults": 2, "children": 0, "children_ages": []}}
    assert render('For {{ party | phrase("party") }}.', values, **phrases).text == "For 2 adults."


@pytest.mark.parametrize(
    ("body", "phrases"),
    [
        ('{{ party | phrase("nobody") }}', {}),
        (
            '{{ party | phrase("party") }}',
            {"phrase.party": '{{ party.adults }}{{ party | phrase("party") }}'},
        ),
        (
            '{% for room in rooms %}{{ room.party | phrase("party") }}{% endfor %}',
            {"phrase.party": "{% for age in party.children_ages %}{{ age }}{% endfor %}"},
        ),
        (
            '{% for room in rooms %}{{ room.party | phrase("party") }}{% endfor %}',
            {"phrase.party": "{%- for age in party.children_ages %}{{ age }}{% endfor %}"},
        ),
    ],
)
def test_phrases_neither_nest_nor_loop_within_loops(body: str, phrases: dict[str, str]) -> None:
    with pytest.raises(RenderError):
        render(body, SAMPLES, **phrases)


def test_fixed_buttons_and_one_per_item() -> None:
    body = {
        "text": "Which room?",
        "buttons": [
            {
                "each": "offers",
                "title": "{{ item.name }}",
                "intent": "inform",
                "entities": {"room_type": "{{ item.id }}", "price": "{{ item.total }}"},
            },
            {"title": "None", "intent": "deny"},
        ],
    }
    total = {"minor": 24600, "currency": "EUR"}
    rendered = render(body, {"offers": [{"id": "doble", "name": "Doble", "total": total, "internal": 7}]})
    assert rendered.buttons == [
        {
            "title": "Doble",
            "payload": {"intent": "inform", "entities": {"room_type": "doble", "price": total}},
        },
        {"title": "None", "payload": {"intent": "deny", "entities": {}}},
    ]


def test_a_button_may_wait_for_a_value_and_leaves_out_what_it_does_not_know() -> None:
    body = {
        "text": "Dates?",
        "buttons": [
            {"title": "Call", "intent": "human_handoff", "when": "phone"},
            {"each": "candidates", "title": "Pick", "intent": "inform", "entities": {"stay": "{{ item.stay }}", "day": "{{ item.day }}"}},
        ],
    }  # fmt: skip
    assert render(body, {}).buttons == []
    buttons = render(body, {"phone": "1", "candidates": [{"stay": STAY}]}).buttons
    assert [button["payload"]["entities"] for button in buttons] == [{}, {"stay": STAY}]


def test_an_attachment_holds_texts_and_values_as_given() -> None:
    body = {
        "text": "Booked.",
        "attachments": [
            {"kind": "calendar", "when": "stay", "uid": "{{ reference }}", "title": "At {{ hotel }}", "check_in": "{{ stay.check_in }}"}
        ],
    }  # fmt: skip
    values = {"stay": STAY, "reference": "PSD-1", "hotel": "Mirador"}
    assert render(body, values).attachments == [
        {"kind": "calendar", "uid": "PSD-1", "title": "At Mirador", "check_in": "2026-11-27"}
    ]
    assert render(body, {}).attachments == []


def test_a_guests_words_are_words_and_never_a_template() -> None:
    assert render("For {{ guest_name }}", {"guest_name": "{{ 7 }}{% raw %}"}).text == "For {{ 7 }}{% raw %}"


def test_a_value_of_another_shape_is_refused_by_its_name_only() -> None:
    with pytest.raises(RenderError) as refused:
        render("{{ total | money }}", {"total": "my secret"})
    assert "total" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_each_wording_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = make_catalog(en={"test.reply": "Hello {{ guest_name }}"})
    wording = catalog.get("test.reply", "en")
    assert wording is not None
    renderer = Renderer(catalog)
    compilations = []
    compiled = Sandbox.compile
    monkeypatch.setattr(
        Sandbox, "compile", lambda *given, **named: compilations.append(1) or compiled(*given, **named)
    )
    assert renderer.findings(wording).problems == []
    for name in ("Ana", "Bo"):
        assert renderer.render(wording, {"guest_name": name}).text == f"Hello {name}"
    assert len(compilations) == 1, "whoever checks before rendering pays once"


HOSTILE = {
    "a multiplied text": "{{ 'a' * 10000000000 }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a remainder": "{{ 7 % 2 }}",
    "a formatted width": "{{ '%1000000000d' % 1 }}",
    "a widening filter": "{{ 'x' | center(3000000000) }}",
    "a Python format": "{{ '{:>1000000000}'.format(1) }}",
    "an attribute of a text": "{{ hotel.__class__.__mro__ }}",
    "an attribute of an attribute": "{{ stay.check_in.__class__ }}",
    "an item by name": "{{ hotel['__class__'] }}",
    "an attribute by filter": "{{ hotel | attr('__class__') }}",
    "a call": "{{ hotel.upper() }}",
    "a global": "{{ cycler.__init__.__globals__ }}",
    "another global": "{{ range(10) }}",
    "Jinja's own self": "{{ self._TemplateReference__context }}",
    "a loop within a loop": "{% for a in offers %}{% for b in offers %}{{ a.name }}{% endfor %}{% endfor %}",
    "a loop within a loop's branch": "{% for a in offers %}{% if a.name %}{% for b in offers %}x{% endfor %}{% endif %}{% endfor %}",
    "a loop over a constant": "{% for a in 'aaaaaaaa' %}x{% endfor %}",
    "a loop over a text": "{% for a in hotel %}x{% endfor %}",
    "a loop over a literal": "{% for a in [1, 2, 3] %}x{% endfor %}",
    "a recursive loop": "{% for a in offers recursive %}{{ loop(offers) }}{% endfor %}",
    "a filtered loop": "{% for a in offers if a.name %}x{% endfor %}",
    "an assignment": "{% set a = 1 %}{{ a }}",
    "a macro": "{% macro a() %}x{% endmacro %}{{ a() }}",
    "an include": "{% include 'secrets' %}",
    "an import": "{% import 'os' as os %}",
    "an extension": "{% extends 'base' %}",
    "a block": "{% block a %}x{% endblock %}",
    "a with": "{% with a = 1 %}{{ a }}{% endwith %}",
    "a filter block": "{% filter upper %}x{% endfilter %}",
    "a joined text": "{{ hotel ~ hotel }}",
    "a sum": "{{ nights + nights }}",
    "a test that is not allowed": "{% if nights is divisibleby(2) %}x{% endif %}",
    "filters given as values": "{{ nights | plural(one=hotel, other=hotel) }}",
    "unpacked arguments": "{{ nights | plural(**stay) }}",
    "an undeclared value": "{{ config }}",
    "an undeclared field": "{{ party.secret }}",
    "money without a filter": "{{ total }}",
    "a record without a filter": "{{ party }}",
    "a condition printed": "{{ is_free }}",
    "another kind's filter": "{{ hotel | money }}",
    "an endless source": "x" * 10_000,
    "a broken source": "{% if hotel %}",
    "a very deep source": "{{ " + "(" * 3_000 + "hotel" + ")" * 3_000 + " }}",
    "many branches, one in the other": "{% if hotel %}" * 120 + "x" + "{% endif %}" * 120,
    "a very long condition": "{% if " + "hotel and " * 700 + "hotel %}x{% endif %}",
    "a denied condition that takes seconds to compile": "{% if " + "not " * 190 + "hotel %}x{% endif %}",
    "a much denied condition": "{% if " + "not " * 1_900 + "hotel %}x{% endif %}",
    "very deep branches": "{% if hotel %}" * 500 + "x" + "{% endif %}" * 500,
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_template_is_refused_at_once(body: str) -> None:
    started = time.perf_counter()
    with pytest.raises(RenderError):
        render(body, SAMPLES)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("operator", ["*", "**", "%", "+", "-", "/", "//"])
def test_the_sandbox_alone_computes_nothing(operator: str) -> None:
    """The second wall: these are refused even where the check of the syntax would not have seen them."""
    template = Sandbox(filters_for("en")).from_string(f"{{{{ a {operator} b }}}}")
    with pytest.raises(SecurityError):
        template.render(a="x", b=10**10)


@pytest.mark.parametrize(
    "source", ["{{ a.__class__ }}", "{{ a['__class__'] }}", "{{ a.upper }}", "{{ a.b.c }}"]
)
def test_the_sandbox_alone_reaches_no_attribute(source: str) -> None:
    template = Sandbox(filters_for("en")).from_string(source)
    with pytest.raises(Exception, match=r"undefined|has no|printed without"):
        template.render(a="text")


def test_the_sandbox_alone_calls_nothing() -> None:
    with pytest.raises(SecurityError):
        Sandbox(filters_for("en")).from_string("{{ a() }}").render(a=len)


def test_a_flood_of_values_is_stopped_by_the_cap_on_output() -> None:
    offers = [{"id": "x", "name": "n" * MAX_TEXT, "total": {"minor": 1, "currency": "EUR"}}] * MAX_ITEMS
    with pytest.raises(RenderError, match="characters"):
        render("{% for offer in offers %}{{ offer.name }}{% endfor %}", {"offers": offers})


def test_of_a_loop_only_its_place_is_known() -> None:
    body = "{% for room in rooms %}{{ loop.index }} {{ room.name }}{% if not loop.last %}, {% endif %}{% endfor %}"
    assert render(body, {"rooms": [{"name": "A"}, {"name": "B"}]}).text == "1 A, 2 B"
    with pytest.raises(RenderError):
        render("{% for room in rooms %}{{ loop.length }}{% endfor %}", SAMPLES)


ROOM_BUTTONS = {
    "text": "Rooms",
    "buttons": {"each": "offers", "title": "{{ item.name }}", "intent": "inform"},
}


@pytest.mark.parametrize("values", [{}, {"offers": None}, {"offers": []}])
def test_an_empty_list_makes_no_buttons(values: dict[str, Any]) -> None:
    assert render(ROOM_BUTTONS, values).buttons == []


@pytest.mark.parametrize(
    "values", [{"offers": "x"}, {"offers": [None]}, {"offers": [{"name": 7}]}, {"offers": [{}]}]
)
def test_a_list_of_something_else_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(RenderError):
        render(ROOM_BUTTONS, values)
