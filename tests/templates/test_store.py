"""Catalog files are read strictly, and catalogs are swapped whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from templates.store import BadCatalog, Store, read_catalog
from templates.wording import MAX_CHARACTERS, MAX_LEVELS, MAX_TEXTS, BadWording, read_wording
from tests.templates.small import make_catalog


def write(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_the_packaged_catalog_speaks_three_languages_with_version_one() -> None:
    catalog = read_catalog()
    assert {"en", "es", "pt"} <= set(catalog.languages)
    assert {wording.version for wording in catalog} == {"1"}
    assert len(catalog) == len(catalog.keys) * len(catalog.languages)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ask.stay: [", "ask.yml"),
        ("- a list", "not a mapping"),
        ("ask.stay: one\nask.stay: two", "twice"),
        ("other.stay: text", "no ask reply"),
        ("ask.Stay: text", "small letters"),
        ("ask.stay: 5", "neither"),
        ("ask.stay: {txt: hello}", "txt"),
        ("ask.stay: {buttons: []}", "text is missing"),
        ("ask.stay: {text: hello, buttons: yes}", "lists"),
        ("ask.stay: {text: hello, buttons: [yes]}", "mapping"),
        ("ask.stay: {text: hello, buttons: [{title: Yes, intent: affirm}]}", "quotes"),
        ("ask.stay: {text: hello, buttons: [{title: 'Yes'}]}", "intent"),
        ("ask.stay: {text: hello, buttons: [{title: 'Yes', intent: affirm, color: red}]}", "color"),
        ("ask.stay: {text: hello, buttons: [{title: 'Yes', intent: affirm, entities: []}]}", "entities"),
        ("ask.stay: {text: hello, buttons: [{title: 'Yes', intent: affirm, each: [a]}]}", "each"),
        ("ask.stay: {text: hello, attachments: [{uid: x}]}", "kind"),
        ("ask.stay: {text: hello, attachments: [{kind: calendar, when: 5}]}", "when"),
    ],
)
def test_a_slip_in_a_file_is_named_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    write(tmp_path, "en/ask.yml", text)
    with pytest.raises(BadCatalog, match=fault) as refused:
        read_catalog(tmp_path)
    assert len(refused.value.faults) == 1


def nested(levels: int) -> dict[str, Any]:
    return {"title": "A", "intent": "inform", "entities": {"x": nested(levels - 1)}} if levels else {}


ENOUGH = "x" * (MAX_CHARACTERS // 4)
ONE = {"title": "A", "intent": "inform"}


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ({"text": ENOUGH, "channels": {"api": ENOUGH, "whatsapp": ENOUGH}}, {"channels": {"api": ENOUGH, "whatsapp": ENOUGH * 3}}),
        ({"text": "x", "buttons": [ONE] * (MAX_TEXTS // 2 - 1)}, {"buttons": [ONE] * (MAX_TEXTS // 2)}),
        ({"text": "x", "buttons": [ONE] * 25, "channels": {"api": "y", "whatsapp": "z"}}, {"buttons": [ONE] * 50}),
        ({"text": "x", "buttons": [nested(8)]}, {"buttons": [nested(MAX_LEVELS // 2)]}),
        ({"text": "x", "attachments": [{"kind": "y", "z": [[["deep"]]]}]}, {"attachments": [{"kind": "y", "z": json.loads("[" * 900 + "]" * 900)}]}),
    ],
    ids=["characters", "texts", "texts of the channels", "levels of mappings", "levels of lists"],
)  # fmt: skip
def test_a_wording_holds_no_more_than_is_checked_at_once(body: dict[str, Any], more: dict[str, Any]) -> None:
    """A part of it may be short and still not be the only one: thousands of buttons took seconds to compile."""
    assert read_wording("ask.stay", "en", body).text
    with pytest.raises(BadWording, match="at most"):
        read_wording("ask.stay", "en", {**body, **more})


def test_every_slip_is_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, "en/ask.yml", "ask.stay: 5\nask.party: 6")
    write(tmp_path, "es/ask.yml", "ask.stay: [")
    with pytest.raises(BadCatalog) as refused:
        read_catalog(tmp_path)
    assert len(refused.value.faults) == 3


def test_yaml_can_make_no_objects(tmp_path: Path) -> None:
    write(tmp_path, "en/ask.yml", "ask.stay: !!python/object/apply:os.getcwd []")
    with pytest.raises(BadCatalog):
        read_catalog(tmp_path)


def test_a_render_keeps_the_catalog_it_began_with() -> None:
    old, new = make_catalog(en={"ask.stay": "old"}), make_catalog(en={"ask.stay": "new"}, revision=2)
    store = Store(old)
    held = store.current
    store.swap(new)
    assert held.get("ask.stay", "en") is old.get("ask.stay", "en")
    assert store.current.revision == 2


def test_a_wording_knows_its_category() -> None:
    assert read_wording("ask.stay", "en", "When?").category == "ask"
    with pytest.raises(BadWording):
        read_wording("stay", "en", "When?")
