"""What Schemathesis holds every answer of ours against, for guests' addresses and for staff's."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
MANY, FEW = 12, 4
"""Examples of things that are there, and of names that are nobody's."""


def hold(cases: SearchStrategy[Case], examples: int, url: str, headers: Mapping[str, str]) -> None:
    """The same examples in every run. Raises FailureGroup, or Unsatisfiable where there is no such case."""

    @seed(1)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def check(case: Case) -> None:
        case.call_and_validate(base_url=url, headers=dict(headers), checks=CHECKS)

    check()
