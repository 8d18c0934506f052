"""What an answer of QloApps that is no success means. Pure; the texts and codes are those of the recorded exchanges."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pms.contract import errors

VENDOR = "qloapps"
LACKS_A_RIGHT = "the key lacks a right"
"""How the detail of such a BadCredentials begins: the key itself is good."""


@dataclass(frozen=True)
class Answer:
    """location: the host a redirect points to; retry_after: the header as it came."""

    status: int
    body: bytes
    location: str = ""
    retry_after: str = ""


@contextmanager
def after_a_write(what: str) -> Iterator[None]:
    """Whatever keeps us from seeing what a write did leaves its outcome unknown."""
    try:
        yield
    except errors.OutcomeUnknown:
        raise
    except errors.PmsError as error:
        raise errors.OutcomeUnknown(vendor=VENDOR, detail=f"{what}, not verified: {error.kind}") from error


def judge(answer: Answer, *, writes: bool) -> errors.PmsError | None:
    """None for an answer that may be read, 404 without a body included."""
    status = answer.status
    if status in (200, 201, 204):
        return None
    if 300 <= status < 400:
        return errors.Misconfigured(
            vendor=VENDOR,
            detail=f"redirected to {answer.location or 'another address'}: PMS_BASE_URL must be the shop's own "
            "domain, as the back office names it",
        )
    code, message = _first_error(answer.body)
    if status in (401, 403) or code in (25, 26):
        return errors.BadCredentials(vendor=VENDOR, detail=_why_no_entry(status, code, message))
    if status in (408, 429):
        return errors.TooBusy(vendor=VENDOR, retry_after_seconds=_seconds(answer.retry_after))
    if status >= 500:
        return _out_of_order(answer, code, writes=writes)
    if status == 404:
        return _not_found(answer, code)
    return _refused(answer, code, message)


def unreadable(answer: Answer, *, writes: bool) -> errors.PmsError:
    """A success by its status, but not by its body: a crash's text, a truncated answer, somebody else's page."""
    detail = f"HTTP {answer.status} without readable JSON"
    if writes:
        return errors.OutcomeUnknown(vendor=VENDOR, detail=detail)
    return errors.Unintelligible(vendor=VENDOR, detail=detail, raw=_sample(answer.body))


def _first_error(body: bytes) -> tuple[int | None, str]:
    try:
        first = json.loads(body)["errors"][0]
        return int(first["code"]), str(first["message"])
    except (ValueError, KeyError, TypeError, IndexError):
        return None, ""


def _why_no_entry(status: int, code: int | None, message: str) -> str:
    if code in (25, 26):
        # The message names method and resource, nothing else.
        return f"{LACKS_A_RIGHT}: {message[:120]}"
    known = {
        18: "the key is not 32 characters long",
        20: "the key is unknown or disabled",
        21: "the key is unknown",
    }
    return known.get(code or 0, f"HTTP {status}: no key, or none that the shop accepts")


def _out_of_order(answer: Answer, code: int | None, *, writes: bool) -> errors.PmsError:
    if code == 22:
        return errors.Unreachable(vendor=VENDOR, detail="the web service is switched off in the back office")
    if answer.status == 500 and code is not None:
        # 127 and its like: the request was read and thrown out before anything was done.
        return errors.Unintelligible(vendor=VENDOR, detail=f"error {code}")
    detail = f"HTTP {answer.status}"
    if writes:
        return errors.OutcomeUnknown(vendor=VENDOR, detail=detail)
    return errors.Unreachable(vendor=VENDOR, detail=detail)


def _not_found(answer: Answer, code: int | None) -> errors.PmsError | None:
    if not answer.body.strip():
        return None
    if code is not None:
        return errors.NotFound(vendor=VENDOR, detail=f"error {code}")
    return errors.Misconfigured(
        vendor=VENDOR, detail="no web service at this address: check PMS_BASE_URL and the option api_path"
    )


def _refused(answer: Answer, code: int | None, message: str) -> errors.PmsError:
    text = message.lower()
    if code == 404:
        if "not available" in text:
            return errors.SoldOut(vendor=VENDOR)
        if "booking not found" in text:
            return errors.NotFound(vendor=VENDOR, detail="booking")
        if "invalid room type" in text:
            return errors.NotFound(vendor=VENDOR, detail="room type")
        for name, field in _FIELDS:
            if name in text:
                return errors.Invalid(vendor=VENDOR, field=field, detail="refused by QloApps")
        if "id_property" in text or "currency" in text or "status" in text or "payment type" in text:
            return errors.Misconfigured(vendor=VENDOR, detail=_words(message))
        return errors.Unintelligible(
            vendor=VENDOR, detail="a refusal of unknown meaning", raw=_words(message)
        )
    if code in (41, 85):
        # The message repeats the value; only the field's name is kept.
        named = re.search(r"->(\w+)|parameter \"(\w+)\"", message)
        field = (named.group(1) or named.group(2)) if named else ""
        return errors.Invalid(vendor=VENDOR, field=field, detail=f"error {code}")
    if code == 27:
        return errors.Misconfigured(
            vendor=VENDOR, detail="this QloApps lacks a resource that ours is built on"
        )
    return errors.Unintelligible(vendor=VENDOR, detail=f"HTTP {answer.status}, error {code}")


_FIELDS = (
    ("email", "guest.email"),
    ("phone", "guest.phone"),
    ("first name", "guest.first_name"),
    ("firstname", "guest.first_name"),
    ("last name", "guest.last_name"),
    ("lastname", "guest.last_name"),
    ("check in", "stay"),
    ("id_customer", "guest.id"),
    ("customer not found", "guest.email"),
)


def _words(message: str) -> str:
    """Only letters and blanks, so that no address or number of a guest comes along."""
    return " ".join(re.findall(r"[A-Za-z_]{2,}", message))[:120]


def _sample(body: bytes) -> str:
    """Enough of a text to recognise a crash; nothing of a structure, which may hold a guest."""
    start = body.lstrip()[:60]
    if not start or start[:1] in b"{[<":
        return f"{len(body)} bytes"
    return _words(start.decode("utf-8", "replace"))


def _seconds(header: str) -> float | None:
    return float(header) if header.isdecimal() else None
