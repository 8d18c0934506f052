"""Which arm a guest falls into: pure arithmetic on a hash, the same on every machine and after every restart.

It knows no experiment, remembers nothing and never sees who the guest is. A later change of weights would move guests
from one arm to another here; that they stay where they were is the stored assignment's work (`experiments.py`), which
asks here once for each guest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from hashlib import sha256

# A float holds 53 bits: with more, the highest hashes would round up to 1.0 and fall behind the last arm.
_DROPPED_BITS = 64 - 53
_STEPS = 2.0**53


def bucket(salt: str, guest_key: str) -> float:
    """A guest's place in [0, 1): SHA-256 of `salt:guest_key`, its first eight bytes.

    salt: one an experiment (or a layer), random and without a colon; two salts place the same guest independently.
    guest_key: a salted hash, never a phone number.
    """
    digest = sha256(f"{salt}:{guest_key}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> _DROPPED_BITS) / _STEPS


def choose(place: float, weights: Sequence[float]) -> int:
    """The index of the arm that covers `place`; arms lie side by side in their order, each as wide as its weight.

    Only the ratios of the weights count; an arm of weight 0 gets nobody. ValueError when no arm may get anybody.
    """
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights) or not any(weights):
        raise ValueError("weights are finite, none is negative, and one at least is above zero")
    left = place * math.fsum(weights)
    chosen = 0
    for index, weight in enumerate(weights):
        if not weight:
            continue
        chosen = index  # Also where rounding has pushed the place past the last arm.
        if left < weight:
            break
        left -= weight
    return chosen
