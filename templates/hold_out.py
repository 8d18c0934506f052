"""The hold-out: a few guests who take part in no experiment, beside all others. What is experimenting worth, all together?

A held-out guest reads what control reads, and counts from the first reply on which another would have been shown an
arm. So both sides are guests of the same replies, counted by the same rule, and the figures are those of an experiment
with two arms that nobody defined.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncEngine

from templates.assignment import bucket
from templates.experiment_figures import Figures, Reached, Shown, count
from templates.experiment_tables import exposures, outcomes
from templates.experiments import HOLD_OUT, Arm, Experiment, Split

HELD, REST = "held-out", "the-rest"


def is_held_out(guest_key: str, share: float) -> bool:
    """The same guests for every experiment, for as long as the share stays."""
    return share > 0 and bucket(HOLD_OUT, guest_key) < share


def as_experiment(share: float, since: datetime | None = None) -> Experiment | None:
    """None where nobody is held out."""
    if not share > 0:
        return None
    return Experiment(
        id=HOLD_OUT,
        name="Hold-out",
        keys=(),
        arms=(Arm(HELD), Arm(REST)),
        splits=(Split((share, 1 - share)),),
        state="running",
        started_at=since,
    )


async def hold_out_figures(engine: AsyncEngine, experiment: Experiment, as_of: datetime) -> Figures:
    """experiment: from `as_experiment`."""
    async with engine.connect() as connection:
        return count(experiment, await connection.run_sync(read_sides), as_of)


def read_sides(connection: Connection) -> list[Shown]:
    """Every guest since the first one was held out, on the side they were first seen on.

    Whoever had been shown an arm before that day is left out: they could not have been held out.
    """
    seen = connection.execute(
        select(exposures.c.guest_key, exposures.c.experiment, exposures.c.at).order_by(
            exposures.c.guest_key, exposures.c.at, exposures.c.experiment
        )
    ).all()
    held_at = [row.at for row in seen if row.experiment == HOLD_OUT]
    if not held_at:
        return []
    reached = _reached(connection)
    sides = []
    for guest, rows in groupby(seen, key=lambda row: row.guest_key):
        first, *later = rows
        if first.at < min(held_at):
            continue
        is_held = first.experiment == HOLD_OUT
        sides.append(
            Shown(
                HELD if is_held else REST,
                first.at,
                # Such as one who turned out to be a guest known from elsewhere, or after a change of the share.
                is_mixed=any((row.experiment == HOLD_OUT) != is_held for row in later),
                # What they did stands with each experiment they were in: the first one's thirty days are both sides' rule.
                reached=reached.get((first.experiment, guest), {}),
            )
        )
    return sides


def _reached(connection: Connection) -> dict[tuple[str, str], dict[str, Reached]]:
    found: dict[tuple[str, str], dict[str, Reached]] = defaultdict(dict)
    for row in connection.execute(select(outcomes)):
        found[row.experiment, row.guest_key][row.kind] = Reached(
            row.at, row.amount_minor, row.currency, row.score
        )
    return found
