"""Signing in and out over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.roles import Role

from .conftest import PASSWORD, Browser, Console

pytestmark = pytest.mark.asyncio


async def test_the_right_password_opens_the_list(console: Console, browser: Browser) -> None:
    await console.member()
    answer = await browser.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/conversations")
    page = await browser.get("/admin/conversations")
    assert page.status_code == 200
    assert "Nobody has written yet" in page.text
