"""Why words, facts or an experiment cannot be had as asked: every reason as a sentence in the language staff read. Pure.

The reasons' own sentences are English, for programs and terminals.
"""

from __future__ import annotations

from typing import Any

from common.declined import Declined
from common.knowledge.book import Refused as FaultyEntry
from console.experiment_words import STATES
from console.knowledge_form import fault_words
from console.reply_preview import told
from console.words import Saying, marked
from templates.experiments import BadExperiment
from templates.lint import Problem
from templates.version import Refused as FaultyWords
from templates.wording import BadWording

WORDS = {
    # Versions of words, facts and answers.
    "conflict": marked("%(author)s was there before you with version %(number)s. Look at it first."),
    "unknown-version": marked("There is no version %(number)s."),
    "unknown-entry": marked("There is no such entry."),
    "unknown-publication": marked("That publication is over, or was called off already."),
    "taken-away": marked("Version %(number)s was taken away for good."),
    "never-published": marked("Version %(number)s was never published."),
    "packaged-stays": marked("The words as delivered cannot be taken away."),
    "fact-stays": marked("A fact is not taken away; it goes back to the hotels' file."),
    "retired-already": marked("The answer is retired already."),
    "not-retired": marked("The answer is not retired."),
    "no-time": marked("That is no date and time."),
    "no-times": marked("Say from when or until when."),
    "ends-first": marked("It would end before it begins."),
    # An experiment's life.
    "id-taken": marked("There is an experiment “%(id)s” already."),
    "unknown-experiment": marked("There is no experiment “%(id)s”."),
    "other-state": marked("That does not fit the experiment's state: %(state)s."),
    "no-draft": marked("The experiment is no draft any more."),
    "no-arm": marked("There is no arm “%(arm)s”."),
    "no-publisher": marked("The winner's words cannot be published here."),
    "nobody-held-out": marked("Nobody is held out."),
    "moved": marked("%(name)s changed it meanwhile. Look at it again."),
    "same-part": marked("“%(other)s” has guests of the same part of the layer “%(layer)s”."),
    "same-reply": marked("“%(other)s” runs on the same reply already (%(keys)s). Put both in one layer."),
    # An experiment's definition.
    "no-mapping": marked("This is not an experiment."),
    "unknown-part": marked("Not a part of an experiment: %(parts)s"),
    "missing-part": marked("A part is missing: %(part)s"),
    "unreadable": marked("This is not written as experiments are."),
    "id": marked("An experiment's id is up to 64 small letters, digits, - or _."),
    "id-hold-out": marked("That id is the name of those who take part in none."),
    "id-plan": marked("That id is the name of the calculation before the start."),
    "keys": marked("An experiment is on at least one reply, each once."),
    "key": marked("“%(key)s” is not a reply's name."),
    "arms": marked("An experiment has at least two arms, each with a name of its own."),
    "arm-name": marked("“%(arm)s” is not an arm's name."),
    "arm-elsewhere": marked("The arm %(arm)s has words for “%(key)s”, which the experiment is not on."),
    "controls": marked("Only one arm may leave the words as they are published."),
    "control-first": marked("The arm that leaves the words as they are published comes first."),
    "no-language": marked("There is no language in which every arm has words for “%(key)s”."),
    "audience-language": marked("Not every arm has words for “%(key)s” in the language %(language)s."),
    "weights-of-arms": marked("Every arm has exactly one weight."),
    "weights": marked("Every arm has a weight, and none is below zero."),
    "one-weight": marked("At least two arms get guests."),
    "allocation": marked("The share of guests who take part is above nothing and at most all."),
    "layer": marked(
        "A layer has a name in small letters, and its part of the guests begins below where it ends."
    ),
    "goal": marked("The goal is the name of an outcome."),
    "arm": marked("The arm %(arm)s: %(why)s."),
    "no-version": marked("There is no version %(number)s of “%(key)s” in the language %(language)s"),
}


def refusals_of(error: Exception) -> list[Saying]:
    """One sentence for each reason. What cannot even be read has one for all."""
    match error:
        case FaultyWords(problems=problems):
            return [told(one) for one in problems]
        case FaultyEntry(faults=faults):
            return [fault_words(one) for one in faults]
        case BadExperiment(faults=faults):
            return [_said(one) for one in faults]
        case Declined():
            return [_said(error)]
    about = error.about if isinstance(error, BadWording) else ""
    return [told(Problem("", "", "bad-wording", str(error), about=about))]


def _said(reason: Declined) -> Saying:
    facts = {name: _fact(name, value) for name, value in reason.facts.items()}
    return Saying(WORDS[reason.reason], facts)


def _fact(name: str, value: Any) -> Any:
    if isinstance(value, Problem):
        return told(value)
    if isinstance(value, Declined):
        return _said(value)
    return Saying(STATES[value]) if name == "state" else value
