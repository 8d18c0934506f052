"""Meta's error codes and what follows from each: the same table for a send's answer and for a status that comes later. Pure.

Decided by code alone, for HTTP statuses mislead (a rate limit is a 400) and messages change.
Source: Meta, "Error codes", read in copies of 2026.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.gateway.send_faults import Gone, Mistaken, Retry, SendFault, StopAll, Unsure, WindowClosed

Made = Callable[[str], SendFault]


def _retry(first: float, longest: float, *, factor: float = 2.0, of_all: bool = True) -> Made:
    """Pauses in seconds."""
    return lambda fault: Retry(fault, first, factor=factor, longest_seconds=longest, of_all=of_all)


def _left_alone(fault: str) -> SendFault:
    return Gone(fault, opts_out=True)


# What a hotel's number may send in a second, and what its account or our app may ask in an hour.
_THROUGHPUT = _retry(1, 30)
_ACCOUNT_LIMIT = _retry(60, 900)
_MAINTENANCE = _retry(15, 60)
# Meta asks for 4^n seconds, for this guest only.
_PAIR = _retry(4, 1024, factor=4, of_all=False)

_BY_CODE: Mapping[int, Made] = {
    130429: _THROUGHPUT,
    131056: _PAIR,
    4: _ACCOUNT_LIMIT,
    80007: _ACCOUNT_LIMIT,
    131057: _MAINTENANCE,
    **dict.fromkeys((1, 2, 131000, 131016, 133004), Unsure),
    131047: WindowClosed,
    **dict.fromkeys((131026, 131049, 130472, 131052, 131053, 131062), Gone),
    131050: _left_alone,
    # Spam or policy, billing, token, permission.
    **dict.fromkeys((131048, 131031, 368, 130497, 131064, 131042, 0, 190, 3, 10, 131005), StopAll),
    **dict.fromkeys(range(200, 300), StopAll),
    **dict.fromkeys((100, 33, 131008, 131009, 131021, 131051, 135000), Mistaken),
    # A template or a flow that is not what we take it for.
    **dict.fromkeys((132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069), Mistaken),
}


def fault_of(code: int, *, http: int = 400, is_transient: bool = False) -> SendFault:
    """A code that nobody knows is not temporary, unless the server itself failed."""
    made = _BY_CODE.get(code)
    if made is None:
        made = Unsure if is_transient or http >= 500 else Mistaken
    return made(str(code))


def fault_of_answer(http: int, body: bytes) -> tuple[SendFault, Mapping[str, Any]]:
    """What an answer other than 2xx means, and the error as Meta wrote it: {} for a proxy's page."""
    try:
        error = json.loads(body)["error"]
        code = int(error["code"])
    except (ValueError, KeyError, TypeError):
        # No word of Meta's own: something between us failed, or the server did.
        return (Unsure if http >= 500 else Mistaken)(f"http_{http}"), {}
    return fault_of(code, http=http, is_transient=error.get("is_transient") is True), error


def fault_of_status(code: int | None) -> SendFault:
    """Why a message failed that was accepted before. code: None where the status has none."""
    return Gone("unknown") if code is None else fault_of(code)
