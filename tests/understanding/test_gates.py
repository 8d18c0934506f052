"""What is understood of messages that were never learnt from, held to the aims of docs/understanding.md, language by language.

The installation's own model, read as `ops.compare.ours` reads it; one test asks Rasa itself whether that is how it reads.
"""

from __future__ import annotations

import json
import subprocess

import pytest

from common.languages import SPOKEN
from common.settings import ROOT
from ops.compare import sets
from ops.compare.figures import AIMS, Measuring
from ops.compare.ours import Ours
from posada.rasa_process import MODEL, RASA_PYTHON, bare_environment, train_if_needed

ASK_RASA = """
import asyncio, json, sys
from pathlib import Path
from bot.rasa import left_out, quiet
model = Path(sys.argv[1])
left_out.install(left_out.NEVER_USED | left_out.spared_by(model))
quiet.install()
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from bot.rasa import tune
tune.install()

async def read():
    processor = Agent.load(str(model)).processor
    for asked in json.load(sys.stdin):
        parse = await processor.parse_message(UserMessage(asked["text"], metadata=asked["metadata"]))
        print("=> " + json.dumps([parse["intent"]["name"], parse["understood"]]))

asyncio.run(read())
"""


@pytest.fixture(scope="module")
def measuring() -> Measuring:
    assert train_if_needed() == 0
    return Measuring(Ours(MODEL))


@pytest.mark.parametrize("language", SPOKEN)
def test_intents_are_named_right(measuring: Measuring, language: str) -> None:
    found = measuring.intents(language)
    assert found.macro_f1 is not None
    assert found.macro_f1 >= AIMS["intents"][1], f"{found.macro_f1:.3f}: {found.confusion}"


@pytest.mark.parametrize("language", SPOKEN)
def test_stays_are_read_right_and_seldom_wrong(measuring: Measuring, language: str) -> None:
    found = measuring.stays(language)
    missed = [(verdict, row.get("text") or row.get("turns")) for row, _, verdict in found.misses]
    assert found.share >= AIMS["stays"][1], missed
    assert found.wrong / found.n <= AIMS["wrong"][1], missed


@pytest.mark.parametrize("language", SPOKEN)
def test_the_language_is_heard(measuring: Measuring, language: str) -> None:
    for name, found in (
        ("first", measuring.first_messages(language)),
        ("second", measuring.second_messages(language)),
    ):
        missed = [(row["text"], seen["language"].get("code")) for row, seen, _ in found.misses]
        assert found.share >= AIMS[name][1], (name, missed)


def test_rasa_reads_as_it_is_measured(measuring: Measuring) -> None:
    """The short way through the model's tables and Rasa's own pipeline agree on every tenth message and more."""
    texts = [row["text"] for code in sets.languages("intents") for row in sets.rows("intents", code)[::10]]
    texts += [
        row["text"]
        for code in sets.languages("stays")
        for row in sets.rows("stays", code)[::8]
        if "text" in row
    ]
    texts += ["", "asdfgh jklñ", "👍", "yes", "ana.ruiz@example.com", "hay fuego en el pasillo"]
    metadata = measuring.base
    done = subprocess.run(
        [str(RASA_PYTHON), "-W", "ignore", "-c", ASK_RASA, str(MODEL)],
        input=json.dumps([{"text": text, "metadata": metadata} for text in texts]),
        env={**bare_environment(ROOT / "var"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answers = [json.loads(line[3:]) for line in done.stdout.splitlines() if line.startswith("=> ")]
    assert len(answers) == len(texts)
    for text, (intent, understood) in zip(texts, answers, strict=True):
        ours = measuring.parse(text, metadata)
        assert (ours["intent"]["name"], ours["understood"]) == (intent, understood), text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("dos noches desde el viernes para 2 adultos y un niño de 4", "book_room"),
        ("is there parking?", "ask_parking"),
        ("quiero cancelar", "cancel_booking"),
        ("tem wifi", "ask_wifi"),
        ("27 november", "inform"),
        ("start over", "start_over"),
        ("Haben Sie ein Zimmer frei?", "check_availability"),
        ("c'est combien la double", "ask_price"),
        ("vorrei parlare con qualcuno", "human_handoff"),
    ],
)
def test_plain_messages_are_named_right(measuring: Measuring, text: str, intent: str) -> None:
    assert measuring.parse(text, measuring.base)["intent"]["name"] == intent
