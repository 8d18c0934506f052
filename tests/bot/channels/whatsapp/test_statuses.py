"""Every recorded status leads to its action, when it is of a message of ours that Meta had accepted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.channels.whatsapp.errors import fault_of_status
from bot.channels.whatsapp.values import code_of
from bot.gateway.tables import deliveries, outgoing
from common.clock import FrozenClock
from tests.bot.channels.whatsapp.phones import payload, payloads
from tests.bot.gateway.post_office import PostOffice, open_office

# What becomes of the reply, why staff are called, what is kept of the price.
LEADS_TO: dict[str, tuple[str, str | None, str | None]] = {
    "status_sent": ("sent", None, "free_customer_service"),
    "status_sent_billed_service": ("sent", None, "regular"),
    # Before v24.0 there was no type.
    "status_sent_legacy_v23": ("sent", None, None),
    "status_delivered": ("delivered", None, "free_customer_service"),
    "status_delivered_bsuid_only": ("delivered", None, "regular"),
    "status_read": ("read", None, None),
    "status_played": ("read", None, None),
    # Meta's own trouble: it is certainly not on the phone, so it goes once more.
    "status_failed_131000_bsuid": ("waiting", None, None),
    "status_failed_131026_undeliverable": ("failed", "undelivered", None),
    # The window was closed: the approved twin, or held; here it waits to be looked at.
    "status_failed_131047_window_closed": ("waiting", None, None),
    "status_failed_131049_engagement": ("failed", "undelivered", None),
    "status_failed_131053_media": ("failed", "undelivered", None),
    "status_failed_with_contacts": ("failed", "undelivered", None),
}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with open_office(f"sqlite+aiosqlite:///{tmp_path / 'office.db'}") as opened:
        yield opened


@pytest.mark.parametrize("name", LEADS_TO)
async def test_every_recorded_status_leads_to_its_action(office: PostOffice, name: str) -> None:
    (status,) = payload(name)["entry"][0]["changes"][0]["value"]["statuses"]
    at = datetime.fromtimestamp(int(status["timestamp"]), UTC)
    office.clock = FrozenClock(at - timedelta(seconds=3))
    office.sending = office.open()
    await office.change(window_until=at + timedelta(hours=20))
    await office.says("One")
    await office.passes()
    accepted = update(outgoing).values(external_id=status["id"])
    await office.ledger.write(lambda connection: connection.execute(accepted))

    assert await office.note(
        status["status"],
        external_id=status["id"],
        callback=status.get("biz_opaque_callback_data"),
        fault=fault_of_status(code_of(status)) if status["status"] == "failed" else None,
        pricing=status.get("pricing"),
        at=at,
    )

    delivery, attention, price = LEADS_TO[name]
    (row,) = await office.rows()
    assert (row.delivery, await office.attention()) == (delivery, attention)
    if status["status"] == "failed":
        assert row.fault == str(status["errors"][0]["code"])
    kept = await office.ledger.read(lambda at: at.execute(select(deliveries)).one())
    assert kept.at == at
    assert (kept.pricing or {}).get("type") == price
    assert kept.pricing == status.get("pricing")


async def test_a_closed_window_ends_with_staff_where_there_is_no_twin(office: PostOffice) -> None:
    (reply,) = await office.says("One")
    await office.passes()
    errors = payload("status_failed_131047_window_closed")["entry"][0]["changes"][0]["value"]["statuses"][0]
    await office.note("failed", external_id="wamid.1", callback=reply, fault=fault_of_status(code_of(errors)))
    await office.passes()
    assert await office.deliveries() == ["held"]
    assert await office.attention() == "window"


def test_the_table_names_every_recorded_status() -> None:
    recorded = {path.stem for path in payloads("status_")}
    assert not recorded or recorded == set(LEADS_TO)
