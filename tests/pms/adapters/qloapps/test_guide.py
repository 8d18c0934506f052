"""The guide for hotels says which rights the key needs and which options there are: exactly those, and they are enough."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import cache

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Deadline, SystemClock
from common.settings import ROOT
from pms.adapters.qloapps.adapter import QloApps
from pms.adapters.qloapps.client import ALLOWED
from pms.adapters.qloapps.options import Options
from pms.contract import errors
from pms.contract.protocol import Connector
from pms.contract_suite import ConnectorContract
from pms.simulators import qloapps as simulated
from pms.simulators.qloapps import DEMO_KEY, Key
from pms.simulators.server import as_transport
from tests.pms.adapters.qloapps.property import hotel

METHODS = ("GET", "POST", "PUT", "DELETE")


@cache
def section(title: str) -> str:
    text = (ROOT / "docs" / "guides" / "qloapps.md").read_text(encoding="utf-8")
    return re.split(r"^#", text.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rights_of_the_guide() -> dict[str, frozenset[str]]:
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", section("The key's rights"), re.MULTILINE)
    cells = {name: [cell.strip() for cell in rest.split("|")][:4] for name, rest in rows}
    return {
        name: frozenset(method for method, cell in zip(METHODS, given, strict=True) if cell == "✓")
        for name, given in cells.items()
    }


def test_the_table_of_rights_is_what_the_adapter_may_call() -> None:
    assert rights_of_the_guide() == {name: methods for name, methods in ALLOWED.items() if name}


def test_every_option_is_in_the_guide() -> None:
    rows = re.findall(r"^\| (`.*?) \|", section("Options"), re.MULTILINE)
    named = set(re.findall(r"`(\w+)`", " ".join(rows)))
    assert named - {"rate_limit"} == set(Options.model_fields)


def connected(engine: AsyncEngine, rights: dict[str, frozenset[str]]) -> QloApps:
    key = Key(DEMO_KEY.value, permissions=rights)
    house = replace(simulated.demo_house(), keys=(key,))
    transport = as_transport(simulated.QloApps(house))
    return QloApps(hotel(), engine=engine, clock=SystemClock(), transport=transport)


class TestWithTheRightsOfTheGuide(ConnectorContract):
    @pytest.fixture
    async def connector(self, engine: AsyncEngine) -> AsyncIterator[Connector]:
        connector = connected(engine, rights_of_the_guide())
        yield connector
        await connector.disconnect()


@pytest.mark.parametrize(
    "resource", ["bookings", "hotels", "hotel_ari", "order_histories", "orders", "room_types"]
)
async def test_a_right_that_is_missing_is_named(engine: AsyncEngine, resource: str) -> None:
    rights = rights_of_the_guide()
    connector = connected(engine, {name: given for name, given in rights.items() if name != resource})
    method = "GET" if "GET" in rights[resource] else "POST"
    with pytest.raises(errors.BadCredentials, match=resource):
        await connector._client._send(method, resource, deadline=Deadline.after(20))
    await connector.disconnect()
