"""Which requests count as sent by our own pages."""

from __future__ import annotations

import pytest

from console.csrf import comes_from_us


@pytest.mark.parametrize(
    ("headers", "public_url", "is_ours"),
    [
        ({"sec-fetch-site": "same-origin"}, "", True),
        ({"sec-fetch-site": "none"}, "", True),
        ({"sec-fetch-site": "same-site"}, "", False),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8080"}, "", False),
        ({"origin": "http://127.0.0.1:8080"}, "", True),
        ({"origin": "http://127.0.0.1:9090"}, "", False),
        ({"origin": "null"}, "", False),
        ({}, "", False),
        ({"origin": "https://desk.example"}, "https://desk.example", True),
        ({"origin": "http://desk.example"}, "https://desk.example", False),
        ({"origin": "https://desk.example.evil"}, "https://desk.example", False),
        # The Host header is the sender's word; where we know our address, only that counts.
        ({"origin": "http://127.0.0.1:8080"}, "https://desk.example", False),
    ],
)
def test_the_browser_tells_where_a_request_comes_from(
    headers: dict[str, str], public_url: str, is_ours: bool
) -> None:
    assert comes_from_us(headers, host="127.0.0.1:8080", public_url=public_url) is is_ours
