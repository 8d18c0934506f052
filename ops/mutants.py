"""Small breakages of a module, one at a time: another operator, comparison, constant or bound. For `ops/mutation.py`.

Texts, types, decorators and what only raises are left alone: a sentence or an annotation broken says nothing of a formula.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.RShift: (ast.LShift,),
    ast.LShift: (ast.RShift,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
# What is done to the node of a copy.
type Change = Callable[[Any], None]

# Characters of code from which on a part of a statement is quoted in its place.
TELLING = 24
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "ceil": "floor", "floor": "ceil"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """name: where and what, without line numbers, so that an explanation outlives an edit elsewhere in the file."""

    name: str
    line: int
    tree: ast.Module


def mutants(source: str) -> list[Mutant]:
    """All there are, in the order of the source; a repeated name is numbered."""
    tree = ast.parse(source)
    found: list[Mutant] = []
    seen: dict[str, int] = {}
    nodes = list(ast.walk(tree))
    places = {id(node): place for place, node in enumerate(nodes)}
    for scope, context, node, change in _places(tree):
        broken = copy.deepcopy(tree)
        twins = list(ast.walk(broken))
        twin = twins[places[id(node)]]
        change(twin)
        name = f"{scope}: `{_head(context)}` → `{_head(twins[places[id(context)]])}`"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name += f" ({seen[name]})"
        found.append(Mutant(name, twin.lineno, ast.fix_missing_locations(broken)))
    return found


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.AST, ast.AST, Change]]:
    """Every change there is: its function, what to quote, its node, and how to do it to a copy's node."""

    def visit(
        node: ast.AST, scope: str, above: tuple[ast.AST, ...]
    ) -> Iterator[tuple[str, ast.AST, ast.AST, Change]]:
        if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom | ast.JoinedStr | ast.TypeAlias):
            return
        if isinstance(node, ast.keyword) and node.arg == "strict":
            return  # of zip: a guard against what cannot happen
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            scope = node.name if scope == "module" else f"{scope}.{node.name}"
        above = (node,) if isinstance(node, ast.stmt | ast.ExceptHandler) else (*above, node)
        for change in _changes(node):
            yield scope, _context(above), node, change
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "bases", "type_params"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from visit(child, scope, above)

    yield from visit(tree, "module", (tree,))


def _context(above: tuple[ast.AST, ...]) -> ast.AST:
    """The smallest part around a change that says where it is: long enough, or else the statement."""
    parts = (part for part in reversed(above) if isinstance(part, ast.expr | ast.keyword))
    return next((part for part in parts if len(ast.unparse(part)) >= TELLING), above[0])


def _changes(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
            for other in SWAPS.get(type(node.op), ()):
                yield lambda twin, other=other: setattr(twin, "op", other())
        case ast.Compare():
            for position, operator in enumerate(node.ops):
                for other in SWAPS.get(type(operator), ()):
                    yield lambda twin, position=position, other=other: twin.ops.__setitem__(position, other())
        case ast.UnaryOp(op=ast.USub()):
            yield lambda twin: setattr(twin, "op", ast.UAdd())
        case ast.UnaryOp(op=ast.Not()):
            yield lambda twin: setattr(twin, "operand", ast.UnaryOp(ast.Not(), twin.operand))
        case ast.IfExp() if not isinstance(node.test, ast.Compare):
            yield lambda twin: setattr(twin, "test", ast.UnaryOp(ast.Not(), twin.test))
        case ast.Constant(value=bool()):
            yield lambda twin: setattr(twin, "value", not twin.value)
        case ast.Constant(value=int()):
            yield lambda twin: setattr(twin, "value", twin.value + 1)
            if node.value > 1:
                yield lambda twin: setattr(twin, "value", twin.value - 1)
        case ast.Constant(value=float()):
            yield lambda twin: setattr(twin, "value", twin.value * 1.25 if twin.value else 1.0)
        case ast.Name(id=name) if name in NAMES:
            yield lambda twin: setattr(twin, "id", NAMES[twin.id])
        case ast.Attribute(attr=name) if name in NAMES:
            yield lambda twin: setattr(twin, "attr", NAMES[twin.attr])
        case _:
            return


def _head(statement: ast.AST) -> str:
    """A statement without its block, on one line."""
    lines = ast.unparse(statement).splitlines()
    first = (
        lines[0]
        if isinstance(statement, ast.stmt) and hasattr(statement, "body")
        else " ".join(map(str.strip, lines))
    )
    return first.replace("`", "'").replace("|", "∣")
