"""Who has really been shown an arm: written by whoever delivers replies, in the transaction that marks them as sent.

The first exposure of a guest counts. A second arm is noted beside it, for it should not happen and the report must say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from common.sql import insert_or
from templates import sticky
from templates.experiment_tables import exposures, outcomes
from templates.metrics import EXPOSURES


@dataclass(frozen=True)
class Exposure:
    experiment: str
    arm: str
    guest_key: str
    at: datetime
    language: str | None
    channel: str | None
    property_id: str | None


def record(connection: Connection, exposure: Exposure) -> bool:
    """Whether it is this guest's first. The same again changes nothing."""
    # Asked back, for not every driver says how many rows an insert has made.
    first = connection.execute(
        insert_or(connection, exposures)
        .values(**vars(exposure))
        .on_conflict_do_nothing()
        .returning(exposures.c.guest_key)
    ).first()
    if first is not None:
        # A transaction that fails after this line counts one too many; the table is the truth.
        EXPOSURES.labels(exposure.experiment, exposure.arm).inc()
        return True
    connection.execute(
        update(exposures)
        .where(
            exposures.c.experiment == exposure.experiment,
            exposures.c.guest_key == exposure.guest_key,
            exposures.c.arm != exposure.arm,
            exposures.c.other_arm.is_(None),
        )
        .values(other_arm=exposure.arm)
    )
    return False


def join_guests(connection: Connection, was: str, becomes: str) -> None:
    """The guest of the key `was` turned out to be the one of `becomes`: one person, counted once from here on.

    Of two exposures to one experiment the earlier stays; when the arms differ, the guest counts as seen in two.
    """
    if was == becomes:
        return
    mine = {row.experiment: row for row in _of(connection, becomes)}
    for row in _of(connection, was):
        place = (exposures.c.experiment == row.experiment) & (exposures.c.guest_key == becomes)
        known = mine.get(row.experiment)
        old = (exposures.c.experiment == row.experiment) & (exposures.c.guest_key == was)
        if known is None:
            connection.execute(update(exposures).where(old).values(guest_key=becomes))
            continue
        earlier, later = sorted((known, row), key=lambda one: one.at)
        other = later.arm if later.arm != earlier.arm else earlier.other_arm or later.other_arm
        connection.execute(delete(exposures).where(old))
        connection.execute(
            update(exposures)
            .where(place)
            .values(
                arm=earlier.arm,
                at=earlier.at,
                language=earlier.language,
                channel=earlier.channel,
                property_id=earlier.property_id,
                other_arm=other,
            )
        )
    _join_outcomes(connection, was, becomes)
    sticky.rename(connection, was, becomes)


def _of(connection: Connection, guest_key: str) -> list[Row[Any]]:
    return list(connection.execute(select(exposures).where(exposures.c.guest_key == guest_key)))


def _join_outcomes(connection: Connection, was: str, becomes: str) -> None:
    known = {
        (row.experiment, row.kind)
        for row in connection.execute(select(outcomes).where(outcomes.c.guest_key == becomes))
    }
    for row in connection.execute(select(outcomes).where(outcomes.c.guest_key == was)).all():
        place = (
            (outcomes.c.experiment == row.experiment)
            & (outcomes.c.guest_key == was)
            & (outcomes.c.kind == row.kind)
        )
        if (row.experiment, row.kind) in known:
            connection.execute(delete(outcomes).where(place))
        else:
            connection.execute(update(outcomes).where(place).values(guest_key=becomes))
