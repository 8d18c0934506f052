"""Code names replies and the catalog words them: every name is there, and no sentence to a guest stands in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from templates.placeholders import PLACEHOLDERS
from templates.renderer import Renderer
from templates.store import read_catalog

ROOT = Path(__file__).parent.parent.parent
# Where replies are named: what actions decide, what the gateway says by itself, what a settled write tells later.
SPEAKERS = sorted(
    file
    for room in ("actions", "bot/gateway", "bot/channels", "pms/outbox")
    for file in (ROOT / room).rglob("*.py")
)
# Which reply tells a fact is known to the actions and to the console's preview.
SPEAKERS.append(ROOT / "common" / "knowledge" / "replies.py")
CATALOG = read_catalog()
CATEGORIES = {key.partition(".")[0] for key in CATALOG.keys}
NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
# Where a text is for developers and operators: faults, logs, metrics, problem+json, schemas.
FOR_STAFF = {"log", "Counter", "Gauge", "Histogram", "problem", "Problem", "text"}


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every text in the code but docstrings and what goes to developers and operators."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Raise) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            continue
        if isinstance(node, ast.Call) and _called(node.func) in FOR_STAFF:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node
        yield from strings(node)


def _called(function: ast.expr) -> str:
    while isinstance(function, ast.Attribute):
        function = function.value
    return function.id if isinstance(function, ast.Name) else ""


@pytest.mark.parametrize("file", SPEAKERS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_reply_that_is_named_stands_in_the_catalog(file: Path) -> None:
    texts = {node.value for node in strings(ast.parse(file.read_text(encoding="utf-8")))}
    named = {text for text in texts if NAME.fullmatch(text) and text.partition(".")[0] in CATEGORIES}
    assert named <= set(CATALOG.keys)


def test_every_reply_in_the_catalog_is_named_by_someone() -> None:
    """Words that nobody says are still translated, checked and read; they go when their last speaker goes."""
    spoken: list[str] = ["error\\.generic"]
    for file in SPEAKERS:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and NAME.fullmatch(str(node.value)):
                spoken.append(re.escape(str(node.value)))
            elif isinstance(node, ast.JoinedStr):
                spoken.append(
                    "".join(
                        re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z_]+"
                        for part in node.values
                    )
                )
    anyone = re.compile("|".join(f"(?:{pattern})" for pattern in spoken))
    assert [key for key in CATALOG.keys if not key.startswith("phrase.") and not anyone.fullmatch(key)] == []


def test_every_declared_value_is_used_by_some_reply() -> None:
    renderer = Renderer(CATALOG)
    assert set(PLACEHOLDERS) == {name for wording in CATALOG for name in renderer.findings(wording).used}


ACTIONS = [file for file in SPEAKERS if "actions" in file.parts and not file.stem.endswith("_endpoint")]


@pytest.mark.parametrize("file", ACTIONS, ids=lambda file: file.name)
def test_actions_hold_no_sentence(file: Path) -> None:
    texts = [node.value for node in strings(ast.parse(file.read_text(encoding="utf-8")))]
    assert [text for text in texts if len(text.split()) > 3] == []


@pytest.mark.parametrize("file", ACTIONS, ids=lambda file: file.name)
def test_actions_give_each_reply_the_values_it_needs(file: Path) -> None:
    """As far as the code shows them: values written out beside the name of a reply."""
    renderer = Renderer(CATALOG)
    for key, given in _given(ast.parse(file.read_text(encoding="utf-8"))):
        wording = CATALOG.get(key, "en")
        if wording is None:
            continue
        findings = renderer.findings(wording)
        assert given <= set(PLACEHOLDERS), key
        assert findings.used - findings.optional <= given, key


def _given(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """`say("a.b", x=1)`, `Question("slot", "a.b", {"x": 1})`, `Named("a.b", {"x": 1})`: the key and the names of values."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        keys = [
            part.value
            for part in node.args
            if isinstance(part, ast.Constant) and NAME.fullmatch(str(part.value))
        ]
        if len(keys) != 1:
            continue
        mappings = [part for part in node.args if isinstance(part, ast.Dict)]
        names = [
            part.value for mapping in mappings for part in mapping.keys if isinstance(part, ast.Constant)
        ]
        is_said = isinstance(node.func, ast.Attribute) and node.func.attr == "say"
        is_whole = all(None not in mapping.keys for mapping in mappings)
        if is_said and all(keyword.arg for keyword in node.keywords):
            yield str(keys[0]), {str(keyword.arg) for keyword in node.keywords}
        elif mappings and is_whole:
            yield str(keys[0]), {str(name) for name in names}
