"""Which hotel systems the matrix runs against."""

from __future__ import annotations

from functools import partial

from pms.contract.capabilities import Manifest
from pms.factory import get_connector_metadata
from tests.pms.matrix.demo_world import demo
from tests.pms.matrix.qloapps_world import qloapps
from tests.pms.matrix.world import OpenWorld

WORLDS: dict[str, OpenWorld] = {
    "demo": demo,
    "forgetful": partial(demo, forgets_keys=True),
    "qloapps": qloapps,
}


def manifest_of_world(vendor: str) -> Manifest:
    return get_connector_metadata("demo" if vendor == "forgetful" else vendor)
