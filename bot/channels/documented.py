"""A handler with what the OpenAPI document says of it, whichever channel it belongs to; tests hold every answer against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sanic_ext import openapi
from sanic_ext.extensions.openapi.builders import SpecificationBuilder
from sanic_ext.extensions.openapi.types import Schema as Field

from common.json_shapes import PROBLEM, Schema

Handler = Callable[..., Any]


@dataclass(frozen=True)
class Bearer:
    """A kind of token. name: in the document; description: where it comes from."""

    name: str
    description: str


@dataclass(frozen=True)
class Told:
    """answers and refusals by status; path: the parameters in the address; problem: a refusal, where it says more than others."""

    summary: str
    answers: Mapping[int, Schema]
    refusals: Mapping[int, str]
    body: Schema | None = None
    path: Mapping[str, Schema] = field(default_factory=dict)
    problem: Schema = field(default_factory=lambda: PROBLEM)


def documented(handler: Handler, told: Told, *, tag: str, bearer: Bearer | None) -> Handler:
    """The handler to be routed; the document speaks of it so."""
    if told.body is not None:
        handler = openapi.body({"application/json": {"schema": told.body}}, required=True)(handler)
    for name, schema in told.path.items():
        handler = openapi.parameter(name, Field(**schema), "path")(handler)
    handler = openapi.tag(tag)(openapi.summary(told.summary)(handler))
    if bearer is not None:
        SpecificationBuilder().add_security_scheme(
            bearer.name, "http", scheme="bearer", description=bearer.description
        )
        handler = openapi.secured(bearer.name)(handler)
    for status, answer in told.answers.items():
        handler = openapi.response(status, {"application/json": {"schema": answer}}, "Done")(handler)
    for status, why in told.refusals.items():
        handler = openapi.response(status, {"application/problem+json": {"schema": told.problem}}, why)(
            handler
        )
    return handler
