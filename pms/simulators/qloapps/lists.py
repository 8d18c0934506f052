"""Choosing from a table: display, filter, sort, limit, and what may be asked of which field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from pms.simulators.qloapps.answers import Refusal
from pms.simulators.qloapps.fields import Field, Resource, Row, is_number
from pms.simulators.qloapps.reading import Query

ID = Field("id", "int", default=0)
FILTER = re.compile(r"([<>!%])?\[(.*)\](%)?", re.DOTALL)
Test = Callable[[Row], bool]


def chosen(resource: Resource, rows: Iterable[Row], query: Query) -> list[Row]:
    tests = [test_of(resource, name, value, query) for name, value in query.filters.items()]
    found = [row for row in rows if all(test(row) for test in tests)] if tests else list(rows)
    first, count = limit_of(query)
    order = query.get("sort")
    if order is not None:
        # Rows with equal keys have no fixed place among themselves: with an offset the database's other way of sorting
        # turns them round, so that a page can repeat one and lose another.
        found = sorted_rows(resource, found[::-1] if first else found, order, query)
    return found[first:] if count is None else found[first : first + count]


def shown_fields(resource: Resource, display: str | None) -> Sequence[Field] | None:
    """None: only ids."""
    if display is None:
        return None
    visible = [field for field in resource.fields if not field.is_hidden]
    if display == "full":
        return visible
    asked = display.strip("[]").split(",")
    known = {"id", *(field.name for field in resource.fields), *(one.name for one in resource.associations)}
    for name in asked:
        if name not in known:
            names = ", ".join(["id", *(field.name for field in resource.fields)])
            raise Refusal(
                400, (35, f'Unable to display this field "{name}". However, these are available: {names}')
            )
    return [field for field in visible if field.name in asked]


def askable(resource: Resource, query: Query) -> list[Field]:
    """What is named as fit for filter and sort: stamps only when the query says `date=1`, hidden fields never."""
    with_stamps = query.get("date") == "1"
    return [
        ID,
        *(field for field in resource.fields if not field.is_hidden and (with_stamps or not field.is_stamp)),
    ]


# --- filter ---


def test_of(resource: Resource, name: str, value: str, query: Query) -> Test:
    fields = askable(resource, query)
    field = next((field for field in fields if field.name == name), None)
    if field is None or not field.is_filterable:
        raise filter_refusal(name, field, fields)
    matched = FILTER.fullmatch(value)
    operator, wanted, is_prefix = matched.groups() if matched else (None, value, None)
    return row_test(field, operator, wanted, is_prefix=bool(is_prefix))


def filter_refusal(name: str, known: Field | None, fields: Sequence[Field]) -> Refusal:
    if known is not None:
        return Refusal(
            400,
            (34, f'The field "{name}" is dynamic. It is not possible to filter GET query with this field.'),
        )
    names = [field.name for field in fields]
    quoted = ", ".join(f'"{one}"' for one in names)
    return Refusal(
        400,
        (
            32,
            f'This filter does not exist. Did you mean: "{closest(name, names)}"? The full list is: {quoted}',
        ),
    )


def row_test(field: Field, operator: str | None, wanted: str, *, is_prefix: bool) -> Test:
    name = field.name
    if operator == "%" or is_prefix:
        part = wanted.casefold()
        if operator == "%" and is_prefix:
            return lambda row: any(part in text for text in texts_of(row[name]))
        if operator == "%":
            return lambda row: any(text.endswith(part) for text in texts_of(row[name]))
        return lambda row: any(text.startswith(part) for text in texts_of(row[name]))
    if operator == ">":
        low = comparable(field, wanted)
        return lambda row: bool(comparable(field, row[name]) > low)
    if operator == "<":
        high = comparable(field, wanted)
        return lambda row: bool(comparable(field, row[name]) < high)
    if operator == "!":
        unwanted = comparable(field, wanted)
        return lambda row: bool(comparable(field, row[name]) != unwanted)
    if "," in wanted:
        low, high = (comparable(field, end) for end in wanted.split(",", 1))
        return lambda row: bool(low <= comparable(field, row[name]) <= high)
    accepted = {comparable(field, one) for one in wanted.split("|")}
    if field.kind == "words":
        return lambda row: any(text in accepted for text in texts_of(row[name]))
    return lambda row: comparable(field, row[name]) in accepted


def comparable(field: Field, value: Any) -> Any:
    """As the database compares: numbers as numbers, texts without case, moments to the second with any offset ignored."""
    if isinstance(value, int):
        return value
    if field.kind in ("int", "money"):
        return Decimal(str(value)) if is_number(str(value)) else Decimal(0)
    text = str(value if value is not None else "")
    if field.kind == "time":
        text = text.replace("T", " ").rstrip("Z")
        return text if len(text) > len("2026-11-21") else f"{text} 00:00:00"
    return text.casefold()


def texts_of(value: Any) -> list[str]:
    texts = value.values() if isinstance(value, dict) else [value]
    return [str(text).casefold() for text in texts if text is not None]


# --- sort and limit ---


def sorted_rows(resource: Resource, rows: list[Row], order: str, query: Query) -> list[Row]:
    fields = askable(resource, query)
    for one in reversed(order.strip("[]").split(",")):
        name, _, direction = one.rpartition("_")
        if direction not in ("ASC", "DESC"):
            raise Refusal(
                400,
                (
                    37,
                    'The "sort" value has to be formed as this example: "field_ASC" or '
                    "'[field_1_DESC,field_2_ASC,field_3_ASC,...]' (\"field\" has to be an available field)",
                ),
            )
        field = next((field for field in fields if field.name == name), None)
        if field is None:
            plain = ", ".join(field.name for field in fields if field.kind != "words")
            words = "".join(f" {field.name}" for field in fields if field.kind == "words")
            raise Refusal(
                400,
                (
                    38,
                    f"Unable to filter by this field. However, these are available: {plain}, for i18n fields:{words}",
                ),
            )
        rows = sorted(rows, key=sort_key(field), reverse=direction == "DESC")
    return rows


def sort_key(field: Field) -> Callable[[Row], Any]:
    if field.kind == "words":
        return lambda row: texts_of(row[field.name])
    return lambda row: comparable(field, row[field.name])


def limit_of(query: Query) -> tuple[int, int | None]:
    limit = query.get("limit")
    if limit is None:
        return 0, None
    parts = limit.split(",")
    if len(parts) > 2 or not all(part.strip().isdigit() for part in parts):
        raise Refusal(400, (39, 'The "limit" value has to be formed as this example: "5,25" or "10"'))
    numbers = [int(part) for part in parts]
    return (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])


# --- did you mean ---


def closest(word: str, names: Sequence[str]) -> str:
    """The last of the nearest, as PHP's loop over levenshtein() finds it."""
    best, shortest = "", -1
    for name in names:
        distance = levenshtein(word, name)
        if shortest < 0 or distance <= shortest:
            best, shortest = name, distance
    return best


def levenshtein(left: str, right: str) -> int:
    above = list(range(len(right) + 1))
    for row, one in enumerate(left, start=1):
        here = [row]
        for column, other in enumerate(right, start=1):
            here.append(min(here[-1] + 1, above[column] + 1, above[column - 1] + (one != other)))
        above = here
    return above[-1]
