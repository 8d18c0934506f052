"""What Rasa's process says: nothing to the outside, and no guest's words in its logs.

Rasa logs failures with the guest's text, slot values and whole tracebacks whose messages quote request bodies. Here a
failure keeps its place in the code and its type; words are masked. Telemetry is switched off.
"""

from __future__ import annotations

import logging
import os
import traceback
import warnings
from types import TracebackType
from typing import Any

MASK = "•••"

# Keys under which Rasa's structured log entries carry words or values of guests (rasa/utils/log_utils.py, 3.6.21).
_WORDS_IN_LOGS = frozenset(
    {
        "text", "response_text", "user_text", "slot_values", "parse_data_text", "parse_data_entities",
        "prediction_events", "tracker_latest_message", "prefilled_slots", "message", "response", "slot_candidates",
        "rasa_event", "rasa_events", "tracker_states", "current_states", "old_states", "successes", "current_entity",
        "next_entity", "states", "entity", "token_text", "user_message", "json_message",
    }
)  # fmt: skip

# The service runs rasa-sdk 3.21 beside Rasa 3.6.21 on purpose (DESIGN §2); each side may say so on every call.
VERSIONS_DIFFER = r"Your versions of rasa and rasa_sdk might not be compatible"


def install() -> None:
    """Before Rasa is imported: telemetry off, the one expected warning silenced, tracebacks without messages."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    # SQLAlchemy 1.4 announces 2.0 to its users; Rasa is frozen and will not follow.
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    silence_version_warning()
    silence_announcement()
    silence_deprecations()
    logging.setLogRecordFactory(_record_without_words)


def silence_version_warning() -> None:
    """Exactly the warning that rasa and rasa_sdk differ; every other warning stays."""
    warnings.filterwarnings("ignore", message=VERSIONS_DIFFER, category=UserWarning)


def silence_announcement() -> None:
    """Rasa 3 announces on every start, whatever the domain holds, that something of Rasa 2 is gone."""
    warnings.filterwarnings(
        "ignore", message=r"(?s).*Slot auto-fill has been removed in 3\.0", category=UserWarning
    )


def silence_deprecations() -> None:
    """What Python hides by default and Sanic asks to be shown: libraries of a frozen Rasa warn about their own future."""
    import sanic.app  # Its filter must be there before ours, to lie below it.  # noqa: F401

    warnings.filterwarnings("ignore", category=DeprecationWarning)


def mask_structured_logs() -> None:
    """After Rasa is imported, before it configures its logs: words in structured entries become dots."""
    import rasa.utils.log_utils as log_utils

    log_utils._anonymizer = mask_entry  # The first step of every entry's processing; Rasa's own does nothing.


def log_warnings_only() -> None:
    """For a process that is not started by Rasa's command line, which would configure its logs."""
    from rasa.utils.log_utils import configure_structlog

    mask_structured_logs()
    logging.getLogger("rasa").setLevel(logging.WARNING)
    configure_structlog(logging.WARNING)


def mask_entry(_: Any, __: str, entry: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor. Exceptions are reduced to their types: a rendered one would show local variables."""
    for key in _WORDS_IN_LOGS & entry.keys():
        entry[key] = MASK
    error = entry.pop("exc_info", None)
    if error:
        entry["error"] = type(error).__name__ if isinstance(error, BaseException) else MASK
    return entry


def traceback_without_words(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> str:
    """Where it happened and what kind of errors led there; never what they said, for they quote guests."""
    lines = ["Traceback (messages left out):\n", *traceback.format_tb(trace)]
    names = [kind.__name__ if kind else "unknown"]
    cause = error.__cause__ or error.__context__ if error else None
    while cause is not None and len(names) < 10:
        names.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return "".join(lines) + " <- ".join(names)


_make_record = logging.getLogRecordFactory()


def _record_without_words(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make_record(*args, **kwargs)
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = traceback_without_words(*record.exc_info)
        record.exc_info = None
    # `logger.error("… %s", error)` would print the error's own words.
    if isinstance(record.args, tuple) and any(isinstance(value, BaseException) for value in record.args):
        record.args = tuple(
            type(value).__name__ if isinstance(value, BaseException) else value for value in record.args
        )
    return record
