"""`?schema=blank` and `?schema=synopsis`: a resource's empty form, and the same with what is required of each field."""

from __future__ import annotations

from typing import Any

from pms.simulators.qloapps.answers import Call, Refusal
from pms.simulators.qloapps.fields import Association, Field, Resource, Row, fields
from pms.simulators.qloapps.resources import RESOURCES
from pms.simulators.qloapps.writing import XML_HEAD, Style, to_json

ROOM = (
    Association(
        "services",
        "service",
        (
            *(
                "id_service",
                "quantity",
                "price_mode",
                "name",
                "unit_price_without_tax",
                "total_price_without_tax",
            ),
            *("id_tax_rules_group", "total_tax"),
        ),
    ),
    Association(
        "facilities",
        "facility",
        ("id_facility", "id_option", "name", "unit_price_without_tax", "id_tax_rules_group"),
    ),
)
STAY = ("id_room_type", "checkin_date", "checkout_date", "number_of_rooms")
# The schema says `adults`; the server reads `adult`.
ROOM_FIELDS = (
    "id_room",
    "adults",
    "child",
    "child_ages",
    "unit_price_without_tax",
    "id_tax_rules_group",
    "total_tax",
)

BOOKING = Resource(
    "bookings",
    "booking",
    fields("""
id_property int !
currency text
booking_status int !
payment_status int !
source text
booking_date text
remark text
id_language int"""),
    associations=(
        Association(
            "customer_detail",
            None,
            (
                *("id_customer", "firstname", "lastname", "email", "phone"),
                *("address", "city", "zip", "state_code", "country_code"),
            ),
            ("firstname", "lastname", "email", "phone"),
            api="customer_detail",
        ),
        Association("price_details", None, ("total_paid", "total_price_with_tax"), api="price_details"),
        Association(
            "payment_detail", None, ("payment_type", "payment_method", "transaction_id"), api="payment_detail"
        ),
        Association(
            "cart_rules", "cart_rule", ("name", "code", "type", "value", "currency"), api="cart_rules"
        ),
        Association(
            "room_types",
            "room_type",
            STAY,
            STAY,
            api="room_types",
            inner=(Association("rooms", "room", ROOM_FIELDS, inner=ROOM),),
        ),
    ),
)
SEARCH = Resource(
    "hotel_ari",
    "hotel_ari",
    fields("""
id_hotel int ! isUnsignedInt
id_room_type int isUnsignedInt
date_from day ! isDate
date_to day ! isDate
get_available_rooms int isBool
get_booked_rooms int isBool
get_partial_available_rooms int isBool
get_unavailable_rooms int isBool
date_wise_breakdown int isBool"""),
    associations=(
        Association(
            "room_occupancies",
            "room_occupancy",
            ("adults", "children"),
            ("adults", "children"),
            api="room_occupancies",
        ),
    ),
)


def schema(call: Call, style: Style) -> str:
    resource = {"bookings": BOOKING, "hotel_ari": SEARCH}.get(call.resource) or RESOURCES.get(call.resource)
    kind = call.query.get("schema")
    if resource is None or kind not in ("blank", "synopsis"):
        raise Refusal(
            400, (43, 'Please select a schema of type "synopsis" to get the whole schema informations')
        )
    if call.is_json:
        return to_json({resource.node: schema_json(resource)})
    return schema_xml(resource, style, is_blank=kind == "blank")


def schema_json(resource: Resource) -> Row:
    told: Row = {field.name: "" for field in visible(resource)}
    if resource.associations:
        told["associations"] = {one.name: association_json(one) for one in resource.associations}
    return told


def association_json(one: Association) -> Any:
    item: Row = {name: [] if name == "child_ages" else "" for name in one.fields}
    item |= {inner.name: association_json(inner) for inner in one.inner}
    return item if one.item is None else [item]


def schema_xml(resource: Resource, style: Style, *, is_blank: bool) -> str:
    # The blank search form has no id either: nothing is ever stored.
    parts = [f"<{resource.node}>\n"]
    if is_blank and resource is not SEARCH:
        parts.append("\t<id></id>\n")
    parts += [field_schema(field, style, is_blank=is_blank) for field in visible(resource)]
    if resource.associations:
        parts.append("<associations>\n")
        parts += [association_schema(one, style, is_blank=is_blank) for one in resource.associations]
        parts.append("</associations>\n")
    return f"{XML_HEAD}{''.join(parts)}</{resource.node}>\n</qloapps>\n"


def visible(resource: Resource) -> list[Field]:
    return [field for field in resource.fields if not field.is_hidden]


def field_schema(field: Field, style: Style, *, is_blank: bool) -> str:
    if is_blank:
        if field.is_locked:
            # What can never be written is left out of the form.
            return ""
        empty = (
            "".join(f'<language id="{one}"></language>' for one in style.languages)
            if field.kind == "words"
            else ""
        )
        return f"\t<{field.name}>{empty}</{field.name}>\n"
    marks = [
        ("required", "true" if field.is_required else None),
        ("notFilterable", None if field.is_filterable else "true"),
        ("read_only", "true" if field.is_locked else None),
        ("maxSize", field.max_size),
        ("format", field.format),
        ("readOnly", "true" if field.is_locked or field.is_readonly else None),
    ]
    told = "".join(f' {name}="{value}"' for name, value in marks if value is not None)
    empty = ""
    if field.kind == "words":
        empty = "".join(
            f'<language id="{one}" xlink:href="{style.base}/languages/{one}" format="isUnsignedId" ></language>'
            for one in style.languages
        )
    return f"\t<{field.name}{told}>{empty}</{field.name}>\n"


def association_schema(one: Association, style: Style, *, is_blank: bool, is_inner: bool = False) -> str:
    marks = ""
    if not is_blank and not is_inner:
        marks = f' nodeType="{one.item}"' if one.item else ""
        marks += ' virtualEntity="true"' if one.is_virtual else f' api="{one.api}"'
    inner = "".join(association_field(name, one, style, is_blank=is_blank) for name in one.fields)
    inner += "".join(association_schema(two, style, is_blank=is_blank, is_inner=True) for two in one.inner)
    if one.item:
        inner = f"\t<{one.item}>\n{inner}\t</{one.item}>\n"
    return f"<{one.name}{marks}>\n{inner}</{one.name}>\n"


def association_field(name: str, one: Association, style: Style, *, is_blank: bool) -> str:
    if is_blank:
        return f"\t<{name}></{name}>\n"
    target = dict(one.links).get(name)
    marks = f' xlink:href="{style.base}/{target}/"' if target else ""
    marks += ' required="true"' if name in one.required else ""
    return f"\t<{name}{marks}></{name}>\n"
