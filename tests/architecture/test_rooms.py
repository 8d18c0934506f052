"""The shape of the project, as far as import rules do not already say it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("common", "pms", "templates", "bot", "actions", "console", "posada", "ops")
ON_3_10 = (*sorted((ROOT / "bot" / "nlu").glob("**/*.py")), *sorted((ROOT / "bot" / "rasa").glob("**/*.py")))


def modules() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).glob("**/*.py"))]


@pytest.mark.parametrize("room", ["common", "pms", "templates", "bot", "actions", "console", "posada"])
def test_every_room_says_what_it_holds(room: str) -> None:
    tree = ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{room}/__init__.py has no docstring"
    assert len(tree.body) <= 2 or room in {"actions"}, f"importing {room} does something"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_why_it_exists_and_holds_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name != "__main__.py" and "migrations/versions" not in str(path):
        assert ast.get_docstring(ast.parse(text)), "no module docstring"
        assert text.count("\n") <= 450, "is there a second idea inside?"


@pytest.mark.parametrize("path", ON_3_10, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_runs_inside_rasa_is_python_3_10(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))


def test_simulators_import_nothing_of_the_hotel_layer() -> None:
    for path in (ROOT / "pms" / "simulators").glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                assert not module.startswith("pms") or module.startswith("pms.simulators"), path
