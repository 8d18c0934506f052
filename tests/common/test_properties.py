"""The hotels' file: what is read, what is refused with the hotel and field named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from common.hotels import load_hotels
from common.money import Money
from common.properties import BadProperties, PmsSettings, load_properties
from common.settings import ROOT, load_settings

SMALL = """
properties:
  - id: one
    name: One
    timezone: Europe/Madrid
    currency: EUR
    country: ES
    privacy_url: https://one.example/privacy
    languages: [es, en]
    facts:
      parking: {available: true, price: 12.50, per: night, text: {es: Hay garaje.}}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "hotels.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_hotel_without_a_pms_block_takes_the_settings_one(tmp_path: Path) -> None:
    hotel = load_properties(
        written(tmp_path, SMALL), PmsSettings("qloapps", base_url="https://pms.example")
    ).default
    assert (hotel.pms.type, hotel.pms.base_url) == ("qloapps", "https://pms.example")
    assert hotel.default_language == "es"
    assert hotel.facts["parking"].price == Money(1250, "EUR")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("Europe/Madrid", "Europe/Nowhere"), "Nowhere"),
        (("[es, en]", "[es, xx]"), "xx"),
        (("parking:", "swimming:"), "swimming"),
        (("price: 12.50", "price: 12.505"), "parking"),
        (("    name: One\n", ""), "name"),
        (("properties:", "hotels:"), "properties"),
    ],
)
def test_a_fault_names_what_is_wrong(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    with pytest.raises(BadProperties, match=named):
        load_properties(written(tmp_path, SMALL.replace(*change)))


def test_two_hotels_never_share_an_id(tmp_path: Path) -> None:
    with pytest.raises(BadProperties, match="share"):
        load_properties(written(tmp_path, SMALL + SMALL.replace("properties:\n", "")))


def test_the_demo_hotel_answers_every_topic_in_three_languages() -> None:
    hotel = load_properties(ROOT / "posada" / "demo_hotel.yml").default
    for topic, fact in hotel.facts.items():
        assert {"en", "es", "pt"} <= set(fact.text), topic


ELSEWHERE = "    pms: {type: qloapps, base_url: https://pms.one.example, hotel_id: 3, "
OURS = PmsSettings(
    "qloapps",
    base_url="https://ours.example",
    hotel_id="1",
    api_key=SecretStr("sesame"),
    timeout_seconds=12,
    options={"language_id": 1},
)


def pms_of(tmp_path: Path, block: str, environment: dict[str, str] | None = None) -> PmsSettings:
    path = written(tmp_path, SMALL + block)
    return load_properties(path, OURS, environment=environment).default.pms


def test_a_hotel_names_the_variable_that_holds_its_key(tmp_path: Path) -> None:
    pms = pms_of(tmp_path, ELSEWHERE + "api_key_env: ONE_KEY}\n", {"ONE_KEY": "open\n"})
    assert (pms.base_url, pms.hotel_id) == ("https://pms.one.example", "3")
    assert pms.api_key.get_secret_value() == "open"
    assert "open" not in repr(pms)


def test_a_hotel_names_the_file_that_holds_its_key_beside_the_hotels_file(tmp_path: Path) -> None:
    (tmp_path / "one.key").write_text("open\n")
    pms = pms_of(tmp_path, ELSEWHERE + "api_key_file: one.key}\n")
    assert pms.api_key.get_secret_value() == "open"


def test_the_settings_key_never_goes_to_another_address_or_system(tmp_path: Path) -> None:
    for block in (ELSEWHERE + "}\n", "    pms: {type: demo}\n"):
        pms = pms_of(tmp_path, block)
        assert pms.api_key.get_secret_value() == ""
        assert pms.options == {}
    assert (pms.base_url, pms.hotel_id, pms.timeout_seconds) == ("", "", 12)


def test_a_second_hotel_in_the_same_system_gives_only_its_own_id(tmp_path: Path) -> None:
    pms = pms_of(tmp_path, "    pms: {hotel_id: 2, options: {rate_plan: web}, timeout_seconds: 5}\n")
    assert (pms.type, pms.base_url, pms.hotel_id) == ("qloapps", "https://ours.example", "2")
    assert pms.api_key.get_secret_value() == "sesame"
    assert pms.options == {"language_id": 1, "rate_plan": "web"}
    assert pms.timeout_seconds == 5


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ("pms: {type: qloapps, api_key: OPENSESAME}", "api_key_env"),
        ("pms: {type: qloapps, password: OPENSESAME}", "api_key_file"),
        ("pms: {type: qloapps, hotel: 3}", "hotel_id"),
        ("pms: {api_key_env: ONE_KEY}", "ONE_KEY, which is not set"),
        ("pms: {api_key_env: opensesame-4711}", "a variable, which is not set"),
        ("pms: {api_key_file: missing.key}", "No such file"),
        ("pms: {api_key_file: empty.key}", "empty"),
        ("pms: {api_key_file: empty.key, api_key_env: ONE_KEY}", "one is enough"),
        ("pms: {timeout_seconds: soon}", "timeout_seconds"),
        ("pms: {timeout_seconds: -1}", "timeout_seconds"),
        ("pms: {options: [1]}", "options"),
        ("pms: qloapps", "pms"),
    ],
)
def test_a_fault_in_the_pms_block_is_named_without_its_value(tmp_path: Path, block: str, named: str) -> None:
    (tmp_path / "empty.key").write_text("\n")
    with pytest.raises(BadProperties, match=named) as caught:
        pms_of(tmp_path, f"    {block}\n")
    assert "one: " in str(caught.value)
    assert "opensesame" not in str(caught.value).lower()


def test_two_hotels_of_one_file_each_have_their_own_key(tmp_path: Path) -> None:
    second = SMALL.replace("properties:\n", "").replace("id: one", "id: two")
    text = (
        SMALL
        + "    pms: {type: qloapps, base_url: https://a.example, api_key_env: KEY_A}\n"
        + second.lstrip("\n")
        + "    pms: {type: qloapps, base_url: https://b.example, api_key_env: KEY_B}\n"
    )
    settings = load_settings({"POSADA_PROPERTIES_FILE": str(written(tmp_path, text))})
    hotels = load_hotels(settings, {"KEY_A": "a", "KEY_B": "b"})
    assert [one.pms.api_key.get_secret_value() for one in hotels] == ["a", "b"]


def test_a_hotel_names_the_numbers_its_guests_write_to(tmp_path: Path) -> None:
    text = SMALL + '    whatsapp: {numbers: ["109876500000002", 7]}\n'
    assert load_properties(written(tmp_path, text)).default.whatsapp_numbers == ("109876500000002", "7")
    assert load_properties(written(tmp_path, SMALL)).default.whatsapp_numbers == ()


@pytest.mark.parametrize("block", ["{token: sesame}", "{numbers: sesame}", "{numbers: [a]}", "sesame", "[7]"])
def test_a_fault_in_the_whatsapp_block_is_named_without_its_value(tmp_path: Path, block: str) -> None:
    with pytest.raises(BadProperties, match="'whatsapp' needs 'numbers'") as caught:
        load_properties(written(tmp_path, SMALL + f"    whatsapp: {block}\n"))
    assert "sesame" not in str(caught.value)


def test_a_hotel_says_what_one_whatsapp_message_costs(tmp_path: Path) -> None:
    text = SMALL + '    whatsapp: {numbers: ["7"], prices: {utility: 0.0170, service: "0.01"}}\n'
    prices = load_properties(written(tmp_path, text)).default.whatsapp_prices
    assert prices == {"utility": Decimal("0.017"), "service": Decimal("0.01")}


@pytest.mark.parametrize(
    "prices", ["{utility: -1}", "{utility: much}", "{utility: .inf}", "{post: 1}", "7", "{utility: true}"]
)
def test_a_price_that_is_none_is_named(tmp_path: Path, prices: str) -> None:
    with pytest.raises(BadProperties, match=r"'whatsapp\.prices'"):
        load_properties(written(tmp_path, SMALL + f"    whatsapp: {{numbers: [], prices: {prices}}}\n"))


def test_a_hotel_gives_photos_of_its_rooms_by_the_id_its_system_has(tmp_path: Path) -> None:
    block = "    photos: {3: https://one.example/photos/twin.jpg, suite: 'https://one.example/s.jpg?w=600'}\n"
    hotel = load_properties(written(tmp_path, SMALL + block)).default
    assert hotel.photos == {
        "3": "https://one.example/photos/twin.jpg",
        "suite": "https://one.example/s.jpg?w=600",
    }


@pytest.mark.parametrize(
    "address",
    [
        "http://one.example/twin.jpg", "javascript:alert(1)", "'https://'", "'https:///twin.jpg'", "7", "[a]", "''",
        "'https://one.example/a b.jpg'", "'https://me:secret@one.example/a.jpg'", "'https://[one/a.jpg'",
        '"https://one.example/\\u202egpj.jpg"', f"https://one.example/{'a' * 1000}",
    ],
)  # fmt: skip
def test_a_photo_that_guests_could_not_open_is_named_by_its_room_without_its_address(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(
        BadProperties, match=r"^one: the photo of room type 'twin' is no plain https address$"
    ):
        load_properties(written(tmp_path, f"{SMALL}    photos: {{twin: {address}}}\n"))


def test_photos_that_are_no_names_with_addresses_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProperties, match="'photos' are room type ids"):
        load_properties(written(tmp_path, f"{SMALL}    photos: [https://one.example/twin.jpg]\n"))


def test_the_demo_hotels_drawings_stand_where_guests_reach_the_desk() -> None:
    path = ROOT / "posada" / "demo_hotel.yml"
    drawings = ROOT / "bot" / "channels" / "webchat" / "page" / "rooms"
    photos = load_properties(path, desk_url="https://desk.example").default.photos
    assert photos == {
        one.stem: f"https://desk.example/webchat/rooms/{one.name}" for one in drawings.glob("*.svg")
    }
    assert len(photos) == 4
    assert load_properties(path).default.photos == {}
