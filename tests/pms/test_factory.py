"""Adapters are found by their folders; a name that no folder has is answered with the names that exist."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.properties import PmsSettings, Properties
from common.settings import load_settings
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.factory import (
    Connectors,
    check_settings,
    find_connectors_with_capability,
    get_connector_metadata,
    list_available_connectors,
)
from pms.front_desk import build_front_desk
from tests.pms.house import KEY, errand_of, hotel


def test_demo_is_available_and_also_called_mock() -> None:
    assert "demo" in list_available_connectors()
    assert get_connector_metadata("mock") == get_connector_metadata("demo")


def test_unknown_vendor_lists_the_known_ones() -> None:
    with pytest.raises(errors.UnknownVendor) as unknown:
        get_connector_metadata("fidelio")
    assert unknown.value.known == list_available_connectors()
    assert "demo" in str(unknown.value)


def test_connectors_are_found_by_what_they_can_do() -> None:
    assert "demo" in find_connectors_with_capability(Capability.CREATE)
    assert "demo" not in find_connectors_with_capability(Capability.WEBHOOKS)


async def test_connector_is_made_once_and_shared(engine: AsyncEngine, clock: FrozenClock) -> None:
    connectors = Connectors(Properties((hotel(),)), engine=engine, clock=clock)
    errand = errand_of("conversation-1", clock)
    traced = await asyncio.gather(*(connectors.get(errand) for _ in range(5)))
    assert len({id(one._inner) for one in traced}) == 1  # type: ignore[attr-defined]
    await connectors.close()


async def test_property_of_an_unknown_vendor_is_a_misconfiguration(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    elsewhere = replace(hotel(), pms=PmsSettings("fidelio"))
    connectors = Connectors(Properties((elsewhere,)), engine=engine, clock=clock)
    with pytest.raises(errors.UnknownVendor):
        await connectors.get(errand_of("conversation-1", clock))


@pytest.mark.parametrize(
    ("address", "is_refused"),
    [
        ("http://pms.hotel.example/api", True),
        ("http://192.168.1.20/api", True),
        ("https://pms.hotel.example/api", False),
        ("http://127.0.0.1:8080/api", False),
        ("http://[::1]:8080/api", False),
        ("http://localhost:8080/api", False),
        ("", False),
    ],
)
def test_plain_http_is_refused_outside_this_machine(address: str, is_refused: bool) -> None:
    there = replace(hotel(), pms=PmsSettings("demo", base_url=address))
    if is_refused:
        with pytest.raises(errors.InsecureAddress):
            check_settings(there)
    else:
        assert check_settings(there).name == "demo"


def test_front_desk_refuses_to_open_for_an_unknown_vendor(engine: AsyncEngine, clock: FrozenClock) -> None:
    settings = load_settings({"POSADA_SECRET_KEYS": KEY})
    elsewhere = Properties((replace(hotel(), pms=PmsSettings("fidelio")),))
    with pytest.raises(errors.UnknownVendor):
        build_front_desk(settings, elsewhere, engine, clock)
