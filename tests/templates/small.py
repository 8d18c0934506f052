"""Small catalogs for tests: a mapping of keys to bodies, as a YAML file would hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from templates.compiled import Rendered
from templates.renderer import Renderer
from templates.store import Catalog
from templates.wording import read_wording


def make_catalog(*, revision: int = 1, version: str = "1", **languages: Mapping[str, Any]) -> Catalog:
    return Catalog(
        (
            read_wording(key, language, body, version=version)
            for language, entries in languages.items()
            for key, body in entries.items()
        ),
        revision=revision,
    )


def render(body: Any, values: Mapping[str, Any], *, language: str = "en", **others: Any) -> Rendered:
    """One reply, `test.reply`, beside others of its language."""
    catalog = make_catalog(**{language: {"test.reply": body, **others}})
    wording = catalog.get("test.reply", language)
    assert wording is not None
    return Renderer(catalog).render(wording, values)


PACKAGED = make_catalog(
    en={
        "error.generic": "Sorry.",
        "greeting.hello": "Hello from {{ hotel }}{% if phone %}, {{ phone }}{% endif %}",
        "ask.party": {"text": "How many?", "buttons": [{"title": "Two", "intent": "inform", "entities": {"adults": 2}}]},
        "phrase.party": '{{ party.adults | plural(one="# adult", other="# adults") }}',
        "ask.stay_ok": 'For {{ party | phrase("party") }}?',
    },
    es={
        "error.generic": "Lo siento.",
        "greeting.hello": "Hola de {{ hotel }}{% if phone %}, {{ phone }}{% endif %}",
        "ask.party": {"text": "¿Cuántos?", "buttons": [{"title": "Dos", "intent": "inform", "entities": {"adults": 2}}]},
        "phrase.party": '{{ party.adults | plural(one="# adulto", other="# adultos") }}',
        "ask.stay_ok": 'Para {{ party | phrase("party") }}?',
    },
)  # fmt: skip
