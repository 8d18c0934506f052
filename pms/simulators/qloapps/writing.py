"""How rows are told: JSON in the shapes PHP makes of them, XML with its links. Pure: rows in, text out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pms.simulators.qloapps.fields import Association, Field, Resource, Row
from pms.simulators.qloapps.resources import nodes_of

XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<qloapps xmlns:xlink="http://www.w3.org/1999/xlink">\n'


@dataclass(frozen=True)
class Style:
    """languages: those asked for, or all; are_languages_chosen: they came in the query, so their ids are texts.

    ids_as_strings: numbers are told as the database driver of PHP 8.0 and older gives them.
    """

    base: str
    languages: tuple[int, ...]
    are_languages_chosen: bool = False
    ids_as_strings: bool = False


# --- JSON ---


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


def row_json(
    resource: Resource, row: Row, style: Style, shown: Sequence[Field], *, with_associations: bool
) -> Row:
    told = {"id": scalar(row["id"], style)} if "id" in row else {}
    for field in shown:
        value = row[field.name]
        told[field.name] = words_json(value, style) if isinstance(value, dict) else scalar(value, style)
    if with_associations:
        held = associations_json(resource, row, style)
        if held:
            told["associations"] = held
    return told


def scalar(value: Any, style: Style) -> Any:
    return (
        str(value)
        if style.ids_as_strings and isinstance(value, int) and not isinstance(value, bool)
        else value
    )


def words_json(words: dict[int, str], style: Style) -> Any:
    if len(style.languages) == 1:
        return words.get(style.languages[0], "")
    told_as = str if style.are_languages_chosen or style.ids_as_strings else int
    return [{"id": told_as(language), "value": words.get(language, "")} for language in style.languages]


def associations_json(resource: Resource, row: Row, style: Style) -> Row:
    """Empty lists are left out, and with them the whole node."""
    held: Row = row.get("associations", {})
    return {
        one.name: [{name: scalar(item.get(name), style) for name in item} for item in held[one.name]]
        for one in resource.associations
        if held.get(one.name)
    }


# --- XML ---


def cdata(value: Any) -> str:
    if value is None or value is False or value == "":
        return ""
    return f"<![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]>"


def row_xml(
    resource: Resource, row: Row, style: Style, shown: Sequence[Field], *, with_associations: bool
) -> str:
    parts = [f"<{resource.node}>\n"]
    if "id" in row:
        parts.append(f"\t<id>{cdata(row['id'])}</id>\n")
    parts.extend(field_xml(resource, field, row, style) for field in shown)
    if with_associations and resource.associations:
        parts.append("<associations>\n")
        parts.extend(association_xml(resource, one, row, style) for one in resource.associations)
        parts.append("</associations>\n")
    parts.append(f"</{resource.node}>\n")
    return "".join(parts)


def field_xml(resource: Resource, field: Field, row: Row, style: Style) -> str:
    value = row[field.name]
    marks = "" if field.is_filterable else ' notFilterable="true"'
    if isinstance(value, dict):
        return f"\t<{field.name}{marks}>{words_xml(value, style)}</{field.name}>\n"
    target = image_link(resource, row) if field.name == "id_default_image" else field.link
    if target and value and str(value) != "0":
        marks = f' xlink:href="{style.base}/{target}/{value}"' + marks
    return f"\t<{field.name}{marks}>{cdata(value)}</{field.name}>\n"


def image_link(resource: Resource, row: Row) -> str:
    return f"images/{resource.name}/{row['id']}"


def words_xml(words: dict[int, str], style: Style) -> str:
    return "".join(
        f'<language id="{one}" xlink:href="{style.base}/languages/{one}">{cdata(words.get(one, ""))}</language>'
        for one in style.languages
    )


def association_xml(resource: Resource, one: Association, row: Row, style: Style) -> str:
    marks = f' nodeType="{one.item}"'
    marks += ' virtualEntity="true"' if one.is_virtual else f' api="{one.api}"'
    items = row.get("associations", {}).get(one.name)
    if not items:
        return f"<{one.name}{marks}/>\n"
    # An order's bookings link to /bookings/<line id>, which is another booking or none.
    target = image_link(resource, row) if one.name == "images" else one.api or one.name
    told = []
    for item in items:
        values = "".join(f"\t<{name}>{cdata(item.get(name))}</{name}>\n" for name in item)
        told.append(
            f'\t<{one.item} xlink:href="{style.base}/{target}/{item["id"]}">\n{values}\t</{one.item}>\n'
        )
    return f"<{one.name}{marks}>\n{''.join(told)}</{one.name}>\n"


# --- one and many ---


def one_row(resource: Resource, row: Row, style: Style, shown: Sequence[Field], *, is_json: bool) -> str:
    if is_json:
        return to_json({resource.node: row_json(resource, row, style, shown, with_associations=True)})
    return XML_HEAD + row_xml(resource, row, style, shown, with_associations=True) + "</qloapps>\n"


def many_rows(
    resource: Resource,
    rows: Iterable[Row],
    style: Style,
    shown: Sequence[Field] | None,
    *,
    is_full: bool,
    is_json: bool,
) -> str:
    """shown None: only the ids."""
    if is_json:
        told = [
            {"id": scalar(row["id"], style)}
            if shown is None
            else row_json(resource, row, style, shown, with_associations=is_full)
            for row in rows
        ]
        # An empty list is a bare [], not an empty list under its name.
        return to_json({nodes_of(resource): told}) if told else "[]"
    written = "".join(
        f'<{resource.node} id="{row["id"]}" xlink:href="{style.base}/{resource.name}/{row["id"]}"/>\n'
        if shown is None
        else row_xml(resource, row, style, shown, with_associations=is_full)
        for row in rows
    )
    return f"{XML_HEAD}<{nodes_of(resource)}>\n{written}</{nodes_of(resource)}>\n</qloapps>\n"
