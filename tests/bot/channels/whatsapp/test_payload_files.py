"""No recorded shape lies there unused: each is named by a test of this folder, by itself or with its kind."""

from __future__ import annotations

import ast
from fnmatch import fnmatch
from pathlib import Path

from tests.bot.channels.whatsapp.calls import recorded_names

HERE = Path(__file__).parent

# `payloads("…")` takes all of a kind; of what we send, test_simulator.py keeps the requests alone.
_KINDS = {"out_": "out_*.request.json"}


def named() -> tuple[set[str], set[str]]:
    """The strings in this folder's tests, and the kinds that they take whole."""
    strings: set[str] = set()
    kinds: set[str] = set()
    for path in HERE.glob("test_*.py"):
        if path == Path(__file__):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if is_call and node.func.id == "payloads":
                starts = [one.value for one in node.args if isinstance(one, ast.Constant)]
                kinds |= {_KINDS.get(start, f"{start}*.json") for start in starts}
    return strings, kinds


def test_every_recorded_shape_is_used() -> None:
    strings, kinds = named()
    unused = [
        name
        for name in recorded_names()
        if not {name, name.removesuffix(".json")} & strings and not any(fnmatch(name, kind) for kind in kinds)
    ]
    assert unused == []
    assert len(recorded_names()) >= 104
