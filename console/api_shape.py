"""Refuses what a program sends before anything is done with it: what the document does not allow, and what no database keeps."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from sanic import Request

from common.json_shapes import ANYTHING, Schema
from console.api_document import Told
from console.csrf import SAFE_METHODS
from console.gate import Stopped

LARGEST = 2**31 - 1
"""PostgreSQL's integer: what is larger numbers nothing of ours."""

_DEEPEST = 20
_MOST_FAULTS = 5
_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "a text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
    "array": ((list,), "a list"),
    "object": ((dict,), "an object"),
}


def require_fit(request: Request, parameters: Mapping[str, Any], told: Told) -> None:
    """Raises Stopped with the first few faults; a body that is no JSON is Sanic's to refuse."""
    query = {name: request.args.get(name) for name in request.args}
    _stop("Bad address", [*unkept(parameters, "the address"), *unkept(query, "the query")])
    wanted = {name: schema for name, schema in told.query.items() if query.get(name)}
    _stop(
        "Bad query", [f for name, one in wanted.items() for f in faults(one, _read(one, query[name]), name)]
    )
    if request.method in SAFE_METHODS:
        return
    body = body_of(request)
    _stop("Bad body", unkept(body, "the body"))
    _stop("Bad body", faults(told.body or ANYTHING, body, ""))


def body_of(request: Request) -> Any:
    """What was sent; an empty body says nothing. Behind `require_fit` it is the object that the document promises."""
    return request.json if request.body else {}


def faults(schema: Schema, value: Any, where: str) -> Iterator[str]:
    """Why the value is not of this shape, a sentence each."""
    said = where or "The body"
    if value is None and schema.get("nullable"):
        return
    if options := schema.get("anyOf"):
        if all(any(faults(option, value, where)) for option in options):
            yield f"{said} is none of what it may be."
        return
    types, kind = _KINDS[schema["type"]]
    # To Python true is a number; to nobody else.
    if type(value) not in types:
        yield f"{said} is {kind}."
        return
    yield from _faults_of_value(schema, value, said)
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from faults(schema["items"], item, f"{where}[{number}]")
    elif isinstance(value, dict):
        yield from _faults_of_fields(schema, value, where)


def _faults_of_value(schema: Schema, value: Any, said: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{said} is one of {', '.join(schema['enum'])}."
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{said} is not written so."
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        yield f"{said} has at most {schema['maxLength']} characters."
    if "minLength" in schema and len(value) < schema["minLength"]:
        yield f"{said} is empty."
    if "minItems" in schema and len(value) < schema["minItems"]:
        yield f"{said} has at least {schema['minItems']}."
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{said} is at least {schema['minimum']}."
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{said} is at most {schema['maximum']}."


def _faults_of_fields(schema: Schema, value: Mapping[str, Any], where: str) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    start = f"{where}." if where else ""
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{start}{name} is missing."
    for name, item in value.items():
        if name in known:
            yield from faults(known[name], item, f"{start}{name}")
        elif others is False:
            yield f"{start}{name[:40]} is not known here."
        elif others is not True:
            yield from faults(others, item, f"{start}{name[:40]}")


def _read(schema: Schema, value: str) -> Any:
    """What an address says as a text, as it is meant."""
    is_number = value.isascii() and value.isdigit() and len(value) < 10
    return int(value) if schema["type"] == "integer" and is_number else value


def unkept(value: Any, where: str) -> Iterator[str]:
    """What a database has no place for, anywhere in it: NUL, half a character, a number out of range."""
    rest = [(value, 0)]
    while rest:
        one, depth = rest.pop()
        if depth > _DEEPEST:
            yield f"{where} goes deeper than {_DEEPEST} levels."
            return
        if isinstance(one, str) and ("\x00" in one or any("\ud800" <= sign <= "\udfff" for sign in one)):
            yield f"A text in {where} holds a character that is none."
        elif (isinstance(one, int) and abs(one) > LARGEST) or (
            isinstance(one, float) and not (math.isfinite(one) and abs(one) <= LARGEST)
        ):
            yield f"A number in {where} is out of range."
        elif isinstance(one, dict):
            rest += [(part, depth + 1) for pair in one.items() for part in pair]
        elif isinstance(one, list):
            rest += [(part, depth + 1) for part in one]


def _stop(title: str, said: Any) -> None:
    first = list(islice(said, _MOST_FAULTS))
    if first:
        raise Stopped(400, title, " ".join(dict.fromkeys(first)))
