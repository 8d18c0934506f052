"""The hotels' file: what is read, what is refused with the hotel and field named."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.money import Money
from common.properties import BadProperties, PmsSettings, load_properties
from common.settings import ROOT

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
