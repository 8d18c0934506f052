"""What a classifier's answer is worth once the words are known: the pure half of the guard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .text import fold, split
from .thesaurus import thesaurus
from .understand import said_yes_or_no

FALLBACK = {"name": "nlu_fallback", "confidence": 1.0}
ALARM, ALARM_WITHOUT_WORDS = 0.2, 0.5
"""From this probability on danger or illness goes before every other reading, where a word of danger stands in the message; without
one it has to be likelier than all else together. A needless alarm costs a call, a missed one a life."""
_NAME_BELOW = 0.5
_POLARITY = {"affirm": "yes", "deny": "no"}

Intent = dict[str, Any]


def judged(
    intent: Mapping[str, Any], ranking: Sequence[Mapping[str, Any]], understood: Mapping[str, Any]
) -> tuple[Intent, list[Intent]]:
    """The intent and ranking that the words allow.

    A bare name or address is a value, whatever its letters resemble. An unsupported "affirm" or "deny", and an errand the words refuse, are
    taken out and their share given to the others; with none left it is a fallback.
    """
    kept = [dict(entry) for entry in ranking] or ([dict(intent)] if intent.get("name") else [])
    if understood["guarded"]:
        return dict(FALLBACK), [dict(FALLBACK), *kept]
    if understood["sign"]:
        return _certain(understood["sign"], kept)
    if understood["is_address"] or understood["is_value"] or _is_bare_name(understood, intent):
        return _certain("inform", kept)
    if understood["language"]["other"] and not understood["language"]["wish"]:
        # Not one of ours: whatever its letters resemble, the guest is told which languages we speak.
        return dict(FALLBACK), [dict(FALLBACK), *kept]
    alarm = next((entry for entry in kept if entry.get("name") == "emergency"), None)
    if alarm and float(alarm.get("confidence", 0.0)) >= _enough_for_alarm(understood["text"]):
        return _certain("emergency", kept)
    if understood["resumes"]:
        return _certain("book_room", kept)
    unsupported = {"emergency", *understood["negated"]} | {
        name for name, polarity in _POLARITY.items() if not _supports(understood, polarity)
    }
    if intent.get("name") not in unsupported:
        return dict(intent), [dict(entry) for entry in ranking]
    removed = sum(float(entry.get("confidence", 0.0)) for entry in kept if entry.get("name") in unsupported)
    rest = [entry for entry in kept if entry.get("name") not in unsupported]
    if not rest:
        return dict(FALLBACK), [dict(FALLBACK)]
    share = max(1e-6, 1.0 - removed)
    for entry in rest:
        entry["confidence"] = min(1.0, float(entry.get("confidence", 0.0)) / share)
    return dict(rest[0]), rest


def _certain(name: str, ranking: Sequence[Intent]) -> tuple[Intent, list[Intent]]:
    """The intent that the words settle, in front of all others."""
    first = {"name": name, "confidence": 1.0}
    return first, [first, *(entry for entry in ranking if entry.get("name") != name)]


def _is_bare_name(understood: Mapping[str, Any], intent: Mapping[str, Any]) -> bool:
    """ "Siobhan Kelleher": capitals that mean nothing in any of our languages, and no errand that is sure of them."""
    return (
        bool(understood["is_name"])
        and float(intent.get("confidence") or 0.0) < _NAME_BELOW
        and not thesaurus().concepts(split(fold(understood["text"])))
    )


def _enough_for_alarm(text: str) -> float:
    return ALARM if "danger" in thesaurus().concepts(split(fold(text))) else ALARM_WITHOUT_WORDS


def _supports(understood: Mapping[str, Any], polarity: str) -> bool:
    return understood["yes_no"] == polarity or said_yes_or_no(
        understood["text"], understood["language"]["code"], polarity
    )
