"""Every recorded error leads to its action, whether it answers a send or comes later as a status; so does every code of the contract."""

from __future__ import annotations

import json

import pytest

from bot.channels.whatsapp.errors import fault_of, fault_of_answer, fault_of_status
from bot.channels.whatsapp.values import code_of
from bot.gateway.send_faults import Gone, Mistaken, Retry, SendFault, StopAll, Unsure, WindowClosed
from tests.bot.channels.whatsapp.phones import payload, payloads

ACTIONS: dict[str, type[SendFault]] = {
    "retry_backoff": Retry,
    "retry_backoff_same_user_only": Retry,
    "retry_maybe_sent": Unsure,
    "retry_once_maybe_sent": Unsure,
    "template_instead": WindowClosed,
    "give_up": Gone,
    "give_up_bug": Mistaken,
    "give_up_alert": Mistaken,
    "stop_alert": StopAll,
}
STATUSES = {
    "status_failed_131000_bsuid": Unsure,
    "status_failed_131026_undeliverable": Gone,
    "status_failed_131047_window_closed": WindowClosed,
    "status_failed_131049_engagement": Gone,
    "status_failed_131053_media": Gone,
    "status_failed_with_contacts": Gone,
}


@pytest.mark.parametrize("name", [path.stem for path in payloads("err_")] or ["err_190_token_expired"])
def test_every_recorded_answer_leads_to_its_action(name: str) -> None:
    recorded = payload(name)
    body = recorded["body"]
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    fault, error = fault_of_answer(recorded["http_status"], raw)
    assert type(fault) is ACTIONS[recorded["action"]]
    if isinstance(body, str):
        assert (fault.fault, error) == ("http_502", {})
    else:
        assert fault.fault == str(body["error"]["code"])
        assert error["fbtrace_id"] == body["error"]["fbtrace_id"]
    if isinstance(fault, Retry):
        assert fault.of_all != recorded["action"].endswith("same_user_only")


@pytest.mark.parametrize("name", [path.stem for path in payloads("status_failed_")] or list(STATUSES))
def test_every_recorded_failure_leads_to_its_action(name: str) -> None:
    (status,) = payload(name)["entry"][0]["changes"][0]["value"]["statuses"]
    fault = fault_of_status(code_of(status))
    assert type(fault) is STATUSES[name]
    assert fault.fault == str(status["errors"][0]["code"])


@pytest.mark.parametrize(
    ("codes", "action"),
    [
        ((130429, 131056, 4, 80007, 131057), Retry),
        ((1, 2, 131000, 131016, 133004), Unsure),
        ((131047,), WindowClosed),
        ((131026, 131049, 131050, 130472, 131052, 131053, 131062), Gone),
        ((131048, 131031, 368, 130497, 131064, 0, 190, 3, 10, 200, 299, 131005, 131042), StopAll),
        ((100, 33, 131008, 131009, 131021, 131051, 135000), Mistaken),
        ((132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069), Mistaken),
    ],
)
def test_every_code_of_the_contract(codes: tuple[int, ...], action: type[SendFault]) -> None:
    for code in codes:
        assert type(fault_of(code)) is action, code


def test_a_pair_waits_four_times_longer_each_time_and_alone() -> None:
    fault = fault_of(131056)
    assert isinstance(fault, Retry)
    assert (fault.first_seconds, fault.factor, fault.of_all) == (4, 4, False)


def test_who_opted_out_is_left_alone() -> None:
    fault = fault_of(131050)
    assert isinstance(fault, Gone)
    assert fault.opts_out


def test_what_nobody_knows_stops_unless_the_server_failed() -> None:
    assert type(fault_of(424242)) is Mistaken
    assert type(fault_of(424242, http=500)) is Unsure
    assert type(fault_of(424242, is_transient=True)) is Unsure
    assert type(fault_of_answer(404, b"<html>")[0]) is Mistaken
    assert type(fault_of_answer(503, b"")[0]) is Unsure
    assert type(fault_of_answer(400, b'{"error": {"code": "x"}}')[0]) is Mistaken


@pytest.mark.parametrize("errors", [None, [], [{}], [{"code": None}]])
def test_a_failure_without_a_code_is_a_failure(errors: list[dict[str, int]] | None) -> None:
    assert type(fault_of_status(code_of({"errors": errors}))) is Gone
