"""Where one language has no words yet: `python -m ops.languages nl` lists every place, file and line.

Nothing is registered anywhere. A table keyed by language codes is one because most of our languages are its keys; a set or pattern of words
in several languages at once is one because words of most of them stand in it, and a word is a language's own where its guests and its
tables use it more than all others do together. What is learnt that way is a hint: the tables are sure, the mixed words are a list to read.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.text import fold
from common.languages import LANGUAGES, SPOKEN
from common.settings import ROOT

ROOMS = ("actions", "bot", "common", "console", "pms", "posada", "templates")
FILES = (
    *("bot/nlu/words_{}.py", "bot/nlu/thesaurus_{}.py"),
    *(f"data/nlu/{{}}/{name}.yml" for name in ("booking", "help", "hotel", "small_talk")),
    *("templates/catalog/{}", "tests/golden/replies/{}", "tests/journeys/scripts/{}"),
)
"""What each language has to itself."""
_OWN_TABLES = re.compile(r"bot/nlu/(?:words|thesaurus)_[a-z]{2}\.py")
_MOST = 4
"""Languages that a table or a set has to speak before it is taken for one that speaks all of them."""
_SCRIPT_ROW = re.compile(r"^ {2}([a-z]{2}): \{", re.MULTILINE)
_EXAMPLE = re.compile(r"^ +- (.+)$", re.MULTILINE)
_CLASSES = re.compile(r"\\[a-zA-Z]|\(\?[P<a-z>:=!]+")
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Place:
    """A file and line. has, lacks: languages whose words stand there, and those that have none."""

    where: str
    has: frozenset[str]
    size: int = 0

    @property
    def lacks(self) -> tuple[str, ...]:
        return tuple(code for code in SPOKEN if code not in self.has)


def files_missing(code: str) -> list[str]:
    return [name for name in (one.format(code) for one in FILES) if not (ROOT / name).exists()]


# -- tables keyed by language -------------------------------------------------------------------------------------------------


def tables() -> list[Place]:
    """Every table of the code, of the demo hotel and of the widget that has a row for most languages."""
    found = [
        Place(f"{path.relative_to(ROOT)}:{node.lineno}", keys)
        for path, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict) and (keys := _codes(node.keys)) is not None
    ]
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.yml")):
            if "catalog" not in path.parts:
                found += _yaml_tables(path)
    for path in sorted((ROOT / "bot" / "channels").rglob("*.js")):
        keys = frozenset(_SCRIPT_ROW.findall(path.read_text(encoding="utf-8")))
        found += [Place(str(path.relative_to(ROOT)), keys)] if _speaks_most(keys) else []
    return found


def _codes(keys: list[ast.expr | None]) -> frozenset[str] | None:
    names = frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))
    return names if _speaks_most(names) else None


def _speaks_most(codes: frozenset[str]) -> bool:
    return len(codes & frozenset(SPOKEN)) >= _MOST


def _yaml_tables(path: Path) -> Iterator[Place]:
    """Mappings and lists of codes: names of rooms, facts of the house, the languages a hotel writes."""
    waiting = [yaml.compose(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        children = [*node.value] if isinstance(node, yaml.SequenceNode) else []
        names = children
        if isinstance(node, yaml.MappingNode):
            names = [key for key, _ in node.value]
            children = [value for _, value in node.value]
        codes = frozenset(str(name.value) for name in names if isinstance(name, yaml.ScalarNode))
        if _speaks_most(codes):
            yield Place(f"{path.relative_to(ROOT)}:{node.start_mark.line + 1}", codes)
        waiting += children


# -- words of several languages in one place ----------------------------------------------------------------------------------


def mixed_words() -> list[Place]:
    """Every statement of bot.nlu whose strings hold words of most languages at once."""
    found = []
    for path, tree in _modules():
        if "nlu" not in path.parts:
            continue
        for line, said in sorted(_strings(tree).items()):
            words = frozenset(_WORD.findall(fold(_CLASSES.sub(" ", said))))
            has = frozenset(code for code in SPOKEN if any(_is_own(word, code) for word in words))
            if len(has) >= _MOST:
                found.append(Place(f"{path.relative_to(ROOT)}:{line}", has, len(words)))
    return found


def _strings(tree: ast.Module) -> dict[int, str]:
    """Line of a statement → its strings; documentation is no statement's string, a table by language is found elsewhere."""
    found: dict[int, str] = {}
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, line = waiting.pop()
        if isinstance(node, ast.Dict) and _codes(node.keys) is not None:
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        line = node.lineno if isinstance(node, ast.stmt) else line
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found[line] = f"{found.get(line, '')} {node.value}"
        waiting += [(child, line) for child in ast.iter_child_nodes(node)]
    return found


def _is_own(word: str, code: str) -> bool:
    shares = _shares()
    own = shares.get(code, {}).get(word, 0.0)
    return own > sum(shares[other].get(word, 0.0) for other in shares if other != code)


@cache
def _shares() -> Mapping[str, Mapping[str, float]]:
    """How often each language's guests and tables use a word."""
    found = {}
    for code in SPOKEN:
        texts = [
            " ".join(_EXAMPLE.findall(path.read_text(encoding="utf-8")))
            for path in (ROOT / "data" / "nlu" / code).glob("*.yml")
        ]
        for name in FILES[:2]:
            path = ROOT / name.format(code)
            if path.exists():
                texts += _strings(ast.parse(path.read_text(encoding="utf-8"))).values()
        counted = Counter(_WORD.findall(fold(" ".join(texts))))
        total = counted.total() or 1
        found[code] = {word: count / total for word, count in counted.items()}
    return found


# -- rules for one language ---------------------------------------------------------------------------------------------------


def rules() -> list[str]:
    """Lines that ask whether the language is a certain one: does the new one want the same?"""
    found = []
    for path, tree in _modules():
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare) or not ast.unparse(node.left).endswith("language"):
                continue
            if any(isinstance(one, ast.Constant) and one.value in SPOKEN for one in node.comparators):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {lines[node.lineno - 1].strip()}")
    return found


@cache
def _modules() -> tuple[tuple[Path, ast.Module], ...]:
    """The code, but for the tables that a language has to itself."""
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return tuple(
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for path in paths
        if not _OWN_TABLES.fullmatch(str(path.relative_to(ROOT)))
    )


def report(code: str) -> Iterator[str]:
    silent = [one for one in mixed_words() if code in one.lacks]
    parts: tuple[tuple[str, list[Any]], ...] = (
        ("files it lacks", files_missing(code)),
        ("tables without a row for it", [one.where for one in tables() if code in one.lacks]),
        ("mixed words with none of its own, the longest first",
         [f"{one.where} ({one.size} words)" for one in sorted(silent, key=lambda one: -one.size)]),
        ("rules for other languages: does it want the same?", rules()),
    )  # fmt: skip
    for title, lines in parts:
        yield f"{title}: {len(lines)}"
        yield from (f"  {line}" for line in lines)


def main() -> int:
    code = sys.argv[1] if len(sys.argv) == 2 else ""
    if code not in LANGUAGES:
        print("usage: python -m ops.languages <code>, a row of common/languages.py", file=sys.stderr)
        return 2
    print("\n".join(report(code)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
