"""How browsers keep a session."""

from __future__ import annotations

from sanic.response import text

from console.sessions import Cookies


def test_over_https_the_cookie_is_bound_to_its_host() -> None:
    cookies = Cookies(is_secure=True)
    response = text("")
    cookies.set(response, cookies.session, "value")
    header = str(response.headers["set-cookie"])
    assert header.startswith("__Host-posada-session=")
    parts = {part.strip() for part in header.split(";")}
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert not any(part.startswith("Domain") for part in parts)


def test_on_loopback_without_https_the_name_is_plain() -> None:
    """A browser refuses `__Host-` names over http."""
    cookies = Cookies(is_secure=False)
    response = text("")
    cookies.set(response, cookies.session, "value")
    header = str(response.headers["set-cookie"])
    assert header.startswith("posada-session=")
    assert "Secure" not in header
