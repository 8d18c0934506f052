"""What an experiment has gathered so far, day by day, in the shape that the report's statistics start from.

Counts each guest once, in the arm they were shown first. Judges nothing: that is `stats`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncEngine

from templates.experiment_tables import exposures, outcomes
from templates.experiments import Experiment
from templates.stats import Arm, Look, Period, Report, Takings, Tally, evaluate, mixed_weights

BOOKING, CANCELLED = "booking", "cancelled"
GUARDRAILS = ("handoff", "error")
"""What must not become more frequent among all guests; cancellations are watched among those who booked."""


@dataclass(frozen=True)
class Reached:
    """score: of an outcome that is a mark, such as satisfaction."""

    at: datetime
    amount_minor: int | None = None
    currency: str | None = None
    score: float | None = None


@dataclass(frozen=True)
class Shown:
    """One guest of the experiment, nameless: the arm they were shown first, and the first of each thing they did since."""

    arm: str
    at: datetime
    is_mixed: bool = False
    reached: dict[str, Reached] = field(default_factory=dict)


@dataclass(frozen=True)
class ArmTotals:
    """Beside the statistics. outcomes: guests by kind; revenue_minor: by currency; mean_score: by kind, where marks were given."""

    arm: str
    guests: int
    seen_elsewhere: int
    outcomes: dict[str, int]
    revenue_minor: dict[str, int]
    mean_score: dict[str, float]


@dataclass(frozen=True)
class Figures:
    """looks: one a day (UTC), each with all that was before it; none while nobody has been shown anything.

    currency: of the looks' takings, the one most bookings are in; None when nobody has booked.
    weights: what the guests should be split by, with every change of weights in its time.
    """

    experiment: Experiment
    as_of: datetime
    looks: tuple[Look, ...]
    totals: tuple[ArmTotals, ...]
    currency: str | None
    weights: tuple[float, ...]

    @property
    def report(self) -> Report | None:
        """None while there is nothing to say."""
        if not self.looks:
            return None
        return evaluate(
            self.looks,
            weights=self.weights,
            planned_guests=self.experiment.planned_guests,
            weights_changed=len(self.experiment.splits) > 1,
        )


async def figures_of(engine: AsyncEngine, experiment: Experiment, as_of: datetime) -> Figures:
    async with engine.connect() as connection:
        guests = await connection.run_sync(read_shown, experiment.id)
    return count(experiment, guests, as_of)


def read_shown(connection: Connection, experiment: str) -> list[Shown]:
    reached: dict[str, dict[str, Reached]] = defaultdict(dict)
    for row in connection.execute(select(outcomes).where(outcomes.c.experiment == experiment)):
        reached[row.guest_key][row.kind] = Reached(row.at, row.amount_minor, row.currency, row.score)
    return [
        Shown(row.arm, row.at, row.other_arm is not None, reached.get(row.guest_key, {}))
        for row in connection.execute(select(exposures).where(exposures.c.experiment == experiment))
    ]


def count(experiment: Experiment, guests: Sequence[Shown], as_of: datetime) -> Figures:
    """Pure: the same guests make the same figures."""
    names = [arm.name for arm in experiment.arms]
    # Of an arm that the definition does not name there can be no guest; a row of one must not break the report.
    known = [guest for guest in guests if guest.arm in names]
    currency = _currency(known)
    return Figures(
        experiment,
        as_of,
        looks=tuple(_looks(experiment, known, currency)),
        totals=tuple(_totals(name, [guest for guest in known if guest.arm == name]) for name in names),
        currency=currency,
        weights=mixed_weights(_periods(experiment, known)),
    )


def _looks(experiment: Experiment, guests: Sequence[Shown], currency: str | None) -> Iterable[Look]:
    by_arm = {arm.name: [one for one in guests if one.arm == arm.name] for arm in experiment.arms}
    for day in _days(guests):
        yield Look(day, tuple(_arm(experiment, name, ones, day, currency) for name, ones in by_arm.items()))


def _arm(experiment: Experiment, name: str, guests: Sequence[Shown], day: date, currency: str | None) -> Arm:
    here = [guest for guest in guests if guest.at.date() <= day]

    def did(kind: str, among: Sequence[Shown] = here) -> list[Shown]:
        return [one for one in among if kind in one.reached and one.reached[kind].at.date() <= day]

    booked = did(BOOKING)
    amounts = [
        reached.amount_minor
        for reached in (guest.reached[BOOKING] for guest in booked)
        if reached.amount_minor is not None and reached.currency == currency
    ]
    rails = {kind: Tally(len(here), len(did(kind))) for kind in GUARDRAILS if kind != experiment.goal}
    if experiment.goal != CANCELLED:
        rails[CANCELLED] = Tally(len(booked), len(did(CANCELLED, booked)))
    return Arm(
        name,
        conversions=Tally(len(here), len(did(experiment.goal))),
        takings=Takings(len(here), sum(amounts), sum(one * one for one in amounts)) if currency else None,
        guardrails=rails,
        seen_elsewhere=sum(guest.is_mixed for guest in here),
    )


def _days(guests: Sequence[Shown]) -> list[date]:
    """Every day from the first guest's to the last thing that anybody did."""
    if not guests:
        return []
    first = min(guest.at.date() for guest in guests)
    ends = [guest.at.date() for guest in guests]
    ends += [one.at.date() for guest in guests for one in guest.reached.values()]
    return [first + timedelta(days=number) for number in range((max(ends) - first).days + 1)]


def _totals(name: str, guests: Sequence[Shown]) -> ArmTotals:
    kinds: Counter[str] = Counter()
    revenue: Counter[str] = Counter()
    scores: dict[str, list[float]] = defaultdict(list)
    for guest in guests:
        for kind, reached in guest.reached.items():
            kinds[kind] += 1
            if kind == BOOKING and reached.amount_minor is not None and reached.currency:
                revenue[reached.currency] += reached.amount_minor
            if reached.score is not None:
                scores[kind].append(reached.score)
    return ArmTotals(
        name,
        guests=len(guests),
        seen_elsewhere=sum(guest.is_mixed for guest in guests),
        outcomes=dict(sorted(kinds.items())),
        revenue_minor=dict(sorted(revenue.items())),
        mean_score={kind: sum(marks) / len(marks) for kind, marks in sorted(scores.items())},
    )


def _currency(guests: Iterable[Shown]) -> str | None:
    seen = Counter(
        reached.currency
        for guest in guests
        if (reached := guest.reached.get(BOOKING)) is not None and reached.currency
    )
    return min(seen, key=lambda one: (-seen[one], one)) if seen else None


def _periods(experiment: Experiment, guests: Sequence[Shown]) -> list[Period]:
    """Who came under which weights."""
    came = [0] * len(experiment.splits)
    for guest in guests:
        number = 0
        for index, split in enumerate(experiment.splits):
            if split.since is not None and split.since <= guest.at:
                number = index
        came[number] += 1
    return [Period(number, split.weights) for number, split in zip(came, experiment.splits, strict=True)]
