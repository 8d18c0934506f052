"""Fresh data: what the tables hold on the day the shop was installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pms.simulators.qloapps.fields import Row, money
from pms.simulators.qloapps.house import House, RefundRule, RoomType, Words, said
from pms.simulators.qloapps.resources import RESOURCES
from pms.simulators.qloapps.store import Store

# name, invoice, logable, paid
STATES = (
    ("Awaiting payment", 0, 0, 0),
    ("Complete payment received", 1, 1, 1),
    ("Processing in progress", 1, 0, 0),
    ("Canceled", 0, 0, 0),
    ("Refunded", 1, 0, 0),
    ("Payment error", 0, 0, 0),
    ("Overbooking (Paid)", 1, 0, 1),
    ("Partial payment received", 1, 1, 0),
    ("Awaiting remote payment", 0, 0, 0),
    ("Remote payment accepted", 1, 1, 0),
    ("Overbooking (Not paid)", 0, 0, 0),
    ("Overbooking (Partial payment)", 0, 0, 0),
)
TAX_GROUPS = (
    "DE Standard Rate (19%)",
    "DE Reduced Rate (7%)",
    "DE Foodstuff Rate (7%)",
    "DE Books Rate (7%)",
    "EU VAT For Virtual Products",
)
FEATURES = (
    ("Business Services", "Geschäftsdienstleistungen", 0, 1),
    ("Business Center", "Business Center", 1, 0),
    ("Audio-Visual Equipment", "Audiovisuelle Ausstattung", 1, 0),
    ("Board room", "Sitzungssaal", 1, 0),
)
PRODUCT = {
    "id_category_default": 7,
    "id_tax_rules_group": 1,
    "id_shop_default": 1,
    "is_virtual": 1,
    "minimal_quantity": 1,
    "active": 1,
    "available_for_order": 1,
    "condition": "new",
    "show_at_front": 1,
    "show_price": 1,
    "indexed": 1,
    "visibility": "both",
    "pack_stock_type": 3,
}
CATEGORIES = [{"id": number} for number in (2, 3, 5, 6, 7)]


def full_row(resource: str, words: tuple[int, ...], values: Mapping[str, Any]) -> Row:
    """Every field of the resource: the value given, else the one at rest."""
    row: Row = {}
    for one in RESOURCES[resource].fields:
        row[one.name] = values.get(one.name, dict.fromkeys(words, "") if one.kind == "words" else one.default)
    row.update({name: value for name, value in values.items() if name not in row})
    return row


def seed(store: Store) -> None:
    seed_shop(store)
    seed_hotels(store)
    seed_services(store)
    add(
        store,
        "customers",
        firstname="Public",
        lastname="User",
        email="pub@qloapps.com",
        id_lang=1,
        id_default_group=3,
    )
    add(store, "addresses", alias="Guest", id_customer=1, id_country=1, city=store.house.hotels[0].city)
    add(store, "addresses", alias="Hotel", id_country=1, city=store.house.hotels[0].city)

    # The demo data once held a price plan.
    store.table("feature_prices").last_id = 1


def settings(store: Store) -> tuple[tuple[int, str, str], ...]:
    """Answered in the order of their names, as the database's index has them."""
    states = store.states
    return (
        (9, "PS_CURRENCY_DEFAULT", "1"),
        (1, "PS_LANG_DEFAULT", "1"),
        (134, "PS_OS_AWAITING_PAYMENT", str(states.awaiting)),
        (137, "PS_OS_CANCELED", str(states.cancelled)),
        (143, "PS_OS_PARTIAL_PAYMENT_ACCEPTED", str(states.part_paid)),
        (135, "PS_OS_PAYMENT_ACCEPTED", str(states.paid)),
        (138, "PS_OS_REFUND", str(states.refunded)),
        (116, "PS_OVERBOOKING_ORDER_ACTION", "1"),
        (68, "PS_TIMEZONE", store.house.timezone),
    )


def add(store: Store, resource: str, **values: Any) -> Row:
    stamps = {"date_add": store.now(), "date_upd": store.now()}
    return store.table(resource).add(full_row(resource, store.house.language_ids, {**stamps, **values}))


def seed_shop(store: Store) -> None:
    house = store.house
    for code, name in house.languages:
        add(
            store,
            "languages",
            name=name,
            iso_code=code,
            language_code=code,
            active=1,
            date_format_lite="Y-m-d",
            date_format_full="Y-m-d H:i:s",
        )
    add(
        store,
        "currencies",
        name=house.currency_name,
        iso_code=house.currency,
        iso_code_num="978",
        blank=1,
        sign=house.currency_sign,
        format=2,
        decimals=1,
        conversion_rate=money(1),
        active=1,
    )
    for name in TAX_GROUPS:
        add(store, "tax_rule_groups", name=name, active=1)
    store.table("order_states").last_id = house.first_state_id - 1
    for name, invoice, logable, paid in STATES:
        add(store, "order_states", name=every(house, said(name)), invoice=invoice, logable=logable, paid=paid)
    for english, german, parent, position in FEATURES:
        add(
            store,
            "hotel_features",
            name=every(house, said(english, german)),
            parent_feature_id=parent,
            position=position,
            active=1,
        )
    add(
        store,
        "countries",
        iso_code="DE",
        name=every(house, said("Germany", "Deutschland")),
        id_zone=1,
        active=1,
        call_prefix=49,
        need_zip_code=1,
        zip_code_format="NNNNN",
    )
    for setting_id, name, value in settings(store):
        add(store, "configurations", id=setting_id, name=name, value=value)


def seed_hotels(store: Store) -> None:
    house = store.house
    products = 0
    images = 0
    for hotel in house.hotels:
        rules = [seed_refund_rule(store, rule) for rule in hotel.refund_rules]
        ids = list(range(products + 1, products + len(hotel.room_types) + 1))
        row = add(
            store,
            "hotels",
            phone=hotel.phone,
            address=hotel.address,
            id_country=1,
            city=hotel.city,
            zipcode=hotel.zipcode,
            id_default_image=False,
            use_global_max_order_date=1,
            use_global_preparation_time=1,
            id_category=7,
            email=hotel.email,
            rating=hotel.rating,
            check_in=hotel.check_in,
            check_out=hotel.check_out,
            active=1,
            active_refund=int(hotel.is_refund_active),
            policies=every(house, hotel.policies),
            hotel_name=every(house, said(hotel.name)),
            description=every(house, hotel.description),
            short_description=every(house, hotel.short_description),
            associations={
                "room_types": [{"id": number} for number in ids],
                # Ids as texts and in the order of texts, whatever the database driver does.
                "hotel_features": [{"id": text} for text in sorted(map(str, hotel.features))],
                "hotel_refund_rules": [{"id": rule["id"]} for rule in rules],
            },
        )
        for position, kind in enumerate(hotel.room_types):
            products += 1
            first_image = images + 1
            images += kind.images
            seed_room_type(store, row["id"], products, position, kind, range(first_image, images + 1))


def seed_refund_rule(store: Store, rule: RefundRule) -> Row:
    return add(
        store,
        "hotel_refund_rules",
        name=every(store.house, rule.name),
        description=every(store.house, rule.name),
        payment_type=1 if rule.is_percent else 2,
        days=money(rule.days),
        deduction_value_full_pay=money(rule.deduction),
        deduction_value_adv_pay=money(rule.deduction),
    )


def seed_room_type(
    store: Store, id_hotel: int, id_product: int, position: int, kind: RoomType, images: range
) -> None:
    house = store.house
    rooms = [
        add(
            store,
            "hotel_rooms",
            id_product=id_product,
            id_hotel=id_hotel,
            room_num=number,
            id_status=1,
            floor=kind.floor,
        )
        for number in kind.rooms
    ]
    room_ids = [{"id": room["id"]} for room in rooms]
    all_types = sum(len(hotel.room_types) for hotel in house.hotels)
    services = [
        {"id": all_types + number, "price": None, "id_tax_rules_group": None}
        for number in range(1, len(house.services) + 1)
    ]
    advance = add(store, "advance_payments", id_product=id_product)
    add(
        store,
        "room_types",
        id=id_product,
        **PRODUCT,
        id_hotel=id_hotel,
        adults=kind.adults,
        children=kind.children,
        id_default_image=images.start,
        position_in_category=position,
        price=money(kind.price),
        name=every(house, kind.name),
        link_rewrite=every(house, kind.slug),
        description=every(house, kind.description),
        description_short=every(house, kind.short_description),
        associations={
            "advance_payments": [
                {
                    name: advance[name]
                    for name in ("id", "payment_type", "tax_include", "value", "active", "calculate_from")
                }
            ],
            "categories": CATEGORIES,
            "images": [{"id": number} for number in images],
            "room_type_features": [{"id": number} for number in range(1, 5)],
            "hotel_rooms": room_ids,
            "services": services,
        },
    )
    add(
        store,
        "hotel_room_types",
        id_product=id_product,
        id_hotel=id_hotel,
        adults=kind.adults,
        children=kind.children,
        max_adults=kind.max_adults,
        max_children=kind.max_children,
        max_guests=kind.max_guests,
        min_los=kind.min_nights,
        max_los=kind.max_nights,
        associations={"hotel_rooms": room_ids},
    )


def seed_services(store: Store) -> None:
    house = store.house
    last = max(store.table("room_types").rows)
    for number, service in enumerate(house.services, start=1):
        add(
            store,
            "services",
            id=last + number,
            **PRODUCT,
            price=money(service.price),
            price_calculation_method=2 if service.per_night else 1,
            auto_add_to_cart=int(service.is_auto_added),
            price_addition_type=service.addition_type,
            name=every(house, service.name),
        )


def every(house: House, words: Words) -> dict[int, str]:
    """A text for each installed language; the first one's where none was given."""
    first = next(iter(words.values()), "")
    return {language: words.get(language, first) for language in house.language_ids}
