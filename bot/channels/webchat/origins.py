"""Which web sites may carry the chat. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit


class Origins:
    """allowed: origins such as "https://hotel.example"; our own pages always may."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(origin.strip().rstrip("/").lower() for origin in allowed if origin.strip())

    def admits(self, origin: str | None, *, host: str) -> bool:
        """origin: the request's header, None from programs and for plain page loads; host: ours, as it was asked for."""
        if origin is None:
            return True
        return origin.lower() in self._allowed or urlsplit(origin).netloc.lower() == host.lower()

    def cors(self, origin: str | None, *, host: str) -> dict[str, str]:
        """Headers that let an admitted page of another site read the answer."""
        if origin is None or not self.admits(origin, host=host):
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Allow-Methods": "GET, POST, DELETE",
            "Access-Control-Expose-Headers": "retry-after",
            "Access-Control-Max-Age": "600",
        }
