"""Identifiers: sortable ids for rows, and booking references that people can read aloud."""

from __future__ import annotations

import secrets
import time

# Crockford's alphabet: no I, L, O, U, so that nothing is misread or misheard.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# A reference also leaves out 0 and 1, which guests type for O and I.
_REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(prefix: str) -> str:
    """`prefix_` and 26 characters: 48 bits of milliseconds, then 80 random bits; sorts by time of making."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    characters = []
    for _ in range(26):
        number, rest = divmod(number, 32)
        characters.append(_ALPHABET[rest])
    return f"{prefix}_{''.join(reversed(characters))}"


def new_reference() -> str:
    """Our own booking reference, such as PSD-7K3M9QXT: 30^8 of them, so that guessing one is hopeless."""
    return "PSD-" + "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(8))
