"""What may be concluded, case by case, and the sentence for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from templates.stats import CAUTIONS, SENTENCES, Caution, Kind, Ratio, Standing, Verdict, sentence
from templates.stats.verdict import Harm, Seen, conclude

FINE = Ratio((500.0, 500.0), 0.1, 0.75)
ALARM = Ratio((500.0, 500.0), 20.0, 7.7e-6)
UNCHECKED = Ratio((9.0, 9.0), None, None)

OPEN = Seen("B", Standing(0.4, -0.02, 0.05), is_found=False, mixed=0.0)
GOOD = Seen("B", Standing(0.01, 0.004, 0.051), is_found=True, mixed=0.0)
BAD = Seen("B", Standing(0.01, -0.051, -0.004), is_found=True, mixed=0.0)
TORN = Seen("B", Standing(0.01, 0.03, 0.02), is_found=True, mixed=0.0)
HARM = Harm("handoff", 0.061, 0.03)


def judge(
    *seen: Seen,
    ratio: Ratio = FINE,
    mixed: float = 0.0,
    guests: int = 1000,
    needed: int = 1000,
    weights_changed: bool = False,
) -> Verdict:
    return conclude(
        seen, ratio=ratio, mixed=mixed, guests=guests, needed=needed, weights_changed=weights_changed
    )


def test_each_kind_with_its_facts() -> None:
    assert judge(GOOD) == Verdict(Kind.BETTER, {"arm": "B", "low": 0.004, "high": 0.051})
    assert judge(BAD) == Verdict(Kind.WORSE, {"arm": "B", "low": -0.051, "high": -0.004})
    assert judge(OPEN) == Verdict(Kind.NO_DIFFERENCE, {"low": -0.02, "high": 0.05})
    assert judge(OPEN, guests=999) == Verdict(Kind.TOO_FEW, {"guests": 999, "needed": 1000})
    assert judge(TORN) == Verdict(Kind.CONTRADICTORY, {"arm": "B"})
    assert judge(GOOD, ratio=ALARM) == Verdict(Kind.RATIO_ALARM, {"p": 7.7e-6})
    assert judge(GOOD, mixed=0.1) == Verdict(Kind.SEEN_IN_TWO, {"share": 0.1})
    assert judge(replace(GOOD, harms=(HARM,))) == Verdict(
        Kind.HARM, {"arm": "B", "guardrail": "handoff", "rate": 0.061, "control_rate": 0.03}
    )


def test_what_silences_comes_first_then_what_must_stop() -> None:
    hurt = replace(GOOD, harms=(HARM,))
    assert judge(hurt, ratio=ALARM, mixed=0.5).kind is Kind.RATIO_ALARM
    assert judge(hurt, mixed=0.5).kind is Kind.HARM
    assert judge(TORN, mixed=0.5).kind is Kind.SEEN_IN_TWO
    assert judge(TORN, guests=1).kind is Kind.CONTRADICTORY
    assert judge(GOOD, guests=1).kind is Kind.BETTER


def test_guests_in_two_arms_widen_what_is_said() -> None:
    assert judge(replace(GOOD, mixed=0.003), mixed=0.0015).facts == {
        "arm": "B",
        "low": pytest.approx(0.001),
        "high": pytest.approx(0.054),
    }
    assert judge(replace(BAD, mixed=0.003)).facts == {
        "arm": "B",
        "low": pytest.approx(-0.054),
        "high": pytest.approx(-0.001),
    }
    assert judge(replace(OPEN, mixed=0.01)).facts == {
        "low": pytest.approx(-0.03),
        "high": pytest.approx(0.06),
    }
    for seen in (GOOD, BAD):
        lost = judge(replace(seen, mixed=0.004), mixed=0.002)
        assert lost == Verdict(Kind.SEEN_IN_TWO, {"share": 0.002})
    wide = replace(OPEN, standing=Standing(1.0, -1.0, 1.0), mixed=0.5)
    assert wide.widened == (-1.0, 1.0)


def test_of_several_arms_the_surest_is_named() -> None:
    better = replace(GOOD, arm="C", standing=Standing(0.001, 0.01, 0.03))
    assert judge(GOOD, better).facts["arm"] == judge(better, GOOD).facts["arm"] == "C"
    worse = replace(BAD, arm="C", standing=Standing(0.001, -0.03, -0.01))
    assert judge(BAD, worse).facts["arm"] == judge(worse, BAD).facts["arm"] == "C"
    assert judge(BAD, replace(better, arm="D")).kind is Kind.BETTER
    assert judge(OPEN, BAD).kind is Kind.WORSE
    hurt, hurt_more = replace(OPEN, harms=(HARM,)), replace(OPEN, arm="C", harms=(replace(HARM, rate=0.08),))
    assert judge(hurt, hurt_more).facts["arm"] == judge(hurt_more, hurt).facts["arm"] == "C"
    spared = replace(OPEN, arm="C", harms=(Harm("errors", 0.5, 0.49),))
    assert judge(hurt, spared).facts["guardrail"] == judge(spared, hurt).facts["guardrail"] == "handoff"
    assert judge(OPEN, replace(OPEN, standing=Standing(1, -0.07, 0.03))).facts == {"low": -0.07, "high": 0.05}
    assert judge(OPEN, replace(TORN, arm="C")) == Verdict(Kind.CONTRADICTORY, {"arm": "C"})


def test_cautions_stand_beside_the_verdict() -> None:
    assert judge(GOOD).cautions == ()
    assert judge(GOOD, mixed=0.0099).cautions == ()
    assert judge(GOOD, mixed=0.01).cautions == (Caution.SEEN_IN_TWO,)
    assert judge(GOOD, mixed=0.2).cautions == ()  # the verdict says it already
    assert judge(GOOD, weights_changed=True).cautions == (Caution.WEIGHTS_CHANGED,)
    assert judge(GOOD, ratio=UNCHECKED).cautions == (Caution.RATIO_UNCHECKED,)
    assert judge(GOOD, ratio=UNCHECKED, mixed=0.05, weights_changed=True).cautions == tuple(Caution)
    assert conclude([GOOD], ratio=FINE, mixed=0.0, guests=1, needed=1).cautions == ()


def test_a_guest_in_an_arm_of_weight_zero_is_an_alarm_that_says_its_p() -> None:
    assert judge(GOOD, ratio=Ratio((500.0, 0.0), None, 0.0)) == Verdict(Kind.RATIO_ALARM, {"p": 0.0})


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (
            judge(GOOD),
            "“B” is better than control, by between 0.4 and 5.1 points. You may stop and decide now.",
        ),
        (judge(BAD), "“B” is worse than control, by between 0.4 and 5.1 points. Stop it."),
        (
            judge(OPEN),
            "No difference can be said. If there is one, it lies between -2.0 and 5.0 points against control.",
        ),
        (
            judge(OPEN, guests=999),
            "Not enough guests yet: 999 of 1000 in the smallest arm. No difference shows so far, and none is ruled out; "
            "let it run.",
        ),
        (
            judge(replace(GOOD, harms=(HARM,))),
            "Stop “B”: handoff 6.1 % there, 3.0 % in control, and that is not chance.",
        ),
        (
            judge(GOOD, ratio=ALARM),
            "The guests are not split between the arms as configured (p = 7.7e-06). Something sorts them, so nothing may "
            "be concluded until the cause is found.",
        ),
        (
            judge(GOOD, mixed=0.125),
            "12.5 % of the guests saw the words of two arms. That is too many: nothing may be concluded.",
        ),
        (
            judge(TORN),
            "The earlier and the later days of “B” contradict each other: its effect has changed with time. Nothing may "
            "be concluded.",
        ),
        (
            judge(replace(GOOD, standing=Standing(0.01, 0.0004, 0.001))),
            "“B” is better than control, by between 0.04 and 0.1 points. You may stop and decide now.",
        ),
    ],
)
def test_the_sentence(verdict: Verdict, said: str) -> None:
    assert sentence(verdict) == said


def test_another_language_brings_its_own_sentence_and_numbers() -> None:
    spanish = {Kind.BETTER: "«{arm}» es mejor: entre {low} y {high} puntos."}
    found = sentence(judge(GOOD), sentences=spanish, number=lambda value: f"{value:.1f}".replace(".", ","))
    assert found == "«B» es mejor: entre 0,4 y 5,1 puntos."


def test_every_kind_and_caution_has_its_words() -> None:
    assert set(SENTENCES) == set(Kind)
    assert set(CAUTIONS) == set(Caution)
    assert all(words.endswith(".") for words in (*SENTENCES.values(), *CAUTIONS.values()))
