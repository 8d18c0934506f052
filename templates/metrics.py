"""What is counted about replies (INTERFACES: Metrics). One per process, handed to `Replies`."""

from __future__ import annotations

from prometheus_client import REGISTRY, CollectorRegistry, Counter

EXPOSURES = Counter(
    "experiment_exposures", "Guests who were sent an arm's words for the first time", ["experiment", "arm"]
)


class ReplyMetrics:
    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self._renders = Counter(
            "template_renders",
            "Replies rendered",
            ["template", "language", "version", "arm"],
            registry=registry,
        )
        # Finding a counter by its labels takes a lock and longer than counting; there is one a version and arm.
        self._renders_of: dict[tuple[str, str, str, str], Counter] = {}
        self._fallbacks = Counter(
            "template_fallbacks",
            "Replies that could not be given as asked, and words that a process could not get where they are kept",
            ["reason"],
            registry=registry,
        )

    def rendered(self, template: str, language: str, version: str, arm: str | None) -> None:
        said = (template, language, version, arm or "")
        counter = self._renders_of.get(said)
        if counter is None:
            counter = self._renders_of[said] = self._renders.labels(*said)
        counter.inc()

    def fell_back(self, reason: str) -> None:
        """reason: of a reply language, broken, common, packaged, unknown_key or unrenderable; of a process's words
        store_away, snapshot or packaged_only."""
        self._fallbacks.labels(reason).inc()
