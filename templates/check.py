"""What a template may be: a short list of syntax, only declared values, and each value through a filter that fits it.

Pure: a parsed template in, problems out. The renderer refuses a template that has any; lint shows them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import nodes

from templates import formats
from templates.kinds import BOOL, INT, TEXT, DateRange, Kind, ListOf, Record, Scalar
from templates.sandbox import LOOP_FIELDS

MAX_SOURCE = 8_000
# How deep one part may stand in others. What is generated from 190 times "not" takes seconds to compile.
MAX_DEPTH = 24

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Filter,
    nodes.Keyword,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Test,
)

# What each filter takes, and what comes out of it.
_TAKES: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "moment"),
    "weekday": ("date", "moment"),
    "time": ("time", "moment"),
    "date_range": ("date_range",),
    "money": ("money",),
    "plural": ("int",),
    "list": ("list",),
    "choose": ("text", "list"),
    "inside": ("text", "list"),
    "phrase": ("record", "list", "money", "date_range", "int", "text"),
}
_STYLES: Mapping[str, tuple[str, ...]] = {
    "date": formats.DATE_STYLES,
    "date_range": formats.RANGE_STYLES,
    "list": formats.LIST_STYLES,
}
_PRINTED_AS_IT_STANDS = ("text", "url", "int")
_STAY_FIELDS: Mapping[str, Kind] = {"check_in": Scalar("date"), "check_out": Scalar("date"), "nights": INT}


@dataclass(frozen=True)
class Finding:
    """One thing wrong in a template. line is counted from 1 within the text; about: the names or numbers it concerns,
    which are the same in every language."""

    code: str
    message: str
    line: int = 1
    about: str = ""


@dataclass
class Findings:
    """What a walk through one template gathered.

    used: the values it names; carried: those of them in buttons and attachments; optional: those it asks for with
    `if`; phrases: those it borrows.
    """

    problems: list[Finding] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    carried: set[str] = field(default_factory=set)
    phrases: set[str] = field(default_factory=set)
    phrases_in_loops: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)


def check(
    template: nodes.Template, *, declared: Mapping[str, Kind], language: str, item: Kind | None = None
) -> Findings:
    """Everything wrong with a parsed template.

    declared: the values it may use. item: the kind of `item`, for a button made once per item of a list.
    """
    if _is_deep(template):
        return Findings(
            [
                Finding(
                    "too-deep",
                    f"more than {MAX_DEPTH} conditions and brackets in each other",
                    about=str(MAX_DEPTH),
                )
            ]
        )
    walk = _Walk(declared, language)
    walk.block(template.body, {"item": item} if item else {})
    return walk.findings


def check_reference(
    path: str, *, declared: Mapping[str, Kind], language: str, item: Kind | None = None
) -> Findings:
    """Like `check`, for a value that is passed on as it was given: "offers" or "item.stay"."""
    walk = _Walk(declared, language)
    node: nodes.Expr
    first, *rest = path.split(".")
    node = nodes.Name(first, "load", lineno=1)
    for attribute in rest:
        node = nodes.Getattr(node, attribute, "load", lineno=1)
    walk.kind_of(node, {"item": item} if item else {})
    return walk.findings


def _is_deep(template: nodes.Template) -> bool:
    """Without recursion of its own, so that nothing is too deep to be measured."""
    level: list[nodes.Node] = [template]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return False
    return True


class _Walk:
    def __init__(self, declared: Mapping[str, Kind], language: str) -> None:
        self.declared = declared
        self.language = language
        self.findings = Findings()
        self.in_loop = False

    def block(self, body: list[nodes.Node], scope: Mapping[str, Kind | None]) -> None:
        for node in body:
            self.statement(node, scope)

    def statement(self, node: nodes.Node, scope: Mapping[str, Kind | None]) -> None:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                if not isinstance(part, nodes.TemplateData):
                    self.printed(part, scope)
        elif isinstance(node, nodes.If):
            self.condition(node.test, scope)
            self.block(node.body, scope)
            self.block(list(node.elif_), scope)
            self.block(node.else_, scope)
        elif isinstance(node, nodes.For):
            self.loop(node, scope)
        else:
            self.refuse(node)

    def loop(self, node: nodes.For, scope: Mapping[str, Kind | None]) -> None:
        if self.in_loop:
            self.problem("nested-loop", "a loop inside a loop", node)
            return
        if node.recursive or node.test is not None or not isinstance(node.target, nodes.Name):
            self.problem("forbidden", "a loop may only say: for <item> in <list>", node)
            return
        listed = self.kind_of(node.iter, scope) if isinstance(node.iter, nodes.Name | nodes.Getattr) else None
        if not isinstance(listed, ListOf):
            self.problem("loop", "a loop goes over a declared list value", node)
            return
        self.in_loop = True
        self.block(node.body, {**scope, node.target.name: listed.item, "loop": _LOOP})
        self.in_loop = False
        self.block(node.else_, scope)

    def printed(self, node: nodes.Node, scope: Mapping[str, Kind | None]) -> None:
        if isinstance(node, nodes.CondExpr):
            self.condition(node.test, scope)
            self.printed(node.expr1, scope)
            if node.expr2 is not None:
                self.printed(node.expr2, scope)
            return
        kind = self.kind_of(node, scope)
        if kind is not None and kind.name not in _PRINTED_AS_IT_STANDS:
            self.problem("type", f"a {kind.name} is printed without a filter", node, kind.name)

    def condition(self, node: nodes.Node, scope: Mapping[str, Kind | None]) -> None:
        asked: list[nodes.Node] = [node]
        while asked:
            part = asked.pop()
            if isinstance(part, nodes.And | nodes.Or | nodes.Not | nodes.Test):
                asked += part.iter_child_nodes()
            elif isinstance(part, nodes.Name) and part.name not in scope:
                self.findings.optional.add(part.name)
        self.kind_of(node, scope)

    def kind_of(self, node: nodes.Node, scope: Mapping[str, Kind | None]) -> Kind | None:
        """The kind of an expression; None where it is unknown or was already complained of."""
        if isinstance(node, nodes.Const):
            return INT if type(node.value) is int else TEXT if isinstance(node.value, str) else None
        if isinstance(node, nodes.Name):
            return self.name(node, scope)
        if isinstance(node, nodes.Getattr):
            return self.attribute(node, scope)
        if isinstance(node, nodes.Filter):
            return self.filtered(node, scope)
        if isinstance(node, _ALLOWED):
            if isinstance(node, nodes.Test) and node.name != "defined":
                self.problem("forbidden", f"the test {node.name} is not for templates", node, node.name)
            for child in node.iter_child_nodes():
                self.kind_of(child, scope)
            return None
        self.refuse(node)
        return None

    def name(self, node: nodes.Name, scope: Mapping[str, Kind | None]) -> Kind | None:
        if node.name in scope:
            return scope[node.name]
        if node.name in self.declared:
            self.findings.used.add(node.name)
            return self.declared[node.name]
        self.problem("unknown-placeholder", f"{node.name} is no declared placeholder", node, node.name)
        return None

    def attribute(self, node: nodes.Getattr, scope: Mapping[str, Kind | None]) -> Kind | None:
        owner = self.kind_of(node.node, scope)
        fields: Mapping[str, Kind] = {}
        if isinstance(owner, Record):
            fields = owner.fields
        elif isinstance(owner, DateRange):
            fields = _STAY_FIELDS
        elif owner is None:
            return None
        if node.attr in fields:
            return fields[node.attr]
        self.problem("unknown-placeholder", f"a {owner.name} here has no field {node.attr}", node, node.attr)
        return None

    def filtered(self, node: nodes.Filter, scope: Mapping[str, Kind | None]) -> Kind | None:
        for argument in (*node.args, *(keyword.value for keyword in node.kwargs)):
            if not isinstance(argument, nodes.Const):
                self.problem("forbidden", f"{node.name} takes plain words only", node, node.name)
        if node.dyn_args is not None or node.dyn_kwargs is not None or node.node is None:
            self.problem("forbidden", f"{node.name} takes plain words only", node, node.name)
            return None
        taken = self.kind_of(node.node, scope)
        if node.name not in _TAKES:
            self.problem("unknown-filter", f"there is no filter {node.name}", node, node.name)
            return None
        if taken is not None and taken.name not in _TAKES[node.name]:
            self.problem(
                "type", f"{node.name} cannot format a {taken.name}", node, f"{taken.name} | {node.name}"
            )
        return self.result(node, taken)

    def result(self, node: nodes.Filter, taken: Kind | None) -> Kind:
        words = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        names: set[str] = {str(keyword.key) for keyword in node.kwargs}
        if node.name == "plural":
            unknown: set[str] = names - formats.plural_forms(self.language) - {"zero"}
            if unknown or words:
                odd = ", ".join(sorted(unknown)) or str(words[0])
                self.problem("plural", f"no plural form here: {odd}", node, odd)
            needed = formats.common_plural_forms(self.language)
            if needed - names:
                lacking = ", ".join(sorted(needed - names))
                self.problem("plural", f"the plural lacks {lacking}", node, lacking)
        elif node.name in ("choose", "inside"):
            if isinstance(taken, ListOf):
                return ListOf(TEXT)
        elif node.name == "list":
            if isinstance(taken, ListOf) and taken.item.name not in ("text", "int"):
                self.problem(
                    "type",
                    f"list cannot join items of kind {taken.item.name}",
                    node,
                    f"{taken.item.name} | list",
                )
        elif node.name == "phrase":
            if len(words) != 1 or names:
                self.problem("phrase", 'a phrase is named: phrase("party")', node)
            else:
                self.findings.phrases.add(str(words[0]))
                if self.in_loop:
                    self.findings.phrases_in_loops.add(str(words[0]))
            return TEXT
        styles = _STYLES.get(node.name, ())
        if node.name != "plural" and (len(words) > 1 or any(word not in styles for word in words)):
            self.problem("filter-style", f"{node.name} has no style {words[-1]!r}", node, str(words[-1]))
        return TEXT

    def refuse(self, node: nodes.Node) -> None:
        self.problem("forbidden", f"{type(node).__name__} is not for templates", node, type(node).__name__)

    def problem(self, code: str, message: str, node: nodes.Node, about: str = "") -> None:
        self.findings.problems.append(Finding(code, message, node.lineno, about))


_LOOP = Record({name: INT if name == "index" else BOOL for name in LOOP_FIELDS}, name="loop")
