"""What becomes of a reply when Meta answers a send with each of the recorded errors, through the real client and sender."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bot.channels.whatsapp.client import GraphClient
from bot.channels.whatsapp.limits import SendLimits
from bot.channels.whatsapp.sender import WhatsAppSender
from bot.gateway.sending import STATUS_WAIT
from tests.bot.channels.whatsapp.phones import payload, payloads
from tests.bot.gateway.post_office import PostOffice, open_office

# delivery, why staff are called, whether one more try follows within two minutes
WAITS = ("waiting", None, True)
STOPS = ("waiting", "unsent", True)
UNKNOWN = ("sending", None, True)
MISTAKE = ("failed", "undelivered", False)
BECOMES: dict[str, tuple[str, str | None, bool]] = {
    "err_130429_rate_limit": WAITS,
    "err_131056_pair_rate_limit": WAITS,
    "err_131057_maintenance": WAITS,
    "err_4_app_rate_limit": WAITS,
    "err_80007_waba_rate_limit": WAITS,
    "err_10_permission": STOPS,
    "err_190_token_expired": STOPS,
    "err_131031_account_locked": STOPS,
    "err_131042_payment": STOPS,
    "err_131048_spam_limit": STOPS,
    "err_2_temporary": UNKNOWN,
    "err_131000_unknown": UNKNOWN,
    "err_131016_unavailable": UNKNOWN,
    "err_html_502": UNKNOWN,
    "err_131026_undeliverable": MISTAKE,
    "err_131062_bsuid_not_supported": MISTAKE,
    "err_100_invalid_parameter": MISTAKE,
    "err_131008_missing_param": MISTAKE,
    "err_131009_bad_value": MISTAKE,
    "err_132000_template_params": MISTAKE,
    "err_132001_template_missing": MISTAKE,
    # No twin is linked: held, and nothing is tried.
    "err_131047_window_closed": ("held", "window", False),
}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with open_office(f"sqlite+aiosqlite:///{tmp_path / 'office.db'}") as opened:
        yield opened


@pytest.mark.parametrize("name", BECOMES)
async def test_every_recorded_error_leads_to_what_it_should(office: PostOffice, name: str) -> None:
    recorded = payload(name)
    asked: list[dict[str, Any]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(json.loads(request.content))
        if len(asked) > 1:
            return httpx2.Response(200, json=payload("out_send.response"))
        body = recorded["body"]
        content = body if isinstance(body, str) else json.dumps(body)
        return httpx2.Response(recorded["http_status"], content=content.encode())

    client = GraphClient("https://graph.example", "v25.0", "token", transport=httpx2.MockTransport(answer))
    sender = WhatsAppSender(client, SendLimits(office.clock), lambda _reply: ())
    office.sending = office.open(sender)
    (reply,) = await office.says("One")
    await office.passes()

    delivery, attention, goes_again = BECOMES[name]
    (row,) = await office.rows()
    assert (row.delivery, await office.attention()) == (delivery, attention)
    code = recorded["body"]["error"]["code"] if isinstance(recorded["body"], dict) else "http_502"
    assert row.fault == ("window" if delivery == "held" else str(code))
    assert asked[0]["biz_opaque_callback_data"] == reply

    for _ in range(8):
        await office.passes(STATUS_WAIT.total_seconds())
    assert len(asked) == 1 + goes_again
    if goes_again:
        (row,) = await office.rows()
        assert (row.delivery, row.external_id) == ("sent", payload("out_send.response")["messages"][0]["id"])
        assert await office.attention() is None
    await sender.close()


def test_the_table_names_every_recorded_error() -> None:
    recorded = {path.stem for path in payloads("err_")}
    assert not recorded or recorded == set(BECOMES)
