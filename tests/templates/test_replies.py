"""The door: floors below floors, each counted, and never an exception."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from templates.metrics import ReplyMetrics
from templates.placeholders import PLACEHOLDERS
from templates.replies import Replies, Reply, build_replies
from templates.store import Catalog, Store, read_catalog
from tests.templates.small import make_catalog

PACKAGED = make_catalog(
    en={"error.generic": "Sorry.", "test.hello": "Hello", "test.only": "Only English", "test.call": "Call {{ phone }}"},
    es={"error.generic": "Lo siento.", "test.hello": "Hola"},
)  # fmt: skip


def door(metrics: ReplyMetrics, *, current: Catalog = PACKAGED, packaged: Catalog = PACKAGED) -> Replies:
    return Replies(
        Store(current),
        packaged=packaged,
        metrics=metrics,
        property_languages={"mirador": "es", "porto": "pt"},
    )


def say(replies: Replies, name: str, language: str = "en", **values: Any) -> Reply:
    return replies.render(name, language=language, channel="webchat", values=values)


def fallbacks(registry: CollectorRegistry, reason: str) -> float:
    return registry.get_sample_value("template_fallbacks_total", {"reason": reason}) or 0.0


def test_a_reply_says_which_words_it_was(metrics: ReplyMetrics, registry: CollectorRegistry) -> None:
    reply = say(door(metrics), "test.hello", "es")
    assert reply == Reply("test.hello", "1", None, "es", "Hola", [], [])
    labels = {"template": "test.hello", "language": "es", "version": "1", "arm": ""}
    assert registry.get_sample_value("template_renders_total", labels) == 1


def test_a_missing_language_falls_to_the_propertys_and_then_to_english(
    metrics: ReplyMetrics, registry: CollectorRegistry
) -> None:
    replies = door(metrics)

    def language(name: str, property_id: str | None) -> str:
        return replies.render(
            name, language="fr", channel="api", values={}, guest_key="g", property_id=property_id
        ).language

    assert language("test.hello", "mirador") == "es"
    assert language("test.hello", "porto") == "en"
    assert language("test.only", "mirador") == "en"
    assert language("test.hello", None) == "en"
    assert fallbacks(registry, "language") == 4


def test_an_unknown_reply_is_the_general_error_in_the_guests_language(
    metrics: ReplyMetrics, registry: CollectorRegistry
) -> None:
    reply = say(door(metrics), "no.such", "es")
    assert (reply.template, reply.text) == ("error.generic", "Lo siento.")
    assert fallbacks(registry, "unknown_key") == 1


def test_a_reply_that_lacks_a_value_is_the_general_error(
    metrics: ReplyMetrics, registry: CollectorRegistry
) -> None:
    assert say(door(metrics), "test.call").template == "error.generic"
    assert fallbacks(registry, "broken") == 1
    assert fallbacks(registry, "unrenderable") == 1


def test_broken_words_fall_to_the_packaged_ones(metrics: ReplyMetrics, registry: CollectorRegistry) -> None:
    edited = make_catalog(
        en={"error.generic": "{{ 9 ** 9 ** 9 }}", "test.hello": "Hi {{ nobody }}"}, version="2"
    )
    replies = door(metrics, current=edited)
    assert (say(replies, "test.hello").text, say(replies, "test.hello").version) == ("Hello", "1")
    assert fallbacks(registry, "packaged") == 2
    assert say(replies, "no.such").text == "Sorry."


def test_an_edit_is_read_by_the_next_render(metrics: ReplyMetrics) -> None:
    store = Store(PACKAGED)
    replies = Replies(store, packaged=PACKAGED, metrics=metrics)
    assert say(replies, "test.hello").text == "Hello"
    store.swap(make_catalog(en={"test.hello": "Good day"}, version="2"))
    assert (say(replies, "test.hello").text, say(replies, "test.hello").version) == ("Good day", "2")
    assert replies.languages == ("en",)
    store.swap(PACKAGED)
    assert say(replies, "test.hello").version == "1"


def test_without_a_last_reply_the_door_is_not_built(metrics: ReplyMetrics) -> None:
    empty = make_catalog(en={"test.hello": "Hello"})
    with pytest.raises(LookupError):
        door(metrics, current=empty, packaged=empty)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
PACKAGED_KEYS = read_catalog().keys


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    name=st.sampled_from(PACKAGED_KEYS),
    language=st.sampled_from(["en", "es", "pt", "fr", "", "xx"]),
    values=st.dictionaries(st.sampled_from(sorted(PLACEHOLDERS)), JSON, max_size=6),
)
def test_whatever_values_come_something_is_said(
    shared: Replies, name: str, language: str, values: dict[str, Any]
) -> None:
    reply = shared.render(name, language=language, channel="webchat", values=values)
    assert reply.text
    assert reply.template in (name, "error.generic")


@pytest.fixture(scope="module")
def shared() -> Replies:
    return build_replies(metrics=ReplyMetrics(CollectorRegistry()))
