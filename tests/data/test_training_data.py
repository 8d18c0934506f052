"""What Rasa learns from is complete, says its language, and never contains what it is measured on."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

from common.languages import SPOKEN

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
BOOKING = (
    "check_availability", "book_room", "modify_booking", "cancel_booking", "booking_status", "ask_price", "inform",
)  # fmt: skip

ASK_RASA = """
import json, bot.rasa.light
from rasa.shared.nlu.training_data.loading import load_data
seen = {}
for example in load_data("data/nlu").intent_examples:
    language = ((example.get("metadata") or {}).get("intent") or {}).get("language")
    seen.setdefault(str(language), set()).add(example.get("intent"))
    assert not example.get("entities"), example.get("text")
print(json.dumps({language: sorted(intents) for language, intents in seen.items()}))
"""


def intents() -> list[str]:
    """All that the domain knows but Rasa's own fallback."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    names = [next(iter(entry)) if isinstance(entry, dict) else entry for entry in domain["intents"]]
    return [name for name in names if name != "nlu_fallback"]


def examples(language: str) -> list[tuple[str, str]]:
    """(text, intent) of every training example of a language; "any" holds names and numbers."""
    pairs = []
    for path in sorted((ROOT / "data" / "nlu" / language).glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = block["examples"].splitlines()
            pairs += [(line.removeprefix("- "), block["intent"]) for line in lines]
    return pairs


def held_out() -> list[dict[str, str]]:
    paths = sorted((ROOT / "tests" / "understanding").glob("intents.*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def plain(text: str) -> str:
    """Letters and digits without case, accents or punctuation; punctuation alone stays itself."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare)) or text.strip()


@pytest.mark.parametrize("language", SPOKEN)
def test_every_intent_has_enough_examples(language: str) -> None:
    counted = dict.fromkeys(intents(), 0)
    for _, intent in examples(language):
        counted[intent] += 1
    thin = {name: n for name, n in counted.items() if n < (50 if name in BOOKING else 25)}
    assert not thin


@pytest.mark.parametrize("language", SPOKEN)
def test_no_message_teaches_two_intents(language: str) -> None:
    taught: dict[str, set[str]] = {}
    for text, intent in examples(language) + examples("any"):
        taught.setdefault(plain(text), set()).add(intent)
    assert not {text: names for text, names in taught.items() if len(names) > 1}


def test_nothing_that_is_measured_on_is_learnt() -> None:
    learnt = {plain(text) for language in (*SPOKEN, "any") for text, _ in examples(language)}
    assert not [row["text"] for row in held_out() if plain(row["text"]) in learnt]


@pytest.mark.parametrize("language", SPOKEN)
def test_held_out_messages_cover_every_intent_in_every_language(language: str) -> None:
    counted = Counter(row["intent"] for row in held_out() if row["lang"] == language)
    thin = {name: counted[name] for name in intents() if counted[name] < (40 if name in BOOKING else 15)}
    assert not thin


@pytest.mark.parametrize("language", SPOKEN)
def test_held_out_stays_are_many_and_many_are_conversations(language: str) -> None:
    path = ROOT / "tests" / "understanding" / f"stays.{language}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 40
    assert sum("turns" in row for row in rows) >= 20


def test_rasa_reads_the_language_of_every_intent() -> None:
    done = subprocess.run(
        [str(RASA_PYTHON), "-W", "ignore", "-c", ASK_RASA],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    # Names, addresses, bare numbers and words that every hotel uses belong to no language, and must teach none.
    assert seen.pop("None") == ["inform", "special_request"]
    assert seen == {language: sorted(intents()) for language in SPOKEN}
