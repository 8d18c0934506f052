"""Every reply an action may name is written, in every language; and nothing is said in Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from actions.questions import TOPICS
from bot.gateway.satisfaction import RATE_STAY
from common.languages import SPOKEN
from templates.store import read_catalog

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "actions").glob("*.py"))
CATALOG = read_catalog()
CATEGORIES = {key.partition(".")[0] for key in CATALOG.keys}
# Keys that are put together: the places below are the only ones, and each part is known.
ERRANDS = ("booking", "change", "cancel", "request")
COMPOSED = {
    *(f"question.{topic}" for topic in TOPICS.values()),
    *(f"{errand}.{why}" for errand in ERRANDS[1:] for why in ("too_late", "refused")),
    *("booking.sold_out", "booking.refused", "change.sold_out", "request.sold_out"),
}


def named() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                category, _, name = node.value.partition(".")
                if category in CATEGORIES and name.replace("_", "").isalnum() and " " not in name:
                    yield node.value, path.name


def test_actions_name_replies() -> None:
    assert len({key for key, _ in named()}) > 60


@pytest.mark.parametrize("language", SPOKEN)
def test_every_reply_that_is_named_is_written(language: str) -> None:
    wanted = {key for key, _ in named()} | COMPOSED
    missing = sorted(key for key in wanted if CATALOG.get(key, language) is None)
    assert not missing, f"not written in {language}: {missing}"


def test_every_button_means_something_the_domain_knows() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = {next(iter(one)) if isinstance(one, dict) else one for one in domain["intents"]}
    for wording in CATALOG:
        for button in wording.buttons:
            if button.intent == RATE_STAY:
                # The gateway counts it itself; Rasa never hears of it.
                continue
            if "{{" not in button.intent:
                assert button.intent in intents, f"{wording.key}: {button.intent}"
            unknown = set(button.entities) - set(domain["entities"])
            assert not unknown, f"{wording.key}: {unknown}"


def test_every_form_has_a_question_for_each_slot_and_a_rule_for_its_end() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    for form, shape in domain["forms"].items():
        assert f"validate_{form}" in domain["actions"]
        for slot in (*shape["required_slots"], "retry"):
            assert slot in domain["slots"], f"{form}: {slot}"
            assert f"utter_ask_{form}_{slot}" in domain["responses"]


def test_every_action_of_the_domain_is_registered_and_the_other_way_round() -> None:
    from actions.app import executor

    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["actions"]) == set(executor().actions)


def test_every_intent_has_a_rule() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    begun = set()
    for path in (ROOT / "data" / "rules").glob("*.yml"):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            begun |= {step["intent"] for step in rule["steps"] if "intent" in step}
    assert begun == {next(iter(one)) for one in domain["intents"]}


def test_no_sentence_stands_in_an_action() -> None:
    """A text of several words that is no docstring is said to somebody; only the staff's notes are."""
    allowed = {
        "action call failed",
        "action failed",
        "unknown action",
        "not an action call",
        "no action named",
    }
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        raised = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if id(node) in docstrings | raised or node.value in allowed:
                continue
            assert len(node.value.split()) < 3, f"{path.name}: {node.value!r}"
