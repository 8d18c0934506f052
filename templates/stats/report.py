"""An experiment's report from its daily counts: every figure, and what may be concluded from them.

The first arm is control; each other arm is compared with it. With several, alpha is shared (p is multiplied by the number
of comparisons, at most 1, and intervals widen accordingly), so that the whole report is wrong in five percent at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from templates.stats.balance import Ratio, sample_ratio
from templates.stats.bayes import probability_to_be_best
from templates.stats.intervals import (
    Estimate,
    Takings,
    Tally,
    Test,
    newcombe,
    relative_lift,
    revenue_per_guest,
    welch,
    wilson,
    z_test,
)
from templates.stats.sequential import TAU, Standing, harm_ps, standings
from templates.stats.verdict import Harm, Seen, Verdict, conclude

# A look says something once both arms have so many guests: before, no normal curve describes a rate.
FEWEST_GUESTS = 50
_NOBODY = Tally(0, 0)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm's counts so far, each guest once, in the arm they were assigned.

    guardrails: by name, what must not become more frequent, out of what it can happen to: handoffs and errors of
    guests, cancellations of guests who booked (an arm that sells more has more of them among its guests).
    seen_elsewhere: guests of this arm who also saw another.
    """

    name: str
    conversions: Tally
    takings: Takings | None = None
    guardrails: dict[str, Tally] = field(default_factory=dict)
    seen_elsewhere: int = 0

    @property
    def guests(self) -> int:
        return self.conversions.guests


@dataclass(frozen=True, slots=True)
class Look:
    """The counts at the end of one day, since the start of the experiment. Every look has the same arms in one order."""

    day: date
    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class ArmReport:
    name: str
    guests: int
    conversions: int
    rate: Estimate | None
    revenue_minor: Estimate | None
    probability_to_be_best: float


@dataclass(frozen=True, slots=True)
class Guardrail:
    """p: always valid, of "no more frequent than in control"."""

    name: str
    control: Tally
    arm: Tally
    difference: Estimate | None
    p: float
    is_harm: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One arm beside control. always: what may be acted on at any time; all else is one look's, for reading."""

    arm: str
    lift: Estimate | None
    relative: Estimate | None
    always: Standing
    z_test: Test | None
    revenue_minor: Estimate | None
    guardrails: tuple[Guardrail, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One day of the chart. rates: per arm; lifts (Newcombe's, as in `Comparison`) and always: per comparison, that day's."""

    day: date
    rates: tuple[Estimate | None, ...]
    lifts: tuple[Estimate | None, ...]
    always: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """mixed: the share of guests who saw two arms."""

    arms: tuple[ArmReport, ...]
    comparisons: tuple[Comparison, ...]
    ratio: Ratio
    mixed: float
    series: tuple[Point, ...]
    verdict: Verdict

    def to_json(self) -> dict[str, Any]:
        """Plain values; days as YYYY-MM-DD."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def evaluate(
    looks: Sequence[Look],
    *,
    weights: Sequence[float],
    planned_guests: int | None = None,
    alpha: float = 0.05,
    tau: float = TAU,
    weights_changed: bool = False,
) -> Report:
    """looks: one a day, the first the oldest, the last today's.

    weights: the configured ones, or `balance.mixed_weights` where they were changed. planned_guests: of the smallest
    arm, from `power.plan`; until then "no difference" is not said. tau: as fixed before the start.
    """
    names = {tuple(arm.name for arm in look.arms) for look in looks}
    rails = {frozenset(arm.guardrails) for look in looks for arm in look.arms}
    if len(names) != 1 or len(rails) != 1 or len(set(*names)) < max(2, len(looks[-1].arms)):
        raise ValueError("one look at least, and in all the same arms (two or more) with the same guardrails")
    arms = looks[-1].arms
    shared = _Shared(alpha, len(arms) - 1, tau)
    tracks = [_track(looks, index, shared) for index in range(1, len(arms))]
    comparisons = tuple(
        _compare(looks, index, track[-1], shared) for index, track in enumerate(tracks, start=1)
    )
    ratio = sample_ratio([arm.guests for arm in arms], weights)
    mixed = _share(sum(arm.seen_elsewhere for arm in arms), sum(arm.guests for arm in arms))
    return Report(
        arms=_each(arms, alpha),
        comparisons=comparisons,
        ratio=ratio,
        mixed=mixed,
        series=tuple(
            _point(look, [track[day] for track in tracks], shared) for day, look in enumerate(looks)
        ),
        verdict=conclude(
            [_seen(arms[0], arm, one, alpha) for arm, one in zip(arms[1:], comparisons, strict=True)],
            ratio=ratio,
            mixed=mixed,
            guests=min(arm.guests for arm in arms),
            needed=max(planned_guests or FEWEST_GUESTS, FEWEST_GUESTS),
            weights_changed=weights_changed,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Shared:
    """alpha over all comparisons, and what each of them gets of it."""

    alpha: float
    comparisons: int
    tau: float

    @property
    def each(self) -> float:
        return self.alpha / self.comparisons

    def p(self, p: float) -> float:
        return min(1.0, p * self.comparisons)


def _track(looks: Sequence[Look], index: int, shared: _Shared) -> list[Standing]:
    pairs = [_pair(look.arms[0].conversions, look.arms[index].conversions) for look in looks]
    return [
        Standing(shared.p(one.p), one.low, one.high)
        for one in standings(pairs, alpha=shared.each, tau=shared.tau)
    ]


def _pair(control: Tally, arm: Tally) -> tuple[Tally, Tally]:
    return (control, arm) if min(control.guests, arm.guests) >= FEWEST_GUESTS else (_NOBODY, _NOBODY)


def _compare(looks: Sequence[Look], index: int, always: Standing, shared: _Shared) -> Comparison:
    control, arm = looks[-1].arms[0], looks[-1].arms[index]
    return Comparison(
        arm=arm.name,
        lift=newcombe(control.conversions, arm.conversions, shared.each),
        relative=relative_lift(control.conversions, arm.conversions, shared.each),
        always=always,
        z_test=z_test(control.conversions, arm.conversions),
        revenue_minor=welch(control.takings, arm.takings, shared.each)
        if control.takings and arm.takings
        else None,
        guardrails=tuple(_guardrail(looks, index, name, shared) for name in arm.guardrails),
    )


def _guardrail(looks: Sequence[Look], index: int, name: str, shared: _Shared) -> Guardrail:
    pairs = [_pair(look.arms[0].guardrails[name], look.arms[index].guardrails[name]) for look in looks]
    control, arm = looks[-1].arms[0].guardrails[name], looks[-1].arms[index].guardrails[name]
    p = shared.p(harm_ps(pairs, tau=shared.tau)[-1])
    return Guardrail(name, control, arm, newcombe(control, arm, shared.each), p, p < shared.alpha)


def _seen(control: Arm, arm: Arm, comparison: Comparison, alpha: float) -> Seen:
    return Seen(
        arm=arm.name,
        standing=comparison.always,
        is_found=comparison.always.p < alpha,
        mixed=_share(control.seen_elsewhere, control.guests) + _share(arm.seen_elsewhere, arm.guests),
        harms=tuple(
            Harm(
                rail.name,
                _share(rail.arm.events, rail.arm.guests),
                _share(rail.control.events, rail.control.guests),
            )
            for rail in comparison.guardrails
            if rail.is_harm
        ),
    )


def _each(arms: Sequence[Arm], alpha: float) -> tuple[ArmReport, ...]:
    best = probability_to_be_best([arm.conversions for arm in arms])
    return tuple(
        ArmReport(
            name=arm.name,
            guests=arm.guests,
            conversions=arm.conversions.events,
            rate=wilson(arm.conversions, alpha),
            revenue_minor=revenue_per_guest(arm.takings, alpha) if arm.takings else None,
            probability_to_be_best=probability,
        )
        for arm, probability in zip(arms, best, strict=True)
    )


def _point(look: Look, always: Sequence[Standing], shared: _Shared) -> Point:
    control, *others = [arm.conversions for arm in look.arms]
    rates = tuple(wilson(arm.conversions, shared.alpha) for arm in look.arms)
    lifts = tuple(newcombe(control, other, shared.each) for other in others)
    return Point(look.day, rates, lifts, tuple(always))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
