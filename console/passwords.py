"""Passwords: argon2 hashes made off the event loop, one-time passwords, and what makes a new one too weak."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from console.words import Saying, marked

MIN_LENGTH = 12
MAX_LENGTH = 256

# No I, L, O, 0, 1: a one-time password is read off a terminal and typed.
_ONE_TIME_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class Passwords:
    """Hashes and checks, at most two at a time: each costs some 100 ms of a core and 64 MB."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._at_once = asyncio.Semaphore(2)
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        async with self._at_once:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """False takes as long for a person who does not exist (password_hash None) as for one who does."""
        if len(password) > MAX_LENGTH:
            return False
        if password_hash is None:
            if self._nobody is None:
                self._nobody = await self.hash(secrets.token_urlsafe(24))
            await self._verify(password, self._nobody)
            return False
        return await self._verify(password, password_hash)

    async def _verify(self, password: str, password_hash: str) -> bool:
        async with self._at_once:
            try:
                return await asyncio.to_thread(self._hasher.verify, password_hash, password)
            except (VerificationError, InvalidHashError):
                return False


def one_time_password() -> str:
    """Sixteen characters in four groups, about 79 bits."""
    groups = ("".join(secrets.choice(_ONE_TIME_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def weakness(password: str, *, name: str) -> Saying | None:
    """Why this may not be somebody's password, as a sentence; None when it may."""
    if len(password) < MIN_LENGTH:
        said = marked("Use at least %(least)s characters; a short sentence is easy to remember.")
        return Saying(said, {"least": MIN_LENGTH})
    if len(password) > MAX_LENGTH:
        return Saying(marked("Use at most %(most)s characters."), {"most": MAX_LENGTH})
    if len(set(password)) < 5:
        return Saying(marked("Use more different characters."))
    if password.strip().casefold() == name.casefold() or _is_a_run(password):
        return Saying(marked("That one is too easy to guess."))
    return None


def _is_a_run(password: str) -> bool:
    """`123456789012`, `abcdefghijkl`, `qwertyuiopas`: one step along a row, over and over."""
    rows = "0123456789" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"
    plain = password.casefold()
    return any(plain in row or plain in row[::-1] for row in rows)
