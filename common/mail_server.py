"""A mail server by its address: the one way in which anything of ours sends mail."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

_TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True)
class MailServer:
    """From `smtp://user:password@host:587` or `smtps://…`; smtp takes up TLS when the server offers it."""

    host: str
    port: int
    username: str | None
    password: str | None
    is_tls: bool

    @classmethod
    def from_url(cls, url: str) -> MailServer:
        """Raises ValueError for another scheme or no host."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("POSADA_SMTP_URL is smtp://… or smtps://… with a host")
        is_tls = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            parts.port or (465 if is_tls else 587),
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
            is_tls,
        )

    async def send(self, message: EmailMessage) -> None:
        await aiosmtplib.send(
            message,
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.is_tls,
            timeout=_TIMEOUT_SECONDS,
        )
