"""What counts as an e-mail address that a mail may be sent to. Pure."""

from __future__ import annotations

import re

_LONGEST = 200
_ADDRESS = re.compile(r"[^\s@,;:<>\"']+@[^\s@,;:<>\"']+")


def is_address(text: str) -> bool:
    """One plain e-mail address, to which nothing can be added and that can be written down."""
    return len(text) <= _LONGEST and text.isprintable() and _ADDRESS.fullmatch(text) is not None
