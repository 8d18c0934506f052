"""The carrier of simulators: ordinary HTTP/1.1, for many clients at once."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import httpx2
import pytest

from pms.simulators.http import Request, Response
from pms.simulators.server import MOST_BODY_BYTES, Carrier, HangUp, Silence, as_transport, serve


class Echo:
    """Answers what it heard; waits at the gate when told to."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.waiting = 0

    async def handle(self, request: Request) -> Response:
        if request.path == "/fail":
            raise RuntimeError("a fault of the simulator's own")
        self.waiting += 1
        await self.gate.wait()
        heard = [
            request.method,
            request.path,
            request.query,
            request.headers.get("x-word"),
            request.body.decode(),
        ]
        return Response(200, {"Content-Type": "application/json"}, json.dumps(heard).encode())


async def test_request_arrives_as_it_was_sent() -> None:
    async with serve(Echo()) as address, httpx2.AsyncClient(base_url=address) as client:
        answer = await client.post("/a%20b?filter[id]=[1|2]", content="body", headers={"X-Word": "hola"})
    method, path, query, word, body = answer.json()
    assert (method, path, word, body) == ("POST", "/a b", "hola", "body")
    assert "1" in query
    assert answer.headers["content-length"] == str(len(answer.content))


async def test_in_process_transport_says_the_same_as_a_socket() -> None:
    async def ask(client: httpx2.AsyncClient) -> object:
        answer = await client.put("/x?y=1&z=[2]", content="b", headers={"X-Word": "w"})
        return answer.status_code, answer.json()

    async with (
        serve(Echo()) as address,
        httpx2.AsyncClient(base_url=address) as wired,
        httpx2.AsyncClient(base_url="http://house.example", transport=as_transport(Echo())) as direct,
    ):
        assert await ask(wired) == await ask(direct)


async def test_connection_is_kept_alive() -> None:
    carrier = Carrier(Echo())
    await carrier.start()
    host, port = urlsplit(carrier.address).hostname, urlsplit(carrier.address).port
    reader, writer = await asyncio.open_connection(host, port)
    for _ in range(2):
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()
    await carrier.stop()


async def test_many_requests_are_in_the_simulator_at_once() -> None:
    echo = Echo()
    echo.gate.clear()
    limits = httpx2.Limits(max_connections=50)
    async with serve(echo) as address, httpx2.AsyncClient(base_url=address, limits=limits) as client:
        asking = [asyncio.create_task(client.get("/")) for _ in range(50)]
        async with asyncio.timeout(30):
            while echo.waiting < 50:
                await asyncio.sleep(0)
        echo.gate.set()
        assert {answer.status_code for answer in await asyncio.gather(*asking)} == {200}


async def test_head_has_the_headers_of_a_get_and_no_body() -> None:
    async with serve(Echo()) as address, httpx2.AsyncClient(base_url=address) as client:
        answer = await client.head("/")
        assert answer.content == b""
        assert int(answer.headers["content-length"]) > 0
        assert (await client.get("/")).status_code == 200


async def test_too_large_a_body_is_refused_unread() -> None:
    echo = Echo()
    async with serve(echo) as address, httpx2.AsyncClient(base_url=address) as client:
        try:
            answer = await client.post("/", content=b"x" * (MOST_BODY_BYTES + 1))
        except httpx2.TransportError:
            # The connection may be gone before the client has sent everything.
            pass
        else:
            assert answer.status_code == 413
    assert echo.waiting == 0


@pytest.mark.parametrize(
    "said",
    [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000],
    ids=["no HTTP", "endless header"],
)
async def test_what_is_no_http_is_told_so(said: bytes) -> None:
    async with serve(Echo()) as address:
        reader, writer = await asyncio.open_connection(urlsplit(address).hostname, urlsplit(address).port)
        writer.write(said)
        assert (await reader.readline()).startswith(b"HTTP/1.1 4")
        writer.close()


async def test_simulator_that_fails_says_so_and_goes_on() -> None:
    async with serve(Echo()) as address, httpx2.AsyncClient(base_url=address) as client:
        assert (await client.get("/fail")).status_code == 500
        assert (await client.get("/")).status_code == 200


async def test_closed_door_refuses_and_opens_again_on_the_same_port() -> None:
    carrier = Carrier(Echo())
    await carrier.start()
    try:
        async with httpx2.AsyncClient(base_url=carrier.address) as client:
            assert (await client.get("/")).status_code == 200
            await carrier.refuse()
            with pytest.raises(httpx2.ConnectError):
                await client.get("/")
            await carrier.accept()
            assert (await client.get("/")).status_code == 200
    finally:
        await carrier.stop()


async def test_answer_under_way_is_given_when_the_door_closes() -> None:
    echo = Echo()
    echo.gate.clear()
    carrier = Carrier(echo)
    await carrier.start()
    try:
        async with httpx2.AsyncClient(base_url=carrier.address) as client:
            asking = asyncio.create_task(client.get("/"))
            async with asyncio.timeout(30):
                while not echo.waiting:
                    await asyncio.sleep(0)
            await carrier.refuse()
            echo.gate.set()
            assert (await asking).status_code == 200
            with pytest.raises(httpx2.ConnectError):
                await client.get("/")
    finally:
        await carrier.stop()


@pytest.mark.parametrize("wire", [HangUp, Silence])
async def test_stopping_leaves_nobody_waiting(wire: type[Exception]) -> None:
    class Rude:
        async def handle(self, request: Request) -> Response:
            raise wire

    async with httpx2.AsyncClient(timeout=60) as client:
        async with serve(Rude()) as address:
            asking = asyncio.create_task(client.get(address))
            await asyncio.sleep(0.05)
        with pytest.raises(httpx2.TransportError):
            await asking
