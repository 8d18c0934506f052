"""The one shape in which load and report see either system."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from ops.bench.processes import cpu_milliseconds, memory_megabytes


@dataclass(frozen=True)
class System:
    """say: conversation, words, the slot that was asked last → the names of the replies. pids: process name → pid."""

    name: str
    say: Callable[[str, str, str | None], Awaitable[list[str]]]
    pids: Mapping[str, int]
    rasa_startup_seconds: float

    def cpu(self) -> dict[str, float]:
        """Milliseconds so far, by process."""
        return {name: cpu_milliseconds(pid) for name, pid in self.pids.items()}

    def memory(self) -> dict[str, tuple[float, float]]:
        """Megabytes now and at the highest, by process."""
        return {name: memory_megabytes(pid) for name, pid in self.pids.items()}
