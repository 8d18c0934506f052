from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.whatsapp.numbers import Numbers
from common.properties import BadProperties, Properties
from common.settings import BadSettings
from tests.bot.gateway.house import demo_properties, two_hotels


def test_each_number_is_one_hotels() -> None:
    assert dict(Numbers.of(" 1=mirador, 2 = faro ,", two_hotels())) == {"1": "mirador", "2": "faro"}


def test_a_number_without_a_hotel_is_shared_where_there_are_several() -> None:
    assert dict(Numbers.of("1", two_hotels())) == {"1": ""}
    assert dict(Numbers.of("1", demo_properties())) == {"1": "mirador"}
    assert dict(Numbers.of("", demo_properties())) == {}


def test_a_hotels_own_block_stands_over_the_setting() -> None:
    mirador, faro = two_hotels()
    hotels = Properties((mirador, replace(faro, whatsapp_numbers=("1", "3"))))
    assert dict(Numbers.of("1=mirador,2=mirador", hotels)) == {"1": "faro", "2": "mirador", "3": "faro"}


def test_two_hotels_cannot_both_have_a_number() -> None:
    hotels = Properties(tuple(replace(hotel, whatsapp_numbers=("1",)) for hotel in two_hotels()))
    with pytest.raises(BadProperties, match="mirador and faro"):
        Numbers.of("", hotels)


@pytest.mark.parametrize("setting", ["1=elsewhere", "one=mirador", "1=mirador;2=faro", "+34956000120", "1="])
def test_a_setting_that_cannot_be_read_is_named(setting: str) -> None:
    with pytest.raises(BadSettings, match="WHATSAPP_NUMBERS"):
        Numbers.of(setting, two_hotels())
