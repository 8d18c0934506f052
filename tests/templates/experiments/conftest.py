from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.templates.experiments.lab import Lab, open_lab


@pytest.fixture
async def lab(tmp_path: Path) -> AsyncIterator[Lab]:
    async with open_lab(tmp_path) as opened:
        yield opened
