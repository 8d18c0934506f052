"""The reply that guests would read from a fact or an answer that is not published yet, in each of the hotel's languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.knowledge.entry import FACT, Subject
from common.knowledge.known import with_facts
from common.knowledge.replies import OWN_ANSWER, reply_of, says_anything, values_of
from common.properties import Property
from templates.compiled import RenderError
from templates.renderer import Renderer
from templates.store import Catalog

_ALWAYS_KNOWN = frozenset({"checkin", "checkout", "location"})


@dataclass(frozen=True)
class Preview:
    """text: empty where guests are told that it is not known; fault: why it cannot be shown."""

    language: str
    text: str
    fault: str = ""


def previews_of(
    subject: Subject, content: Mapping[str, Any], hotel: Property, catalog: Catalog
) -> list[Preview]:
    """content: without faults. hotel: with its published facts; catalog: as the hotel speaks."""
    renderer = Renderer(catalog)
    return [_preview(subject, content, hotel, catalog, renderer, code) for code in hotel.languages]


def _preview(
    subject: Subject,
    content: Mapping[str, Any],
    hotel: Property,
    catalog: Catalog,
    renderer: Renderer,
    language: str,
) -> Preview:
    if subject.kind == FACT:
        changed = with_facts(hotel, {subject.topic: content})
        if subject.topic not in _ALWAYS_KNOWN and not says_anything(changed.facts.get(subject.topic)):
            return Preview(language, "")
        key, values = reply_of(subject.topic), values_of(subject.topic, changed, language)
    else:
        texts = content["answers"]
        words = next((texts[code] for code in (language, hotel.default_language, "en") if code in texts), "")
        key, values = OWN_ANSWER, {"answer": words or next(iter(texts.values()))}
    wording = catalog.get(key, language) or catalog.get(key, "en")
    if wording is None:
        return Preview(language, "", fault=f"there is no reply {key}")
    try:
        return Preview(language, renderer.render(wording, values).text)
    except RenderError as error:
        return Preview(language, "", fault=str(error))
