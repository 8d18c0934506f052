"""A request that changes something must come from our own pages: the browser says so, and the form carries a token."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from common.secrets import same

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf_token"


def comes_from_us(headers: Mapping[str, str], *, host: str, public_url: str) -> bool:
    """Whether the browser says that one of our pages sent this request.

    host: the request's Host header, believed only when no public_url is set.
    """
    # Every current browser sends it to https and loopback; "none" is the person's own doing (a reload, a bookmark).
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if not origin or origin == "null":
        return False
    given = urlsplit(origin)
    if public_url:
        ours = urlsplit(public_url)
        return (given.scheme, given.netloc) == (ours.scheme, ours.netloc)
    return bool(host) and given.netloc == host


def token_fits(given: str | None, expected: str) -> bool:
    return same(given, expected)
