"""A message runs through the model's components in a fixed order, without dask's scheduling.

Rasa builds a dask graph for every message and every prediction, though it never changes.
"""

from __future__ import annotations

from typing import Any

import rasa.core.processor as processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner


class PlainGraphRunner(DaskGraphRunner):
    """Runs the nodes a target needs, each once, needs first. Serving only; training keeps dask."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        results: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        try:
            for name, needs in self._order(wanted, frozenset(results)):
                results[name] = self._instantiated_nodes[name](*(results.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return {name: results[name][1] for name in wanted}

    def _order(
        self, targets: tuple[str, ...], given: frozenset[str]
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Names of the nodes to run with what each needs; worked out once per set of targets."""
        known: dict[Any, tuple[tuple[str, tuple[str, ...]], ...]] = self.__dict__.setdefault(
            "_posada_orders", {}
        )
        key = (targets, given)
        if key not in known:
            nodes = self._graph_schema.minimal_graph_schema(list(targets)).nodes
            ordered: dict[str, tuple[str, ...]] = {}

            def visit(name: str) -> None:
                if name in ordered or name in given or name not in nodes:
                    return
                needs = tuple(nodes[name].needs.values())
                for need in needs:
                    visit(need)
                ordered[name] = needs

            for name in nodes:
                visit(name)
            known[key] = tuple(ordered.items())
        return known[key]


def install() -> None:
    processor.DaskGraphRunner = PlainGraphRunner  # type: ignore[misc]
