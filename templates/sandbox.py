"""The Jinja environment that staff's words run in: few powers, and none that could stall or open the program.

Three walls, each enough for most attacks: `check.py` refuses templates with any syntax outside a short list; this
environment intercepts what could explode and reaches no Python attribute; `compiler.py` caps what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from templates.compiled import PHRASES, Phrases

LOOP_FIELDS = frozenset({"first", "last", "index"})


class Absent(StrictUndefined):
    """A value nobody gave: `{% if phone %}` gets no, a loop finds nothing in it, and printing or filtering it fails."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]
        return False

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        return iter(())

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return isinstance(other, Absent)

    def __ne__(self, other: object) -> bool:  # type: ignore[override]
        return not isinstance(other, Absent)

    def __hash__(self) -> int:  # type: ignore[override]
        return id(type(self))


def only_words(value: Any) -> Any:
    """What may be printed as it stands: texts and whole numbers. Everything else goes through a filter."""
    if type(value) is str or type(value) is int or isinstance(value, Absent):
        return value
    raise TypeError(f"a {type(value).__name__} is printed without a filter")


@pass_context
def _phrase(context: Context, value: Any, name: str) -> str:
    """The filter in `{{ party | phrase("party") }}`: the words of phrase.party, as the catalog in use has them."""
    phrases: Phrases = context.parent[PHRASES]
    return phrases(name, value)


class Sandbox(ImmutableSandboxedEnvironment):
    """One per language, since filters are bound to it; shared by every template of that language."""

    # Jinja computes these before it asks anyone: 'a' * 10**10 eats the memory, 9 ** 9 ** 9 hangs where not even a
    # signal stops it, and '%1000000000d' % 1 does both.
    intercepted_binops = frozenset({"*", "**", "%", "//", "/", "+", "-"})

    def __init__(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(
            undefined=Absent, finalize=only_words, trim_blocks=True, lstrip_blocks=True, autoescape=False
        )
        self.filters = {**filters, "phrase": _phrase}
        self.tests = {"defined": self.tests["defined"]}
        self.globals = {}

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"{operator} is not for templates")

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a record, or of Jinja's `loop`; never an attribute of a Python object."""
        if type(obj) is dict:
            if attribute in obj:
                return obj[attribute]
        elif type(obj) is LoopContext and attribute in LOOP_FIELDS:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return (
            self.getattr(obj, argument) if isinstance(argument, str) else self.undefined(obj=obj, name="item")
        )

    def is_safe_callable(self, obj: Any) -> bool:
        return False
