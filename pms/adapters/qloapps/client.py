"""The only module that speaks HTTP: one pooled client a connector, answers judged once, nothing repeated.

A write whose answer was not understood may have been done all the same (QloApps answers 500 after booking, and 200 with
the text of a crash): it becomes OutcomeUnknown, which somebody looks up before doing it again.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx2

from common.clock import Clock, Deadline
from common.properties import Property
from pms.adapters.qloapps.failures import Answer, judge, unreadable
from pms.adapters.qloapps.options import Options
from pms.contract import errors
from pms.contract.errand import count_request
from pms.metrics import API_LATENCY

VENDOR = "qloapps"

ALLOWED: dict[str, frozenset[str]] = {
    resource: frozenset(methods.split())
    for resource, methods in {
        "": "GET",
        "bookings": "GET POST PUT",
        "configurations": "GET",
        "currencies": "GET",
        "customers": "GET POST",
        "feature_prices": "GET POST PUT",
        "hotel_ari": "POST",
        "hotel_refund_rules": "GET",
        "hotel_room_types": "GET",
        "hotel_rooms": "GET",
        "hotels": "GET",
        "languages": "GET",
        "order_histories": "POST",
        "orders": "GET",
        "room_bookings": "GET",
        "room_types": "GET",
        "services": "GET",
    }.items()
}
"""Everything we ever call. What is not here does harm while answering 200: DELETE /orders leaves rooms blocked for ever,
PUT /orders hides the order, PUT /room_types takes the type out of its hotel, PUT /customers blanks what it is not given,
qlo/updRoomRateAvail closes a room for good."""

_READS_BY_POST = frozenset(("hotel_ari",))


class Client:
    """transport: stands in for the network in tests."""

    def __init__(
        self,
        hotel: Property,
        options: Options,
        clock: Clock,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._options = options
        self._clock = clock
        self._most_seconds = hotel.pms.timeout_seconds
        headers = {"Host": options.host_header} if options.host_header else {}
        self._http = httpx2.AsyncClient(
            # The shop's address is asked for, but the API's own is what people find and paste.
            base_url=f"{hotel.pms.base_url.rstrip('/').removesuffix(f'/{options.api_path}')}/{options.api_path}/",
            # The key is the user. Never ?ws_key=: addresses land in logs.
            auth=httpx2.BasicAuth(hotel.pms.api_key.get_secret_value(), ""),
            headers={**headers, "Output-Format": "JSON"},
            follow_redirects=False,
            trust_env=False,
            verify=_trust(options.ca_file),
            limits=httpx2.Limits(
                max_connections=options.most_connections, max_keepalive_connections=options.most_connections
            ),
            transport=transport,
        )
        self.skew_seconds = 0.0
        """How far the server's clock runs ahead of ours, by its last answer."""

    async def close(self) -> None:
        await self._http.aclose()

    async def get(
        self,
        resource: str,
        query: Mapping[str, str] | None = None,
        *,
        key: int | None = None,
        deadline: Deadline,
    ) -> Any | None:
        """The JSON of a GET; None for a key that does not exist (404 with nothing in it)."""
        return await self._send("GET", resource, query, key=key, deadline=deadline)

    async def read_by_post(self, resource: str, xml: str, *, deadline: Deadline) -> Any:
        """A question that is asked with a body; it changes nothing."""
        if resource not in _READS_BY_POST:
            raise ValueError(f"{resource} is no question")
        return await self._send("POST", resource, xml=xml, deadline=deadline)

    async def write(
        self,
        method: str,
        resource: str,
        *,
        key: int | None = None,
        xml: str | None = None,
        body: Mapping[str, Any] | None = None,
        deadline: Deadline,
    ) -> Any:
        """The JSON of the answer, None when it has no body. Raises OutcomeUnknown where it may have been done."""
        return await self._send(method, resource, key=key, xml=xml, body=body, deadline=deadline)

    async def _send(
        self,
        method: str,
        resource: str,
        query: Mapping[str, str] | None = None,
        *,
        key: int | None = None,
        xml: str | None = None,
        body: Mapping[str, Any] | None = None,
        deadline: Deadline,
    ) -> Any:
        if method not in ALLOWED.get(resource, ()):
            raise ValueError(f"{method} {resource} is never called")
        writes = method != "GET" and resource not in _READS_BY_POST
        own = self._options.create_timeout_seconds if writes else self._options.read_timeout_seconds
        seconds = min(deadline.remaining_seconds(), own, self._most_seconds)
        if seconds <= 0:
            raise errors.Unreachable(vendor=VENDOR, detail="no time left to ask")
        request = self._http.build_request(
            method,
            resource if key is None else f"{resource}/{key}",
            params={"output_format": "JSON", **(query or {})},
            content=_content(xml, body),
            headers=_content_type(xml, body),
            timeout=seconds,
        )
        answer = await self._answer(request, resource, seconds, writes=writes)
        failure = judge(answer, writes=writes)
        if failure is not None:
            raise failure
        if answer.status == 404 or (writes and answer.status in (200, 204) and method == "DELETE"):
            return None
        try:
            return json.loads(answer.body)
        except ValueError as error:
            raise unreadable(answer, writes=writes) from error

    async def _answer(
        self, request: httpx2.Request, resource: str, seconds: float, *, writes: bool
    ) -> Answer:
        started = self._clock.monotonic()
        late = errors.OutcomeUnknown if writes else errors.Unreachable
        try:
            # One limit over the whole exchange: a server that trickles resets every other.
            async with asyncio.timeout(seconds):
                count_request()
                response = await self._http.send(request, stream=True)
                try:
                    content = await self._body(response, writes=writes)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise late(vendor=VENDOR, detail=f"no answer within {seconds:.1f} s") from error
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            # Not a byte has been sent.
            raise errors.Unreachable(vendor=VENDOR, detail=type(error).__name__) from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise late(vendor=VENDOR, detail=type(error).__name__) from error
        except httpx2.InvalidURL as error:
            raise errors.Misconfigured(vendor=VENDOR, detail="PMS_BASE_URL is no address") from error
        finally:
            API_LATENCY.labels(VENDOR, resource or "root", request.method).observe(
                self._clock.monotonic() - started
            )
        stamp = response.headers.get("Access-Time", "")
        if stamp.isdecimal():
            self.skew_seconds = int(stamp) - self._clock.now().timestamp()
        location = urlsplit(response.headers.get("Location", "")).hostname or ""
        return Answer(response.status_code, content, location, response.headers.get("Retry-After", ""))

    async def _body(self, response: httpx2.Response, *, writes: bool) -> bytes:
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > self._options.most_body_bytes:
                kind = errors.OutcomeUnknown if writes else errors.Unintelligible
                raise kind(vendor=VENDOR, detail="the answer is larger than any that is known")
        return bytes(content)


@cache
def _trust(ca_file: str | None) -> ssl.SSLContext:
    """Reading the machine's authorities takes longer than a call; connectors share what was read."""
    return ssl.create_default_context(cafile=ca_file)


def _content(xml: str | None, body: Mapping[str, Any] | None) -> bytes | None:
    if xml is not None:
        return xml.encode()
    return None if body is None else json.dumps(body).encode()


def _content_type(xml: str | None, body: Mapping[str, Any] | None) -> dict[str, str]:
    if xml is None and body is None:
        return {}
    return {"Content-Type": "text/xml; charset=utf-8" if xml is not None else "application/json"}
