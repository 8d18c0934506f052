"""A guest's session: a signed token in the browser that names one conversation. No cookie, nothing stored here."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from common.languages import closest

CHANNEL = "webchat"
LONGEST_SESSION_SECONDS = 90 * 24 * 3600


@dataclass(frozen=True)
class Session:
    """locale: as the browser says it, such as "pt-BR"."""

    conversation: str
    property_id: str
    locale: str | None

    @property
    def language(self) -> str | None:
        return closest(self.locale)


class Sessions:
    """keys: texts only we know, the newest last, which signs."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._signer = URLSafeTimedSerializer(list(keys), salt="webchat")

    def new(self, property_id: str, locale: str | None) -> Session:
        return Session(f"web_{secrets.token_urlsafe(18)}", property_id, locale)

    def token(self, session: Session) -> str:
        return self._signer.dumps([session.conversation, session.property_id, session.locale])

    def read(self, token: str | None) -> Session | None:
        """None when we did not sign it, or too long ago."""
        if not token:
            return None
        try:
            conversation, property_id, locale = self._signer.loads(token, max_age=LONGEST_SESSION_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return Session(conversation, property_id, locale)
