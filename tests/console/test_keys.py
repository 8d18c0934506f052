"""Signing with keys that rotate."""

from __future__ import annotations

import pytest

from common.secrets import new_key
from console.keys import Keys


def test_what_an_older_key_signed_is_still_ours() -> None:
    old, new = new_key(), new_key()
    signed = Keys(old).sign("session", "abc")
    assert Keys(f"{new},{old}").unsign("session", signed) == "abc"
    assert Keys(new).unsign("session", signed) is None


def test_a_signature_for_one_purpose_opens_no_other() -> None:
    keys = Keys(new_key())
    assert keys.unsign("sign-in", keys.sign("session", "abc")) is None
    assert keys.keyed_hash("csrf", "abc") != keys.keyed_hash("sign-in", "abc")


@pytest.mark.parametrize("forged", ["", ".", "abc", "abc.def", "ñ.ñ", "a" * 10_000])
def test_what_we_did_not_sign_is_nothing(forged: str) -> None:
    assert Keys(new_key()).unsign("session", forged) is None


def test_without_a_key_nothing_starts() -> None:
    with pytest.raises(ValueError, match="POSADA_SECRET_KEYS"):
        Keys(" , ")
