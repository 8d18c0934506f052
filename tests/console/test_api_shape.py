"""What a program sends, held against a schema; and what no database keeps."""

from __future__ import annotations

from typing import Any

import pytest

from common.json_shapes import TEXT, Schema, form, many, maybe, one_of, text, whole
from console.api_shape import LARGEST, faults, unkept


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        "a\x00",
        "\ud800",
        {"\x00": 1},
        [LARGEST + 1],
        -LARGEST - 1,
        float("nan"),
        float("inf"),
        1e300,
        nested(21),
    ],
    ids=repr,
)
def test_what_no_database_keeps_is_found_wherever_it_is(value: Any) -> None:
    assert len(list(unkept({"part": [value]} if isinstance(value, str) else value, "it"))) == 1


@pytest.mark.parametrize(
    "value", [LARGEST, -LARGEST, 0.5, True, None, "¡Olá!\n🛏", {"a": [1]}, nested(20)], ids=repr
)
def test_all_else_is_kept(value: Any) -> None:
    assert list(unkept(value, "it")) == []


PARTS = form(
    "id", id=text(3, least=1), kind=one_of(["a", "b"]), number=maybe(whole(1, 9)), words=many(TEXT, least=1)
)


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        (PARTS, [], ["The body is an object."]),
        (PARTS, {}, ["id is missing."]),
        (PARTS, {"id": "a", "more": 1}, ["more is not known here."]),
        (PARTS, {"id": ""}, ["id is empty."]),
        (PARTS, {"id": "abcd"}, ["id has at most 3 characters."]),
        (PARTS, {"id": None}, ["id is a text."]),
        (PARTS, {"id": "a", "kind": "c"}, ["kind is one of a, b."]),
        (PARTS, {"id": "a", "number": 0}, ["number is at least 1."]),
        (PARTS, {"id": "a", "number": 10}, ["number is at most 9."]),
        (PARTS, {"id": "a", "number": True}, ["number is a whole number."]),
        (PARTS, {"id": "a", "number": 1.5}, ["number is a whole number."]),
        (PARTS, {"id": "a", "words": []}, ["words has at least 1."]),
        (PARTS, {"id": "a", "words": ["x", 1]}, ["words[1] is a text."]),
        (PARTS, {"id": "abc", "kind": "b", "number": None, "words": ["x"]}, []),
        ({"anyOf": [TEXT, PARTS]}, 1, ["The body is none of what it may be."]),
        ({"anyOf": [TEXT, PARTS]}, {"id": "a"}, []),
        ({"type": "object", "additionalProperties": whole(1)}, {"en": 0, "es": 1}, ["en is at least 1."]),
        ({"type": "string", "pattern": "^a+$"}, "ab", ["The body is not written so."]),
    ],
)  # fmt: skip
def test_each_fault_is_one_sentence(schema: Schema, value: Any, said: list[str]) -> None:
    assert list(faults(schema, value, "")) == said
