"""An editor changes the Spanish greeting in a real Chromium; the next guest reads it, and the old words come back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import chromium
from tests.installation import ROOT, Guest, Installation
from tests.journeys.test_in_the_browser import watched

pytestmark = [pytest.mark.journey, pytest.mark.browser]

PASSWORD = "words that open a door"
KEY = "greeting.welcome"
# The last sentence is what a greeting owes to guests; without it these words could not be published.
NEW = (
    "¡Bienvenido a {{ hotel }}, junto al mar! Soy el asistente digital del hotel."
    "{% if privacy_url %} Sus datos: {{ privacy_url }}{% endif %}"
)
SHOWN = "¡Bienvenido a Posada del Mirador, junto al mar! Soy el asistente digital del hotel."
SWAPPED_SECONDS = 1.0
"""How soon after publishing a guest must read the new words."""


def add_editor(installation: Installation) -> tuple[str, str]:
    """Name and one-time password, from the command line as an admin makes them."""
    done = subprocess.run(
        [sys.executable, "-m", "posada", "staff", "add", "eva", "--role", "editor", "--json"],
        cwd=ROOT,
        env={**os.environ, "POSADA_DATA_DIR": str(installation.folder)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    made = json.loads(done.stdout)
    return str(made["name"]), str(made["one_time_password"])


async def sign_in(page: Page, installation: Installation) -> None:
    name, one_time = add_editor(installation)
    await page.goto(f"{installation.url}/admin/templates/{KEY}?language=es")
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(one_time)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_label("New password", exact=True).fill(PASSWORD)
    await page.get_by_label("New password, again").fill(PASSWORD)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Conversations")).to_be_visible()


def greeting(guest: Guest) -> dict[str, Any]:
    (said,) = [reply for reply in guest.say("Hola", language="es") if reply["template"] == KEY]
    return said


def titles(reply: dict[str, Any]) -> list[str]:
    return [button["title"] for button in reply["buttons"]]


def versions_on(guest: Guest) -> set[str]:
    return {str(line["version"]) for line in guest.transcript()["messages"] if line.get("template") == KEY}


async def test_an_editor_changes_the_greeting_and_takes_it_back(
    installation: Installation, guest: Callable[..., Guest]
) -> None:
    before = greeting(guest())
    assert before["version"] == "1"
    async with chromium() as browser:
        page = await browser.new_page(locale="en-GB")
        faults = watched(page)
        await sign_in(page, installation)
        await page.goto(f"{installation.url}/admin/templates?language=es&q=bienvenida")
        await page.get_by_role("link", name=KEY).click()
        words = page.get_by_label("Words in Spanish")

        # A wrong placeholder is caught while it is typed, beside its line.
        await words.fill(NEW.replace("hotel", "hotle"))
        line = page.locator("#verdict li.has-fault")
        await expect(line).to_contain_text("There is no such value")
        await expect(line).to_contain_text("hotle is no declared placeholder")

        await words.fill(NEW)
        shown = page.locator("#verdict .bubble")
        await expect(shown).to_contain_text(SHOWN)
        await page.get_by_label("Why (for the history)").fill("closer to the sea")
        await page.get_by_role("button", name="Publish", exact=True).click()
        await expect(page.get_by_role("status").first).to_contain_text("Guests read version 2")
        time.sleep(SWAPPED_SECONDS)
        reader = guest()
        after = greeting(reader)
        assert after["text"].startswith(SHOWN)
        assert after["version"] == "2"
        assert titles(after) == titles(before)

        await page.get_by_role("link", name="History").click()
        await expect(page.locator(".words-diff ins").first).to_be_visible()
        await page.get_by_role("button", name="Roll back to this (version 1)").click()
        await expect(page.get_by_role("status")).to_contain_text("Rolled back")
        time.sleep(SWAPPED_SECONDS)
        later = guest()
        again = greeting(later)
        assert (again["text"], again["version"], titles(again)) == (before["text"], "1", titles(before))

        # Each transcript names the version its guest was told.
        assert versions_on(reader) == {"2"}
        assert versions_on(later) == {"1"}
        for one, version in ((reader, 2), (later, 1)):
            await page.goto(f"{installation.url}/admin/conversations/{one.conversation}")
            origin = page.locator(".origin").filter(has_text=KEY)
            await expect(origin).to_contain_text(f"version {version}")
        assert faults == []
