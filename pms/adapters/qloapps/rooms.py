"""Actual rooms. QloApps keeps no housekeeping: a room is in use, closed, or closed on some days that it does not tell."""

from __future__ import annotations

from datetime import timedelta

from common.clock import Clock, Deadline
from pms.adapters.qloapps import wire
from pms.adapters.qloapps.client import Client
from pms.adapters.qloapps.house import Houses
from pms.adapters.qloapps.register import Register
from pms.contract.models import RoomStatus

_CLOSED = 2


class Rooms:
    def __init__(self, client: Client, houses: Houses, register: Register, clock: Clock) -> None:
        self._client = client
        self._houses = houses
        self._register = register
        self._clock = clock

    async def all(self, *, deadline: Deadline) -> tuple[RoomStatus, ...]:
        house = await self._houses.current(deadline=deadline)
        tonight = self._clock.now().astimezone(house.zone).date()
        answer = await self._client.get(
            "hotel_rooms",
            {"display": "[id,id_product,room_num,id_status]", "filter[id_hotel]": f"[{house.hotel_id}]"},
            deadline=deadline,
        )
        taken = {
            line.room_id
            for line in await self._register.lines(
                {
                    "filter[id_hotel]": f"[{house.hotel_id}]",
                    "filter[is_refunded]": "[0]",
                    "filter[date_from]": f"<[{tonight + timedelta(days=1)} 00:00:00]",
                    "filter[date_to]": f">[{tonight} 23:59:59]",
                },
                deadline=deadline,
            )
            if line.holds_a_room and line.status != 3
        }
        found = wire.rows(answer, "rooms", "hotel_rooms")
        with wire.reading("rooms"):
            statuses = [
                RoomStatus(
                    number=wire.words(row["room_num"]),
                    room_type_id=str(wire.integer(row["id_product"])),
                    condition="out_of_order" if wire.integer(row["id_status"]) == _CLOSED else "unknown",
                    is_occupied=wire.integer(row["id"]) in taken,
                )
                for row in found
                if wire.integer(row["id_product"]) in house.kinds
            ]
        return tuple(sorted(statuses, key=lambda one: one.number))
