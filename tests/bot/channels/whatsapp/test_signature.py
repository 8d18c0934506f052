from __future__ import annotations

import json

import pytest

from bot.channels.whatsapp.signature import is_signature, is_signed, sign
from tests.bot.channels.whatsapp.calls import recorded

RECORDED = [
    "UTF-8 body",
    "same payload, escaped unicode and slashes as Meta tends to send it: different bytes, different signature",
    "same payload, other whitespace",
    "signature of another body",
    "missing header",
    "wrong algorithm prefix",
    "no prefix",
    "upper-case hex: Meta sends lower case; accept or reject, but do not crash",
    "truncated",
    "non-ascii header",
    "empty body with a valid signature: 400, not 500",
]


@pytest.mark.parametrize("why", RECORDED)
def test_recorded_signatures(why: str) -> None:
    vectors = json.loads(recorded("http_signature_vectors.json"))
    assert vectors["header_name"] == "X-Hub-Signature-256"
    assert [vector["why"] for vector in vectors["vectors"]] == RECORDED
    vector = next(one for one in vectors["vectors"] if one["why"] == why)
    is_right = is_signed(vector["raw_body"].encode(), vector["header"], [vectors["app_secret"]])
    # The same number in capitals is the same signature.
    assert is_right is (True if vector["valid"] is None else vector["valid"])
    if is_right:
        assert is_signature(vector["header"])


def test_while_one_secret_replaces_another_both_sign() -> None:
    body = b"{}"
    for secret in ("old", "new"):
        assert is_signed(body, sign(body, secret), ["new", "old"])
    assert not is_signed(body, sign(body, "older"), ["new", "old"])


def test_without_a_secret_nobody_signs() -> None:
    assert not is_signed(b"{}", sign(b"{}", ""), [])
    assert not is_signed(b"{}", sign(b"{}", ""), [""])
