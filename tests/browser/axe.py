"""axe-core on a page: what it holds to be serious or worse. Its file is an unmodified release, checked before it is trusted."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from playwright.async_api import Page

FOLDER = Path(__file__).resolve().parents[2] / "console" / "static" / "vendor" / "axe-core"
_GRAVE = ("serious", "critical")


def changed_files() -> list[str]:
    """Those that are not what the release held."""
    lines = (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = dict(reversed(line.split(maxsplit=1)) for line in lines)
    return [
        name
        for name, known in sums.items()
        if hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() != known
    ]


async def grave_violations(page: Page, within: str = "html") -> list[str]:
    """A line for each place: the rule, and where. within: a selector."""
    # Evaluated, not loaded: the page's security policy stays as it is.
    await page.evaluate((FOLDER / "axe.min.js").read_text(encoding="utf-8"))
    found: dict[str, Any] = await page.evaluate(
        "selector => axe.run(selector, {resultTypes: ['violations']})", within
    )
    assert found["passes"], "axe looked at nothing"
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in _GRAVE
        for node in one["nodes"]
    ]
