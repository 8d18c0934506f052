"""What a vendor can do, declared in its `manifest.yml` and asked before anything is promised to a guest."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, model_validator


class Capability(StrEnum):
    LIST_PROPERTIES = "list_properties"
    ROOM_TYPES = "room_types"
    EXTRAS = "extras"
    ROOM_STATUS = "room_status"
    AVAILABILITY = "availability"
    OFFERS = "offers"
    QUOTE = "quote"
    CREATE = "create"
    GET = "get"
    FIND_BY_OUR_REFERENCE = "find_by_our_reference"
    FIND = "find"
    MODIFY_DATES = "modify_dates"
    MODIFY_PARTY = "modify_party"
    MODIFY_ROOM_TYPE = "modify_room_type"
    ADD_EXTRAS = "add_extras"
    CANCEL = "cancel"
    FRONT_DESK_LISTS = "front_desk_lists"
    ADD_NOTE = "add_note"
    CHECK_OUT_TIME = "check_out_time"
    SEARCH_GUEST = "search_guest"
    UPSERT_GUEST = "upsert_guest"
    GUEST_PREFERENCES = "guest_preferences"
    POST_CHARGE = "post_charge"
    BALANCE = "balance"
    WEBHOOKS = "webhooks"
    POLL_CHANGES = "poll_changes"
    PUSH_RATES = "push_rates"
    PUSH_AVAILABILITY = "push_availability"
    KEEPS_IDEMPOTENCY_KEY = "keeps_idempotency_key"


class Support(BaseModel):
    """reason: why it is limited or missing; required for those two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Literal["yes", "limited", "no"]
    reason: str = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.level != "yes" and not self.reason:
            raise ValueError("a limited or missing capability says why")
        return self


class RateLimit(BaseModel):
    """source: where the vendor says so, with the date it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: int
    per_seconds: float
    source: str


class SystemMails(BaseModel):
    """What the hotel's system itself writes to the guest by e-mail, so that nobody promises or sends it twice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    create: bool = False
    modify: bool = False
    cancel: bool = False


class Manifest(BaseModel):
    """Facts about an adapter that tools read; every capability is declared. auth: "none" when nobody signs in.

    offers_by: "stay" where a room costs the same and is as free whoever comes, and every type that can be sold is offered
    to one adult: then one answer serves every party. The contract suite holds it to that.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    display_name: str
    also_called: tuple[str, ...] = ()
    api: str
    auth: str
    certification: str
    regions: tuple[str, ...]
    rate_limit: RateLimit | None = None
    mails_guest: SystemMails = SystemMails()
    offers_by: Literal["party", "stay"] = "party"
    needs_phone: bool = False
    """The system takes no booking without a guest's telephone number, so the guest is asked for one."""
    capabilities: dict[Capability, Support]

    @model_validator(mode="after")
    def _declares_everything(self) -> Self:
        missing = [one.value for one in Capability if one not in self.capabilities]
        if missing:
            raise ValueError(f"capabilities not declared: {', '.join(missing)}")
        return self

    @property
    def needs_address(self) -> bool:
        """A system that nobody signs in to lies in our own process and has neither address nor key."""
        return self.auth != "none"

    def can(self, capability: Capability) -> bool:
        """True for yes and limited: the adapter says in the case at hand what the limit forbids."""
        return self.capabilities[capability].level != "no"


def read_manifest(path: Path) -> Manifest:
    """Raises pydantic's ValidationError when the file breaks its promise."""
    return Manifest.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
