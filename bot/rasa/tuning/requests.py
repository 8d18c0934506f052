"""Calls to the service over connections that stay open, with a deadline.

Rasa opens a session and a connection for every call and waits five minutes for the answer, in which a guest has left.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
import time
from typing import Any

import aiohttp
from aiohttp.client_exceptions import ContentTypeError
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url

# An action server that is being started again listens after some seconds.
_RESTART_SECONDS = 8.0
_PAUSE_SECONDS = 0.1


def install() -> None:
    EndpointConfig.request = _request  # type: ignore[method-assign]


async def _request(
    self: EndpointConfig,
    method: str = "post",
    subpath: str | None = None,
    content_type: str | None = "application/json",
    compress: bool = False,
    **kwargs: Any,
) -> Any | None:
    """As Rasa's, except that `deadline` of the endpoint (seconds) bounds the whole call.

    Where nobody listens nothing has been done: the call is made again until somebody does, for a while.
    Raises ClientResponseError for a status of 400 or more, asyncio.TimeoutError past the deadline.
    """
    headers = {
        **({"Content-Type": content_type} if content_type else {}),
        **kwargs.pop("headers", {}),
        **self.headers,
    }
    waiting = self.kwargs.get("deadline") or kwargs.pop("timeout", None) or DEFAULT_REQUEST_TIMEOUT
    kwargs.pop("timeout", None)
    params = self.combine_parameters(kwargs)
    until = time.monotonic() + float(waiting)
    patient_until = min(until, time.monotonic() + _RESTART_SECONDS)
    while True:
        answer = await _once(
            self,
            method,
            concat_url(self.url, subpath),
            headers=headers,
            params=params,
            compress=compress,
            ssl=_tls(self.cafile) if self.cafile else None,
            timeout=aiohttp.ClientTimeout(total=max(0.001, until - time.monotonic())),
            **kwargs,
        )
        if not isinstance(answer, aiohttp.ClientConnectorError):
            return answer
        if time.monotonic() >= patient_until:
            raise answer
        await asyncio.sleep(_PAUSE_SECONDS)


async def _once(
    endpoint: EndpointConfig, method: str, url: str, **kwargs: Any
) -> Any | aiohttp.ClientConnectorError:
    """The answer; the error itself where nobody listens, so that nothing has been done."""
    try:
        return await _call(endpoint, method, url, **kwargs)
    except aiohttp.ClientConnectorError as error:
        return error


async def _call(endpoint: EndpointConfig, method: str, url: str, **kwargs: Any) -> Any | None:
    async with _session(endpoint).request(method, url, **kwargs) as answer:
        if answer.status >= 400:
            raise ClientResponseError(answer.status, answer.reason, await answer.content.read())
        try:
            return await answer.json()
        except ContentTypeError:
            return None


def _session(endpoint: EndpointConfig) -> aiohttp.ClientSession:
    # Never repeated on a broken connection: the action may have booked before it broke.
    session: aiohttp.ClientSession | None = getattr(endpoint, "_posada_session", None)
    if session is None or session.closed:
        session = endpoint.session()
        endpoint._posada_session = session  # type: ignore[attr-defined]
    return session


@functools.lru_cache(maxsize=8)
def _tls(certificates: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificates)
