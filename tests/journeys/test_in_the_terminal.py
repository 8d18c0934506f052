"""`posada chat` and Rasa's own shell over a pipe, beside a running installation: what `make chat` and `make shell` open."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.installation import ROOT, Installation
from tests.journeys.errands import day, iso_day

pytestmark = pytest.mark.journey


def posada(installation: Installation, *arguments: str, lines: list[str]) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("POSADA_", "PMS_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "posada", *arguments],
        cwd=ROOT,
        env={
            **inherited,
            "POSADA_DATA_DIR": str(installation.folder),
            "POSADA_PORT": str(installation.port),
            "POSADA_INNER_PORT": str(installation.inner_port),
            "POSADA_RASA_PORT": str(installation.rasa_port),
        },
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def stays(installation: Installation, reference: str) -> list[tuple[object, ...]]:
    return installation.rows(
        "SELECT r.arrival, r.departure, g.first_name, g.last_name FROM demo_reservations r"
        " JOIN demo_guests g ON g.id = r.guest_id WHERE 'DM-' || (48000 + r.id) = ?",
        reference,
    )


@pytest.mark.parametrize(
    ("language", "lines", "said"),
    [
        ("en", ("Hi, I'd like a room", "from {} to {}", "2 adults", "yes", "1", "5", "Robin Ashgrove", "robin@guest.example", "1"), "booked"),
        ("es", ("Hola, quiero una habitación", "del {} al {}", "2 adultos", "sí", "1", "5", "Robin Ashgrove", "robin@guest.example", "1"), "reservada"),
        ("pt", ("Olá, queria um quarto", "de {} a {}", "2 adultos", "sim", "1", "5", "Robin Ashgrove", "robin@guest.example", "1"), "reservado"),
    ],
    ids=["en", "es", "pt"],
)  # fmt: skip
def test_a_guest_books_in_the_chat_by_words_and_numbers(
    installation: Installation, language: str, lines: tuple[str, ...], said: str
) -> None:
    dates, iso = (day(100), day(102)), (iso_day(100), iso_day(102))
    ended = posada(
        installation,
        "chat",
        "--language",
        language,
        lines=[line.format(*dates) for line in ("", *lines, "  ")],
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert said in ended.stdout, ended.stdout
    assert "you  > Robin Ashgrove" in ended.stdout
    reference = re.search(r"DM-\d+", ended.stdout)
    assert reference, ended.stdout
    assert stays(installation, reference.group()) == [(*iso, "Robin", "Ashgrove")]


def test_a_chat_goes_on_where_it_was_left(installation: Installation) -> None:
    posada(installation, "chat", "--conversation", "kept", lines=["Hola, quiero una habitación"])
    ended = posada(installation, "chat", "--conversation", "kept", lines=["2 adultos"])
    assert ended.returncode == 0
    # Neither introduced again nor asked for the people.
    assert "asistente" not in ended.stdout
    assert "?" in ended.stdout


def test_a_chat_that_is_not_taken_says_why(installation: Installation) -> None:
    ended = posada(installation, "chat", "--language", "not a tag", lines=["hello"])
    assert ended.returncode == 2
    assert ended.stderr.startswith("chat: ")


def test_a_guest_books_in_rasas_own_shell_which_ends_with_the_input(installation: Installation) -> None:
    iso = (iso_day(104), iso_day(106))
    before = installation.pid_of("rasa"), installation.pid_of("service")
    lines = ["Hola", f"quiero una habitación del {day(104)} al {day(106)}", "2 adultos", "sí", "1", "5",
             "Robin Ashgrove", "robin@guest.example", "1", "¿tenéis wifi?", "/ask_parking"]  # fmt: skip
    ended = posada(installation, "shell", lines=lines)
    assert ended.returncode == 0, ended.stderr
    reference = re.search(r"DM-\d+", ended.stdout)
    assert reference, ended.stdout
    assert stays(installation, reference.group()) == [(*iso, "Robin", "Ashgrove")]
    # In Spanish to the end, with buttons to press by number; a slash is an order here.
    assert "1: Sí, reservar (/affirm)" in ended.stdout
    assert "El wifi" in ended.stdout
    assert "garaje" in ended.stdout
    assert "Traceback" not in ended.stderr
    assert (installation.pid_of("rasa"), installation.pid_of("service")) == before
