"""Sealing words at rest, comparing tokens, masking cards. Runs on Python 3.10 too: Rasa's tracker store seals with it."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Unsealable(Exception):
    """A sealed text that none of the keys opens: a key was lost, or the text was changed."""


class Sealer:
    """Encrypts and decrypts short texts; the first key seals, all keys open, so that keys can be rotated."""

    def __init__(self, keys: Sequence[str]) -> None:
        cleaned = [key.strip() for key in keys if key.strip()]
        if not cleaned:
            raise ValueError("no secret key: set POSADA_SECRET_KEYS or POSADA_SECRET_KEYS_FILE")
        self._fernet = MultiFernet([Fernet(key.encode()) for key in cleaned])

    @classmethod
    def from_setting(cls, keys: str) -> Sealer:
        """keys: comma separated, as POSADA_SECRET_KEYS holds them."""
        return cls(keys.split(","))

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Raises Unsealable when no key opens it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise Unsealable("sealed text cannot be opened with the keys given") from error


def new_key() -> str:
    """A fresh key for Sealer."""
    return Fernet.generate_key().decode()


def same(given: str | None, expected: str) -> bool:
    """Constant-time comparison of tokens; an empty expectation never matches."""
    if not given or not expected:
        return False
    return hmac.compare_digest(given.encode(), expected.encode())


# Thirteen to nineteen digits, single spaces or dashes between them, not inside a longer number.
_CARD_LIKE = re.compile(r"(?<![\d+])(?:\d[ \-.]?){12,18}\d(?!\d)")


def mask_cards(text: str) -> str:
    """The text with every card number (Luhn-valid, 13 to 19 digits) reduced to its last four digits."""

    def mask(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        return "•••• " + digits[-4:] if _luhn(digits) else found.group()

    return _CARD_LIKE.sub(mask, text)


def _luhn(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit)
        if index % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0
