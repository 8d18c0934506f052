"""The shapes of JSON that the OpenAPI document tells of: JSON Schema as OpenAPI 3.0 has it, in a few words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
ANYTHING: Schema = {"type": "object"}


def text(most: int, *, least: int = 0) -> Schema:
    return {"type": "string", "maxLength": most, **({"minLength": least} if least else {})}


def one_of(names: Any) -> Schema:
    return {"type": "string", "enum": list(names)}


def whole(least: int, most: int | None = None) -> Schema:
    return {"type": "integer", "minimum": least, **({"maximum": most} if most else {})}


def maybe(schema: Schema) -> Schema:
    """That, or null."""
    return {**schema, "nullable": True}


def many(schema: Schema, *, least: int = 0) -> Schema:
    return {"type": "array", "items": schema, **({"minItems": least} if least else {})}


def by_name(schema: Schema) -> Schema:
    """An object whose names are data."""
    return {"type": "object", "additionalProperties": schema}


def record(**fields: Schema) -> Schema:
    """An object that has all of these and nothing else."""
    named = partly(**fields)
    return {**named, "required": list(named["properties"]), "additionalProperties": False}


def partly(*required: str, **fields: Schema) -> Schema:
    """An object that may have these, must have the `required`, and is free to have others. `from_` is from."""
    named = {name.rstrip("_"): schema for name, schema in fields.items()}
    return {"type": "object", "properties": named, **({"required": list(required)} if required else {})}


def form(*required: str, **fields: Schema) -> Schema:
    """What a program sends: nothing but these, of which the `required` must be there."""
    return {**partly(*required, **fields), "additionalProperties": False}


def extended(schema: Schema, **fields: Schema) -> Schema:
    """A record with more."""
    return {
        **schema,
        "properties": {**schema["properties"], **fields},
        "required": [*schema["required"], *fields],
    }


PROBLEM = record(type=TEXT, title=TEXT, status=WHOLE, detail=TEXT)
