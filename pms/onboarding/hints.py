"""What a person can do about an error of the hotel system, while setting it up."""

from __future__ import annotations

from common.settings import ROOT
from pms.contract import errors

_HINTS: dict[type[errors.PmsError], str] = {
    errors.UnknownVendor: "`posada pms list` names the systems there are; PMS_TYPE or the hotel's `type` picks one",
    errors.InsecureAddress: "guests' names would travel in the clear: use https, or a tunnel that ends on this machine",
    errors.BadCredentials: "the key is wrong or switched off, or it lacks a right{guide}",
    errors.UnknownProperty: "the hotels' file (POSADA_PROPERTIES_FILE) has no hotel of that id",
    errors.Misconfigured: "something is set up otherwise than we need it, there or here{guide}",
    errors.TooBusy: "the system asks us to wait; try again in a minute",
    errors.Unreachable: "the address was reached but no answer came in time: is the system itself well?",
    errors.OutcomeUnknown: "look into the hotel's system before trying again",
    errors.Unintelligible: "what answers there is not the system's API: is the address the API's, and the version right{guide}?",
    errors.Refused: "the hotel's system does not allow it{guide}",
}


def hint_for(error: errors.PmsError, vendor: str) -> str:
    """The hint of the nearest kind, with the vendor's guide where there is one."""
    for kind in type(error).__mro__:
        if kind in _HINTS:
            return _HINTS[kind].format(guide=_guide(vendor))
    return ""


def words_of(error: errors.PmsError) -> str:
    return ": ".join(part for part in (error.kind, error.detail) if part)


def _guide(vendor: str) -> str:
    for page in (f"docs/guides/{vendor}.md", f"pms/adapters/{vendor}/README.md"):
        if vendor and (ROOT / page).exists():
            return f" (see {page})"
    return ""
