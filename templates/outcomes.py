"""What guests did after they had been shown an arm. Each kind counts once a guest and experiment, the first of it.

Who tells of it (the hotel layer's writes, hand-overs, a hotel's own program) is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from common.money import Money
from common.sql import insert_or
from templates.experiment_tables import exposures, outcomes
from templates.experiments import STICKY

_AT_ONCE = 500


@dataclass(frozen=True)
class Outcome:
    """kind: one of experiments.OUTCOMES, or a hotel's own. score: such as 1 to 5 for satisfaction.

    source: what told of it, such as the id of a write; never a guest's word.
    """

    guest_key: str
    kind: str
    at: datetime
    amount: Money | None = None
    score: float | None = None
    source: str | None = None


def record(connection: Connection, told: Iterable[Outcome]) -> int:
    """How many were new. An outcome counts for every experiment whose arm the guest had been shown up to 30 days before.

    Telling the same again changes nothing.
    """
    # The oldest first, for the first of a kind is the one that counts.
    ordered = sorted(told, key=lambda outcome: outcome.at)
    counted = 0
    for start in range(0, len(ordered), _AT_ONCE):
        counted += _record(connection, ordered[start : start + _AT_ONCE])
    return counted


def _record(connection: Connection, told: list[Outcome]) -> int:
    guests = {outcome.guest_key for outcome in told}
    shown: dict[str, list[tuple[str, datetime]]] = {}
    for row in connection.execute(
        select(exposures.c.experiment, exposures.c.guest_key, exposures.c.at).where(
            exposures.c.guest_key.in_(guests)
        )
    ):
        shown.setdefault(row.guest_key, []).append((row.experiment, row.at))
    counted = 0
    for outcome in told:
        for experiment, at in shown.get(outcome.guest_key, ()):
            if not at <= outcome.at <= at + STICKY:
                continue
            amount = outcome.amount
            added = connection.execute(
                insert_or(connection, outcomes)
                .values(
                    experiment=experiment,
                    guest_key=outcome.guest_key,
                    kind=outcome.kind,
                    at=outcome.at,
                    amount_minor=amount.minor if amount else None,
                    currency=amount.currency if amount else None,
                    score=outcome.score,
                    source=outcome.source,
                )
                .on_conflict_do_nothing()
                .returning(outcomes.c.kind)
            ).first()
            counted += added is not None
    return counted
