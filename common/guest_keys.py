"""What a guest is called where nobody needs to know who it is: keyed hashes of a conversation's name, an address or a number.

Without the installation's salt no key can be traced back, though numbers are few enough to try them all.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

_LENGTH = 32


class GuestKeys:
    """salt: this installation's secret. Raises ValueError for an empty one, whose keys anybody could work out."""

    def __init__(self, salt: str) -> None:
        if not salt:
            raise ValueError("no salt for guests' keys: set POSADA_GUEST_SALT or POSADA_GUEST_SALT_FILE")
        self._salt = salt.encode()

    def of_conversation(self, conversation: str) -> str:
        return self._key("conversation", conversation)

    def of_contact(self, contact: str) -> str | None:
        """contact: an e-mail address or a telephone number, however it was typed; None when it is neither."""
        contact = contact.strip()
        if "@" in contact:
            return self._key("mail", contact.casefold())
        digits = re.sub(r"\D", "", contact).lstrip("0")
        return self._key("phone", digits) if len(digits) >= 7 else None

    def named(self, kind: str, *names: str) -> str:
        """For what else must be found again and not read: a channel's address, an event's id."""
        return self._key(kind, "\x1f".join(names))

    def _key(self, kind: str, name: str) -> str:
        return hmac.new(self._salt, f"{kind}:{name}".encode(), sha256).hexdigest()[:_LENGTH]
