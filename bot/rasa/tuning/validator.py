"""Action results are checked against their schema by a validator that is built once.

`jsonschema.validate` checks the schema itself on every call; that was half of a turn with an action.
"""

from __future__ import annotations

from typing import Any

import rasa.core.actions.action as actions
from jsonschema.validators import validator_for
from rasa.shared.constants import DOCS_BASE_URL


def install() -> None:
    schema = actions.RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_: actions.RemoteAction, result: Any) -> bool:
        if _is_plain(result):
            return True
        error = next(validator.iter_errors(result), None)
        if error is None:
            return True
        error.message += f". The action server's answer is not valid; see {DOCS_BASE_URL}/custom-actions"
        raise error

    actions.RemoteAction._validate_action_result = validate  # type: ignore[method-assign]


def _is_plain(result: Any) -> bool:
    """The answers our actions nearly always give: slots set, replies named. Anything else takes the long way.

    The schema costs a millisecond an event, for it tries twenty kinds of event on each.
    """
    if not isinstance(result, dict) or not set(result) <= {"events", "responses"}:
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(isinstance(one, dict) for one in responses)
        and all(_is_slot_set(one) for one in events)
    )


def _is_slot_set(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event.keys() <= {"event", "timestamp", "name", "value"}
        and event.get("event") == "slot"
        and isinstance(event.get("name"), str)
        and "value" in event
        and (event.get("timestamp") is None or type(event["timestamp"]) in (int, float))
    )
