"""How patient the layers are: every figure in one place, and which of them an installation may set otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from common.properties import Property
from pms.contract import errors
from pms.contract.capabilities import Manifest

# An attempt with less time than this is not worth making, and its failing would say nothing about the vendor.
LEAST_SECONDS = 1.0

TRIES = 3
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 30.0
# How much longer than its caller's deadline a probe is waited for before another may try; it covers a process that died.
PROBE_MARGIN_SECONDS = 2.0


@dataclass(frozen=True)
class Rate:
    """So many calls in any stretch of that many seconds."""

    calls: int = 100
    per_seconds: float = 60.0


def rate_of(hotel: Property, manifest: Manifest) -> Rate:
    """The property's own limit (`rate_limit: {calls, per_seconds}` in its options), else its vendor's, else the default.

    Raises Misconfigured for a limit that is none.
    """
    own: Any = hotel.pms.options.get("rate_limit")
    if own is None:
        vendors = manifest.rate_limit
        return Rate(vendors.calls, vendors.per_seconds) if vendors else Rate()
    try:
        rate = Rate(int(own["calls"]), float(own["per_seconds"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _not_a_limit(hotel) from error
    if not (rate.calls >= 1 and 0 < rate.per_seconds < float("inf")):
        raise _not_a_limit(hotel)
    return rate


def _not_a_limit(hotel: Property) -> errors.Misconfigured:
    return errors.Misconfigured(
        vendor=hotel.pms.type,
        property_id=hotel.id,
        detail="options.rate_limit needs calls (1 or more) and per_seconds",
    )
