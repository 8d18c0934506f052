"""POST and PUT of an ordinary resource: XML only, checked field by field, and blank wherever a PUT says nothing.

What is answered is the object as it stood in memory: the texts that were sent, not what the database made of them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pms.simulators.qloapps.answers import Refusal
from pms.simulators.qloapps.fields import Field, Resource, Row
from pms.simulators.qloapps.reading import Tree, read_xml, text_of, words_of
from pms.simulators.qloapps.store import Store

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
PHONE = re.compile(r"[+0-9. ()/-]*")
NAME = re.compile(r"[^0-9!<>,;?=+()@#\"°{}_$%:¤|]*")
PASSWORD_AGE = timedelta(hours=6)


@dataclass(frozen=True)
class Written:
    """stored: the row as the database has it now. echo: as the answer tells it."""

    stored: Row
    echo: Row


def create(store: Store, resource: Resource, body: bytes) -> Written:
    node = resource_node(resource, body)
    if text_of_child(node, "id"):
        raise Refusal(400, (90, "id is forbidden when adding a new resource"))
    values = read_values(resource, node)
    check(resource, values)
    row = at_rest(store, resource, values)
    stamps = {"date_add": store.now(), "date_upd": store.now()}
    row |= {name: value for name, value in stamps.items() if name in row}
    row["associations"] = read_associations(resource, node)
    if resource.name == "customers":
        begin_customer(store, row, values)
    row = store.add_line(row) if resource.name == "room_bookings" else store.table(resource.name).add(row)
    return Written(row, echo_of_new(resource, row, values))


def update(store: Store, resource: Resource, row_id: int, body: bytes) -> Written:
    node = resource_node(resource, body)
    row = store.table(resource.name).get(int(text_of_child(node, "id") or row_id))
    if row is None:
        raise Refusal(404, (87, f"Id(s) not exists: {row_id}"))
    values = read_values(resource, node)
    check(resource, values)
    fresh = at_rest(store, resource, values)
    fresh["date_add"] = values.get("date_add") or row.get("date_add")
    if resource.field("date_upd"):
        fresh["date_upd"] = store.now()
    if resource.name == "customers" and values["passwd"] != row["passwd"]:
        fresh["passwd"] = encrypted(values["passwd"] or "")
    kept = {field.name: row[field.name] for field in resource.fields if field.is_locked or field.is_hidden}
    written = read_associations(resource, node)
    fresh["associations"] = {**row.get("associations", {}), **written}
    if resource.name == "room_bookings":
        store.move_line(row, id_room=fresh["id_room"], id_order=fresh["id_order"])
    row.update({**fresh, **kept})
    echo = {"id": row["id"], **{name: as_given(value) for name, value in values.items()}}
    echo |= {name: row[name] for name in ("date_add", "date_upd", "passwd", *kept) if name in row}
    return Written(row, {**echo, "associations": row["associations"]})


# --- the body ---


def resource_node(resource: Resource, body: bytes) -> Tree:
    root = read_xml(body)
    if root is None:
        raise no_xml(body)
    node = root.find(resource.node)
    if node is None:
        raise Refusal(400, (88, "Unable to save resource: no node of its name in the body"))
    return node


def no_xml(body: bytes) -> Refusal:
    text = body.decode(errors="replace")
    message = (
        f"XML error : String could not be parsed as XML\nXML length : {len(body)}\nOriginal XML : {text}"
    )
    return Refusal(500, (127, message))


def text_of_child(node: Tree, name: str) -> str:
    child = node.find(name)
    return "" if child is None else text_of(child)


def read_values(resource: Resource, node: Tree) -> dict[str, Any]:
    """None for what was left out."""
    values: dict[str, Any] = {}
    for field in resource.fields:
        child = node.find(field.name)
        if child is not None and field.is_locked and field.is_filterable:
            message = f'parameter "{field.name}" not writable. Please remove this attribute of this XML'
            raise Refusal(400, (93, message))
        if child is None:
            if field.is_required and field.kind != "words":
                raise Refusal(400, (41, f'parameter "{field.name}" required'))
            values[field.name] = None
        else:
            values[field.name] = words_of(child) if field.kind == "words" else text_of(child)
    return values


def read_associations(resource: Resource, node: Tree) -> Row:
    found: Row = {}
    for one in resource.associations:
        items = node.findall(f"associations/{one.name}/{one.item}")
        if items:
            found[one.name] = [
                {child.tag: number_or_text(text_of(child)) for child in item} for item in items
            ]
    return found


def number_or_text(text: str) -> Any:
    return int(text) if text.isascii() and text.isdigit() else text


# --- checks, in the words of PrestaShop's ObjectModel ---


def check(resource: Resource, values: dict[str, Any]) -> None:
    label = resource.php_class or resource.node
    for field in resource.fields:
        if field.kind == "words" and field.is_required and not any((values[field.name] or {}).values()):
            raise invalid(f"Property {label}->{field.name} is empty", code=84)
    for field in resource.fields:
        if field.kind != "words":
            check_field(label, field, values[field.name] or "")


def check_field(label: str, field: Field, text: str) -> None:
    if field.is_required and not text:
        # A customer's phone is checked by hand, outside the model.
        raise invalid(
            "Phone is required field."
            if field.name == "phone"
            else f"Property {label}->{field.name} is empty"
        )
    if text and field.max_size and len(text) > int(field.max_size) and field.kind != "words":
        raise invalid(
            f"Property {label}->{field.name} length ({len(text)}) must be between 0 and {field.max_size}"
        )
    if text and not has_form(field.format, text):
        raise invalid(f"Property {label}->{field.name} is not valid")


def has_form(form: str | None, text: str) -> bool:
    pattern = {"isEmail": EMAIL, "isName": NAME, "isPhoneNumber": PHONE}.get(form or "")
    return pattern is None or pattern.fullmatch(text) is not None


def invalid(message: str, *, code: int = 85) -> Refusal:
    return Refusal(400, (code, f'Validation error: "{message}"'))


# --- what is kept, what is told ---


def at_rest(store: Store, resource: Resource, values: dict[str, Any]) -> Row:
    row: Row = {}
    for field in resource.fields:
        given = values[field.name]
        if field.kind == "words":
            row[field.name] = dict.fromkeys(store.house.language_ids, "") | (given or {})
        else:
            row[field.name] = field.at_rest(given)
    return row


def begin_customer(store: Store, row: Row, values: dict[str, Any]) -> None:
    row |= {
        "passwd": encrypted(values["passwd"] or ""),
        "secure_key": store.md5(),
        "last_passwd_gen": store.now(shifted=-PASSWORD_AGE),
        "id_shop": 1,
        "id_shop_group": 1,
    }


def encrypted(password: str) -> str:
    return hashlib.md5(f"cookie key{password}".encode(), usedforsecurity=False).hexdigest()


def echo_of_new(resource: Resource, row: Row, values: dict[str, Any]) -> Row:
    """Just added: ids are texts, an id that was not given is an empty one, anything else not given is null."""
    made_here = (
        {"passwd", "secure_key", "last_passwd_gen", "id_shop", "id_shop_group"}
        if resource.name == "customers"
        else set()
    )
    echo: Row = {"id": str(row["id"])}
    for field in resource.fields:
        given = values[field.name]
        if field.is_stamp or field.name in made_here:
            echo[field.name] = row[field.name]
        elif given is None:
            echo[field.name] = (
                row[field.name] if field.kind == "words" else "" if field.name.startswith("id_") else None
            )
        else:
            echo[field.name] = as_given(given)
    return {**echo, "associations": row["associations"]}


def as_given(value: Any) -> Any:
    return "" if value is None else value
