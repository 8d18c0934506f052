"""What is sent to the webservice: the query in PHP's brackets, XML bodies, and JSON where the server can read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

Tree = ET.Element


@dataclass(frozen=True)
class Query:
    values: Mapping[str, str]
    filters: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        return self.values.get(name)


def read_query(raw: str) -> Query:
    values: dict[str, str] = {}
    filters: dict[str, str] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True):
        if name.startswith("filter[") and name.endswith("]"):
            filters[name[len("filter[") : -1]] = value
        else:
            values[name] = value
    return Query(values, filters)


def read_xml(body: bytes) -> Tree | None:
    """None for what is no XML. A document type is no XML to us: nobody here needs entities."""
    if b"<!DOCTYPE" in body:
        return None
    try:
        return ET.fromstring(body)  # noqa: S314 - entities are refused above.
    except (ET.ParseError, LookupError):
        return None


def read_booking(body: bytes) -> dict[str, Any] | None:
    """The one body that may be JSON or XML; None when it is neither or its wrapper is not `booking`."""
    text = body.lstrip()
    if text.startswith(b"<"):
        root = read_xml(body)
        node = None if root is None else root.find("booking")
        return None if node is None else plain_dict(node)
    try:
        data = json.loads(text)
    except ValueError:
        return None
    booking = data.get("booking") if isinstance(data, dict) else None
    return booking if isinstance(booking, dict) else None


# Their children are the elements of a list.
LISTS = frozenset({"room_types", "rooms", "services", "cart_rules", "child_ages", "facilities"})


def plain_dict(node: Tree) -> dict[str, Any]:
    return {child.tag: plain_value(child) for child in node}


def plain_value(node: Tree) -> Any:
    if node.tag in LISTS:
        return [plain_dict(child) if len(child) else text_of(child) for child in node]
    return plain_dict(node) if len(node) else text_of(node)


def text_of(node: Tree) -> str:
    return (node.text or "").strip()


def words_of(node: Tree) -> dict[int, str]:
    """A text per language: `<name><language id="1">…</language></name>`."""
    return {int(child.get("id", "0")): child.text or "" for child in node.iter("language")}
