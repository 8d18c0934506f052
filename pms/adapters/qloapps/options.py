"""What one installation of QloApps does otherwise than another, read from the property's `pms.options`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from common.properties import Property
from pms.contract import errors


class CancellationRule(BaseModel):
    """The house's own terms where QloApps keeps none. free_until: hotel-local hour of that day, "HH:MM"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    free_days_before: int = Field(ge=0)
    free_until: str = Field(default="23:59", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    fee_percent: int = Field(default=100, ge=0, le=100)


class Options(BaseModel):
    """Every field has a default that fits a fresh QloApps 1.6.1; `README.md` says when to change which."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    api_path: str = "api"
    host_header: str | None = None
    ca_file: str | None = None
    source_prefix: str = Field(default="posada", pattern=r"^[A-Za-z0-9_-]{1,40}$")
    language: str | None = None
    timezone: str | None = None
    currency: str | None = None
    read_timeout_seconds: float = Field(default=10.0, gt=0)
    create_timeout_seconds: float = Field(default=30.0, gt=0)
    most_connections: int = Field(default=8, ge=1)
    most_body_bytes: int = Field(default=8_000_000, ge=10_000)
    refresh_seconds: float = Field(default=3600.0, gt=0)
    booking_status: Literal[1, 2] = 1
    payment_status: Literal[1, 2, 3] = 3
    payment_methods: tuple[str, ...] = ()
    charge_auto_added: bool = True
    price_decimals: int | None = Field(default=None, ge=0, le=6)
    round_type: Literal[1, 2, 3] | None = None
    tax_percent: dict[int, float] = {}
    """By tax rules group, for extras that are taxed otherwise than rooms: the API names groups but not their rates."""
    extras_per_person: tuple[int, ...] = ()
    hidden_extras: tuple[int, ...] = ()
    state_cancelled: int | None = None
    state_refunded: int | None = None
    cancellation: CancellationRule | None = None
    nightly_up_to: int = Field(default=14, ge=0)
    phone_if_unknown: str = Field(default="000000000", pattern=r"^\+?[\d .()-]*\d$")
    child_age_if_unknown: int = Field(default=12, ge=0, le=17)
    customer_groups: tuple[int, ...] = ()
    rate_name: str = Field(default="Posada", min_length=1, max_length=60)
    lease_seconds: float = Field(default=60.0, gt=0)
    poll_overlap_seconds: float = Field(default=60.0, ge=0)
    page_size: int = Field(default=100, ge=2, le=1000)
    sends_mails: bool = True

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                ZoneInfo(name)
            except (KeyError, ValueError, OSError) as error:
                raise ValueError("is no time zone") from error
        return name

    @field_validator("api_path")
    @classmethod
    def _without_slashes(cls, path: str) -> str:
        return path.strip("/")


_OF_THE_LAYERS = frozenset(("rate_limit", "retry", "breaker", "cache", "failover", "timeout"))
"""What the layers around every adapter may read from the same block; not ours to judge."""


def read_options(hotel: Property) -> Options:
    """Raises Misconfigured naming the option, never its value."""
    given: Mapping[str, Any] = hotel.pms.options
    unknown = sorted(set(given) - set(Options.model_fields) - _OF_THE_LAYERS)
    if unknown:
        raise _wrong(hotel, f"unknown option {', '.join(unknown)}")
    # Without one, the hotels can be listed to choose from, and nothing else.
    if hotel.pms.hotel_id and not hotel.pms.hotel_id.isdecimal():
        raise _wrong(hotel, "PMS_HOTEL_ID is the number of the hotel in QloApps, such as 1")
    if not hotel.pms.base_url:
        raise _wrong(hotel, "PMS_BASE_URL is the shop's own address")
    try:
        return Options.model_validate(given)
    except ValidationError as error:
        names = {".".join(map(str, one["loc"])) for one in error.errors(include_input=False)}
        raise _wrong(hotel, f"option {', '.join(sorted(names))} has no usable value") from None


def _wrong(hotel: Property, detail: str) -> errors.Misconfigured:
    return errors.Misconfigured(vendor="qloapps", property_id=hotel.id, detail=detail)
