"""From what the front desk answered to the name of a reply and its values. Pure; errors never speak to guests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pms.contract import errors

Errand = Literal["booking", "change", "cancel", "request"]


@dataclass(frozen=True)
class Named:
    """reply: a key of the catalog; ask_again: the slot whose answer was refused, None when the errand is over."""

    reply: str
    values: dict[str, Any] = field(default_factory=dict)
    ask_again: str | None = None


def of_search(refusal: errors.Refused) -> Named:
    """Why a stay cannot be searched or quoted at all, and which part of the wish to ask for again."""
    if isinstance(refusal, errors.TooManyGuests):
        if refusal.most:
            return Named("wish.too_many_guests", {"max_people": refusal.most}, "party")
        return Named("wish.party_does_not_fit", {}, "party")
    if isinstance(refusal, errors.StayNotPossible):
        return _stay_not_possible(refusal)
    return of_refusal("booking", refusal)


def of_refusal(errand: Errand, refusal: errors.Refused) -> Named:
    """Why a write was refused; what stood before still stands. Every key named here is in the catalog, for every errand."""
    if isinstance(refusal, errors.TooLateToCancel | errors.TooLateToChange) and errand != "booking":
        return Named(f"{errand}.too_late")
    if isinstance(refusal, errors.AlreadyCancelled):
        return Named("cancel.already")
    if isinstance(refusal, errors.StillQueued):
        return Named("status.queued", {"reference": refusal.reference} if refusal.reference else {})
    if isinstance(refusal, errors.FeeChanged) and errand == "cancel":
        return Named("cancel.fee_changed", {"reference": refusal.reference, "fee": refusal.now.to_json()})
    if isinstance(refusal, errors.PriceChanged) and errand in ("booking", "change"):
        return Named(f"{errand}.price_changed", {"was": refusal.was.to_json(), "now": refusal.now.to_json()})
    if isinstance(refusal, errors.QuoteExpired) and errand in ("booking", "change"):
        return Named("booking.quote_expired" if errand == "booking" else "change.quote_expired")
    if isinstance(refusal, errors.Invalid) and errand == "booking" and "email" in refusal.field:
        return Named("wish.not_an_email", {}, "guest_email")
    if isinstance(refusal, errors.SoldOut) and errand != "cancel":
        return Named(f"{errand}.sold_out", {}, "room" if errand == "booking" else None)
    if isinstance(refusal, errors.TooManyGuests):
        return Named("wish.party_does_not_fit", {}, "party")
    if isinstance(refusal, errors.StayNotPossible):
        return _stay_not_possible(refusal)
    return Named(f"{errand}.refused")


def _stay_not_possible(refusal: errors.StayNotPossible) -> Named:
    if refusal.why == "too_long" and refusal.most is not None:
        return Named("wish.too_many_nights", {"max_nights": refusal.most}, "stay")
    if refusal.why == "too_far_ahead" and refusal.most is not None:
        return Named("wish.too_many_days_ahead", {"max_days_ahead": refusal.most}, "stay")
    return Named("wish.not_these_days", {}, "stay")
