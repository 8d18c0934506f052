"""docs/metrics.md names every metric there is, with its labels, and none that there is not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry

import bot.channels.whatsapp.metrics
import bot.gateway.metrics  # noqa: F401 - each registers what it counts
import pms.metrics  # noqa: F401
from templates.metrics import ReplyMetrics

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def metrics_of(collectors: Any) -> dict[str, tuple[str, ...]]:
    return {
        one._name + ("_total" if one._type == "counter" else ""): tuple(one._labelnames)
        for one in collectors
        # Python's and the process's own have neither.
        if hasattr(one, "_labelnames")
    }


def test_the_page_names_every_metric_and_no_other() -> None:
    apart = CollectorRegistry()
    ReplyMetrics(apart)
    existing = metrics_of(REGISTRY._collector_to_names) | metrics_of(apart._collector_to_names)
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    named = {name: tuple(re.findall(r"`(\w+)`", labels)) for name, labels in rows}
    assert len(named) == len(rows)
    # The retrying library counts by itself.
    assert named == {name: labels for name, labels in existing.items() if not name.startswith("stamina_")}
