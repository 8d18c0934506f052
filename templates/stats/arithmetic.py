"""The few functions the standard library lacks: chi-square's tail, Student's quantile, points to integrate with.

Exact or far below six digits; the tests compare each with scipy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from statistics import NormalDist

NORMAL = NormalDist()

# Gauss and Legendre's points for one panel: exact for polynomials up to degree 19.
POINTS = 10
# From here on the expansion of Student's quantile is right to ten digits.
_MANY_DEGREES = 1000


def two_sided_z(alpha: float) -> float:
    """How many standard errors to each side leave `alpha` outside."""
    return NORMAL.inv_cdf(1 - alpha / 2)


def chi_square_tail(value: float, degrees: int) -> float:
    """P(chi-square ≥ value): the regularised upper incomplete gamma Q(degrees / 2, value / 2).

    With whole degrees it is a finite sum of positive terms: Q(a + 1, x) = Q(a, x) + x^a e^-x / Γ(a + 1), from
    Q(1/2, x) = erfc(√x) or Q(1, x) = e^-x.
    """
    half = value / 2
    if half <= 0:
        return 1.0
    shape = 0.5 if degrees % 2 else 1.0
    tail = math.erfc(math.sqrt(half)) if degrees % 2 else math.exp(-half)
    while shape < degrees / 2:
        tail += math.exp(shape * math.log(half) - half - math.lgamma(shape + 1))
        shape += 1
    return tail


def student_quantile(probability: float, degrees: float) -> float:
    """Above one half only. degrees ≥ 1 and, as Welch's are, seldom whole."""
    if degrees >= _MANY_DEGREES:
        return _student_expansion(NORMAL.inv_cdf(probability), degrees)
    # t = √degrees · tan(angle) puts every quantile on a short interval.
    angle = crossing(
        lambda turn: 1 - probability - _beta_share(math.cos(turn) ** 2, degrees / 2, 0.5) / 2,
        math.pi / 2,
        0.0,
    )
    return math.sqrt(degrees) * math.tan(angle)


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz's way of evaluating it)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(1 - x, b, a)  # where the fraction converges at once
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    above = 1.0
    below = 1 / (1 - (a + b) * x / (a + 1))
    fraction = below
    step = 0
    while True:
        step += 1
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        change = 1.0
        for term in (even, odd):
            below = 1 / (1 + term * below)
            above = 1 + term / above
            change = below * above
            fraction *= change
        if abs(change - 1) < 1e-15:
            return front * fraction / a


def _student_expansion(z: float, degrees: float) -> float:
    return (
        z
        + (z**3 + z) / (4 * degrees)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3)
    )


def crossing(curve: Callable[[float], float], start: float, end: float) -> float:
    """Where the curve, of one sign at `start` and of the other beyond, crosses zero: halved until floats end."""
    is_positive = curve(start) > 0
    while True:
        middle = (start + end) / 2
        if middle in (start, end):
            return middle
        if (curve(middle) > 0) == is_positive:
            start = middle
        else:
            end = middle


@cache
def gauss_legendre() -> tuple[tuple[float, ...], tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """On [0, 1]: nodes, weights, and for each node the weights of the integral from 0 up to that node."""
    nodes, weights = [], []
    for index in range(POINTS):
        x = math.cos(math.pi * (index + 0.75) / (POINTS + 0.5))
        for _ in range(8):
            value, slope = _legendre(x)
            x -= value / slope
        nodes.append((1 - x) / 2)
        weights.append(1 / ((1 - x * x) * _legendre(x)[1] ** 2))
    partial = tuple(tuple(_lagrange_integral(nodes, owner, end) for owner in range(POINTS)) for end in nodes)
    return tuple(nodes), tuple(weights), partial


def _legendre(x: float) -> tuple[float, float]:
    """The Legendre polynomial of degree POINTS and its slope."""
    before, value = 1.0, x
    for degree in range(2, POINTS + 1):
        before, value = value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree
    return value, POINTS * (x * value - before) / (x * x - 1)


def _lagrange_integral(nodes: list[float], owner: int, end: float) -> float:
    """∫ from 0 to `end` of the polynomial that is 1 at its owner's node and 0 at the others."""
    coefficients = [1.0]  # lowest power first
    for index, node in enumerate(nodes):
        if index != owner:
            span = nodes[owner] - node
            raised = [0.0, *coefficients]
            lowered = [*(node * c for c in coefficients), 0.0]
            coefficients = [(high - low) / span for high, low in zip(raised, lowered, strict=True)]
    return math.fsum(c * end ** (power + 1) / (power + 1) for power, c in enumerate(coefficients))
