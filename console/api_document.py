"""What the OpenAPI document at `/docs/openapi.json` says of one of the staff's addresses.

It is more than told: `api_shape` refuses what does not fit it, and a test holds every answer against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sanic_ext import openapi
from sanic_ext.extensions.openapi.builders import SpecificationBuilder
from sanic_ext.extensions.openapi.types import Schema as Field

from common.json_shapes import ANYTHING, PROBLEM, Schema

_BEARER = "bearer"

_REFUSALS = {
    400: "What was sent does not fit; detail says what",
    401: "No token, or none that is in force",
    403: "The token's owner may not",
    404: "There is no such thing",
    405: "The address takes other methods",
}
_REFUSALS_OF_ACTS = {
    409: "Not as things stand, or somebody was there before",
    413: "Too much at once",
    422: "Understood, and refused for the faults that detail names",
}


@dataclass(frozen=True)
class Told:
    """answer: of `status`; None for an empty one. media: of the answer. path, query: by name; a query's are never required.

    also: further answers by their status.
    """

    answer: Schema | None = field(default_factory=lambda: ANYTHING)
    status: int = 200
    query: Mapping[str, Schema] = field(default_factory=dict)
    path: Mapping[str, Schema] = field(default_factory=dict)
    body: Schema | None = None
    also: Mapping[int, Schema | None] = field(default_factory=dict)
    media: str = "application/json"


def documented(handler: Callable[..., Any], summary: str, told: Told, *, is_act: bool) -> Callable[..., Any]:
    """The handler to be routed; the document speaks of it so."""
    if is_act:
        body = told.body or ANYTHING
        needs_body = bool(body.get("required"))
        handler = openapi.body({"application/json": {"schema": body}}, required=needs_body)(handler)
    handler = openapi.secured(_BEARER)(openapi.tag("staff")(openapi.summary(summary)(handler)))
    for location, schemas in (("path", told.path), ("query", told.query)):
        for name, schema in schemas.items():
            # An address with "?state=" asks for no state.
            more = {"allowEmptyValue": True} if location == "query" else {}
            handler = openapi.parameter(name, Field(**schema), location, **more)(handler)
    for status, answer in {told.status: told.answer, **told.also}.items():
        content = {told.media: {"schema": answer}} if answer is not None else {}
        handler = openapi.response(status, content, "Done")(handler)
    for status, why in {**_REFUSALS, **(_REFUSALS_OF_ACTS if is_act else {})}.items():
        problem = {"application/problem+json": {"schema": PROBLEM}}
        handler = openapi.response(status, problem, why)(handler)
    return handler


def declare_tokens() -> None:
    """In the document of this process: how a program says who it is."""
    SpecificationBuilder().add_security_scheme(
        _BEARER, "http", scheme="bearer", description="A token of `posada staff token … --for NAME`"
    )
