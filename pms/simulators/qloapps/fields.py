"""What a resource is made of, in a notation short enough to hold all of QloApps' on a few pages.

A field is one line: its name, its kind, then what else is true of it. Kinds say what stands in the database when nothing was
given: `int` 0, `money` six decimals, `text` an empty text, `null` nothing, `time` and `day` zeros, `words` a text per language.
Marks: `!` required, `~` not filterable, `>x` links to the resource x, a number is the longest text, `isX` the format the
schema names, `readonly` shown in the schema only, `locked` refused when written, `hidden` named in errors only, `=x` the
value at rest when it is not the kind's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

Kind = Literal["int", "money", "text", "null", "time", "day", "words"]
Row = dict[str, Any]

NO_TIME = "0000-00-00 00:00:00"
NO_DAY = "0000-00-00"
LARGEST = Decimal(2**31 - 1)

AT_REST: dict[str, Any] = {
    "int": 0,
    "money": "0.000000",
    "text": "",
    "null": None,
    "time": NO_TIME,
    "day": NO_DAY,
    "words": None,
}


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind
    is_required: bool = False
    is_filterable: bool = True
    is_readonly: bool = False
    is_locked: bool = False
    is_hidden: bool = False
    link: str | None = None
    max_size: str | None = None
    format: str | None = None
    default: Any = None

    @property
    def is_stamp(self) -> bool:
        """date_add and date_upd: written by the server, filtered on only with `date=1`."""
        return self.name in ("date_add", "date_upd")

    def at_rest(self, given: str | None) -> Any:
        """The database's own form of what was written; what was left out or blank becomes the default."""
        if given is None or given == "":
            return self.default
        if self.kind == "int":
            return whole(given)
        if self.kind == "money":
            places = len(self.default.partition(".")[2])
            return f"{Decimal(given):.{places}f}" if is_number(given) else self.default
        return given


@dataclass(frozen=True, slots=True)
class Association:
    """A list of other things inside one; `items` None: the node holds its fields itself."""

    name: str
    item: str | None
    fields: tuple[str, ...] = ("id",)
    required: tuple[str, ...] = ()
    api: str | None = None
    is_virtual: bool = False
    inner: tuple[Association, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """`node` and `nodes` are what one and many are called in an answer, which is not always the resource's name."""

    name: str
    node: str
    fields: tuple[Field, ...]
    nodes: str = ""
    php_class: str = ""
    associations: tuple[Association, ...] = ()

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


def fields(notation: str) -> tuple[Field, ...]:
    return tuple(read_field(line) for line in notation.strip().splitlines())


def read_field(line: str) -> Field:
    name, kind, *marks = line.split()
    field = Field(name, kind, default=AT_REST[kind])  # type: ignore[arg-type]
    for mark in marks:
        field = replace(field, **read_mark(mark, field))
    return field


def read_mark(mark: str, field: Field) -> dict[str, Any]:
    flags = {"!": "is_required", "readonly": "is_readonly", "locked": "is_locked", "hidden": "is_hidden"}
    if mark in flags:
        return {flags[mark]: True}
    if mark == "~":
        return {"is_filterable": False}
    if mark.startswith(">"):
        return {"link": mark[1:]}
    if mark.startswith("="):
        return {"default": int(mark[1:]) if field.kind == "int" else mark[1:]}
    if mark.isdigit():
        return {"max_size": mark}
    return {"format": mark}


def is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def whole(value: Any) -> int:
    """As PHP reads an integer, within what a column holds."""
    if not is_number(str(value)):
        return 0
    return int(max(min(Decimal(str(value)), LARGEST), -LARGEST))


def money(amount: Decimal | str | int) -> str:
    """As the database keeps it: six decimals."""
    return f"{Decimal(amount):.6f}"


def plain(amount: Decimal) -> int | float:
    """As PHP prints a price it has rounded: two decimals, none where there are none."""
    rounded = round(amount, 2)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)
