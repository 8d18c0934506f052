"""The capability page says what the manifests say, with a reason for every limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import capabilities
from pms.capability_table import LABELS, capability_page
from pms.contract.capabilities import Capability, Manifest, RateLimit, Support
from pms.factory import get_connector_metadata


def manifest(name: str, **levels: Support) -> Manifest:
    return get_connector_metadata("demo").model_copy(
        update={
            "name": name,
            "display_name": name.title(),
            "also_called": (),
            "rate_limit": RateLimit(calls=10, per_seconds=1.5, source="its | manual"),
            "capabilities": {one: levels.get(one.value, Support(level="yes")) for one in Capability},
        }
    )


def test_every_capability_has_a_label() -> None:
    assert set(LABELS) == set(Capability)
    assert len(set(LABELS.values())) == len(LABELS)


def test_every_limit_points_to_its_reason() -> None:
    page = capability_page(
        [
            manifest("one", cancel=Support(level="no", reason="nobody may")),
            manifest(
                "two",
                cancel=Support(level="limited", reason="until noon"),
                create=Support(level="no", reason="read only"),
            ),
        ]
    )
    assert "| book | `create` | yes | no¹ |" in page
    assert "| cancel | `cancel` | no² | limited³ |" in page
    assert page.endswith(
        "1. Two, book: read only.\n2. One, cancel: nobody may.\n3. Two, cancel: until noon.\n"
    )


def test_a_bar_in_a_fact_does_not_break_the_table() -> None:
    assert "10 calls in 1.5 s (its \\| manual)" in capability_page([manifest("one")])


def test_the_page_in_the_documents_is_current() -> None:
    assert capabilities.capabilities_page_is_current() == []


def test_an_outdated_page_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "PAGE", tmp_path / "capabilities.md")
    assert capabilities.capabilities_page_is_current() == [
        "docs/capabilities.md: run `python -m ops.capabilities`"
    ]
