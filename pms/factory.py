"""From a property's settings to its connector inside its layers; the only module that knows where adapters lie."""

from __future__ import annotations

import asyncio
import importlib
from collections import defaultdict
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.properties import Properties, Property
from pms.call_rows import CallRows
from pms.contract import errors
from pms.contract.capabilities import Capability, Manifest, read_manifest
from pms.contract.errand import Errand
from pms.contract.protocol import Connector
from pms.resilience.any_party import AnyParty
from pms.resilience.backing import Backing
from pms.resilience.breaker import Breaker
from pms.resilience.breaker_state import BreakerState
from pms.resilience.cache import Cache
from pms.resilience.call_log import CallLog
from pms.resilience.failover import Failover
from pms.resilience.rate_limit import RateLimit
from pms.resilience.retry import Retry
from pms.resilience.shared_shelf import shelf_for
from pms.resilience.timeout import Timeout
from pms.resilience.tuning import rate_of
from pms.trace import Traced

_ADAPTERS = Path(__file__).with_name("adapters")


@cache
def _manifests() -> dict[str, Manifest]:
    return {path.parent.name: read_manifest(path) for path in sorted(_ADAPTERS.glob("*/manifest.yml"))}


def list_available_connectors() -> tuple[str, ...]:
    """Names of the adapters, as PMS_TYPE takes them."""
    return tuple(_manifests())


def get_connector_metadata(name: str) -> Manifest:
    """By name or by another name of it. Raises UnknownVendor with the names that exist."""
    for manifest in _manifests().values():
        if name == manifest.name or name in manifest.also_called:
            return manifest
    known = list_available_connectors()
    raise errors.UnknownVendor(vendor=name, known=known, detail=f"known: {', '.join(known)}")


def find_connectors_with_capability(capability: Capability) -> tuple[str, ...]:
    return tuple(name for name, manifest in _manifests().items() if manifest.can(capability))


def get_connector(hotel: Property, *, engine: AsyncEngine, clock: Clock) -> Connector:
    """The adapter of this property, not connected yet and without layers. Raises UnknownVendor, InsecureAddress."""
    name = check_settings(hotel).name
    module: Any = importlib.import_module(f"pms.adapters.{name}.adapter")
    return cast(Connector, module.build_connector(hotel, engine=engine, clock=clock))


def check_settings(hotel: Property) -> Manifest:
    """Whether the property's connector could be made at all. Raises UnknownVendor, InsecureAddress, Misconfigured."""
    try:
        address = urlsplit(hotel.pms.base_url)
    except ValueError as error:
        raise errors.Misconfigured(property_id=hotel.id, detail="the address cannot be read") from error
    if hotel.pms.base_url and (address.scheme not in ("http", "https") or not address.hostname):
        raise errors.Misconfigured(property_id=hotel.id, detail="an address begins with https:// and a host")
    if address.username or address.password:
        raise errors.Misconfigured(property_id=hotel.id, detail="a key does not belong into the address")
    if address.scheme == "http" and not _is_loopback(address.hostname or ""):
        raise errors.InsecureAddress(property_id=hotel.id, detail="use https outside this machine")
    manifest = get_connector_metadata(hotel.pms.type)
    rate_of(hotel, manifest)
    return manifest


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def with_layers(connector: Connector, hotel: Property, *, clock: Clock, backing: Backing) -> Connector:
    """The layers around an adapter, innermost first; why in this order: docs/decisions/0005-order-of-layers.md."""
    service = f"{connector.manifest.name}:{hotel.id}"
    calls = CallLog(service, rate_of(hotel, connector.manifest), clock=clock, backing=backing)
    state = BreakerState(service, clock=clock, backing=backing)

    layered = Timeout(connector, most_seconds=hotel.pms.timeout_seconds).as_connector()
    layered = RateLimit(layered, log=calls, clock=clock).as_connector()
    layered = Breaker(layered, state=state).as_connector()
    layered = Retry(layered, clock=clock).as_connector()
    shelf = shelf_for(backing, vendor=connector.manifest.name, property_id=hotel.id)
    layered = Cache(layered, shelf=shelf, clock=clock).as_connector()
    layered = Failover(layered, shelf=shelf, clock=clock).as_connector()
    return AnyParty(layered).as_connector() if connector.manifest.offers_by == "stay" else layered


class Connectors:
    """One connected connector per property, made when it is first asked for and shared from then on."""

    def __init__(
        self,
        properties: Properties,
        *,
        engine: AsyncEngine,
        clock: Clock,
        backing: Backing | None = None,
        rows: CallRows | None = None,
    ) -> None:
        self._properties = properties
        self._engine = engine
        self._clock = clock
        self._backing = backing or Backing()
        self._rows = rows or CallRows(engine)
        self._ready: dict[str, Connector] = {}
        # One a property: a hotel whose system does not answer must not keep the others waiting.
        self._connecting: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, errand: Errand) -> Connector:
        """The property's connector, tracing under this errand.

        Raises UnknownProperty, UnknownVendor; whatever connecting raises; Unreachable when the deadline passes first.
        """
        connector = self._ready.get(errand.property_id)
        if connector is None:
            try:
                async with asyncio.timeout(errand.deadline.remaining_seconds()):
                    connector = await self._connected(errand.property_id)
            except TimeoutError as error:
                raise errors.Unreachable(
                    property_id=errand.property_id, operation="connect", detail="no connection in time"
                ) from error
        return Traced(connector, errand=errand, rows=self._rows, clock=self._clock).as_connector()

    def put(self, connector: Connector) -> None:
        """Takes a connector that was made elsewhere, in place of the property's own; for tests and demonstrations."""
        self._ready[connector.property_id] = connector

    async def flush(self) -> None:
        """Returns when the rows of all calls so far are written."""
        await self._rows.flush()

    async def close(self) -> None:
        while self._ready:
            _, connector = self._ready.popitem()
            await connector.disconnect()
        await self._rows.close()
        await self._backing.close()

    async def _connected(self, property_id: str) -> Connector:
        hotel = self._properties.get(property_id)
        if hotel is None:
            raise errors.UnknownProperty(property_id=property_id)
        async with self._connecting[property_id]:
            return self._ready.get(property_id) or await self._connect(hotel)

    async def _connect(self, hotel: Property) -> Connector:
        adapter = get_connector(hotel, engine=self._engine, clock=self._clock)
        connector = with_layers(adapter, hotel, clock=self._clock, backing=self._backing)
        try:
            await connector.connect()
        except BaseException:
            # Refused, or given up while it waited: what it has opened must not stay open.
            await connector.disconnect()
            raise
        self._ready[hotel.id] = connector
        return connector
