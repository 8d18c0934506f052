"""Who may ask for what: the key in a request, and the ways in which it is turned away."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from pms.simulators.http import Request
from pms.simulators.qloapps import lists
from pms.simulators.qloapps.answers import Refusal
from pms.simulators.qloapps.house import Key
from pms.simulators.qloapps.reading import Query
from pms.simulators.qloapps.resources import NAMES

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE"})
KEY_LENGTH = 32


def given_key(request: Request, query: Query) -> str | None:
    """The user of Basic auth, or `ws_key`; None when neither was sent."""
    scheme, _, coded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(coded, validate=True).decode().partition(":")[0] or query.get("ws_key")
        except (binascii.Error, UnicodeDecodeError):
            return query.get("ws_key")
    return query.get("ws_key")


def active_key(given: str, keys: Mapping[str, Key]) -> Key:
    if len(given) != KEY_LENGTH:
        raise Refusal(401, (18, "Invalid authentication key format"))
    key = keys.get(given)
    if key is None or not key.is_active:
        raise Refusal(
            401,
            (20, "Authentification key is not active"),
            (21, "No permission for this authentication key"),
        )
    return key


def check_permission(key: Key, method: str, resource: str) -> None:
    """resource: empty for the root, which any key may read."""
    if method not in METHODS:
        raise Refusal(405, (23, f"Method {method} is not valid"))
    if not resource:
        return
    if resource not in NAMES:
        names = ", ".join(f'"{name}"' for name in NAMES)
        near = lists.closest(resource, NAMES)
        message = f'Resource of type "{resource}" does not exists. Did you mean: "{near}"? The full list is: {names}'
        raise Refusal(400, (27, message))
    if not key.knows(resource):
        message = f'Resource of type "{resource}" is not allowed with this authentication key'
        raise Refusal(401, (26, message))
    if not key.permits(resource, method):
        message = f"Method {method} is not allowed for the resource {resource} with this authentication key"
        raise Refusal(405, (25, message))
