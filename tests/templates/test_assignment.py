"""Assignment: even, independent between experiments, the same everywhere."""

from __future__ import annotations

import hashlib
import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from templates.assignment import bucket, choose

GUESTS = [f"{number:016x}" for number in range(100_000)]


@pytest.fixture(scope="module")
def places() -> np.ndarray:
    return np.array([bucket("greeting", guest) for guest in GUESTS])


# One row a promise to every other program that has to agree: salt, guest, the first eight bytes as a number.
AGREED = [
    ("greeting", "guest-1", 0x9F1831793FBBA7D3),
    ("greeting", "guest-2", 0x9329B7934C2A59D7),
    ("", "", 0xE7AC0786668E0FF0),
    ("früher", "gäst", 0x19477360D40B45F7),
]


@pytest.mark.parametrize(("salt", "guest", "number"), AGREED)
def test_a_place_is_what_any_other_program_computes(salt: str, guest: str, number: int) -> None:
    assert math.floor(bucket(salt, guest) * 2**53) == number >> 11


def test_a_place_is_the_head_of_the_hash_as_a_fraction() -> None:
    for guest in GUESTS[:500]:
        digest = hashlib.sha256(f"greeting:{guest}".encode()).hexdigest()
        exact = Fraction(int(digest[:16], 16), 2**64)
        assert 0 <= exact - Fraction(bucket("greeting", guest)) < Fraction(1, 2**53)


def test_the_highest_hash_stays_below_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Highest:
        def digest(self) -> bytes:
            return b"\xff" * 32

    monkeypatch.setattr("templates.assignment.sha256", lambda _: Highest())
    assert bucket("any", "guest") == 1 - 2**-53
    assert choose(bucket("any", "guest"), [1, 1, 1]) == 2


def test_another_process_places_guests_alike() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from templates.assignment import bucket; print(repr(bucket('s', 'g')))"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "77", "PYTHONPATH": "."},
    )
    assert float(said.stdout) == bucket("s", "g")


def test_100_000_guests_lie_evenly(places: np.ndarray) -> None:
    for slices in (2, 10, 100, 1000):
        counts = np.histogram(places, bins=slices, range=(0, 1))[0]
        assert stats.chisquare(counts).pvalue > 0.001
    assert stats.kstest(places, "uniform").pvalue > 0.001


def test_keys_that_differ_in_one_digit_lie_evenly_too() -> None:
    for shape in ("{}", "{}@webchat", "0000{:012d}"):
        counts = np.histogram([bucket("s", shape.format(n)) for n in range(20_000)], bins=20, range=(0, 1))[0]
        assert stats.chisquare(counts).pvalue > 0.001


def test_two_experiments_place_the_same_guests_independently(places: np.ndarray) -> None:
    for salt in ("greeting2", "gree", "quote"):
        other = np.array([bucket(salt, guest) for guest in GUESTS])
        table = np.histogram2d(places, other, bins=8, range=[[0, 1], [0, 1]])[0]
        assert stats.chi2_contingency(table).pvalue > 0.001
        assert abs(np.corrcoef(places, other)[0, 1]) < 0.015


@pytest.mark.parametrize(
    "weights", [(1, 1), (50, 50), (0.1, 0.9), (1, 2, 3), (5, 0, 5), (1, 1, 1, 1, 1, 1, 1)]
)
def test_arms_get_their_share(places: np.ndarray, weights: tuple[float, ...]) -> None:
    counts = np.bincount([choose(place, weights) for place in places], minlength=len(weights))
    expected = np.array(weights) / sum(weights) * len(places)
    drawn = expected > 0
    assert counts[~drawn].sum() == 0
    assert stats.chisquare(counts[drawn], expected[drawn]).pvalue > 0.001


def test_an_arm_covers_its_lower_border_and_not_its_upper() -> None:
    assert [choose(place, [1, 1, 2]) for place in (0.0, 0.2499, 0.25, 0.4999, 0.5, 0.9999)] == [
        0,
        0,
        1,
        1,
        2,
        2,
    ]


def test_only_ratios_of_weights_count(places: np.ndarray) -> None:
    for place in places[:2000]:
        assert choose(place, [1, 3]) == choose(place, [25, 75]) == choose(place, [0.25, 0.75])


def test_an_arm_of_weight_zero_gets_nobody_wherever_it_stands() -> None:
    assert [choose(0.0, weights) for weights in ([0, 1], [0, 0, 1], [1, 0])] == [1, 2, 0]
    assert choose(1 - 2**-53, [1, 1, 0]) == 1
    # 0.1 + 0.2 + 0.3 does not add up in floats; what is left over belongs to the last arm that gets anybody.
    assert choose(1.0, [0.1, 0.2, 0.3, 0.0]) == 2


@pytest.mark.parametrize("weights", [[], [0], [0, 0.0], [1, -1], [2, -1], [math.inf, 1], [math.nan, 1]])
def test_weights_that_mean_nothing_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights are finite"):
        choose(0.5, weights)


@settings(deadline=None)
@given(
    place=st.floats(0, 1, exclude_max=True),
    weights=st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any),
)
def test_the_arm_is_the_one_whose_slice_holds_the_place(place: float, weights: list[int]) -> None:
    arm = choose(place, weights)
    below, total = sum(weights[:arm]), sum(weights)
    slack = 1e-9 * total
    assert below - slack <= place * total <= below + weights[arm] + slack
    assert weights[arm] > 0
