"""What would make a cell slow for nothing."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from functools import cache

import pytest


@pytest.fixture(autouse=True, scope="package")
def certificates_are_read_once() -> Iterator[None]:
    """Thousands of clients are made here, all of them for plain http on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield
