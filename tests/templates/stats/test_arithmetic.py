"""The missing functions, against scipy."""

from __future__ import annotations

import math

import pytest
from scipy import special, stats

from templates.stats import arithmetic


@pytest.mark.parametrize("degrees", range(1, 12))
@pytest.mark.parametrize("value", [1e-9, 0.3, 1.0, 3.84, 10.8, 40.0, 300.0])
def test_chi_square_tail(value: float, degrees: int) -> None:
    assert arithmetic.chi_square_tail(value, degrees) == pytest.approx(
        stats.chi2.sf(value, degrees), rel=1e-12
    )


def test_chi_square_tail_at_its_ends() -> None:
    assert [arithmetic.chi_square_tail(0.0, degrees) for degrees in (1, 2, 5)] == [1.0, 1.0, 1.0]
    assert arithmetic.chi_square_tail(1e9, 3) == 0.0


@pytest.mark.parametrize("degrees", [1, 1.2, 2, 3.7, 9, 29.4, 150.3, 999.9, 1000, 1000.1, 5e4, 1e9])
@pytest.mark.parametrize("probability", [0.6, 0.9, 0.975, 0.9875, 0.9999])
def test_student_quantile(probability: float, degrees: float) -> None:
    assert arithmetic.student_quantile(probability, degrees) == pytest.approx(
        stats.t.ppf(probability, degrees), rel=1e-9
    )


@pytest.mark.parametrize("a", [0.5, 0.6, 1.85, 20.0, 499.0])
@pytest.mark.parametrize("x", [1e-12, 0.01, 0.3, 0.5, 0.9, 0.99, 0.999, 1 - 1e-12])
def test_the_share_of_a_beta_distribution(a: float, x: float) -> None:
    assert arithmetic._beta_share(x, a, 0.5) == pytest.approx(special.betainc(a, 0.5, x), rel=1e-10)
    assert arithmetic._beta_share(1 - x, 0.5, a) == pytest.approx(special.betainc(0.5, a, 1 - x), rel=1e-10)
    assert (arithmetic._beta_share(0.0, a, 0.5), arithmetic._beta_share(1.0, a, 0.5)) == (0.0, 1.0)


@pytest.mark.parametrize("alpha", [0.2, 0.05, 0.01, 1e-6])
def test_two_sided_z(alpha: float) -> None:
    assert arithmetic.two_sided_z(alpha) == pytest.approx(stats.norm.isf(alpha / 2), rel=1e-9)


def test_points_integrate_polynomials_exactly() -> None:
    nodes, weights, partial = arithmetic.gauss_legendre()
    assert all(0 < node < 1 for node in nodes)
    for power in range(2 * arithmetic.POINTS):
        assert math.sumprod(weights, [node**power for node in nodes]) == pytest.approx(
            1 / (power + 1), rel=1e-13
        )
    for power in range(arithmetic.POINTS):
        for node, row in zip(nodes, partial, strict=True):
            so_far = math.sumprod(row, [one**power for one in nodes])
            assert so_far == pytest.approx(node ** (power + 1) / (power + 1), rel=1e-9, abs=1e-13)


def test_a_crossing_is_found_from_either_side_and_either_sign() -> None:
    def curve(x: float) -> float:
        return x**3 - 2

    root = 2 ** (1 / 3)
    for start, end in ((0.0, 9.0), (9.0, 0.0)):
        assert arithmetic.crossing(curve, start, end) == pytest.approx(root, rel=1e-15)
        assert arithmetic.crossing(lambda x: -curve(x), start, end) == pytest.approx(root, rel=1e-15)
