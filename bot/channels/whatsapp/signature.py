"""Whether a call comes from Meta: the signature over the raw bytes, and the word agreed on when the address was given. Pure."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from hashlib import sha256

HEADER = "X-Hub-Signature-256"
_SIGNATURE = re.compile(r"sha256=([0-9a-fA-F]{64})", re.ASCII)


def is_signature(header: str | None) -> bool:
    """Whether it looks like one at all, which is told before a body is read."""
    return header is not None and _SIGNATURE.fullmatch(header) is not None


def is_signed(body: bytes, header: str | None, secrets: Iterable[str]) -> bool:
    """body: exactly as received, for Meta signs its own spelling of the JSON. secrets: any one of them will do."""
    found = _SIGNATURE.fullmatch(header or "")
    if found is None:
        return False
    given = bytes.fromhex(found.group(1))
    return any(hmac.compare_digest(given, _sign(body, secret)) for secret in secrets if secret)


def sign(body: bytes, secret: str) -> str:
    """The header that Meta would send."""
    return f"sha256={_sign(body, secret).hex()}"


def _sign(body: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), body, sha256)
