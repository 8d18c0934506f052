"""The demo hotel behind a wire: one POST an operation, so that the layers meet every operation there is.

Two of them: one keeps idempotency keys as the demo does, one forgets them, and doubles what is repeated.
"""

from __future__ import annotations

import inspect
from typing import Any, cast, get_type_hints

import httpx2
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock, Deadline
from common.ids import new_id
from common.properties import Property
from pms.adapters.demo.adapter import DemoHotel
from pms.contract import errors
from pms.contract.capabilities import Capability, Manifest, Support
from pms.contract.models import Health
from pms.contract.protocol import OPERATIONS, Connector
from pms.simulators.http import Request, Response

_JSON = {"Content-Type": "application/json"}
_ERROR: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


class _Signature:
    """An operation's arguments and answer, to JSON and back."""

    def __init__(self, name: str) -> None:
        method = getattr(Connector, name)
        hints = get_type_hints(method)
        self.answer: TypeAdapter[Any] = TypeAdapter(hints.pop("return"))
        hints.pop("deadline", None)
        self.arguments = {name: TypeAdapter(hint) for name, hint in hints.items()}
        self.shape = inspect.signature(method)

    def bind(self, positional: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        bound = self.shape.bind(None, *positional, **named, deadline=None)
        bound.apply_defaults()
        return {name: bound.arguments[name] for name in self.arguments}


_SIGNATURES = {name: _Signature(name) for name in OPERATIONS}


class DemoServer:
    """Answers what the demo hotel answers. forgets_keys: the same key twice is done twice."""

    def __init__(self, hotel: Property, engine: AsyncEngine, clock: Clock, *, forgets_keys: bool) -> None:
        self.demo = DemoHotel(hotel, engine=engine, clock=clock)
        self._clock = clock
        self._forgets_keys = forgets_keys

    async def handle(self, request: Request) -> Response:
        signature = _SIGNATURES[request.path.removeprefix("/")]
        given = _ERROR.validate_json(request.body)
        arguments = {
            name: adapter.validate_python(given[name]) for name, adapter in signature.arguments.items()
        }
        if self._forgets_keys:
            arguments = {name: _with_another_key(name, value) for name, value in arguments.items()}
        # What the protocol takes by position the demo takes by the same name.
        call = getattr(self.demo, request.path.removeprefix("/"))
        try:
            answer = await call(**arguments, deadline=Deadline.after(3600, self._clock))
        except errors.Refused as refusal:
            return Response(409, _JSON, _ERROR.dump_json(errors.to_json(refusal)))
        return Response(200, _JSON, signature.answer.dump_json(answer))


class WiredDemo:
    """A connector as a vendor's client would be: it translates every failure of the wire once, here."""

    def __init__(self, hotel: Property, address: str, manifest: Manifest) -> None:
        self.manifest = manifest
        self.property_id = hotel.id
        self._client = httpx2.AsyncClient(base_url=address, timeout=None, verify=False)

    def as_connector(self) -> Connector:
        return cast(Connector, self)

    async def connect(self) -> None:
        """Every call stands for itself."""

    async def disconnect(self) -> None:
        await self._client.aclose()

    async def health_check(self, *, deadline: Deadline) -> Health:
        try:
            return cast(Health, await self._ask("health_check", {}))
        except errors.PmsError as error:
            return Health(is_reachable=False, latency_ms=0, detail=error.kind)

    def __getattr__(self, name: str) -> Any:
        if name not in OPERATIONS:
            raise AttributeError(name)

        async def call(*positional: Any, deadline: Deadline, **named: Any) -> Any:
            return await self._ask(name, _SIGNATURES[name].bind(positional, named))

        return call

    async def _ask(self, name: str, arguments: dict[str, Any]) -> Any:
        signature = _SIGNATURES[name]
        body = {
            each: adapter.dump_python(arguments[each], mode="json")
            for each, adapter in signature.arguments.items()
        }
        doubt = errors.OutcomeUnknown if OPERATIONS[name].writes else errors.Unreachable
        unread = errors.OutcomeUnknown if OPERATIONS[name].writes else errors.Unintelligible
        try:
            answer = await self._client.post(f"/{name}", json=body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise errors.Unreachable(detail=type(error).__name__) from error
        except httpx2.TransportError as error:
            raise doubt(detail=type(error).__name__) from error
        match answer.status_code:
            case 200:
                try:
                    return signature.answer.validate_json(answer.content, strict=True)
                except ValidationError as error:
                    raise unread(detail="not the shape that was promised") from error
            case 409:
                raise errors.from_json(answer.json())
            case 429:
                wait = answer.headers.get("retry-after")
                raise errors.TooBusy(retry_after_seconds=float(wait) if wait else None)
            case 503:
                raise errors.Unreachable(detail="503")
            case 401:
                raise errors.BadCredentials(detail="401")
            case status if 300 <= status < 400:
                raise errors.Misconfigured(detail=f"{status}: redirected")
        raise doubt(detail=str(answer.status_code))


def manifest_of(demo: Manifest, *, forgets_keys: bool) -> Manifest:
    if not forgets_keys:
        return demo
    forgets = Support(
        level="no", reason="so that the layers are tried with a vendor that doubles what is repeated"
    )
    return demo.model_copy(
        update={"capabilities": demo.capabilities | {Capability.KEEPS_IDEMPOTENCY_KEY: forgets}}
    )


def _with_another_key(name: str, value: Any) -> Any:
    if name == "key":
        return new_id("key")
    if name in ("draft", "charge"):
        return value.model_copy(update={"key": new_id("key")})
    return value
