"""Carries a simulator over real HTTP/1.1 on this machine, or into a client of the same process.

Only the wire lives here: framing, keep-alive, limits, and the ways in which a wire can fail that no response can say.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import unquote

import h11
import httpx2

from common.log import get_log
from pms.simulators.http import Request, Response, Simulator

HOST = "127.0.0.1"
MOST_BODY_BYTES = 2_000_000
_CHUNK_BYTES = 65_536
_DRIPS = 60
_STEP_SECONDS = 0.5
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)

type Sleep = Callable[[float], Awaitable[None]]


class HangUp(Exception):
    """Raised by a simulator: the connection is reset instead of an answer."""


class Silence(Exception):
    """Raised by a simulator: nothing is answered, the connection stays open until the client leaves."""


@dataclass(frozen=True)
class Torn(Response):
    """Announces its whole body, sends sent_bytes of it and closes."""

    sent_bytes: int = 0


@dataclass(frozen=True)
class Dripping(Response):
    """Sends its body in small pieces over so many seconds."""

    seconds: float = 30.0


class Carrier:
    """One listener on the loopback interface. sleep: how it waits while it drips or says nothing; tests pass one that moves their clock."""

    def __init__(self, simulator: Simulator, *, sleep: Sleep = asyncio.sleep) -> None:
        self._simulator = simulator
        self._sleep = sleep
        self._port: socket.socket | None = None
        self._listener: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._busy: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self._bound.getsockname()[1]}"

    async def start(self, port: int = 0) -> None:
        """port: 0 takes one that is free."""
        # Bound for as long as the carrier lives and never listening: while the listener is closed, connections are
        # refused and nobody else gets the port.
        self._port = _bound_socket(port)
        await self.accept()

    async def accept(self) -> None:
        """Listens, again if it had stopped."""
        if self._listener is None:
            mine = _bound_socket(self._bound.getsockname()[1])
            self._listener = await asyncio.start_server(self._serve, sock=mine, backlog=1024)

    async def refuse(self) -> None:
        """Closes the listener and the idle connections; a request that is being answered gets its answer."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        idle = {task: writer for task, writer in self._connections.items() if task not in self._busy}
        for writer in idle.values():
            writer.close()
        await asyncio.gather(*idle, return_exceptions=True)

    async def stop(self) -> None:
        await self.refuse()
        tasks = tuple(self._connections)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._bound.close()

    @property
    def _bound(self) -> socket.socket:
        if self._port is None:
            raise RuntimeError("the carrier has not been started")
        return self._port

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = writer
        connection = h11.Connection(h11.SERVER)
        try:
            while True:
                request = await _read_request(connection, reader, writer)
                if request is None:
                    break
                self._busy.add(task)
                await self._answer(request, connection, reader, writer)
                self._busy.discard(task)
                await writer.drain()
                if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                    break
                connection.start_next_cycle()
        except HangUp:
            _reset(writer)
        except h11.RemoteProtocolError as error:
            await _complain(connection, writer, error.error_status_hint, str(error))
        except (ConnectionError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._busy.discard(task)
            del self._connections[task]
            writer.close()

    async def _answer(
        self,
        request: Request,
        connection: h11.Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        try:
            response = await self._simulator.handle(request)
        except Silence:
            await self._say_nothing(reader)
            raise HangUp from None
        except HangUp:
            raise
        except Exception:
            get_log("pms.simulators").exception("simulator_failed", method=request.method, path=request.path)
            response = Response(500, {"content-type": "text/plain"}, b"The simulator itself failed.")
        headers = [*response.headers.items(), ("Content-Length", str(len(response.body)))]
        if self._listener is None:
            headers.append(("Connection", "close"))
        writer.write(_bytes(connection, h11.Response(status_code=response.status, headers=headers)))
        if request.method != "HEAD":
            await self._send_body(response, connection, reader, writer)
        if not isinstance(response, Torn):
            writer.write(_bytes(connection, h11.EndOfMessage()))

    async def _say_nothing(self, reader: asyncio.StreamReader) -> None:
        """Until the client leaves. In steps of the carrier's own sleep, so that a test's clock goes on meanwhile."""
        leaving = asyncio.ensure_future(_left(reader))
        try:
            while not leaving.done():
                await self._sleep(_STEP_SECONDS)
        finally:
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)

    async def _send_body(
        self,
        response: Response,
        connection: h11.Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        body = response.body
        if isinstance(response, Torn):
            body = body[: response.sent_bytes]
        if not isinstance(response, Dripping):
            writer.write(_bytes(connection, h11.Data(data=body)))
            return
        size = max(1, -(-len(body) // _DRIPS))
        pieces = [body[start : start + size] for start in range(0, len(body), size)]
        for piece in pieces:
            await self._wait(response.seconds / len(pieces), reader, writer)
            writer.write(_bytes(connection, h11.Data(data=piece)))
            await writer.drain()

    async def _wait(self, seconds: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Raises ConnectionResetError once the client has left."""
        steps = max(1, round(seconds / _STEP_SECONDS))
        for _ in range(steps):
            await self._sleep(seconds / steps)
            if writer.is_closing() or reader.at_eof():
                raise ConnectionResetError


@contextlib.asynccontextmanager
async def serve(simulator: Simulator, port: int = 0) -> AsyncIterator[str]:
    """The address under which the simulator answers, until the block ends."""
    carrier = Carrier(simulator)
    await carrier.start(port)
    try:
        yield carrier.address
    finally:
        await carrier.stop()


def run(simulator: Simulator, port: int) -> None:
    """Serves until interrupted; for `python -m pms.simulators.<vendor>`."""
    serve_until_interrupted(serve(simulator, port))


def serve_until_interrupted(serving: contextlib.AbstractAsyncContextManager[object]) -> None:
    async def forever() -> None:
        async with serving:
            await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(forever())


def as_transport(simulator: Simulator) -> httpx2.MockTransport:
    """A client's transport that asks the simulator directly, without a socket."""

    async def handle(request: httpx2.Request) -> httpx2.Response:
        response = await simulator.handle(
            Request(
                method=request.method,
                path=request.url.path,
                query=request.url.query.decode("ascii"),
                headers={name.lower(): value for name, value in request.headers.items()},
                body=await request.aread(),
            )
        )
        return httpx2.Response(response.status, headers=dict(response.headers), content=response.body)

    return httpx2.MockTransport(handle)


async def _read_request(
    connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> Request | None:
    """The next whole request; None when the client has left between two."""
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            if connection.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                writer.write(_bytes(connection, go_on))
            connection.receive_data(await reader.read(_CHUNK_BYTES))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MOST_BODY_BYTES:
                raise h11.RemoteProtocolError("body too large", error_status_hint=413)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return _request(head, bytes(body))
        else:
            return None


def _request(head: h11.Request, body: bytes) -> Request:
    path, _, query = head.target.decode("ascii").partition("?")
    headers = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
    return Request(head.method.decode("ascii"), unquote(path), query, headers, body)


async def _complain(connection: h11.Connection, writer: asyncio.StreamWriter, status: int, why: str) -> None:
    if connection.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
        return
    body = why.encode()
    headers = [("Content-Length", str(len(body))), ("Connection", "close")]
    writer.write(_bytes(connection, h11.Response(status_code=status, headers=headers)))
    writer.write(_bytes(connection, h11.Data(data=body)))
    writer.write(_bytes(connection, h11.EndOfMessage()))
    with contextlib.suppress(ConnectionError):
        await writer.drain()


async def _left(reader: asyncio.StreamReader) -> None:
    while await reader.read(_CHUNK_BYTES):
        pass


def _reset(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    writer.transport.abort()


def _bound_socket(port: int) -> socket.socket:
    # The protocol is named because asyncio sends at once only on sockets that name it; otherwise every answer, being a head
    # and a body, would wait some 40 ms for the client's delayed acknowledgement.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((HOST, port))
    made.setblocking(False)
    return made


def _bytes(connection: h11.Connection, event: h11.Event) -> bytes:
    return connection.send(event) or b""
