"""What the libraries are given and how they are judged; the libraries themselves are asked by `make compare` alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ops.compare import rivals
from ops.compare.rivals import Library, stay_of

# Answers what it is asked, raises on "raise" and never comes back from "hang".
FAKE = """
import json, sys, time
print(json.dumps({"ready": sys.argv[1]}), flush=True)
for line in sys.stdin:
    text = json.loads(line)["text"]
    if text == "hang":
        time.sleep(600)
    print(json.dumps({"days": [text]}), flush=True)
"""


@pytest.mark.parametrize(
    ("days", "text", "check_in", "check_out", "nights"),
    [
        (["2026-11-27", "2026-11-29"], "from 27 to 29", "2026-11-27", "2026-11-29", 2),
        (["2026-11-27"], "27. November, 3 Nächte", "2026-11-27", "2026-11-30", 3),
        (["2026-11-27"], "due notti dal 27", "2026-11-27", "2026-11-29", 2),
        (["2026-11-27"], "le 27", "2026-11-27", None, None),
        ([], "cinco noches", None, None, 5),
        ([], "hola", None, None, None),
    ],
)
def test_the_first_day_is_the_check_in_and_the_second_or_the_nights_say_the_check_out(
    days: list[str], text: str, check_in: str | None, check_out: str | None, nights: int | None
) -> None:
    assert stay_of(days, text) == {
        "check_in": check_in,
        "check_out": check_out,
        "nights": nights,
        "ambiguous": [],
    }


def test_a_library_that_hangs_is_ended_and_asked_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "fake.py"
    script.write_text(FAKE)
    monkeypatch.setattr(rivals, "PYTHON", sys.executable)
    monkeypatch.setattr(rivals, "_SCRIPT", script)
    monkeypatch.setattr(rivals, "ANSWER_SECONDS", 0.5)
    with Library("fake") as library:
        assert library.ask("hang", language="en", today="2026-11-21") == {}
        assert library.overran == 1
        monkeypatch.setattr(rivals, "ANSWER_SECONDS", 30.0)
        assert library.ask("2026-11-27", language="en", today="2026-11-21") == {"days": ["2026-11-27"]}


def test_a_library_that_does_not_start_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rivals, "PYTHON", sys.executable)
    monkeypatch.setattr(rivals, "_SCRIPT", tmp_path / "missing.py")
    with Library("nothing") as library, pytest.raises(rivals.DoesNotAnswer, match="nothing does not start"):
        library.ask("x", language="en", today="2026-11-21")
