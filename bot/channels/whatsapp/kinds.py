"""What Meta tells us, one type a kind. Ids are opaque; instants are UTC; what a notification leaves out is None.

Source: Cloud API, "Webhooks reference", as gathered in July 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Who:
    """A guest as one of the hotel's numbers knows them. number: Meta's id of that number.

    user_id: the business-scoped user id, which stays when the phone number is kept from us; phone: digits. One may be
    missing, never both.
    """

    number: str
    user_id: str | None
    phone: str | None


@dataclass(frozen=True, kw_only=True)
class FromGuest:
    """quotes: the id of the message it answers. product: what of a catalogue it is about. ad: what brought the guest."""

    who: Who
    id: str
    at: datetime
    quotes: str | None = None
    is_forwarded: bool = False
    product: str | None = None
    ad: str | None = None


@dataclass(frozen=True, kw_only=True)
class Said(FromGuest):
    text: str


@dataclass(frozen=True, kw_only=True)
class Pressed(FromGuest):
    """button: an id that we gave when we offered it; title: what the guest read there."""

    button: str
    title: str


@dataclass(frozen=True, kw_only=True)
class FilledForm(FromGuest):
    """token: ours, from when the form was sent. answers: name and value of each field."""

    token: str | None
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Media(FromGuest):
    """kind: image, video, audio, voice, document, sticker. media: the id by which Meta hands it out for seven days."""

    kind: str
    media: str
    mime_type: str
    caption: str = ""
    filename: str = ""


@dataclass(frozen=True, kw_only=True)
class Located(FromGuest):
    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class SharedContacts(FromGuest):
    """contacts: each as one line of text. own_phone: the guest's own number, shared because we asked; digits."""

    contacts: tuple[str, ...]
    own_phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reacted(FromGuest):
    """to: the message's id. emoji: None when an earlier one was taken back."""

    to: str
    emoji: str | None


@dataclass(frozen=True, kw_only=True)
class Ordered(FromGuest):
    """items: each product's id and how many."""

    text: str
    items: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Unsupported(FromGuest):
    """A kind that Meta does not pass on, or one we have never heard of. code: Meta's, None for the latter."""

    code: int | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class Edited(FromGuest):
    original: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Revoked(FromGuest):
    original: str


@dataclass(frozen=True, kw_only=True)
class IdentityChanged:
    """The guest is reached under another name from now on: a new phone number, a new user id, or both."""

    id: str
    at: datetime
    was: Who
    becomes: Who


@dataclass(frozen=True, kw_only=True)
class Preferred:
    """What the guest has set in WhatsApp itself about messages that nobody asked for."""

    id: str
    at: datetime
    who: Who
    is_stop: bool


@dataclass(frozen=True, kw_only=True)
class Status:
    """How far a message of ours has come. message: Meta's id of it; callback: what we gave along when we sent it.

    status: sent, delivered, read, played, failed. pricing: as Meta charges it.
    """

    number: str
    message: str
    status: str
    at: datetime
    phone: str | None
    user_id: str | None
    callback: str | None
    fault: int | None
    pricing: dict[str, str | bool] | None


@dataclass(frozen=True, kw_only=True)
class TemplateState:
    """event: Meta's word, such as APPROVED. language: written es or pt_PT."""

    id: str
    at: datetime
    name: str
    language: str
    event: str


@dataclass(frozen=True, kw_only=True)
class AccountError:
    """Something is wrong with the number or the account itself; no message is named."""

    number: str
    code: int


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """For a number that is none of the hotels': a test from the dashboard, another app's."""

    number: str


@dataclass(frozen=True)
class InGroup:
    """Said in a group chat, where the hotel's bot has no business."""


@dataclass(frozen=True)
class Unknown:
    """A field of notifications that we have no use for."""

    field: str


@dataclass(frozen=True)
class Malformed:
    """Signed by Meta and yet in no shape that we can read."""


Event = (
    Said
    | Pressed
    | FilledForm
    | Media
    | Located
    | SharedContacts
    | Reacted
    | Ordered
    | Unsupported
    | Edited
    | Revoked
    | IdentityChanged
    | Preferred
    | Status
    | TemplateState
    | AccountError
    | Foreign
    | InGroup
    | Unknown
    | Malformed
)
