"""Errors on demand: each waits in a line for the next message it fits."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

KINDS = ("none", "code", "html", "raw", "hang_up", "silence", "status")


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a message.

    kind: "none" answers as ever; "code" answers that error; "html" a proxy's page; "raw" any body; "hang_up" closes the connection without an
    answer; "silence" never answers; "status" takes the message and reports that it failed. is_sent: the message goes to
    the phone all the same. to: only for this phone. code: of "code" and "status"; http: of "html" and "raw".
    has_status: whether statuses follow a message that goes to the phone; is_early: they come before the answer does.
    """

    kind: str
    times: int = 1
    to: str | None = None
    code: int = 0
    http: int = 502
    body: str = "<html><body>Bad Gateway</body></html>"
    is_sent: bool = False
    has_status: bool = True
    is_early: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Fault:
        """Raises ValueError or TypeError."""
        fault = cls(**given)
        if fault.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        return fault


class Faults:
    def __init__(self) -> None:
        self._line: deque[Fault] = deque()

    def __len__(self) -> int:
        return sum(fault.times for fault in self._line)

    def add(self, fault: Fault) -> None:
        self._line.append(fault)

    def clear(self) -> None:
        self._line.clear()

    def take(self, phone: str) -> Fault | None:
        for place, fault in enumerate(self._line):
            if fault.to in (None, phone):
                if fault.times > 1:
                    self._line[place] = replace(fault, times=fault.times - 1)
                else:
                    del self._line[place]
                return fault
        return None
