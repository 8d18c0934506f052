"""Experiments in the reader's language: states, goals, what may be concluded. The English is `templates.stats`'s own."""

from __future__ import annotations

from dataclasses import replace

from console.render import Form
from console.words import Words, marked
from templates.stats import Caution, Kind, Verdict, sentence

STATES = {
    "draft": marked("draft"),
    "running": marked("running"),
    "stopped": marked("stopped"),
    "decided": marked("decided"),
}
GOALS = {
    "booking": marked("A booking made"),
    "quote_accepted": marked("An offer accepted"),
    "cancelled": marked("A booking cancelled"),
    "handoff": marked("A person asked for"),
    "error": marked("Something failed"),
    "satisfaction": marked("Satisfaction"),
}
EVENTS = {
    "created": marked("created it"),
    "edited": marked("edited it"),
    "started": marked("started it"),
    "weighed": marked("changed the weights"),
    "stopped": marked("stopped it"),
    "decided": marked("decided it"),
    "deleted": marked("deleted it"),
}
SENTENCES = {
    Kind.RATIO_ALARM: marked(
        "The guests are not split between the arms as configured (p = {p}). Something sorts them, so nothing may be "
        "concluded until the cause is found."
    ),
    Kind.SEEN_IN_TWO: marked(
        "{share} % of the guests saw the words of two arms. That is too many: nothing may be concluded."
    ),
    Kind.HARM: marked(
        "Stop “{arm}”: {guardrail} {rate} % there, {control_rate} % in control, and that is not chance."
    ),
    Kind.BETTER: marked(
        "“{arm}” is better than control, by between {low} and {high} points. You may stop and decide now."
    ),
    Kind.WORSE: marked("“{arm}” is worse than control, by between {high} and {low} points. Stop it."),
    Kind.CONTRADICTORY: marked(
        "The earlier and the later days of “{arm}” contradict each other: its effect has changed with time. Nothing may "
        "be concluded."
    ),
    Kind.TOO_FEW: marked(
        "Not enough guests yet: {guests} of {needed} in the smallest arm. No difference shows so far, and none is ruled "
        "out; let it run."
    ),
    Kind.NO_DIFFERENCE: marked(
        "No difference can be said. If there is one, it lies between {low} and {high} points against control."
    ),
}
CAUTIONS = {
    Caution.SEEN_IN_TWO: marked("Some guests saw two arms; the figures in the sentence allow for them."),
    Caution.WEIGHTS_CHANGED: marked(
        "Weights were changed on the way, so the arms got their guests at different times: a better week can look like "
        "better words."
    ),
    Caution.RATIO_UNCHECKED: marked("There are too few guests to check the split between the arms."),
}


def conclusion(verdict: Verdict, words: Words) -> str:
    """What may be concluded, in one sentence."""
    form = Form(words)
    facts = dict(verdict.facts)
    if "guardrail" in facts:
        facts["guardrail"] = words.say(GOALS.get(str(facts["guardrail"]), str(facts["guardrail"])))
    return sentence(
        replace(verdict, facts=facts),
        sentences={kind: words.say(text) for kind, text in SENTENCES.items()},
        number=lambda value: form.number(round(value, 2 if abs(value) < 0.1 else 1)),
    )


def cautions(verdict: Verdict, words: Words) -> list[str]:
    return [words.say(CAUTIONS[one]) for one in verdict.cautions]
