"""`posada templates …`: what it prints and how it ends."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from common.database import create_all, create_engine
from common.languages import SPOKEN
from templates.cli import app

runner = CliRunner()


def run(*arguments: str) -> tuple[int, str]:
    result = runner.invoke(app, list(arguments))
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Commands look at this test's own database; there is none until something is written."""
    address = f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("POSADA_DATA_DIR", str(tmp_path))
    return address


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
    assert run("show", "ask.stay", "--folder", str(folder))[0] == 1
    status, output = run("lint", "--folder", str(folder))
    assert (status, "ask.yml" in output) == (1, True)
    assert run("list", "--folder", str(folder))[0] == 1


def test_list_names_replies_and_their_languages() -> None:
    status, output = run("list", "--category", "ask")
    assert status == 0
    assert f"ask.stay  {' '.join(sorted(SPOKEN))}" in output.splitlines()
    assert all(line.startswith("ask.") for line in output.splitlines())
    rows = json.loads(run("list", "--json")[1])
    languages = sorted(SPOKEN)
    row = {"template": "error.generic", "languages": languages, "versions": dict.fromkeys(languages, "1")}
    assert row in rows


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


@pytest.fixture
def database(installation: str) -> None:
    async def make() -> None:
        engine = create_engine(installation)
        await create_all(engine)
        await engine.dispose()

    asyncio.run(make())


def edited(tmp_path: Path, text: str) -> str:
    file = tmp_path / "words" / "es" / "greeting.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"greeting.goodbye: {json.dumps(text)}", encoding="utf-8")
    return str(tmp_path / "words")


GOODBYE = ("greeting.goodbye", "--language", "es")


@pytest.mark.usefixtures("database")
def test_words_come_from_files_are_published_and_taken_back(tmp_path: Path) -> None:
    words = edited(tmp_path, "Hasta luego.")
    assert (
        run("import", words, "--by", "ana", "--note", "shorter")[1] == "1 new, 0 published, 0 as they were\n"
    )
    status, output = run("publish", "greeting.goodbye", "2", "--language", "es", "--by", "ana")
    assert (status, "es greeting.goodbye: version 2 from" in output) == (0, True)
    assert run("show", *GOODBYE)[1] == "Hasta luego.\n"
    assert "greeting.goodbye  de en es[2] fr it pt" in run("list")[1].splitlines()
    assert [line.split()[:2] for line in run("history", *GOODBYE)[1].splitlines()] == [
        ["2", "live"],
        ["1", "published"],
    ]
    rows = json.loads(run("history", *GOODBYE, "--json")[1])
    assert (rows[0]["author"], rows[0]["note"], rows[0]["live"]) == ("ana", "shorter", True)
    assert "{+Hasta luego+}" in run("diff", "greeting.goodbye", "1", "2", "--language", "es")[1]
    assert (
        json.loads(run("diff", "greeting.goodbye", "1", "2", "--language", "es", "--json")[1])[0]["part"]
        == "text"
    )
    assert run("import", words, "--publish")[1] == "0 new, 0 published, 1 as they were\n"
    assert run("export", str(tmp_path / "out"))[1] == f"{tmp_path / 'out' / 'es' / 'greeting.yml'}\n"
    assert (
        run("rollback", "greeting.goodbye", "1", "--language", "es")[1]
        == "es greeting.goodbye: back to version 1\n"
    )
    assert "Hasta luego." not in run("show", *GOODBYE)[1]
    assert run("retire", "greeting.goodbye", "2", "--language", "es")[0] == 0
    assert run("publish", "greeting.goodbye", "2", "--language", "es")[0] == 1
    assert json.loads(run("export", str(tmp_path / "none"), "--json")[1]) == []


@pytest.mark.usefixtures("database")
def test_a_publication_may_be_for_some_days(tmp_path: Path) -> None:
    run("import", edited(tmp_path, "Hasta luego."))
    days = ("--from", "2030-12-20T08:00:00", "--until", "2031-01-07T00:00:00")
    made = json.loads(run("publish", "greeting.goodbye", "2", "--language", "es", *days, "--json")[1])
    assert (made["from_at"], made["until_at"]) == ("2030-12-20T08:00:00+00:00", "2031-01-07T00:00:00+00:00")
    assert "Hasta luego." not in run("show", *GOODBYE)[1]


@pytest.mark.usefixtures("database")
def test_words_with_faults_are_taken_by_nobody(tmp_path: Path) -> None:
    words = edited(tmp_path, "Hasta {{ hotell }}")
    status, output = run("import", words, "--publish")
    assert (status, "es greeting.goodbye:1 unknown-placeholder" in output) == (1, True)
    assert len(run("history", *GOODBYE)[1].splitlines()) == 1
    (tmp_path / "words" / "es" / "ask.yml").write_text("[", encoding="utf-8")
    assert run("import", words)[0] == 1
    (tmp_path / "words" / "es" / "ask.yml").write_text(
        "ask.stay: {text: x, attachments: [{kind: x, on: 2026-11-27}]}", encoding="utf-8"
    )
    assert run("import", words)[0] == 1


@pytest.mark.usefixtures("database")
def test_what_is_not_there_is_said_in_one_line() -> None:
    for command in (
        ("history", "no.such"),
        ("diff", "greeting.goodbye", "1", "7"),
        ("publish", "greeting.goodbye", "7"),
        ("rollback", "greeting.goodbye", "7"),
        ("retire", "greeting.goodbye", "1"),
        ("unlink-twin", "greeting.goodbye"),
    ):
        status, output = run(*command)
        assert (status, len(output.splitlines())) == (1, 1)
    assert run("usage", "greeting.goodbye") == (0, "Not said yet.\n")
    assert run("diff", "greeting.goodbye", "1", "1") == (0, "Nothing changed.\n")


def test_without_the_tables_a_command_says_what_to_do() -> None:
    status, output = run("history", "greeting.goodbye")
    assert (status, "posada db upgrade" in output) == (1, True)
    # It made the file, which looking at words now finds without tables.
    status, output = run("show", *GOODBYE)
    assert (status, "packaged words" in output) == (0, True)


@pytest.mark.usefixtures("database")
def test_a_reply_is_linked_to_its_approved_twin() -> None:
    assert run("twins") == (0, "No reply has one.\n")
    parameters = ("--parameter", "{{ reference }}", "--language", "es")
    assert run("link-twin", "notice.book_done", "booking_confirmed", "es", *parameters)[0] == 0
    assert "booking_confirmed (es)" in run("twins")[1]
    assert json.loads(run("twins", "--json")[1])[0]["parameters"] == ["{{ reference }}"]
    assert run("link-twin", "notice.book_done", "Booking", "es")[0] == 1
    assert run("link-twin", "notice.book_done", "booking", "es", "--state", "fine")[0] == 2
    assert run("unlink-twin", "notice.book_done", "--language", "es")[0] == 0


def test_completeness_is_told_by_language(folder: Path) -> None:
    (folder / "es").mkdir()
    (folder / "es" / "ask.yml").write_text("ask.stay: Cuando", encoding="utf-8")
    status, output = run("completeness", "--folder", str(folder))
    assert (status, "missing: error.generic" in output) == (1, True)
    status, output = run("completeness", "--json")
    assert (status, {row["percent"] for row in json.loads(output)}) == (0, {100})


@pytest.mark.usefixtures("database")
def test_a_greeting_that_does_not_say_what_it_is_is_not_published(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "words" / "en" / "greeting.yml"
    file.parent.mkdir(parents=True)
    file.write_text("greeting.welcome: Welcome to the house!", encoding="utf-8")
    words = str(tmp_path / "words")
    for code in ("no-assistant", "value-dropped"):
        assert code in run("lint", "--folder", words)[1]
        assert f"en greeting.welcome:1 {code}" in run("import", words, "--publish")[1]
    assert run("import", words)[0] == 0
    status, output = run("publish", "greeting.welcome", "2", "--language", "en")
    assert (status, "no-assistant" in output) == (1, True)
