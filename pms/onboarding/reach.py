"""How far one gets on the way to an address: its name, a connection, its certificate. Sends no request and no key.

An HTTP client says "connect error" to all three; whoever sets up a hotel needs to know which.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2


@dataclass
class NotReached(Exception):
    """at: "name", "connection" or "certificate"; found: what happened there; hint: what to look at."""

    at: str
    found: str
    hint: str


async def reach(address: str) -> str:
    """What was reached, in a few words. Waits as long as its caller does. Raises NotReached."""
    parts = urlsplit(address)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    if parts.scheme in getproxies() and not proxy_bypass(host):
        return "goes through a proxy; the way behind it is not looked at"
    await _resolve(host, port)
    try:
        _, writer = await asyncio.open_connection(
            host,
            port,
            ssl=httpx2.create_ssl_context() if is_secure else None,
            server_hostname=host if is_secure else None,
        )
    except ssl.SSLCertVerificationError as error:
        raise NotReached(
            "certificate",
            f"the certificate of {host} is not accepted: {error.verify_message}",
            "renew it, or name the file of your own authority in SSL_CERT_FILE; checking is never switched off",
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
