"""Every action there is, registered by name. The process installs a desk first (`actions.desk.install`)."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions.book import ValidateBooking
from actions.cancel import ValidateCancel
from actions.change import ValidateChange
from actions.context import DeskAction
from actions.fallback import DefaultFallback, Fallback, Inform
from actions.handoff import Handoff
from actions.language import ChangeLanguage
from actions.questions import Answer
from actions.requests import ValidateRequest
from actions.smalltalk import Affirm, Deny, Goodbye, Greet, Smalltalk, StartOver
from actions.status import ValidateStatus

ACTIONS: tuple[type[DeskAction], ...] = (
    Affirm,
    Answer,
    ChangeLanguage,
    DefaultFallback,
    Deny,
    Fallback,
    Goodbye,
    Greet,
    Handoff,
    Inform,
    Smalltalk,
    StartOver,
    ValidateBooking,
    ValidateCancel,
    ValidateChange,
    ValidateRequest,
    ValidateStatus,
)


def executor() -> ActionExecutor:
    """An executor that knows them all. It does not scan the package: importing a module does nothing here."""
    made = ActionExecutor()
    for action in ACTIONS:
        made.register_action(action())
    return made
