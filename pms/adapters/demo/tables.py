"""The demo hotel's own tables. They stand on their own metadata, because they play another company's system:
our migrations leave them alone, and the hotel makes them itself when it is first connected.

Names and contacts lie here in the clear, as they do in any hotel's system; our own rooms seal them.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    inspect,
    text,
)
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.schema import CreateIndex, CreateTable

from common.database import UtcDateTime

metadata = MetaData()

hotels = Table(
    "demo_hotels",
    metadata,
    Column("property_id", String(64), primary_key=True),
    # Raised first in every writing transaction: the row lock (PostgreSQL) or write lock (SQLite) puts writers in line.
    Column("revision", Integer, nullable=False),
)

rooms = Table(
    "demo_rooms",
    metadata,
    Column("property_id", String(64), ForeignKey(hotels.c.property_id), nullable=False),
    Column("number", String(16), nullable=False),
    Column("room_type_id", String(64), nullable=False),
    Column("condition", String(16), nullable=False),
    PrimaryKeyConstraint("property_id", "number"),
)

guests = Table(
    "demo_guests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("property_id", String(64), ForeignKey(hotels.c.property_id), nullable=False),
    Column("first_name", String(200), nullable=False),
    Column("last_name", String(200), nullable=False),
    Column("email", String(320)),
    Column("phone", String(64)),
    Column("language", String(8)),
    Column("preferences", JSON, nullable=False),
    Index("ix_demo_guests_email", "property_id", "email"),
)

reservations = Table(
    "demo_reservations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("property_id", String(64), ForeignKey(hotels.c.property_id), nullable=False),
    Column("our_reference", String(64)),
    Column("status", String(16), nullable=False),
    Column("arrival", Date, nullable=False),
    Column("departure", Date, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("children_ages", JSON, nullable=False),
    Column("extras", JSON, nullable=False),
    Column("total_minor", Integer, nullable=False),
    Column("first_night_minor", Integer, nullable=False),
    Column("cancellation_fee_minor", Integer),
    Column("currency", String(3), nullable=False),
    Column("guest_id", Integer, ForeignKey(guests.c.id), nullable=False),
    Column("notes", JSON, nullable=False),
    Column("check_out_time", String(5)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("property_id", "our_reference"),
    Index("ix_demo_reservations_arrival", "property_id", "arrival"),
    Index("ix_demo_reservations_departure", "property_id", "departure"),
)

reservation_rooms = Table(
    "demo_reservation_rooms",
    metadata,
    Column("reservation_id", Integer, ForeignKey(reservations.c.id), nullable=False),
    Column("position", Integer, nullable=False),
    Column("room_type_id", String(64), nullable=False),
    Column("room_number", String(16), nullable=False),
    Column("adults", Integer, nullable=False),
    Column("children_ages", JSON, nullable=False),
    Column("total_minor", Integer, nullable=False),
    PrimaryKeyConstraint("reservation_id", "position"),
)

room_nights = Table(
    "demo_room_nights",
    metadata,
    Column("property_id", String(64), nullable=False),
    Column("room_number", String(16), nullable=False),
    Column("night", Date, nullable=False),
    Column("reservation_id", Integer, ForeignKey(reservations.c.id), nullable=False),
    # The promise itself: nobody sleeps in a room and night that is somebody else's.
    PrimaryKeyConstraint("property_id", "room_number", "night"),
    Index("ix_demo_room_nights_night", "property_id", "night"),
    Index("ix_demo_room_nights_reservation", "reservation_id"),
)

charges = Table(
    "demo_charges",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reservation_id", Integer, ForeignKey(reservations.c.id), nullable=False),
    Column("key", String(200), nullable=False),
    Column("description", String(200), nullable=False),
    Column("amount_minor", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("reservation_id", "key"),
)

keys = Table(
    "demo_keys",
    metadata,
    # Every write's idempotency key with the reservation it touched: asked for a second time, it is not done again.
    Column("property_id", String(64), nullable=False),
    Column("key", String(200), nullable=False),
    Column("reservation_id", Integer, ForeignKey(reservations.c.id), nullable=False),
    PrimaryKeyConstraint("property_id", "key"),
)


async def create_tables(engine: AsyncEngine) -> None:
    """Makes what is missing; two processes may call it at once."""
    async with engine.connect() as connection:
        there = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
    if {table.name for table in metadata.sorted_tables} <= there:
        # Asking for an index that exists locks its table all the same, and another hotel may be writing there.
        return
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # CREATE TABLE IF NOT EXISTS still collides in PostgreSQL's catalog when two sessions run it together.
            await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('demo_hotels'))"))
        for table in metadata.sorted_tables:
            await connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                await connection.execute(CreateIndex(index, if_not_exists=True))
