"""Meta's calls as tests make them: recorded ones from the corpus, and small ones of our own in the same shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.channels.whatsapp.signature import HEADER, sign
from tests.bot.gateway.house import House
from tests.shared import corpus

SECRET = "test-app-secret"
VERIFY_TOKEN = "test-verify-token"
NUMBER = "109876500000002"
SISTER = "109876500000009"
ANA = "ES.1001"
ANAS_PHONE = "34600000001"
PATH = "/webhooks/whatsapp"

SETTINGS: dict[str, Any] = {
    "whatsapp_app_secret": SECRET,
    "whatsapp_verify_token": VERIFY_TOKEN,
    "whatsapp_numbers": NUMBER,
}


def recorded(name: str) -> bytes:
    return (corpus("whatsapp", "payloads") / name).read_bytes()


def recorded_names() -> list[str]:
    return sorted(path.name for path in Path(corpus("whatsapp", "payloads")).glob("*.json"))


def message(
    id: str,
    *,
    at: int = 1_795_250_000,
    user_id: str | None = ANA,
    phone: str | None = ANAS_PHONE,
    **content: Any,
) -> dict[str, Any]:
    """One of `messages`. content: `text="…"`, or the type with what it holds."""
    ((kind, value),) = [
        (name, value) for name, value in content.items() if name not in ("context", "referral")
    ]
    said: dict[str, Any] = {"id": id, "timestamp": str(at), "type": kind}
    said[kind] = {"body": value} if kind == "text" and isinstance(value, str) else value
    said |= {"from_user_id": user_id} if user_id else {}
    said |= {"from": phone} if phone else {}
    return said | {key: content[key] for key in ("context", "referral") if key in content}


def call(
    *messages: dict[str, Any], statuses: list[dict[str, Any]] | None = None, number: str = NUMBER, **more: Any
) -> bytes:
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "34956000120", "phone_number_id": number},
        **more,
    }
    if messages:
        value["messages"] = list(messages)
    if statuses:
        value["statuses"] = statuses
    return change("messages", value)


def change(field: str, value: dict[str, Any], *, time: int | None = None) -> bytes:
    entry: dict[str, Any] = {"id": "104993100000001", "changes": [{"field": field, "value": value}]}
    if time is not None:
        entry["time"] = time
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


async def post(house: House, body: bytes, *, secret: str = SECRET) -> int:
    """The status it was answered with."""
    headers = {HEADER: sign(body, secret), "Content-Type": "application/json"}
    return (await house.client.post(PATH, content=body, headers=headers)).status_code


async def worked(house: House, *bodies: bytes) -> None:
    """Posted, each taken, and worked on to the end."""
    for body in bodies:
        assert await post(house, body) == 200
    await house.gateway.inbound.settle()
