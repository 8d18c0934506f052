"""What somebody asked for and cannot have: a reason that programs and translators know by its name, with an English sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class Declined(Exception):
    """reason: a name of REASONS, for whoever says it in another language; facts: what stands in its sentence."""

    REASONS: ClassVar[Mapping[str, str]] = {}

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(self.REASONS[reason] % facts)
        self.reason = reason
        self.facts = facts
