"""Guests and their phones: who they are to the API, what their screen shows, until when we may write to them."""

from __future__ import annotations

import hashlib
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WINDOW_SECONDS = 24 * 3600.0
TYPING_SECONDS = 25.0
# Under load there are many guests with many messages each; the newest are enough for whoever looks.
MOST_SHOWN = 500
MOST_MESSAGES = 100_000

RANKS = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}


@dataclass
class Message:
    """One message on a phone. side: "hotel" or "guest"; status: of the hotel's ones; is_read: of the guest's ones."""

    seq: int
    id: str
    side: str
    number: str
    kind: str
    text: str
    at: float
    status: str = "accepted"
    is_read: bool = False
    callback: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        own = {"status": self.status} if self.side == "hotel" else {"read": self.is_read}
        return {
            "seq": self.seq,
            "id": self.id,
            "from": self.side,
            "number": self.number,
            "kind": self.kind,
            "text": self.text,
            "at": self.at,
            "callback": self.callback,
            **own,
            **self.more,
        }


@dataclass
class Guest:
    """windows: by business number, until when free text is allowed. hides_phone: known by a username, so that we only
    learn the business-scoped id. is_reachable: False for a phone that takes nothing; is_blocking: has blocked us."""

    phone: str
    user_id: str
    name: str = "Guest"
    username: str | None = None
    hides_phone: bool = False
    is_reachable: bool = True
    is_blocking: bool = False
    windows: dict[str, float] = field(default_factory=dict)
    typing_until: float = 0.0
    shown: deque[Message] = field(default_factory=lambda: deque(maxlen=MOST_SHOWN))
    tokens: dict[str, tuple[float, float]] = field(default_factory=dict)

    def contact(self) -> dict[str, Any]:
        """As webhooks introduce this guest."""
        profile: dict[str, Any] = {"name": self.name}
        if self.username:
            profile["username"] = self.username
        known: dict[str, Any] = {"profile": profile}
        if not self.hides_phone:
            known["wa_id"] = self.phone
        return {**known, "user_id": self.user_id}

    def sender(self) -> dict[str, Any]:
        return ({} if self.hides_phone else {"from": self.phone}) | {"from_user_id": self.user_id}


class People:
    """Made as they are first spoken of. Also finds any message by its id."""

    def __init__(self) -> None:
        self._by_phone: dict[str, Guest] = {}
        self._by_user_id: dict[str, Guest] = {}
        self._messages: OrderedDict[str, tuple[Guest, Message]] = OrderedDict()
        self._seq = 0

    def __iter__(self) -> Any:
        return iter(self._by_phone.values())

    def of_phone(self, phone: str) -> Guest:
        guest = self._by_phone.get(phone)
        if guest is None:
            digits = str(int(hashlib.sha256(phone.encode()).hexdigest()[:15], 16))
            guest = Guest(phone, f"DE.{digits}")
            self._by_phone[phone] = guest
            self._by_user_id[guest.user_id] = guest
        return guest

    def of_user_id(self, user_id: str) -> Guest | None:
        return self._by_user_id.get(user_id)

    def rename(self, guest: Guest, user_id: str) -> None:
        del self._by_user_id[guest.user_id]
        guest.user_id = user_id
        self._by_user_id[user_id] = guest

    def show(self, guest: Guest, message: Message) -> None:
        self._seq += 1
        message.seq = self._seq
        guest.shown.append(message)

    def keep(self, guest: Guest, message: Message) -> None:
        """So that it is found by its id."""
        self._messages[message.id] = (guest, message)
        if len(self._messages) > MOST_MESSAGES:
            self._messages.popitem(last=False)

    def find(self, message_id: str) -> tuple[Guest, Message] | None:
        return self._messages.get(message_id)
