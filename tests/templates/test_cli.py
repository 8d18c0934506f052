"""`posada templates …`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from common.languages import SPOKEN
from templates.cli import app

runner = CliRunner()


def run(*arguments: str) -> tuple[int, str]:
    result = runner.invoke(app, list(arguments))
    return result.exit_code, result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "error.yml").write_text("error.generic: Sorry {{ nobody }}", encoding="utf-8")
    return tmp_path


def test_lint_is_quiet_about_a_clean_catalog() -> None:
    assert run("lint", "--json") == (0, "[]\n")
    status, output = run("lint")
    assert status == 0
    assert "nothing wrong" in output


def test_lint_fails_and_says_where(folder: Path) -> None:
    status, output = run("lint", "--folder", str(folder))
    assert (status, "en error.generic:1 unknown-placeholder" in output) == (1, True)
    status, output = run("lint", "--json", "--folder", str(folder))
    assert (status, json.loads(output)[0]["code"]) == (1, "unknown-placeholder")


def test_lint_names_files_it_cannot_read(folder: Path) -> None:
    (folder / "en" / "ask.yml").write_text("[", encoding="utf-8")
    status, output = run("lint", "--folder", str(folder))
    assert (status, "ask.yml" in output) == (1, True)
    assert run("list", "--folder", str(folder))[0] == 1


def test_list_names_replies_and_their_languages() -> None:
    status, output = run("list", "--category", "ask")
    assert status == 0
    assert f"ask.stay  {' '.join(sorted(SPOKEN))}" in output.splitlines()
    assert all(line.startswith("ask.") for line in output.splitlines())
    rows = json.loads(run("list", "--json")[1])
    assert {"template": "error.generic", "languages": sorted(SPOKEN)} in rows


def test_show_prints_the_words_and_their_values() -> None:
    status, output = run("show", "ask.stay_ok", "--language", "es")
    assert status == 0
    assert "{{ stay | date_range }}" in output
    assert "party (optional)" in output
    assert json.loads(run("show", "ask.stay_ok", "--json")[1])["optional"] == [
        "is_next_year",
        "party",
        "rooms_count",
    ]


def test_preview_renders_with_samples_or_given_values() -> None:
    assert "sexta 27" in run("preview", "ask.stay_ok", "--language", "pt")[1]
    values = '{"stay": {"check_in": "2026-12-30", "check_out": "2027-01-02"}}'
    output = json.loads(run("preview", "ask.stay_ok", "--values", values, "--json")[1])
    assert output["text"].startswith("Is this right: Wed 30 Dec 2026 – Sat 2 Jan 2027")
    assert "+ calendar" in run("preview", "booking.confirmed")[1]


def test_what_is_not_there_fails_and_wrong_use_is_status_two() -> None:
    assert run("show", "no.such")[0] == 1
    assert run("preview", "ask.stay_ok", "--values", "{}")[0] == 1
    assert run("preview", "ask.stay_ok", "--values", "{")[0] == 2
    assert run("preview", "ask.stay_ok", "--values", "[]")[0] == 2
    assert run("unknown")[0] == 2
