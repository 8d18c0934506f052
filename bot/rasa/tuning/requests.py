"""Calls to the service over connections that stay open, with a deadline.

Rasa opens a session and a connection for every call and waits five minutes for the answer, in which a guest has left.
"""

from __future__ import annotations

import functools
import ssl
from typing import Any

import aiohttp
from aiohttp.client_exceptions import ContentTypeError
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url


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

    Raises ClientResponseError for a status of 400 or more, asyncio.TimeoutError past the deadline.
    """
    headers = {
        **({"Content-Type": content_type} if content_type else {}),
        **kwargs.pop("headers", {}),
        **self.headers,
    }
    waiting = self.kwargs.get("deadline") or kwargs.pop("timeout", None) or DEFAULT_REQUEST_TIMEOUT
    kwargs.pop("timeout", None)
    async with _session(self).request(
        method,
        concat_url(self.url, subpath),
        headers=headers,
        params=self.combine_parameters(kwargs),
        compress=compress,
        ssl=_tls(self.cafile) if self.cafile else None,
        timeout=aiohttp.ClientTimeout(total=float(waiting)),
        **kwargs,
    ) as answer:
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
