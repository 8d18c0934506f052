"""The simulator's database: rows by table and id, in the order they were written, and who lies in which room."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from common.clock import Clock
from pms.simulators.qloapps.fields import Row
from pms.simulators.qloapps.house import House


class Table:
    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        self.last_id = 0

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows.values())

    def add(self, row: Row) -> Row:
        self.last_id = max(self.last_id + 1, row.get("id", 0))
        row = {"id": self.last_id, **row}
        self.rows[self.last_id] = row
        return row

    def get(self, row_id: int) -> Row | None:
        return self.rows.get(row_id)

    def where(self, **values: object) -> list[Row]:
        return [row for row in self if all(row[name] == value for name, value in values.items())]


class States:
    """The order states by the part they play; their ids belong to the installation."""

    def __init__(self, first_id: int) -> None:
        self.awaiting = first_id
        self.paid = first_id + 1
        self.cancelled = first_id + 3
        self.refunded = first_id + 4
        self.part_paid = first_id + 7


class Store:
    """Lines are also kept by room and by order, so that a full house is asked about quickly."""

    def __init__(self, house: House, clock: Clock) -> None:
        self.house = house
        self.states = States(house.first_state_id)
        self._clock = clock
        self._zone = ZoneInfo(house.timezone)
        self._tables: defaultdict[str, Table] = defaultdict(Table)
        self._lines_of_room: defaultdict[int, dict[int, Row]] = defaultdict(dict)
        self._lines_of_order: defaultdict[int, dict[int, Row]] = defaultdict(dict)
        self._secrets = 0
        # What a booking keeps beside its rows: extras by line, discounts and remarks by order.
        self.services_of_line: defaultdict[int, list[Row]] = defaultdict(list)
        self.discounts_of_order: defaultdict[int, list[Row]] = defaultdict(list)
        self.remarks_of_order: defaultdict[int, list[str]] = defaultdict(list)
        self.carts = 0
        self.invoices = 0

    def table(self, name: str) -> Table:
        return self._tables[name]

    # --- time, as the shop tells it: local, whole seconds, no offset ---

    def now(self, *, shifted: timedelta = timedelta()) -> str:
        return (self._clock.now() + shifted).astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S")

    def unix_time(self) -> int:
        return int(self._clock.now().timestamp())

    # --- what the shop draws by lot, here the same in every life ---

    def md5(self) -> str:
        return self._digest()[:32]

    def capitals(self, length: int) -> str:
        return "".join(chr(ord("A") + int(digit, 16)) for digit in self._digest()[:length])

    def _digest(self) -> str:
        self._secrets += 1
        return hashlib.sha256(str(self._secrets).encode()).hexdigest()

    # --- room lines ---

    def add_line(self, row: Row) -> Row:
        line = self.table("room_bookings").add(row)
        self._lines_of_room[line["id_room"]][line["id"]] = line
        self._lines_of_order[line["id_order"]][line["id"]] = line
        return line

    def delete_line(self, line: Row) -> None:
        del self.table("room_bookings").rows[line["id"]]
        del self._lines_of_room[line["id_room"]][line["id"]]
        del self._lines_of_order[line["id_order"]][line["id"]]
        self.services_of_line.pop(line["id"], None)

    def move_line(self, line: Row, *, id_room: int, id_order: int) -> None:
        del self._lines_of_room[line["id_room"]][line["id"]]
        del self._lines_of_order[line["id_order"]][line["id"]]
        line.update(id_room=id_room, id_order=id_order)
        self._lines_of_room[id_room][line["id"]] = line
        self._lines_of_order[id_order][line["id"]] = line

    def lines_of_order(self, id_order: int) -> list[Row]:
        return list(self._lines_of_order[id_order].values())

    def blocking(self, id_room: int, date_from: str, date_to: str) -> list[Row]:
        """Lines that hold the room on a night of the stay; a refunded or back-ordered one holds nothing."""
        return [
            line
            for line in self._lines_of_room[id_room].values()
            if not line["is_refunded"] and line["date_from"] < date_to and line["date_to"] > date_from
        ]

    def rooms_of_type(self, id_product: int, id_hotel: int) -> list[Row]:
        """None for a type that its hotel has lost."""
        if self.link(id_product, id_hotel) is None:
            return []
        return [room for room in self.table("hotel_rooms") if room["id_product"] == id_product]

    def link(self, id_product: int, id_hotel: int | None = None) -> Row | None:
        """The row that ties a room type to its hotel and holds its limits."""
        for row in self.table("hotel_room_types"):
            if row["id_product"] == id_product and id_hotel in (None, row["id_hotel"]):
                return row
        return None

    def services(self, *, auto_added: bool) -> Iterable[Row]:
        return (row for row in self.table("services") if bool(row["auto_add_to_cart"]) == auto_added)
