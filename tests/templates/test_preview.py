"""Drafts are rendered where they can do no harm: what hangs is ended, and the next preview is made all the same."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from common.settings import ROOT
from templates.place import Place
from templates.preview import MAX_REQUEST, Preview, Previews, PreviewStopped
from templates.preview_worker import answer_to
from templates.store import read_catalog
from templates.wording import body_of, read_wording
from tests.templates.test_renderer import HOSTILE

pytestmark = pytest.mark.asyncio(loop_scope="module")

PACKAGED = read_catalog()
HELLO = Place("greeting.hello", "es")

# Stand-ins for a worker that goes wrong.
SILENT = "print('ready', flush=True); import time; time.sleep(600)"
NEVER_READY = "pass"
TALKS_NONSENSE = "print('ready', flush=True)\nfor line in __import__('sys').stdin: print('?', flush=True)"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def previews() -> AsyncIterator[Previews]:
    made = Previews(patience_seconds=20.0)
    yield made
    await made.close()


async def show(previews: Previews, body: Any, place: Place = HELLO, **named: Any) -> Preview:
    return await previews.preview(place, body, catalog=PACKAGED, packaged=PACKAGED, **named)


async def test_a_draft_is_shown_with_its_samples(previews: Previews) -> None:
    shown = await show(previews, "Buenas de {{ hotel }}")
    assert (shown.text, shown.error) == ("Buenas de Posada del Mirador", None)
    assert (await show(previews, "De {{ hotel }}", values={"hotel": "Sol"})).text == "De Sol"


async def test_a_draft_is_shown_for_a_channel(previews: Previews) -> None:
    body = {"text": "Hola", "channels": {"whatsapp": "Hola 👋"}}
    assert (await show(previews, body, channel="whatsapp")).text == "Hola 👋"
    assert (await show(previews, body, channel="api")).text == "Hola"


async def test_what_is_wrong_is_said_beside_it(previews: Previews) -> None:
    shown = await show(previews, "Hola\n{{ hotell }}")
    assert ("unknown-placeholder", 2) in {(problem.code, problem.line) for problem in shown.problems}
    assert shown.error is not None
    assert (await show(previews, {"txt": "Hola"})).error == "es greeting.hello: txt is not a part of it"


async def test_a_draft_stands_among_the_published_words(previews: Previews) -> None:
    place = Place("ask.stay_ok", "en")
    phrase = read_wording("phrase.party", "en", "{{ party.adults }} souls", version="2")
    shown = await previews.preview(
        place,
        'For {{ party | phrase("party") }}?',
        catalog=PACKAGED.with_words(phrase),
        packaged=PACKAGED,
    )
    assert shown.text == "For 2 souls?"


@pytest.mark.parametrize("language", ["es", "de"])
async def test_a_phrase_is_shown_though_many_replies_borrow_it(previews: Previews, language: str) -> None:
    """Those are checked in the same tenth of a second."""
    wording = PACKAGED.get("phrase.party", language)
    assert wording is not None
    shown = await show(previews, body_of(wording), Place("phrase.party", language))
    assert (shown.problems, shown.error) == ([], None)
    assert shown.text


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_draft_is_refused_and_the_next_is_shown(previews: Previews, body: str) -> None:
    shown = await show(previews, body)
    assert shown.error
    assert shown.problems
    assert (await show(previews, "Hola")).text == "Hola"


async def test_ten_megabytes_are_not_even_looked_at(previews: Previews) -> None:
    with pytest.raises(PreviewStopped, match=str(MAX_REQUEST)):
        await show(previews, "{% for offer in offers %}x{% endfor %}" * 300_000)
    with pytest.raises(PreviewStopped):
        await show(previews, "{{ hotel }}", values={"hotel": "x" * 10_000_000})


async def test_a_killed_worker_is_replaced() -> None:
    previews = Previews(workers=1, patience_seconds=20.0)
    assert (await show(previews, "Hola")).text == "Hola"
    for _ in range(2):
        (worker,) = previews._all
        os.kill(worker.pid, signal.SIGKILL)
        assert (await show(previews, "Hola")).text == "Hola"
    await previews.close()
    assert previews._all == set()


async def test_a_worker_that_says_nothing_is_ended_without_holding_up_others() -> None:
    previews = Previews(workers=2, patience_seconds=0.05, command=(sys.executable, "-c", SILENT))
    outcomes = await asyncio.gather(*(show(previews, "Hola") for _ in range(4)), return_exceptions=True)
    await previews.close()
    assert [type(one) for one in outcomes] == [PreviewStopped] * 4
    assert previews._all == set()


async def test_a_draft_that_no_worker_survives_is_not_tried_a_third_time() -> None:
    previews = Previews(workers=1, patience_seconds=20.0, command=(sys.executable, "-c", TALKS_NONSENSE))
    with pytest.raises(PreviewStopped, match="too long, or too much"):
        await show(previews, "Hola")
    await previews.close()


async def test_without_a_worker_that_starts_the_editor_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("templates.preview.READY_SECONDS", 0.05)
    previews = Previews(workers=1, command=(sys.executable, "-c", NEVER_READY))
    with pytest.raises(PreviewStopped, match="at the moment"):
        await show(previews, "Hola")
    await previews.close()


async def test_a_draft_that_uses_more_than_its_share_is_stopped_and_not_tried_again() -> None:
    burning = (
        "print('ready', flush=True); from templates.preview_worker import limited; input()\n"
        "with limited(0.05): 9 ** 9 ** 9"
    )
    previews = Previews(workers=1, patience_seconds=20.0, command=(sys.executable, "-c", burning))
    with pytest.raises(PreviewStopped, match=r"too long$"):
        await show(previews, "Hola")
    await previews.close()


async def test_the_kernel_ends_what_uses_more_than_its_share() -> None:
    code = "from templates.preview_worker import limited\nwith limited(0.05): 9 ** 9 ** 9"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == -signal.SIGPROF


async def test_a_worker_sees_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PMS_API_KEY", "secret")
    code = "import os; print('ready', flush=True); input(); import json; print(json.dumps({'text': str(dict(os.environ)), 'buttons': [], 'attachments': [], 'problems': [], 'error': None}), flush=True)"  # fmt: skip
    previews = Previews(workers=1, patience_seconds=20.0, command=(sys.executable, "-c", code))
    shown = await show(previews, "Hola")
    assert "secret" not in shown.text
    assert "LANG" in shown.text
    await previews.close()


async def test_the_worker_answers_as_the_door_would() -> None:
    request = {"key": "greeting.hello", "language": "en", "body": "Hi", "words": [], "values": None, "channel": "api"}  # fmt: skip
    assert answer_to(request, PACKAGED) == {
        "text": "Hi", "buttons": [], "attachments": [], "error": None, "problems": answer_to(request, PACKAGED)["problems"],
    }  # fmt: skip
