"""A `.env` file is changed where it was asked to be, and nowhere else."""

from __future__ import annotations

import os
import stat
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from common.env_file import CannotBeWritten, read_env_file, with_values, write_env_file

BEFORE = """# Posada of the Hotel Seaview
export PMS_TYPE=demo   # until the real one is there

POSADA_PORT=8090
PMS_BASE_URL="https://old.example/api"
this line means nothing
POSADA_MAIL_FROM='desk@seaview.example # not a comment'
"""


def test_other_lines_and_comments_stay_as_they_are() -> None:
    after = with_values(
        BEFORE, {"PMS_TYPE": "qloapps", "PMS_BASE_URL": "https://new.example/api", "PMS_HOTEL_ID": "1"}
    )
    assert after == (
        BEFORE.replace("PMS_TYPE=demo", "PMS_TYPE=qloapps").replace(
            '"https://old.example/api"', "https://new.example/api"
        )
        + "PMS_HOTEL_ID=1\n"
    )


def test_a_name_is_taken_out_whole() -> None:
    assert with_values("A=1\nB='two\nlines'\nC=3\n", {"B": None}) == "A=1\nC=3\n"


def test_a_name_that_stands_twice_stands_once() -> None:
    assert with_values("A=1\nB=2\nA=3\n", {"A": "4"}) == "A=4\nB=2\n"


def test_a_hash_inside_quotes_is_no_comment() -> None:
    after = with_values(BEFORE, {"POSADA_MAIL_FROM": "other@seaview.example"})
    assert after.endswith("POSADA_MAIL_FROM=other@seaview.example\n")


def test_a_file_without_a_last_line_end_is_continued_on_a_new_line() -> None:
    assert with_values("A=1", {"B": "2"}) == "A=1\nB=2\n"


@pytest.mark.parametrize(
    "value", ["a b", "it's", 'say "so"', "back\\slash", "#hash", "a#b", "ñandú 🏨", "$HOME", ""]
)
def test_what_is_written_is_read_back(value: str) -> None:
    assert dotenv_values(stream=StringIO(with_values("", {"KEY": value})))["KEY"] == value


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20))
def test_any_value_is_read_back_or_refused(value: str) -> None:
    """Nothing is ever written that means something else."""
    try:
        text = with_values(BEFORE, {"KEY": value})
    except CannotBeWritten:
        return
    assert dotenv_values(stream=StringIO(text))["KEY"] == value
    assert text.startswith(BEFORE)


def test_a_value_that_would_be_expanded_is_refused_and_not_repeated() -> None:
    with pytest.raises(CannotBeWritten) as refused:
        with_values("", {"PMS_API_KEY": "sesame${HOME}"})
    assert "sesame" not in str(refused.value)


def test_only_its_owner_may_read_it_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    path.chmod(0o644)
    write_env_file(path, {"PMS_API_KEY": "sesame"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_env_file(path) == {"A": "1", "PMS_API_KEY": "sesame"}
    assert [one.name for one in tmp_path.iterdir()] == [".env"]


def test_a_file_that_cannot_be_replaced_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_env_file(path, {"A": "2"})
    assert path.read_text() == "A=1\n"
    assert [one.name for one in tmp_path.iterdir()] == [".env"]


def test_a_link_keeps_pointing_at_the_file_it_named(tmp_path: Path) -> None:
    real, link = tmp_path / "real.env", tmp_path / ".env"
    real.write_text("A=1\n")
    link.symlink_to(real)
    write_env_file(link, {"A": "2"})
    assert link.is_symlink()
    assert real.read_text() == "A=2\n"


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read_env_file(tmp_path / ".env") == {}
