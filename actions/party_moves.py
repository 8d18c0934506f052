"""Changes of a party relative to who was named before (`bot.nlu.more_people` says what they may be). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actions.drafts import PartyDraft

_MOST_APART = 6
_NOTES = (
    "more_people",
    "joining",
    "fewer_people",
    "fewer_children",
    "is_more",
    "is_part",
    "is_pair",
    "children_among",
    "listed",
    "total",
    "rooms_apart",
    "is_family",
)


def moved(draft: PartyDraft, said: Mapping[str, Any]) -> tuple[PartyDraft, dict[str, Any]]:
    """The party once the change is applied to it, and what the message says beside the change."""
    notes = {name: said[name] for name in _NOTES if name in said}
    rest = {name: value for name, value in said.items() if name not in _NOTES}
    more = int(notes.get("more_people") or 0)
    if more and (draft.adults is not None or draft.children):
        # Beside children alone they are the first adults ("2 children … and 2 more adults"); where nobody was counted, nobody comes on top.
        draft = replace(draft, adults=(draft.adults or 0) + more)
    if notes.get("joining") and draft.adults is not None:
        draft = replace(draft, adults=draft.adults + int(notes["joining"]))
    if notes.get("fewer_people") and draft.adults is not None:
        left = draft.adults - int(notes["fewer_people"])
        draft = replace(draft, adults=left if left > 0 else None)
    if notes.get("fewer_children"):
        draft = _fewer_children(draft, int(notes["fewer_children"]))
    small = int(rest.get("children") or 0) + int(rest.get("infants") or 0)
    if notes.get("total") and not draft.children and draft.adults == int(notes["total"]) - small:
        # "There's 3 of us, our son is coming": two were known.
        rest = {**rest, "adults": draft.adults, "people": None}
    if notes.get("is_more") and draft.children:
        rest = _more_children(draft, rest)
    if draft.counted == "family" and not notes and not {"adults", "people"} & rest.keys():
        # "A family of 5" counts the children who are named after it.
        draft = _told_apart(draft, int(rest.get("children") or 0) + int(rest.get("infants") or 0))
    if notes.get("is_pair") and draft.children == 1 and draft.adults in (None, 1):
        rest = {**rest, "adults": 1, "people": 2}  # "Mi hija de 8 años … o sea ella y yo".
    if notes.get("is_part"):
        rest = _without_part(draft, rest)
    if notes.get("rooms_apart"):
        rest = _with_rooms_apart(draft, rest, str(notes["rooms_apart"]))
    if notes.get("children_among") and "adults" not in rest:
        draft = _told_apart(draft, int(rest.get("children") or 0) + int(rest.get("infants") or 0))
    return draft, rest


def _with_rooms_apart(draft: PartyDraft, said: Mapping[str, Any], how: str) -> dict[str, Any]:
    """As many rooms as adults, where it is plain who sleeps in which: no children, and two at most unless each has one."""
    adults = said.get("adults") or said.get("people") or draft.adults
    is_plain = adults and not (said.get("children") or said.get("infants") or draft.children)
    if is_plain and adults <= (_MOST_APART if how == "each" else 2):
        return {**said, "rooms": adults}
    return dict(said)


def _fewer_children(draft: PartyDraft, fewer: int) -> PartyDraft:
    """Which of several stays away is not said: the ages of the others are asked again."""
    if not draft.children:
        return draft
    left = max(0, draft.children - fewer)
    return replace(draft, children=left, ages=())


def _more_children(draft: PartyDraft, said: Mapping[str, Any]) -> dict[str, Any]:
    """Those said beside those known, unless they are the same said again ("and the two kids, 4 and 7")."""
    ages = tuple(int(age) for age in said.get("children_ages") or ())
    infants = int(said.get("infants") or 0)
    count = int(said.get("children") or 0) + infants
    ages += (0,) * max(0, infants - max(0, len(ages) - (count - infants)))
    is_again = count == draft.children and (ages == draft.ages or (bool(ages) and not draft.ages))
    if is_again:
        return dict(said)
    all_ages = draft.ages + ages
    known = len(draft.ages) == draft.children and len(ages) == count
    rest = {name: value for name, value in said.items() if name not in ("infants", "children_ages")}
    return {
        **rest,
        "children": (draft.children or 0) + count,
        "children_ages": list(all_ages) if known else list(draft.ages),
    }


def _without_part(draft: PartyDraft, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a mention of some of those who were counted adds: an age that was missing."""
    rest = dict(said)
    if draft.adults is not None:
        rest.pop("people", None)
    if not draft.children:
        return rest
    ages = [int(age) for age in rest.pop("children_ages", None) or ()]
    rest.pop("children", None)
    infants = int(rest.pop("infants", None) or 0)
    missing = draft.children - len(draft.ages)
    ages += [0] * (infants - len(ages))
    return {**rest, "children_ages": [*draft.ages, *ages]} if 0 < len(ages) <= missing else rest


def _told_apart(draft: PartyDraft, children: int) -> PartyDraft:
    """ "two of us are kids": they were among those counted before."""
    if draft.adults is None or not children:
        return draft
    left = draft.adults + (draft.children or 0) - children
    return replace(draft, adults=left if left > 0 else None)
