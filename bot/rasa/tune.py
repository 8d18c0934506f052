"""Rasa's processes made cheap and honest: what is changed in Rasa, and the check that it is the Rasa it was written for."""

from __future__ import annotations

import logging

RASA_VERSION = "3.6.21"


class UnknownRasa(Exception):
    """The installed Rasa is not the one these changes were tried on."""


def install() -> None:
    """Apply every change, once per process, before Rasa loads a model. Raises UnknownRasa."""
    import rasa

    if rasa.__version__ != RASA_VERSION:
        raise UnknownRasa(f"written for Rasa {RASA_VERSION}, found {rasa.__version__}")

    from bot.rasa import store
    from bot.rasa.tuning import (
        action_body,
        applied_events,
        event_types,
        graph,
        requests,
        rule_states,
        tracker_copy,
        unread_logs,
        validator,
        watch,
    )

    store.without_fail_safe()
    for measure in (
        validator,
        action_body,
        requests,
        tracker_copy,
        applied_events,
        rule_states,
        graph,
        unread_logs,
        event_types,
        watch,
    ):
        measure.install()
    logging.getLogger(__name__).debug("tuned for Rasa %s", RASA_VERSION)
