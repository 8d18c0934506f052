from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.bot.gateway.conftest import house, rasa
from tests.browser.chromium import chromium

__all__ = ["browser", "house", "rasa"]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started
