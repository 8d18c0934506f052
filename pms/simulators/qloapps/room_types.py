"""`PUT /room_types`: answers 200 and tears the type from its hotel."""

from __future__ import annotations

from pms.simulators.qloapps.fields import Row
from pms.simulators.qloapps.resources import RESOURCES
from pms.simulators.qloapps.seeding import add
from pms.simulators.qloapps.store import Store
from pms.simulators.qloapps.writes import update


def update_room_type(store: Store, row_id: int, body: bytes) -> Row:
    """The tie to the hotel is made anew from what a product knows, which is neither hotel nor occupancy."""
    written = update(store, RESOURCES["room_types"], row_id, body)
    lost = {
        "id_hotel": 0,
        "adults": 0,
        "children": 0,
        "position_in_category": written.stored["position_in_category"] + 1,
    }
    written.stored.update(lost)
    for payment in written.stored["associations"].get("advance_payments", ()):
        payment["active"] = 1
    for service in written.stored["associations"].get("services", ()):
        service.update(price="0.000000", id_tax_rules_group=0)
    old = store.link(row_id)
    if old is not None:
        del store.table("hotel_room_types").rows[old["id"]]
        add(
            store,
            "hotel_room_types",
            id_product=row_id,
            max_adults=2,
            max_guests=2,
            min_los=1,
            associations=old["associations"],
        )
    return {**written.echo, **lost}
