"""Notes every action call of a turn: how long it took, and whether it failed.

Rasa logs a failed action and goes on as if it had said nothing; the channel must tell the gateway.
"""

from __future__ import annotations

import time
from typing import Any

import rasa.core.actions.action as actions
from rasa.shared.exceptions import RasaException

from bot.rasa.records import note_action, note_fault


def install() -> None:
    run = actions.RemoteAction.run

    async def watched(self: actions.RemoteAction, *args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return await run(self, *args, **kwargs)
        except actions.ActionExecutionRejection:
            raise  # An answer, not a fault: the form hands the message on.
        except BaseException as error:
            note_fault("action", self.name(), _cause(error))
            raise
        finally:
            note_action(self.name(), (time.perf_counter() - started) * 1000)

    actions.RemoteAction.run = watched  # type: ignore[method-assign]


def _cause(error: BaseException) -> str:
    """The type that says most: Rasa wraps most of what happens in a RasaException."""
    cause = error
    if isinstance(error, RasaException):
        cause = error.__cause__ or error.__context__ or error
    status = getattr(cause, "status", None)
    return type(cause).__name__ if status is None else f"{type(cause).__name__} {status}"
