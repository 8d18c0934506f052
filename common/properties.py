"""The hotels we answer for: what each is called, where it stands, which system it runs on, and what guests ask about it.

One YAML file (setting POSADA_PROPERTIES_FILE); docs/guides/properties.md shows it. A fact that the file does not give
is unknown, and the conversation says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from pydantic import SecretStr

from common.languages import LANGUAGES
from common.money import Money
from common.office_hours import BadHours, OfficeHours

TOPICS = (
    "amenities", "breakfast", "checkin", "checkout", "location", "parking", "payment", "pets", "policies",
    "restaurant", "wifi",
)  # fmt: skip
"""What a guest may ask about; the keys of Property.facts."""

WHATSAPP_CATEGORIES = ("marketing", "utility", "authentication", "service")
"""As Meta names what it charges for."""

_PMS_KEYS = ("type", "base_url", "hotel_id", "api_key_env", "api_key_file", "timeout_seconds", "options")


_DESK_PHOTO = re.compile(r"/webchat/rooms/[a-z0-9-]{1,40}\.svg")

_PHONE_NUMBER_ID = re.compile(r"[0-9]{1,32}")


class BadProperties(Exception):
    """The properties file cannot be used; the text names the hotel and the field."""


@dataclass(frozen=True)
class Fact:
    """available: None when the hotel does not say; price: per `per` ("night", "person_night", "stay"); text: by language."""

    available: bool | None = None
    price: Money | None = None
    per: str | None = None
    text: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PmsSettings:
    """type: an adapter's name; the rest is what that adapter needs to reach its hotel.

    options: what one installation of a vendor's system does otherwise than another; the adapter's README names them.
    """

    type: str
    base_url: str = ""
    hotel_id: str = ""
    api_key: SecretStr = field(default_factory=lambda: SecretStr(""))
    timeout_seconds: float = 30.0
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Property:
    """One hotel. Times are hotel-local "HH:MM"; country: ISO 3166 code; coordinates: decimal degrees.

    whatsapp_numbers: Meta's ids of the numbers that guests of this hotel write to. whatsapp_prices: what one charged
    message costs this hotel, in its currency's major unit, by Meta's category.
    """

    id: str
    name: str
    timezone: str
    currency: str
    languages: tuple[str, ...]
    default_language: str
    country: str
    city: str
    address: str
    phone: str
    emergency_number: str
    email: str
    website: str
    privacy_url: str
    latitude: float | None
    longitude: float | None
    check_in_from: str
    check_out_until: str
    day_first: bool
    max_nights: int
    max_days_ahead: int
    max_people: int
    pms: PmsSettings
    facts: dict[str, Fact]
    whatsapp_numbers: tuple[str, ...] = ()
    whatsapp_prices: Mapping[str, Decimal] = field(default_factory=dict)
    # The bot proposes and staff send, in conversations that begin from now on.
    is_draft_mode: bool = False
    # When somebody answers guests in the chat; None when the hotel does not say.
    office_hours: OfficeHours | None = None
    # By room type id: shown where the hotel's system tells no photo of its own.
    photos: Mapping[str, str] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Properties:
    """The hotels by id, in the file's order; the first is the default."""

    def __init__(self, properties: tuple[Property, ...]) -> None:
        if not properties:
            raise BadProperties("the properties file names no hotel")
        self._by_id = {one.id: one for one in properties}
        if len(self._by_id) != len(properties):
            raise BadProperties("two hotels share one id")

    def __iter__(self) -> Iterator[Property]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, property_id: str | None) -> Property | None:
        return self._by_id.get(property_id) if property_id else None

    @property
    def default(self) -> Property:
        return next(iter(self._by_id.values()))


def load_properties(
    path: Path,
    pms_default: PmsSettings | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    desk_url: str = "",
) -> Properties:
    """The hotels of one file. pms_default: what PMS_TYPE and its neighbours say, for hotels without a `pms` block.

    environment: where `api_key_env` is looked up; `api_key_file` starts at the folder of the file.
    desk_url: where guests reach the desk; without it the photos that the desk itself serves are left out.
    Raises BadProperties, which never repeats a value that may be a secret.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadProperties(f"{path.name} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise BadProperties(f"{path.name} is not YAML: {error}") from error
    rows = content.get("properties") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise BadProperties(f"{path.name} needs a list called 'properties'")
    default = pms_default or PmsSettings("demo")
    return Properties(
        tuple(_property(row, default, environment or {}, path.parent, desk_url) for row in rows)
    )


def _property(
    row: Any, pms_default: PmsSettings, environment: Mapping[str, str], folder: Path, desk_url: str
) -> Property:
    if not isinstance(row, dict) or not row.get("id"):
        raise BadProperties("every hotel needs an id")
    name = str(row["id"])

    def required(key: str) -> str:
        value = row.get(key)
        if value in (None, ""):
            raise BadProperties(f"{name}: '{key}' is missing")
        return str(value)

    languages = tuple(str(code) for code in row.get("languages") or ("en",))
    for code in languages:
        if code not in LANGUAGES:
            raise BadProperties(f"{name}: language '{code}' is not one of {', '.join(LANGUAGES)}")
    try:
        ZoneInfo(required("timezone"))
    except (KeyError, ValueError, OSError) as error:
        raise BadProperties(f"{name}: '{row['timezone']}' is no time zone") from error
    currency = required("currency")
    return Property(
        id=name,
        name=required("name"),
        timezone=required("timezone"),
        currency=currency,
        languages=languages,
        default_language=str(row.get("default_language") or languages[0]),
        country=required("country"),
        city=str(row.get("city") or ""),
        address=str(row.get("address") or ""),
        phone=str(row.get("phone") or ""),
        emergency_number=str(row.get("emergency_number") or "112"),
        email=str(row.get("email") or ""),
        website=str(row.get("website") or ""),
        privacy_url=required("privacy_url"),
        latitude=_number(row.get("latitude")),
        longitude=_number(row.get("longitude")),
        check_in_from=str(row.get("check_in_from") or "15:00"),
        check_out_until=str(row.get("check_out_until") or "11:00"),
        day_first=bool(row.get("day_first", row.get("country") != "US")),
        max_nights=int(row.get("max_nights") or 30),
        max_days_ahead=int(row.get("max_days_ahead") or 365),
        max_people=int(row.get("max_people") or 10),
        pms=_pms(name, row.get("pms"), pms_default, environment, folder),
        is_draft_mode=bool(row.get("draft_mode")),
        office_hours=_office_hours(name, row.get("office_hours")),
        photos=_photos(name, row.get("photos"), desk_url),
        facts={topic: _fact(name, topic, fact, currency) for topic, fact in (row.get("facts") or {}).items()},
        **_whatsapp(name, row.get("whatsapp")),
    )


def _office_hours(name: str, given: Any) -> OfficeHours | None:
    if given is None:
        return None
    try:
        return OfficeHours.read(given)
    except BadHours as error:
        raise BadProperties(f"{name}: 'office_hours': {error}") from error


def is_photo_address(address: str) -> bool:
    """Guests' pages are https and load nothing else; a chat's words are no place for a picture's bytes."""
    is_plain = len(address) <= 1000 and not any(sign.isspace() or not sign.isprintable() for sign in address)
    return is_plain and address.startswith("https://")


def _photos(name: str, block: Any, desk_url: str) -> dict[str, str]:
    if block is None:
        return {}
    if not isinstance(block, dict):
        raise BadProperties(f"{name}: 'photos' are room type ids with the https address of a photo")
    photos = {}
    for room, address in block.items():
        if isinstance(address, str) and _DESK_PHOTO.fullmatch(address):
            if desk_url:
                photos[str(room)] = desk_url + address
            continue
        if not isinstance(address, str) or not is_photo_address(address) or not _has_plain_host(address):
            raise BadProperties(f"{name}: the photo of room type '{room}' is no plain https address")
        photos[str(room)] = address
    return photos


def _has_plain_host(address: str) -> bool:
    """No names or passwords in it: every guest's browser gets to see the address."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _whatsapp(name: str, block: Any) -> dict[str, Any]:
    if not block:
        return {}
    known = isinstance(block, dict) and "numbers" in block and set(block) <= {"numbers", "prices"}
    numbers = block["numbers"] if known else None
    if not isinstance(numbers, list) or not all(_PHONE_NUMBER_ID.fullmatch(str(one)) for one in numbers):
        # Whatever else stands there is not repeated: it may be a token.
        raise BadProperties(
            f"{name}: 'whatsapp' needs 'numbers', a list of Meta's phone number ids, and knows 'prices' beside it"
        )
    prices = block.get("prices") or {}
    if not isinstance(prices, dict) or not set(prices) <= set(WHATSAPP_CATEGORIES):
        raise BadProperties(f"{name}: 'whatsapp.prices' knows {', '.join(WHATSAPP_CATEGORIES)}")
    return {
        "whatsapp_numbers": tuple(str(one) for one in numbers),
        "whatsapp_prices": {category: _message_price(name, given) for category, given in prices.items()},
    }


def _message_price(name: str, given: Any) -> Decimal:
    """Some hundredths of a cent matter here."""
    try:
        price = Decimal(str(given))
    except InvalidOperation:
        price = Decimal(-1)
    if not price.is_finite() or not 0 <= price < 1000:
        raise BadProperties(f"{name}: 'whatsapp.prices' needs the price of one message, such as 0.0509")
    return price


def _pms(
    name: str, block: Any, default: PmsSettings, environment: Mapping[str, str], folder: Path
) -> PmsSettings:
    if not block:
        return default
    if not isinstance(block, dict):
        raise BadProperties(f"{name}: 'pms' needs {', '.join(_PMS_KEYS)}")
    for key in block:
        if key not in _PMS_KEYS:
            # Whatever stands there is not repeated: it may be the key itself.
            by_reference = "; a key is named by api_key_env or api_key_file and never written here"
            raise BadProperties(
                f"{name}: 'pms' has no '{key}', only {', '.join(_PMS_KEYS)}"
                f"{by_reference if 'key' in str(key) or 'pass' in str(key) else ''}"
            )
    kind = str(block.get("type") or default.type)
    address = str(block.get("base_url") or "")
    # Another system is another tenant: the settings' key never travels to an address it was not given for.
    is_same_system = kind == default.type and address in ("", default.base_url)
    base = default if is_same_system else PmsSettings(kind, base_url=address)
    options = block.get("options") or {}
    if not isinstance(options, dict):
        raise BadProperties(f"{name}: 'options' are names with values")
    return PmsSettings(
        type=kind,
        base_url=base.base_url,
        hotel_id=str(block.get("hotel_id") or base.hotel_id),
        api_key=_api_key(name, block, environment, folder) or base.api_key,
        timeout_seconds=_seconds(name, block.get("timeout_seconds"), default.timeout_seconds),
        options={**base.options, **options},
    )


def _api_key(
    name: str, block: Mapping[str, Any], environment: Mapping[str, str], folder: Path
) -> SecretStr | None:
    variable, file = block.get("api_key_env"), block.get("api_key_file")
    if variable and file:
        raise BadProperties(f"{name}: 'api_key_env' and 'api_key_file' name two keys; one is enough")
    if variable:
        key = environment.get(str(variable), "").strip()
        if not key:
            # A key that was pasted in place of a variable's name must not reach a log.
            shown = variable if str(variable).isidentifier() and str(variable).isupper() else "a variable"
            raise BadProperties(f"{name}: 'api_key_env' names {shown}, which is not set")
        return SecretStr(key)
    if file:
        try:
            key = (folder / str(file)).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError, ValueError) as error:
            fault = error.strerror if isinstance(error, OSError) else "it is no text"
            raise BadProperties(f"{name}: the file of 'api_key_file' cannot be read: {fault}") from error
        if not key:
            raise BadProperties(f"{name}: the file of 'api_key_file' is empty")
        return SecretStr(key)
    return None


def _seconds(name: str, value: Any, default: float) -> float:
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        raise BadProperties(f"{name}: 'timeout_seconds' is a number above 0")
    return float(value)


def _fact(name: str, topic: str, row: Any, currency: str) -> Fact:
    if topic not in TOPICS:
        raise BadProperties(f"{name}: fact '{topic}' is not one of {', '.join(TOPICS)}")
    if not isinstance(row, dict):
        raise BadProperties(f"{name}: fact '{topic}' needs 'available', 'price', 'per' or 'text'")
    price = row.get("price")
    try:
        amount = None if price is None else Money.from_major(Decimal(str(price)), currency)
    except (InvalidOperation, ValueError) as error:
        raise BadProperties(f"{name}: fact '{topic}': '{price}' is no price in {currency}") from error
    return Fact(
        available=row.get("available"),
        price=amount,
        per=row.get("per"),
        text={str(code): str(words).strip() for code, words in (row.get("text") or {}).items()},
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
