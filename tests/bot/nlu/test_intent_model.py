"""The intent model: same answers wherever it runs, bounded, and nothing but numbers on disk."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.intent_model import (
    Block,
    IntentModel,
    concept_grams,
    letter_grams,
    questions_beside,
    tokens,
    word_grams,
)

ROOT = Path(__file__).resolve().parents[3]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"

LEARN = """
import json, sys
from pathlib import Path
from bot.nlu.intent_model import Recipe, train
model = train([tuple(pair) for pair in json.load(sys.stdin)], Recipe())
model.save(Path(sys.argv[1]))
print(json.dumps(model.rank("any rooms for friday?")))
"""
EXAMPLES = [
    ["do you have a room on friday", "check_availability"],
    ["any rooms left for tonight", "check_availability"],
    ["hay habitaciones para el viernes", "check_availability"],
    ["cancel my booking", "cancel_booking"],
    ["please cancel the reservation", "cancel_booking"],
    ["quiero cancelar mi reserva", "cancel_booking"],
    ["hello", "greet"],
    ["hola buenas", "greet"],
]


def test_numbers_addresses_and_references_count_as_what_they_are() -> None:
    assert tokens("Mañana, 27/11: ana.m@example.com, PSD-7K3M9Q") == ["manana", "0", "0", "§mail", "§ref"]


def test_word_pairs_know_the_ends_of_the_message() -> None:
    assert word_grams("Hay sitio") == ["hay", "sitio", "^ hay", "hay sitio", "sitio $"]


def test_letters_of_a_word_are_marked_at_its_edges() -> None:
    assert {" si", "sitio", "tio ", "iti"} <= set(letter_grams("sitio"))


def test_a_word_no_example_holds_still_names_its_concept() -> None:
    assert "pet" in concept_grams("could our spaniel come")
    assert {"may_i+pet", "?"} <= set(concept_grams("could we bring the pup?"))


def test_concepts_tell_a_bare_value_from_a_wish() -> None:
    assert "^>day" in concept_grams("friday")
    assert "want" in concept_grams("we'd like friday")


def test_many_concepts_are_bounded() -> None:
    assert len(concept_grams("dog cancel wifi pool breakfast " * 100)) < 300


def test_cost_is_bounded_by_the_message_length() -> None:
    assert len(letter_grams("hola " * 2000)) < 5 * 1200


def tiny() -> IntentModel:
    return IntentModel(
        intents=("greet", "thank"),
        words=Block({"hello": 0, "thanks": 1}, np.array([1.0, 1.0])),
        letters=Block({"he": 0, "th": 1}, np.array([1.0, 1.0])),
        concepts=Block({}, np.array([])),
        coefficients=np.array([[4, -4], [-4, 4], [1, -1], [-1, 1]], dtype=np.float32),
        intercept=np.array([0.0, 0.0]),
    )


def test_ranking_is_a_distribution_with_the_best_first() -> None:
    ranking = tiny().rank("hello")
    assert ranking[0][0] == "greet"
    assert ranking[0][1] > 0.9
    assert sum(probability for _, probability in ranking) == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "zzz qqq", "\x00\ud800"])
def test_text_without_any_known_letters_is_equally_unlike_every_intent(text: str) -> None:
    assert tiny().rank(text) == [("greet", 0.5), ("thank", 0.5)]


def test_a_model_reads_back_as_it_was_saved(tmp_path: Path) -> None:
    tiny().save(tmp_path)
    assert IntentModel.load(tmp_path).rank("hello there") == tiny().rank("hello there")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["intents.json", "intents.npz"]


def test_learning_in_rasas_python_gives_a_model_that_reads_the_same_here(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(RASA_PYTHON), "-W", "ignore", "-c", LEARN, str(tmp_path)],
        input=json.dumps(EXAMPLES),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        check=True,
        timeout=120,
    )
    there = dict(json.loads(done.stdout))
    here = dict(IntentModel.load(tmp_path).rank("any rooms for friday?"))
    assert max(here, key=here.__getitem__) == "check_availability"
    assert here == pytest.approx(there)


def test_a_question_is_heard_beside_a_wish() -> None:
    model = IntentModel(
        intents=("ask_wifi", "book_room"),
        words=Block({"wifi": 0, "room": 1}, np.array([1.0, 1.0])),
        letters=Block({}, np.array([])),
        concepts=Block({}, np.array([])),
        coefficients=np.array([[4, -4], [-4, 4]], dtype=np.float32),
        intercept=np.array([0.0, 0.0]),
    )
    assert questions_beside(model, "Is there wifi? I want a room") == ["ask_wifi"]
    assert questions_beside(model, "A room. With wifi. Thanks") == []
    assert questions_beside(model, "Is there wifi?") == []
