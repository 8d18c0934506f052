"""docs/capabilities.md from the adapters' manifests: `python -m ops.capabilities` writes it, `make check` compares it."""

from __future__ import annotations

from pathlib import Path

from pms.capability_table import capability_page
from pms.factory import get_connector_metadata, list_available_connectors

PAGE = Path(__file__).resolve().parent.parent / "docs" / "capabilities.md"


def page() -> str:
    return capability_page([get_connector_metadata(name) for name in list_available_connectors()])


def capabilities_page_is_current() -> list[str]:
    """The fault, if the page does not say what the manifests say."""
    kept = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return [] if kept == page() else ["docs/capabilities.md: run `python -m ops.capabilities`"]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
