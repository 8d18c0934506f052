"""A manifest says everything, and says why where it says no."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pms.contract.capabilities import Capability, Manifest, Support
from pms.contract.protocol import OPERATIONS, Connector

FACTS = {
    "name": "test",
    "display_name": "Test",
    "api": "none",
    "auth": "none",
    "certification": "none",
    "regions": ("everywhere",),
}


@pytest.mark.parametrize("level", ["limited", "no"])
def test_what_is_missing_says_why(level: str) -> None:
    with pytest.raises(ValidationError, match="says why"):
        Support.model_validate({"level": level})


def test_every_capability_is_declared() -> None:
    declared = {one: Support(level="yes") for one in Capability if one is not Capability.CANCEL}
    with pytest.raises(ValidationError, match="not declared: cancel"):
        Manifest.model_validate({**FACTS, "capabilities": declared})


def test_limited_counts_as_able() -> None:
    declared = {one: Support(level="limited", reason="sometimes") for one in Capability}
    assert Manifest.model_validate({**FACTS, "capabilities": declared}).can(Capability.CANCEL)


def test_every_operation_that_goes_out_is_in_the_table() -> None:
    stays_inside = {"connect", "disconnect", "parse_webhook", "manifest", "property_id"}
    public = {name for name in vars(Connector) if not name.startswith("_")}
    assert set(OPERATIONS) == public - stays_inside
