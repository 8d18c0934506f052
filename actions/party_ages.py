"""Ages told of children who were counted before: all of them at once, those missing, or one that was wrong. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.drafts import PartyDraft
from actions.slots import grown_up, merge_party

_NEAR = 2
"""Years by which an age is misremembered; a child of another age is another child."""


def with_told_ages(
    party: PartyDraft, said: Mapping[str, Any] | None, told: Mapping[str, Any] | None, *, is_asked: bool
) -> PartyDraft | None:
    """The party with the ages that a message tells; None when it tells none that fit. told: `ages_told` of what was understood.

    is_asked: whether ages were asked for. A message that counts grown people says more than ages.
    """
    ages: Sequence[int] = (told or {}).get("ages") or ()
    counts = said or {}
    if not told or not ages or counts.get("adults") is not None or counts.get("people") is not None:
        return None
    if counts.get("is_more") and counts.get("children") == len(ages) and not counts.get("children_ages"):
        # "Our daughter is coming, too, she's 9."
        return merge_party(party, {**counts, "children_ages": list(ages)})
    children = party.children or 0
    missing = children - len(party.ages)
    if is_asked and len(ages) == children:
        return grown_up(replace(party, ages=tuple(ages)))
    if is_asked and len(ages) <= missing:
        # "One is a baby, then there's a 7 year old": the third is asked for.
        return grown_up(replace(party, ages=(*party.ages, *ages)))
    if not is_asked and not missing and len(ages) == 2 and ages[0] in party.ages and ages[1] - ages[0] == 1:
        # "The one of 7 has just turned 8."
        place = party.ages.index(ages[0])
        kept = (*party.ages[:place], ages[1], *party.ages[place + 1 :])
        return grown_up(replace(party, ages=kept)) if ages[1] not in party.ages else None
    if len(ages) == 1 and not missing and children and told.get("is_sure") and not counts.get("is_more"):
        return _mended(party, ages[0], told.get("which"))
    return None


def _mended(party: PartyDraft, age: int, which: str | None) -> PartyDraft | None:
    """ "The eldest has just turned 18": whose age it is follows from the word, else from the only age near it."""
    order = sorted(range(len(party.ages)), key=lambda place: party.ages[place])
    if which == "oldest" or len(order) == 1:
        place = order[-1]
    elif which == "youngest":
        place = order[0]
    elif which == "middle" and len(order) % 2:
        place = order[len(order) // 2]
    else:
        near = [at for at in order if abs(party.ages[at] - age) <= _NEAR]
        if len(near) != 1:
            return None
        place = near[0]
    ages = list(party.ages)
    ages[place] = age
    return grown_up(replace(party, ages=tuple(ages)))
