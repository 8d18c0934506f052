"""The pictures are whole, harmless SVG, and the sets are drawn the same way each time."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from ops.compare import chart, sets
from ops.compare.ours import is_sure

SVG = "{http://www.w3.org/2000/svg}"


def test_dots_stand_where_their_shares_are() -> None:
    panel = chart.Panel(
        "A & B", ["ours", "other"], [("en", {"ours": 1.0, "other": 0.5}), ("de", {"ours": 0.75})], 0.9, 0.5
    )
    picture = ET.fromstring(chart.dots([panel], "A < B"))
    ours = [float(one.get("cx", "")) for one in picture.iter(f"{SVG}circle") if len(one)]
    assert ours == sorted(ours, reverse=True)
    assert next(title.text for title in picture.iter(f"{SVG}title")) == "A < B"
    assert {title.text for title in picture.iter(f"{SVG}title")} >= {"en, ours: 100.0%", "en, other: 50.0%"}
    assert not list(picture.iter(f"{SVG}script"))


def test_curves_have_two_lines_a_language() -> None:
    points = [(0.0, 0.8, 0.8), (0.5, 0.9, 0.7)]
    picture = ET.fromstring(
        chart.curves({"English": points, "German": points}, chosen=0.3, names=("a", "b"), described="x")
    )
    assert len(list(picture.iter(f"{SVG}polyline"))) == 4


@pytest.mark.parametrize(
    ("shares", "threshold", "ambiguity", "sure"),
    [
        ([0.5, 0.2], 0.5, 0.0, True),
        ([0.49, 0.2], 0.5, 0.0, False),
        ([0.5, 0.45], 0.3, 0.1, False),
        ([0.5], 0.3, 0.1, True),
    ],
)
def test_the_threshold_is_rasas(shares: list[float], threshold: float, ambiguity: float, sure: bool) -> None:
    ranking = [{"name": "x", "confidence": share} for share in shares]
    assert is_sure(ranking, threshold=threshold, ambiguity=ambiguity) is sure


def test_second_messages_are_pairs_of_one_language_drawn_the_same_way() -> None:
    pairs = sets.second_messages("pt")
    assert pairs == sets.second_messages("pt")
    assert len(pairs) > 100
    assert {row["lang"] for pair in pairs for row in pair} == {"pt"}
