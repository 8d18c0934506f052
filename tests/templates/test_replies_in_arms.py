"""Arms at the door of the words: whose words, which label, and what a broken arm becomes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from templates.metrics import ReplyMetrics
from templates.nlg_endpoint import parse_request
from templates.replies import Replies, Reply
from templates.running import Running
from templates.store import Store
from templates.wording import Wording, read_wording
from tests.templates.lab import KEY, START, Lab
from tests.templates.small import make_catalog

WORDS = make_catalog(
    en={"error.generic": "Sorry.", KEY: "Hello", "test.other": "Other"},
    es={"error.generic": "Perdón.", KEY: "Hola"},
)


def door(running: Running | None, registry: CollectorRegistry) -> Replies:
    return Replies(Store(WORDS), packaged=WORDS, metrics=ReplyMetrics(registry), experiments=running)


def say(replies: Replies, guest: str | None, name: str = KEY, **more: Any) -> Reply:
    given = {"language": "es", "channel": "api", "values": {}, **more}
    return replies.render(name, guest_key=guest, guest_since=START, **given)


async def test_a_guest_reads_their_arm_and_the_reply_says_which(
    lab: Lab, registry: CollectorRegistry
) -> None:
    await lab.start()
    replies = door(lab.running, registry)
    said = {say(replies, f"g{number}").text: say(replies, f"g{number}") for number in range(40)}
    assert set(said) == {"Hola", "es 2"}
    warm, control = said["es 2"], said["Hola"]
    assert (warm.experiment, warm.arm, warm.version) == ("greeting", "warm", "2")
    assert (control.experiment, control.arm, control.version) == ("greeting", "control", "1")
    assert warm.to_json()["experiment"] == "greeting"
    labels = {"template": KEY, "language": "es", "version": "2", "arm": "warm"}
    assert (registry.get_sample_value("template_renders_total", labels) or 0) > 0


async def test_whoever_takes_part_in_nothing_reads_what_is_published(
    lab: Lab, registry: CollectorRegistry
) -> None:
    replies = door(lab.running, registry)
    assert say(replies, "g1").experiment is None
    await lab.start()
    assert say(replies, None).experiment is None
    assert say(replies, "g1", "test.other", language="en").experiment is None
    await lab.life.stop("greeting", by="ana")
    assert say(replies, "g1") == Reply(KEY, "1", None, "es", "Hola", [], [])


async def test_the_language_is_the_one_the_guest_really_reads(lab: Lab, registry: CollectorRegistry) -> None:
    """A guest who wishes German, which no reply here has, reads English, and takes part with those who do."""
    await lab.start(audience={"languages": ["en"]})
    replies = door(lab.running, registry)
    said = {say(replies, f"g{number}", language="de").text for number in range(40)}
    assert said == {"Hello", "en 2"}
    assert say(replies, "g1", language="es").experiment is None


async def test_a_broken_arm_is_said_as_published_and_counts_as_no_arm(
    lab: Lab, registry: CollectorRegistry
) -> None:
    await lab.start()

    async def broken(key: str, language: str, number: int) -> Wording:
        return read_wording(key, language, "{{ nobody }}", version=str(number))

    running = Running(lab.life.running, broken, lab.running._assignments, lab.clock)
    await running.refresh()
    replies = door(running, registry)
    said = [say(replies, f"g{number}") for number in range(40)]
    assert {one.text for one in said} == {"Hola"}
    assert {one.arm for one in said} == {"control", None}
    assert (registry.get_sample_value("template_fallbacks_total", {"reason": "broken"}) or 0) > 0


async def test_recall_is_asked_of_what_runs(lab: Lab, registry: CollectorRegistry) -> None:
    await lab.start()
    before = {f"g{number}": await lab.arm(f"g{number}") for number in range(40)}
    await lab.life.reweigh("greeting", {"control": 1, "warm": 9}, by="ana")
    other = await lab.restarted()
    replies = door(other.running, registry)
    for guest, arm in before.items():
        await replies.recall(guest)
        assert say(replies, guest).arm == arm
    await door(None, CollectorRegistry()).recall("g1")


def test_the_guest_of_a_request_is_a_key_and_an_instant() -> None:
    def read(guest: Any) -> Any:
        return parse_request(json.dumps({"response": KEY, "guest": guest}).encode())

    wanted = read({"key": "k", "since": START.isoformat()})
    assert (wanted.guest_key, wanted.guest_since) == ("k", START)
    assert (read(None).guest_key, read({"key": "k"}).guest_since) == (None, None)
    for wrong in ("k", {"key": 3}, {"key": "k", "since": "yesterday"}):
        with pytest.raises(ValueError, match=r"guest|key"):
            read(wrong)
