"""The limit is the property's own, else its vendor's, else the default; a limit that is none is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from common.properties import PmsSettings
from pms.contract import errors
from pms.contract.capabilities import RateLimit
from pms.factory import check_settings, get_connector_metadata
from pms.resilience.tuning import Rate, rate_of
from tests.pms.house import hotel


def test_own_limit_wins_over_the_vendors_and_that_over_the_default() -> None:
    demo = get_connector_metadata("demo")
    silent = demo.model_copy(update={"rate_limit": None})
    vendors = demo.model_copy(update={"rate_limit": RateLimit(calls=7, per_seconds=2, source="guide")})
    own = replace(hotel(), pms=PmsSettings("demo", options={"rate_limit": {"calls": 5, "per_seconds": 1}}))
    assert rate_of(own, vendors) == Rate(5, 1.0)
    assert rate_of(hotel(), vendors) == Rate(7, 2.0)
    assert rate_of(hotel(), silent) == Rate(100, 60.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        100,
        "100",
        {"calls": 0, "per_seconds": 60},
        {"calls": "many", "per_seconds": 60},
        {"calls": 10, "per_seconds": 0},
        {"calls": 10, "per_seconds": "nan"},
        {"calls": 10, "per_seconds": "inf"},
    ],
)
def test_limit_that_is_none_is_a_misconfiguration(wrong: Any) -> None:
    house = replace(hotel(), pms=PmsSettings("demo", options={"rate_limit": wrong}))
    with pytest.raises(errors.Misconfigured):
        check_settings(house)
