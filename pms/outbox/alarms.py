"""When a write needs a person, and what that person can do by hand. Pure."""

from __future__ import annotations

from typing import Any

from pms.alerts import Alert
from pms.contract import errors
from pms.outbox.intent import Intent

_TITLES = {
    "queued": "A {kind} that cannot wait is not done: the hotel's system did not take it",
    "unknown": "A {kind} that cannot wait is in doubt: the hotel's system did not answer",
    "dead": "A {kind} waits for a person",
    "refused": "A {kind} that staff asked for was refused",
}
_NOUNS = {"book": "booking", "cancel": "cancellation", "check_out_time": "check-out time"}
_DEEDS = {
    "book": "look for {ours} in the hotel's system; if it is not there, book it by hand",
    "change": "look at reservation {told} in the hotel's system; if it stands as before, change it by hand",
    "cancel": "look at reservation {told} in the hotel's system; if it still stands, cancel it by hand",
    "note": "put the guest's wish on reservation {told} by hand; it stands in the conversation",
    "check_out_time": "enter the check-out time on reservation {told} by hand",
    "charge": "look whether the charge is on reservation {told} in the hotel's system; if it is not, post it there by hand",
}


def alerts_for(intent: Intent, state: str, error: errors.PmsError) -> tuple[Alert, ...]:
    """What to cry out as the intent becomes this."""
    found = []
    if isinstance(error, errors.Misconfigured) and state != "dead":
        found.append(_misconfigured(intent, error))
    is_staff_refused = state == "refused" and intent.asked_by != "guest"
    if state == "dead" or is_staff_refused or (intent.is_critical and state in ("queued", "unknown")):
        found.append(
            Alert(
                key=f"{intent.id}:{state}",
                kind="dead_letter" if state == "dead" else "critical",
                property_id=intent.property_id,
                title=_TITLES[state].format(kind=_NOUNS.get(intent.write.kind, intent.write.kind)),
                facts=_facts(intent, error),
                manual_way=_manual_way(intent, state),
            )
        )
    return tuple(found)


def unreadable(property_id: str, intent_id: str) -> Alert:
    return Alert(
        key=f"{property_id}:unreadable",
        kind="misconfigured",
        property_id=property_id,
        title="A waiting write cannot be read",
        facts={"write": intent_id},
        manual_way=(
            "Most likely a key is missing from POSADA_SECRET_KEYS. Give back every key that was ever used; the write then goes "
            "through by itself."
        ),
    )


def _misconfigured(intent: Intent, error: errors.Misconfigured) -> Alert:
    return Alert(
        key=f"{intent.property_id}:{error.kind}",
        kind="misconfigured",
        property_id=intent.property_id,
        title=f"The hotel's system does not let us in: {error.kind}",
        facts={"error": error.kind, "operation": intent.write.kind},
        manual_way=(
            "Mend the credentials or settings of this property (`posada pms check`). Writes wait and go through by themselves "
            "afterwards; `posada outbox list` shows them and when they expire."
        ),
    )


def _facts(intent: Intent, error: errors.PmsError) -> dict[str, Any]:
    facts = {
        "operation": intent.write.kind,
        "write": intent.id,
        "reference": intent.told_reference,
        "error": error.kind,
        "attempts": intent.attempts,
        "expires_at": intent.expires_at.isoformat(timespec="minutes"),
    }
    if intent.asked_by == "guest":
        return {**facts, "conversation": intent.conversation}
    return {**facts, "asked_by": intent.asked_by}


def _manual_way(intent: Intent, state: str) -> str:
    deed = _DEEDS[intent.write.kind].format(ours=intent.our_reference, told=intent.told_reference)
    if state == "refused":
        return f"Nothing was written. If it is still wanted, {deed}."
    with_reference = " --reference THE-HOTEL'S" if intent.write.kind == "book" else ""
    way = (
        f"{deed[0].upper()}{deed[1:]} (`posada outbox show {intent.id}` has the facts); "
        f"then `posada outbox settle {intent.id} --why …`{with_reference}, or it will be done a second time."
    )
    if intent.asked_by == "guest":
        way += " The guest is told by itself; to ask something, write in the conversation."
    return way
