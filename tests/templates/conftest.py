"""A metrics registry of a test's own, since the process's may hold each name once."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from templates.metrics import ReplyMetrics


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> ReplyMetrics:
    return ReplyMetrics(registry)
