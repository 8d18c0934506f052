"""A verdict in one plain sentence. English here; another language passes its own sentences with the same places."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from templates.stats.verdict import Caution, Kind, Verdict

SENTENCES: dict[Kind, str] = {
    Kind.RATIO_ALARM: "The guests are not split between the arms as configured (p = {p}). Something sorts them, so "
    "nothing may be concluded until the cause is found.",
    Kind.SEEN_IN_TWO: "{share} % of the guests saw the words of two arms. That is too many: nothing may be concluded.",
    Kind.HARM: "Stop “{arm}”: {guardrail} {rate} % there, {control_rate} % in control, and that is not chance.",
    Kind.BETTER: "“{arm}” is better than control, by between {low} and {high} points. You may stop and decide now.",
    Kind.WORSE: "“{arm}” is worse than control, by between {high} and {low} points. Stop it.",
    Kind.CONTRADICTORY: "The earlier and the later days of “{arm}” contradict each other: its effect has changed with "
    "time. Nothing may be concluded.",
    Kind.TOO_FEW: "Not enough guests yet: {guests} of {needed} in the smallest arm. No difference shows so far, and none "
    "is ruled out; let it run.",
    Kind.NO_DIFFERENCE: "No difference can be said. If there is one, it lies between {low} and {high} points against "
    "control.",
}

CAUTIONS: dict[Caution, str] = {
    Caution.SEEN_IN_TWO: "Some guests saw two arms; the figures in the sentence allow for them.",
    Caution.WEIGHTS_CHANGED: "Weights were changed on the way, so the arms got their guests at different times: a better "
    "week can look like better words.",
    Caution.RATIO_UNCHECKED: "There are too few guests to check the split between the arms.",
}

# Facts that are shares of guests, said as hundredths; those that compare are said with a sign.
_SHARES = ("share", "rate", "control_rate", "low", "high")


def english_number(value: float) -> str:
    """One decimal, two below one tenth: 3.4, -0.6, 0.04."""
    return f"{value:.2f}" if abs(value) < 0.1 else f"{value:.1f}"


def sentence(
    verdict: Verdict,
    *,
    sentences: Mapping[Kind, str] = SENTENCES,
    number: Callable[[float], str] = english_number,
) -> str:
    """The verdict's own sentence, without its cautions."""
    said: dict[str, str] = {}
    for fact, value in verdict.facts.items():
        if isinstance(value, str | int):
            said[fact] = str(value)
        elif fact == "p":
            said[fact] = f"{value:.2g}"
        elif fact in _SHARES:
            is_loss = verdict.kind is Kind.WORSE and fact in ("low", "high")
            said[fact] = number(100 * (-value if is_loss else value))
    return sentences[verdict.kind].format(**said)
