"""What went wrong and what was called during one turn, noted where it happens and read by the channel at the end.

A context variable carries the notes, for Rasa passes nothing of ours from the channel to an action or a reply. Outside a
turn (Rasa's shell) notes go nowhere.
"""

from __future__ import annotations

import contextvars
from dataclasses import dataclass, field
from typing import Any, Literal

Where = Literal["action", "reply", "handling"]


@dataclass
class TurnNotes:
    """Faults and action calls of one turn, in the order they happened."""

    faults: list[dict[str, str]] = field(default_factory=list)
    action_trace: list[dict[str, Any]] = field(default_factory=list)

    def fault(self, where: Where, name: str, error: str) -> None:
        """error: a type's name or a status; never the error's own words."""
        self.faults.append({"where": where, "name": name, "error": error})

    def action(self, name: str, milliseconds: float) -> None:
        self.action_trace.append({"action": name, "ms": round(milliseconds, 1)})


_notes: contextvars.ContextVar[TurnNotes | None] = contextvars.ContextVar("posada_turn_notes", default=None)


def start_notes() -> TurnNotes:
    """Fresh notes for the turn that runs in this context."""
    notes = TurnNotes()
    _notes.set(notes)
    return notes


def note_fault(where: Where, name: str, error: str) -> None:
    notes = _notes.get()
    if notes is not None:
        notes.fault(where, name, error)


def note_action(name: str, milliseconds: float) -> None:
    notes = _notes.get()
    if notes is not None:
        notes.action(name, milliseconds)
