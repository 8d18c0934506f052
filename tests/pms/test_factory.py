"""Adapters are found by their folders; a name that no folder has is answered with the names that exist."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline, FrozenClock
from common.properties import PmsSettings, Properties, Property
from common.settings import load_settings
from pms import factory
from pms.adapters.demo.adapter import DemoHotel
from pms.contract import errors
from pms.contract.capabilities import Capability
from pms.factory import (
    Connectors,
    check_settings,
    find_connectors_with_capability,
    get_connector_metadata,
    list_available_connectors,
)
from pms.front_desk import Errand, build_front_desk
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


@pytest.mark.parametrize(
    "address", ["pms.hotel.example/api", "ftp://pms.hotel.example", "https:///api", "https://[pms"]
)
def test_an_address_without_https_and_a_host_is_a_misconfiguration(address: str) -> None:
    with pytest.raises(errors.Misconfigured):
        check_settings(replace(hotel(), pms=PmsSettings("demo", base_url=address)))


def test_a_key_in_the_address_is_refused_and_not_repeated() -> None:
    there = replace(hotel(), pms=PmsSettings("demo", base_url="https://sesame@pms.hotel.example/api"))
    with pytest.raises(errors.Misconfigured) as refused:
        check_settings(there)
    assert "sesame" not in str(refused.value)


class SlowToConnect(DemoHotel):
    """Connects when it is told to. closed: how often it was let go."""

    def __init__(self, property_: Property, *, engine: AsyncEngine, clock: Clock) -> None:
        super().__init__(property_, engine=engine, clock=clock)
        self.answers = asyncio.Event()
        self.closed = 0

    async def connect(self) -> None:
        await self.answers.wait()

    async def disconnect(self) -> None:
        self.closed += 1


async def test_a_hotel_that_does_not_answer_keeps_no_other_hotel_waiting(
    engine: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = hotel("one"), hotel("other")
    slow = SlowToConnect(one, engine=engine, clock=clock)
    build = factory.get_connector
    monkeypatch.setattr(
        factory,
        "get_connector",
        lambda asked, **rest: slow if asked.id == "one" else build(asked, **rest),
    )
    connectors = Connectors(Properties((one, other)), engine=engine, clock=clock)
    waiting = asyncio.create_task(connectors.get(errand_at("one", clock)))
    await asyncio.sleep(0)
    assert (await connectors.get(errand_at("other", clock))).property_id == "other"
    assert not waiting.done()
    slow.answers.set()
    assert (await waiting).property_id == "one"
    await connectors.close()


async def test_a_connection_that_comes_too_late_is_unreachable_and_let_go(
    engine: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowToConnect(hotel(), engine=engine, clock=clock)
    monkeypatch.setattr(factory, "get_connector", lambda *_, **__: slow)
    connectors = Connectors(Properties((hotel(),)), engine=engine, clock=clock)
    with pytest.raises(errors.Unreachable, match="no connection in time"):
        await connectors.get(errand_at("mirador", clock, seconds=0.01))
    assert slow.closed == 1
    slow.answers.set()
    assert (await connectors.get(errand_at("mirador", clock))).property_id == "mirador"
    await connectors.close()


async def test_a_property_that_does_not_exist_is_an_error(engine: AsyncEngine, clock: FrozenClock) -> None:
    connectors = Connectors(Properties((hotel(),)), engine=engine, clock=clock)
    with pytest.raises(errors.UnknownProperty):
        await connectors.get(errand_at("nowhere", clock))


def errand_at(property_id: str, clock: Clock, *, seconds: float = 10) -> Errand:
    return Errand(property_id, "conversation-1", "turn-1", Deadline.after(seconds, clock))
