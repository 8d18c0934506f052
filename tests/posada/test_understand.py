"""`posada understand`: the promised shape and what it is asked with. (The worker: tests/bot/rasa/test_worker.py.)"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, ClassVar

import pytest

from common.settings import Settings
from posada import understand as module
from posada.understand import LanguageMemory, as_promised, socket_path, understand

UNDERSTOOD = {
    "text": "dos noches", "language": {"code": "es", "confidence": 0.99, "reply": "es", "prior": {"es": 1.0}, "wish": None},
    "stay": {"check_in": "2026-11-27", "check_out": "2026-11-29", "nights": 2, "ambiguous": []},
    "party": None, "room_type": None, "extras": [], "contact": {"name": None, "email": None, "phone": None},
    "reference": None, "numbers": [], "times": [], "yes_no": None, "guarded": False,
}  # fmt: skip


def answer(understood: dict[str, Any] | None) -> dict[str, Any]:
    intent = {"name": "book_room", "confidence": 0.93}
    return {"text": "x", "intent": intent, "ranking": [intent], "entities": [], "understood": understood}


def test_the_shape_is_the_promised_one() -> None:
    assert as_promised("dos noches", answer(UNDERSTOOD)) == {
        "text": "dos noches",
        "language": {"code": "es", "confidence": 0.99},
        "intent": {"name": "book_room", "confidence": 0.93},
        "ranking": [{"name": "book_room", "confidence": 0.93}],
        "stay": UNDERSTOOD["stay"],
        "party": None,
        "room_type": None,
        "contact": {"name": None, "email": None, "phone": None},
        "reference": None,
    }


def test_what_nothing_is_known_of_is_null() -> None:
    seen = as_promised("x", answer(None))
    assert seen["language"] == {"code": None, "confidence": None}
    assert seen["contact"] == {"name": None, "email": None, "phone": None}
    assert seen["stay"] is None


@pytest.mark.parametrize(
    ("today", "timezone"),
    [("yesterday", "Europe/Madrid"), ("2026-02-30", "UTC"), (None, "Mars/Base"), (None, "../etc")],
)
def test_a_wrong_day_or_zone_is_status_2(
    today: str | None, timezone: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert understand("hola", today, timezone, None, True) == 2
    assert "--today" in capsys.readouterr().err


def test_languages_of_conversations_are_remembered_without_words(tmp_path: Path) -> None:
    memory = LanguageMemory(tmp_path / "run" / "languages.json")
    assert memory.recall("Ana") is None
    memory.keep("Ana", UNDERSTOOD["language"])
    memory.keep(None, UNDERSTOOD["language"])
    assert memory.recall("Ana") == {"reply": "es", "prior": {"es": 1.0}}
    assert memory.recall("other") is None
    assert "Ana" not in (tmp_path / "run" / "languages.json").read_text()
    (tmp_path / "run" / "languages.json").write_text("{")
    assert memory.recall("Ana") is None


def test_a_socket_path_that_is_too_long_moves(tmp_path: Path) -> None:
    assert socket_path(tmp_path, Path("m")).parent == tmp_path / "run"
    assert len(os.fsencode(socket_path(tmp_path / ("x" * 120), Path("m")))) <= 107


class FakeParser:
    """Answers without a model; keeps what it was asked."""

    asked: ClassVar[list[dict[str, Any]]] = []

    def __init__(self, settings: Settings) -> None: ...

    def __enter__(self) -> FakeParser:
        return self

    def __exit__(self, *_: Any) -> None: ...

    def parse(self, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
        self.asked.append({"text": text, **metadata})
        return answer(UNDERSTOOD)


@pytest.fixture
def fake_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[FakeParser]:
    FakeParser.asked = []
    monkeypatch.setattr(module, "Parser", FakeParser)
    monkeypatch.setattr(module, "load_settings", lambda: Settings(data_dir=tmp_path))
    return FakeParser


def test_the_command_prints_json(fake_parser: type[FakeParser], capsys: pytest.CaptureFixture[str]) -> None:
    assert understand("dos noches " + "x" * 9000, "2026-11-21", "Europe/Madrid", None, True) == 0
    assert json.loads(capsys.readouterr().out)["stay"]["nights"] == 2
    [asked] = fake_parser.asked
    assert len(asked["text"]) == 4096
    assert (asked["today"], asked["timezone"], asked["language"]) == ("2026-11-21", "Europe/Madrid", None)


def test_a_conversation_keeps_its_language(fake_parser: type[FakeParser]) -> None:
    for _ in range(2):
        understand("dos noches", "2026-11-21", "Europe/Madrid", "c1", False)
    assert fake_parser.asked[1]["language"] == {"reply": "es", "prior": {"es": 1.0}}
