"""How near a question must be, measured; and what the matching never does."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from common.knowledge.matching import ENOUGH, SURE, Found, Matcher, plain_words
from common.settings import ROOT

DATA: dict[str, Any] = yaml.safe_load((ROOT / "tests/data/own_questions.yml").read_text(encoding="utf-8"))
ALL = Matcher({id: {code: row["ours"] for code, row in rows.items()} for id, rows in DATA["answers"].items()})
ASKED = [
    (id, code, text)
    for id, rows in DATA["answers"].items()
    for code, row in rows.items()
    for text in row["guests"]
]


def test_most_paraphrases_are_found_and_none_is_taken_for_another() -> None:
    found = [(id, ALL.find(text, code)) for id, code, text in ASKED]
    assert [(id, one) for id, one in found if one is not None and one.id != id] == []
    right = sum(one is not None for _, one in found)
    assert len(ASKED) == 144
    assert right >= 110, f"{right} of {len(ASKED)}"


@pytest.mark.parametrize("language", list(DATA["beside"]))
def test_questions_beside_them_are_answered_by_none(language: str) -> None:
    texts = DATA["beside"][language]
    assert [(text, ALL.find(text, language)) for text in texts if ALL.find(text, language)] == []


def test_no_small_talk_is_answered() -> None:
    """A tenth of what understanding learns as none of a hotel's business, in every language."""
    texts = []
    for file in sorted((ROOT / "data" / "nlu").glob("*/small_talk.yml")):
        for part in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            if part.get("intent") == "out_of_scope":
                texts += [(file.parent.name, line[2:]) for line in part["examples"].splitlines()[::10]]
    assert len(texts) > 200
    assert [(code, text) for code, text in texts if ALL.find(text, code)] == []


def test_the_hotels_own_words_are_found_surely_in_every_language() -> None:
    for id, rows in DATA["answers"].items():
        for code, row in rows.items():
            for text in row["ours"]:
                assert ALL.find(text.upper(), code, least=SURE) == Found(id, 1.0), text


POOL = Matcher({"pool": {"en": ["Is there a heated pool?"], "es": ["¿La piscina está climatizada?"]}})


@pytest.mark.parametrize(
    ("text", "language", "is_found"),
    [
        ("is there a heated pool?", "en", True),
        ("Hello, could you tell me please if there is a HEATED POOL", "en", True),
        ("is ther a heatd pool", "en", True),
        ("pool?", "en", False),
        ("how do I build a heated pool in my garden in three weeks", "en", False),
        ("is there a heated pool?", "de", True),
        ("piscina climatizada", "pt", True),
        ("pool table", "en", False),
        ("", "en", False),
        ("???", "en", False),
        ("heated pool " * 200, "en", False),
        ("a" * 300, "en", False),
    ],
)
def test_how_near_is_near(text: str, language: str, is_found: bool) -> None:
    assert (POOL.find(text, language) is not None) is is_found


def test_two_entries_about_as_near_answer_nothing_but_word_for_word_one_of_them() -> None:
    two = Matcher({"a": {"en": ["beach towels price"]}, "b": {"en": ["beach towels colour"]}})
    assert two.find("beach towels", "en") is None
    assert two.find("beach towels colour", "en") == Found("b", 1.0)


def test_the_sure_are_fewer_than_the_near() -> None:
    assert ENOUGH < SURE
    assert POOL.find("is there a heated pool for children", "en") is not None
    assert POOL.find("is there a heated pool for children", "en", least=SURE) is None


def test_accents_and_idle_words_say_nothing() -> None:
    assert plain_words("¿Está la PISCINA climatizada?", "es") == ("piscina", "climatizada")
    assert plain_words("Wo ist die Straße", "de") == ("strasse",)
    assert plain_words("is there any", "en") == ("is", "there", "any")
