"""One call: what it may be, how it goes out, and what each kind of answer becomes."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from prometheus_client import REGISTRY

from common.clock import Deadline, FrozenClock, SystemClock
from pms.adapters.qloapps import wire
from pms.adapters.qloapps.client import ALLOWED, Client
from pms.adapters.qloapps.options import read_options
from pms.contract import errors
from tests.pms.adapters.qloapps.property import hotel

type Handler = Callable[[httpx2.Request], httpx2.Response | Awaitable[httpx2.Response]]


def client_of(handler: Any, **options: Any) -> Client:
    ours = hotel(**options)
    return Client(ours, read_options(ours), SystemClock(), transport=httpx2.MockTransport(handler))


def answering(status: int, body: str | bytes = b"", **headers: str) -> Client:
    content = body.encode() if isinstance(body, str) else body
    return client_of(lambda _: httpx2.Response(status, content=content, headers=headers))


def refusal(code: int, message: str) -> str:
    return json.dumps({"errors": [{"code": code, "message": message}]})


def soon(seconds: float = 5) -> Deadline:
    return Deadline.after(seconds, SystemClock())


async def read(client: Client) -> Any:
    return await client.get("orders", {"limit": "1"}, deadline=soon())


async def book(client: Client) -> Any:
    return await client.write("POST", "bookings", body={"booking": {}}, deadline=soon())


async def test_key_travels_as_the_user_and_never_in_the_address() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=[])

    client = client_of(
        handler, base_url="https://shop.example/", api_path="/api/", host_header="real.example"
    )
    assert await read(client) == []
    (request,) = seen
    key = hotel().pms.api_key.get_secret_value()
    assert request.headers["Authorization"] == "Basic " + b64encode(f"{key}:".encode()).decode()
    assert str(request.url) == "https://shop.example/api/orders?output_format=JSON&limit=1"
    assert request.headers["Host"] == "real.example"


@pytest.mark.parametrize(
    ("method", "resource"),
    [
        ("DELETE", "orders"),
        ("PUT", "orders"),
        ("POST", "orders"),
        ("PUT", "room_types"),
        ("DELETE", "room_types"),
        ("POST", "qlo"),
        ("GET", "qlo"),
        ("POST", "qlo/updRoomRateAvail"),
        ("PUT", "customers"),
        ("DELETE", "customers"),
        ("DELETE", "bookings"),
        ("PUT", "hotel_rooms"),
        ("PUT", "room_bookings"),
        ("PATCH", "bookings"),
    ],
)
async def test_harmful_calls_are_never_made(method: str, resource: str) -> None:
    client = client_of(lambda _: pytest.fail("it was sent"))
    with pytest.raises(ValueError, match="never called"):
        await client.write(method, resource, deadline=soon())


def test_nothing_is_allowed_beyond_what_is_used() -> None:
    writes = {(method, name) for name, methods in ALLOWED.items() for method in methods - {"GET"}}
    assert writes == {
        ("POST", "bookings"),
        ("PUT", "bookings"),
        ("POST", "customers"),
        ("POST", "feature_prices"),
        ("PUT", "feature_prices"),
        ("POST", "hotel_ari"),
        ("POST", "order_histories"),
    }


@pytest.mark.parametrize(
    ("status", "body", "on_read", "on_write"),
    [
        (302, "", errors.Misconfigured, errors.Misconfigured),
        (401, "401 Unauthorized", errors.BadCredentials, errors.BadCredentials),
        (401, refusal(20, "x"), errors.BadCredentials, errors.BadCredentials),
        (401, refusal(26, 'Resource of type "orders" is not allowed'), errors.BadCredentials, errors.BadCredentials),
        (405, refusal(25, "Method POST is not allowed"), errors.BadCredentials, errors.BadCredentials),
        (403, "<html>", errors.BadCredentials, errors.BadCredentials),
        (400, refusal(27, "no such resource"), errors.Misconfigured, errors.Misconfigured),
        (404, "<html>Not found</html>", errors.Misconfigured, errors.Misconfigured),
        (404, refusal(87, "missing"), errors.NotFound, errors.NotFound),
        (408, "", errors.TooBusy, errors.TooBusy),
        (429, "", errors.TooBusy, errors.TooBusy),
        (500, "", errors.Unreachable, errors.OutcomeUnknown),
        (500, refusal(127, "bad XML"), errors.Unintelligible, errors.Unintelligible),
        (502, "<html>", errors.Unreachable, errors.OutcomeUnknown),
        (503, refusal(22, "disabled"), errors.Unreachable, errors.Unreachable),
        (503, "", errors.Unreachable, errors.OutcomeUnknown),
        (200, "Fatal error", errors.Unintelligible, errors.OutcomeUnknown),
        (200, '{"orders":[', errors.Unintelligible, errors.OutcomeUnknown),
        (200, "", errors.Unintelligible, errors.OutcomeUnknown),
        (201, "Invalid new order status", errors.Unintelligible, errors.OutcomeUnknown),
        (400, refusal(404, "Requested room(s) not available."), errors.SoldOut, errors.SoldOut),
        (400, refusal(404, "Invalid room type in the request"), errors.NotFound, errors.NotFound),
        (400, refusal(404, "Booking not found."), errors.NotFound, errors.NotFound),
        (400, refusal(404, "Please provide a valid id_property."), errors.Misconfigured, errors.Misconfigured),
        (400, refusal(404, "Please provide a valid currency."), errors.Misconfigured, errors.Misconfigured),
        (400, refusal(404, "Please provide a valid phone number."), errors.Invalid, errors.Invalid),
        (400, refusal(404, "Something new"), errors.Unintelligible, errors.Unintelligible),
        (400, refusal(85, "Property Customer->email is not valid"), errors.Invalid, errors.Invalid),
        (400, "", errors.Unintelligible, errors.Unintelligible),
    ],
)  # fmt: skip
async def test_each_answer_has_one_meaning(
    status: int, body: str, on_read: type[errors.PmsError], on_write: type[errors.PmsError]
) -> None:
    client = answering(status, body, Location="http://shop.example/")
    with pytest.raises(errors.PmsError) as of_read:
        await read(client)
    with pytest.raises(errors.PmsError) as of_write:
        await book(client)
    assert (type(of_read.value), type(of_write.value)) == (on_read, on_write)
    assert of_read.value.vendor == "qloapps"


async def test_what_does_not_exist_is_none() -> None:
    assert await answering(404).get("bookings", key=7, deadline=soon()) is None


async def test_too_busy_says_for_how_long() -> None:
    with pytest.raises(errors.TooBusy) as busy:
        await read(answering(429, "", **{"Retry-After": "7"}))
    assert busy.value.retry_after_seconds == 7


async def test_redirect_names_where_to() -> None:
    with pytest.raises(errors.Misconfigured, match=r"shop\.example"):
        await read(answering(302, "", Location="http://shop.example/index.php"))


@pytest.mark.parametrize(
    "body",
    [
        refusal(85, "Property Customer->email is not valid: guest@example.com"),
        refusal(404, "Unknown thing guest@example.com +34600100200"),
        '{"customer_detail": {"email": "guest@example.com"',
        "guest@example.com 34600100200",
    ],
)
@pytest.mark.parametrize("status", [200, 400, 500])
async def test_no_error_repeats_a_guest(body: str, status: int) -> None:
    for ask in (read, book):
        with pytest.raises(errors.PmsError) as raised:
            wire.orders(await ask(answering(status, body)))
        said = str(errors.to_json(raised.value))
        assert "guest@" not in said
        assert "600100200" not in said


@pytest.mark.parametrize(
    ("fault", "on_read", "on_write"),
    [
        (httpx2.ConnectError("refused"), errors.Unreachable, errors.Unreachable),
        (httpx2.ConnectTimeout("slow"), errors.Unreachable, errors.Unreachable),
        (httpx2.PoolTimeout("full"), errors.Unreachable, errors.Unreachable),
        (httpx2.ReadTimeout("slow"), errors.Unreachable, errors.OutcomeUnknown),
        (httpx2.WriteError("reset"), errors.Unreachable, errors.OutcomeUnknown),
        (httpx2.ReadError("reset"), errors.Unreachable, errors.OutcomeUnknown),
        (httpx2.RemoteProtocolError("gone"), errors.Unreachable, errors.OutcomeUnknown),
    ],
)
async def test_each_fault_of_the_wire_has_one_meaning(
    fault: Exception, on_read: type[errors.PmsError], on_write: type[errors.PmsError]
) -> None:
    def handler(_: httpx2.Request) -> httpx2.Response:
        raise fault

    with pytest.raises(on_read):
        await read(client_of(handler))
    with pytest.raises(on_write):
        await book(client_of(handler))


async def test_no_call_outlives_its_deadline() -> None:
    async def never(_: httpx2.Request) -> httpx2.Response:
        await asyncio.Event().wait()
        raise AssertionError

    client = client_of(never)
    with pytest.raises(errors.Unreachable):
        await client.get("orders", deadline=soon(0.03))
    with pytest.raises(errors.OutcomeUnknown):
        await client.write("POST", "bookings", body={}, deadline=soon(0.03))
    own = client_of(never, read_timeout_seconds=0.03, create_timeout_seconds=0.03)
    with pytest.raises(errors.Unreachable):
        await read(own)
    with pytest.raises(errors.OutcomeUnknown):
        await book(own)


async def test_without_time_nothing_is_sent(clock: FrozenClock) -> None:
    client = client_of(lambda _: pytest.fail("it was sent"))
    with pytest.raises(errors.Unreachable):
        await client.write("POST", "bookings", body={}, deadline=Deadline.after(0, clock))


async def test_answer_without_end_is_given_up() -> None:
    async def endless() -> Any:
        while True:
            yield b"x" * 5_000

    client = client_of(lambda _: httpx2.Response(200, content=endless()), most_body_bytes=20_000)
    with pytest.raises(errors.Unintelligible):
        await read(client)
    with pytest.raises(errors.OutcomeUnknown):
        await book(client)


async def test_each_call_is_timed_under_its_resource() -> None:
    labels = {"vendor": "qloapps", "endpoint": "hotels", "method": "GET"}

    def count() -> float:
        return REGISTRY.get_sample_value("pms_api_latency_seconds_count", labels) or 0

    before = count()
    await answering(200, "[]").get("hotels", {"filter[id]": "[1]"}, deadline=soon())
    with pytest.raises(errors.Unreachable):
        await answering(500).get("hotels", key=3, deadline=soon())
    assert count() == before + 2


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"hotel_id": "one"}, "PMS_HOTEL_ID"),
        ({"base_url": ""}, "PMS_BASE_URL"),
        ({"no_such_option": 1}, "no_such_option"),
        ({"booking_status": 3}, "booking_status"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"source_prefix": "a b[]"}, "source_prefix"),
        ({"cancellation": {"free_days_before": -1}}, "free_days_before"),
    ],
)
def test_option_that_cannot_be_used_is_named(changed: dict[str, Any], named: str) -> None:
    with pytest.raises(errors.Misconfigured, match=named):
        read_options(hotel(**changed))


def test_options_of_the_layers_are_left_to_them() -> None:
    assert read_options(hotel(rate_limit={"calls": 10})).source_prefix == "posada"
