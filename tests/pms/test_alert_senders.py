"""Alerts reach people once each way, survive a sender that fails, and hold nobody's name."""

from __future__ import annotations

import json
from datetime import timedelta
from email.message import EmailMessage

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.settings import Settings
from pms.alert_senders import AlertDelivery, MailSender, WebhookSender, senders_of, text_of
from pms.alerts import QUIET, Alert, add_alert
from pms.tables import alerts

ALERT = Alert(
    key="int_1:dead",
    kind="dead_letter",
    property_id="mirador",
    title="A charge waits for a person",
    facts={"write": "int_1", "reference": "DM-1", "error": "Unintelligible", "conversation": "web/1"},
    manual_way="look at DM-1 <in the hotel's system>",
)


class Listening:
    def __init__(self, name: str, failures: int = 0) -> None:
        self.name, self._failures = name, failures
        self.heard: list[str] = []

    async def send(self, alert: Alert, text: str, *, alert_id: str) -> None:
        if self._failures:
            self._failures -= 1
            raise OSError("away")
        self.heard.append(text)


async def keep(engine: AsyncEngine, clock: FrozenClock, alert: Alert = ALERT) -> bool:
    async with engine.begin() as connection:
        return await add_alert(connection, alert, at=clock.now())


async def open_alerts(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return len((await connection.execute(select(alerts.c.id).where(alerts.c.closed_at.is_(None)))).all())


async def test_each_sender_has_it_once_and_one_that_fails_harms_no_other(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    log, hook = Listening("log"), Listening("webhook", failures=2)
    delivery = AlertDelivery(engine, clock, [log, hook])
    await keep(engine, clock)
    for _ in range(5):
        await delivery.deliver()
        clock.advance(timedelta(minutes=5))
    assert (len(log.heard), len(hook.heard)) == (1, 1)
    assert await open_alerts(engine) == 0


async def test_an_alert_whose_sender_died_is_taken_up_by_the_next(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    class Dying(Listening):
        async def send(self, alert: Alert, text: str, *, alert_id: str) -> None:
            raise KeyboardInterrupt

    await keep(engine, clock)
    with pytest.raises(KeyboardInterrupt):
        await AlertDelivery(engine, clock, [Dying("log")]).deliver()
    heir = Listening("log")
    await AlertDelivery(engine, clock, [heir]).deliver()
    assert heir.heard == [], "for a moment it is the other's"
    clock.advance(timedelta(minutes=2))
    await AlertDelivery(engine, clock, [heir]).deliver()
    assert len(heir.heard) == 1


async def test_a_sender_that_never_works_is_given_up_after_a_day(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    delivery = AlertDelivery(engine, clock, [Listening("webhook", failures=10_000)])
    await keep(engine, clock)
    for _ in range(60):
        await delivery.deliver()
        clock.advance(timedelta(minutes=31))
    assert await open_alerts(engine) == 0


async def test_the_same_is_kept_quiet_for_a_while(engine: AsyncEngine, clock: FrozenClock) -> None:
    assert await keep(engine, clock)
    assert not await keep(engine, clock)
    clock.advance(QUIET)
    assert await keep(engine, clock)


def test_the_conversation_is_a_link_where_the_console_has_an_address() -> None:
    text = text_of(ALERT, public_url="https://desk.example/")
    assert text.splitlines()[0] == "[mirador] A charge waits for a person"
    assert text.splitlines()[-2:] == [
        "https://desk.example/admin/dead-letters/int_1",
        "https://desk.example/admin/conversations/web%2F1",
    ]
    assert text_of(ALERT, public_url="").endswith("conversation: web/1")


async def test_a_web_hook_takes_slacks_json_and_is_told_of_its_failures() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(
            200 if len(seen) == 1 else 302, headers={"location": "https://elsewhere.example"}
        )

    hook = WebhookSender("https://hooks.example/T0/secret", transport=httpx2.MockTransport(answer))
    await hook.send(ALERT, "a <b> & c", alert_id="alt_1")
    assert json.loads(seen[0].content) == {"text": "a &lt;b&gt; &amp; c"}
    with pytest.raises(OSError, match="302"):
        await hook.send(ALERT, "x", alert_id="alt_1")
    with pytest.raises(ValueError):
        WebhookSender("http://hooks.example/")


async def test_a_mail_says_what_to_do() -> None:
    sent: list[EmailMessage] = []

    async def send(message: EmailMessage) -> None:
        sent.append(message)

    await MailSender(send, to="desk@h.example, boss@h.example", sender="posada@h.example").send(
        ALERT, "what to do", alert_id="alt_1"
    )
    assert sent[0]["Subject"] == "[mirador] A charge waits for a person"
    assert (sent[0]["To"], sent[0].get_content()) == ("desk@h.example, boss@h.example", "what to do\n")


def test_senders_are_those_that_are_set() -> None:
    assert [one.name for one in senders_of(Settings(), mail_from="")] == ["log"]
    settings = Settings(
        alert_webhook_url=SecretStr("https://hooks.example/x"),
        alert_email="desk@h.example",
        smtp_url=SecretStr("smtp://mail.example"),
    )
    assert [one.name for one in senders_of(settings, mail_from="h@h.example")] == ["log", "webhook", "mail"]
