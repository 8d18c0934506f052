"""What locust runs (`ops/load/run.py` starts it, in an environment of its own): guests who write through signed webhooks.

A guest writes every 5 to 15 seconds and looks at the phone, which the simulator of the Graph API shows, until the answer
is there. An acknowledgement is the webhook's 200; an answer's time begins when the wait for what else is typed is over.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import random
import time
from itertools import count
from typing import Any

from locust import FastHttpUser, LoadTestShape, between, task

NETWORK = os.environ["LOAD_NETWORK"]
SECRET = os.environ["LOAD_SECRET"].encode()
NUMBER = os.environ["LOAD_NUMBER"]
SECONDS = float(os.environ["LOAD_SECONDS"])
BURST_SECONDS = float(os.environ["LOAD_BURST_SECONDS"])
# (until which share of the time, how many guests, what this part is called)
STAGES: list[tuple[float, int, str]] = [tuple(one) for one in json.loads(os.environ["LOAD_STAGES"])]

PATIENCE_SECONDS = 40.0
GUESTS_PER_SECOND = 100
SAID = (
    "Do you have parking?",
    "¿Hay wifi en las habitaciones?",
    "A que horas é o check-in?",
    "Est-ce que le petit déjeuner est compris ?",
    "Darf mein Hund mitkommen?",
    "Avete camere libere dal 5 all'8 aprile per due persone?",
    "How much is a double room from 10 March to 12 March for 2 adults?",
    "What time is check-out?",
)
_numbers = count(1)
_began = time.monotonic()


def stage() -> tuple[float, int, str]:
    share = (time.monotonic() - _began) / SECONDS
    return next((one for one in STAGES if share < one[0]), STAGES[-1])


class Plan(LoadTestShape):
    def tick(self) -> tuple[int, float] | None:
        if self.get_run_time() > SECONDS:
            return None
        return stage()[1], GUESTS_PER_SECOND


class Guest(FastHttpUser):
    wait_time = between(5, 15)
    network_timeout = PATIENCE_SECONDS
    connection_timeout = PATIENCE_SECONDS

    def on_start(self) -> None:
        self.phone = f"3460{next(_numbers):07d}"
        self.seen = 0

    @task
    def write(self) -> None:
        part = stage()[2]
        body = self._webhook(random.choice(SAID))
        signed = "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signed}
        sent = time.monotonic()
        self.client.post("/webhooks/whatsapp", data=body, headers=headers, name=f"acknowledged {part}")
        self._look(sent, part)

    def _look(self, sent: float, part: str) -> None:
        late: Exception | None = TimeoutError("no answer on the phone")
        while time.monotonic() - sent < PATIENCE_SECONDS:
            address = f"{NETWORK}/simulator/guests/{self.phone}?after={self.seen}&wait=10"
            with self.client.get(address, name="(looking)", catch_response=True) as answer:
                answer.success()
                shown = (answer.json() or {}).get("messages") or [] if answer.status_code == 200 else []
            if shown:
                self.seen, late = max(one["seq"] for one in shown), None
                break
        seconds = max(0.0, time.monotonic() - sent - BURST_SECONDS)
        self.environment.events.request.fire(
            request_type="REPLY",
            name=f"answered {part}",
            response_time=seconds * 1000,
            response_length=0,
            exception=late,
            context={},
        )

    def _webhook(self, text: str) -> bytes:
        message: dict[str, Any] = {
            "from": self.phone,
            "id": f"wamid.{random.getrandbits(96):024x}",
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": text},
        }
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "493023125000", "phone_number_id": NUMBER},
            "contacts": [{"profile": {"name": "Guest"}, "wa_id": self.phone}],
            "messages": [message],
        }
        entry = {"id": "104993100000001", "changes": [{"value": value, "field": "messages"}]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
