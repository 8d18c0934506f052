"""What may be concluded, as a name with its facts (`words.py` says it in a sentence), and what may not.

What silences the report comes first, then what should stop an arm, then what is found, last what is not found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from templates.stats.balance import Ratio
from templates.stats.sequential import Standing

# Shares of guests who saw two arms: mentioned from the first, and from the second nothing is concluded any more.
MIXED_NOTED = 0.01
MIXED_TOO_MANY = 0.10


class Kind(StrEnum):
    """With the facts each carries. low, high, lift: differences of rates, 0.01 is one point."""

    RATIO_ALARM = "ratio_alarm"  # p
    SEEN_IN_TWO = "seen_in_two"  # share
    HARM = "harm"  # arm, guardrail, rate, control_rate
    BETTER = "better"  # arm, low, high
    WORSE = "worse"  # arm, low, high (both below zero)
    CONTRADICTORY = "contradictory"  # arm
    TOO_FEW = "too_few"  # guests (of the smallest arm), needed
    NO_DIFFERENCE = "no_difference"  # low, high (a larger difference of any arm is ruled out)


class Caution(StrEnum):
    """What a reader should know beside the verdict."""

    SEEN_IN_TWO = "seen_in_two"  # some guests saw two arms; the verdict's interval is widened by them
    WEIGHTS_CHANGED = "weights_changed"  # arms got their guests at different times
    RATIO_UNCHECKED = "ratio_unchecked"  # too few guests to check the split


@dataclass(frozen=True, slots=True)
class Verdict:
    kind: Kind
    facts: Mapping[str, str | int | float]
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Harm:
    guardrail: str
    rate: float
    control_rate: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one arm beside control. is_found: p is below alpha. mixed: see `widened`."""

    arm: str
    standing: Standing
    is_found: bool
    mixed: float
    harms: tuple[Harm, ...] = ()

    @property
    def widened(self) -> tuple[float, float]:
        """The interval, had every guest who saw two arms been won or lost by the other arm's words.

        mixed: control's share of such guests and the arm's, added: each may move its rate by as much.
        """
        return max(-1.0, self.standing.low - self.mixed), min(1.0, self.standing.high + self.mixed)


def conclude(
    seen: Sequence[Seen],
    *,
    ratio: Ratio,
    mixed: float,
    guests: int,
    needed: int,
    weights_changed: bool = False,
) -> Verdict:
    """mixed: the share of all guests who saw two arms. guests: of the smallest arm."""
    kind, facts = _finding(seen, ratio, mixed, guests, needed)
    cautions = (
        (Caution.SEEN_IN_TWO, mixed >= MIXED_NOTED and kind is not Kind.SEEN_IN_TWO),
        (Caution.WEIGHTS_CHANGED, weights_changed),
        (Caution.RATIO_UNCHECKED, ratio.p is None),
    )
    return Verdict(kind, facts, tuple(caution for caution, applies in cautions if applies))


def _finding(
    seen: Sequence[Seen], ratio: Ratio, mixed: float, guests: int, needed: int
) -> tuple[Kind, Mapping[str, str | int | float]]:
    if ratio.p is not None and ratio.is_alarm:
        return Kind.RATIO_ALARM, {"p": ratio.p}
    harmed = [(one.arm, harm) for one in seen for harm in one.harms]
    if harmed:
        arm, harm = max(harmed, key=lambda pair: pair[1].rate - pair[1].control_rate)
        return Kind.HARM, {
            "arm": arm,
            "guardrail": harm.guardrail,
            "rate": harm.rate,
            "control_rate": harm.control_rate,
        }
    if mixed >= MIXED_TOO_MANY:
        return Kind.SEEN_IN_TWO, {"share": mixed}

    found = [one for one in seen if one.is_found and not one.standing.is_contradictory]
    better = [one for one in found if one.widened[0] > 0]
    worse = [one for one in found if one.widened[1] < 0]
    if better:
        best = max(better, key=lambda one: one.widened[0])
        return Kind.BETTER, {"arm": best.arm, "low": best.widened[0], "high": best.widened[1]}
    if worse:
        worst = min(worse, key=lambda one: one.widened[1])
        return Kind.WORSE, {"arm": worst.arm, "low": worst.widened[0], "high": worst.widened[1]}
    if found:
        return Kind.SEEN_IN_TWO, {"share": mixed}
    for one in seen:
        if one.standing.is_contradictory:
            return Kind.CONTRADICTORY, {"arm": one.arm}
    if guests < needed:
        return Kind.TOO_FEW, {"guests": guests, "needed": needed}
    return Kind.NO_DIFFERENCE, {
        "low": min(one.widened[0] for one in seen),
        "high": max(one.widened[1] for one in seen),
    }
