"""How far one gets on the way to an address: its name, a connection, its certificate. Sends no request and no key.

An HTTP client says "connect error" to all three; whoever sets up a hotel needs to know which.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class NotReached(Exception):
    """at: "name", "connection" or "certificate"; found: what happened there; hint: what to look at."""

    at: str
    found: str
    hint: str

    def __str__(self) -> str:
        return self.found


async def reach(address: str, *, ca_file: str | None = None) -> str:
    """What was reached, in a few words. Waits as long as its caller does. Raises NotReached.

    ca_file: the certificates of an authority of one's own, in place of the machine's.
    """
    parts = urlsplit(address)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    await _resolve(host, port)
    try:
        tls = ssl.create_default_context(cafile=ca_file) if is_secure else None
    except OSError as error:
        raise NotReached(
            "certificate",
            f"the option ca_file cannot be read: {_plain(error)}",
            "name a file of certificates (PEM)",
        ) from error
    try:
        _, writer = await asyncio.open_connection(
            host,
            port,
            ssl=tls,
            server_hostname=host if is_secure else None,
        )
    except ssl.SSLCertVerificationError as error:
        raise NotReached(
            "certificate",
            f"the certificate of {host} is not accepted: {error.verify_message}",
            "renew it, or name your own authority's file in the option ca_file; checking is never switched off",
        ) from error
    except ssl.SSLError as error:
        raise NotReached(
            "certificate",
            f"{host}:{port} does not speak TLS as we do: {error.reason or 'no answer in it'}",
            "is this the port of plain http, or a very old server?",
        ) from error
    except OSError as error:
        refused = isinstance(error, ConnectionRefusedError)
        raise NotReached(
            "connection",
            f"{host}:{port} {'refuses connections' if refused else f'cannot be reached: {_plain(error)}'}",
            "is the system running, is the port right, does a firewall stand between?",
        ) from error
    version = writer.get_extra_info("ssl_object").version() if is_secure else "without TLS, on this machine"
    writer.transport.abort()
    return f"{host}:{port} answers, {version}"


async def _resolve(host: str, port: int) -> None:
    try:
        await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NotReached(
            "name", f"there is no address for the name '{host}'", "is it spelt right, and does DNS work here?"
        ) from error


def _plain(error: OSError) -> str:
    return error.strerror or type(error).__name__
