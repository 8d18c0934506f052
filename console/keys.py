"""What the console signs with: keys derived from POSADA_SECRET_KEYS, one purpose each."""

from __future__ import annotations

import hashlib
import hmac

from itsdangerous import BadSignature, TimestampSigner


class Keys:
    """Signs cookies and makes keyed hashes; the first secret key signs, all of them verify, so that keys rotate."""

    def __init__(self, secret_keys: str) -> None:
        given = [key.strip() for key in secret_keys.split(",") if key.strip()]
        if not given:
            raise ValueError("no secret key: set POSADA_SECRET_KEYS or POSADA_SECRET_KEYS_FILE")
        self._newest = given[0].encode()
        # itsdangerous signs with the last of its keys.
        self._oldest_first = [key.encode() for key in reversed(given)]

    def sign(self, purpose: str, value: str) -> str:
        return self._signer(purpose).sign(value).decode()

    def unsign(self, purpose: str, signed: str, *, max_age_seconds: int | None = None) -> str | None:
        """The value, or None when it was not signed by us for this purpose, or too long ago."""
        try:
            return self._signer(purpose).unsign(signed, max_age=max_age_seconds).decode()
        except (BadSignature, UnicodeDecodeError, UnicodeEncodeError):
            return None

    def keyed_hash(self, purpose: str, value: str) -> str:
        """Hexadecimal, 64 characters."""
        return hmac.new(self._newest, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def _signer(self, purpose: str) -> TimestampSigner:
        return TimestampSigner(
            self._oldest_first, salt=f"posada.console.{purpose}", digest_method=hashlib.sha256
        )
