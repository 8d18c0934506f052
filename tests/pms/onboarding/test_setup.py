"""`posada pms setup`: what is asked, tried and written, and that a key is seen nowhere."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from common.database import create_all, create_engine
from common.env_file import read_env_file
from common.settings import load_settings
from pms.cli import app
from tests.pms.onboarding.conftest import KEY, Pretend

RUN = CliRunner()


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("PMS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'posada.db'}")

    async def tables() -> None:
        engine = create_engine(load_settings().database)
        await create_all(engine)
        await engine.dispose()

    asyncio.run(tables())
    path = tmp_path / "posada.env"
    path.write_text("# ours\nPOSADA_PORT=8090\n")
    return path


@pytest.fixture
def address() -> Iterator[str]:
    """Something that takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api"


def setup(env_file: Path, *options: str, typed: str | None = None) -> tuple[int, str]:
    """Exit status and all that was said."""
    asked = () if typed is not None else ("--non-interactive",)
    result = RUN.invoke(app, ["setup", "--env-file", str(env_file), *asked, *options], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert KEY not in result.output
    return result.exit_code, result.output


def test_a_person_is_asked_and_what_works_is_written(
    env_file: Path, pretend: type[Pretend], address: str
) -> None:
    status, said = setup(env_file, typed=f"pretend\n{address}\n{KEY}\n2\ny\n")
    assert status == 0, said
    assert "1  Seaview" in said
    assert "✓ hotel" in said
    assert f"+ PMS_BASE_URL={address}" in said
    assert "+ PMS_API_KEY=***" in said
    assert read_env_file(env_file) == {
        "POSADA_PORT": "8090",
        "PMS_TYPE": "pretend",
        "PMS_BASE_URL": address,
        "PMS_HOTEL_ID": "2",
        "PMS_API_KEY": KEY,
    }
    assert env_file.read_text().startswith("# ours\n")
    assert stat.S_IMODE(env_file.stat().st_mode) == 0o600


def test_the_second_run_offers_what_is_there(env_file: Path, pretend: type[Pretend], address: str) -> None:
    setup(env_file, typed=f"pretend\n{address}\n{KEY}\n2\ny\n")
    before = env_file.read_text()
    status, said = setup(env_file, typed="\n\n\n\n")
    assert (status, env_file.read_text()) == (0, before)
    assert "says all of this already" in said
    status, said = setup(env_file, typed="\n\n\n1\ny\n")
    assert status == 0
    assert [line.strip() for line in said.splitlines() if line.strip().startswith(("+", "~", "-"))] == [
        "~ PMS_HOTEL_ID=1"
    ]


def test_nothing_is_written_when_it_does_not_work_and_nobody_insists(
    env_file: Path, pretend: type[Pretend], address: str
) -> None:
    before = env_file.read_text()
    status, said = setup(env_file, typed=f"pretend\n{address}\nwrong\nn\n")
    assert (status, env_file.read_text()) == (1, before)
    assert "BadCredentials" in said
    status, said = setup(env_file, typed=f"pretend\n{address}\nwrong\ny\ny\n")
    assert status == 0
    assert read_env_file(env_file)["PMS_API_KEY"] == "wrong"


def test_a_script_gives_all_at_once(
    env_file: Path, pretend: type[Pretend], address: str, tmp_path: Path
) -> None:
    (tmp_path / "key.txt").write_text(f"{KEY}\n")
    status, said = setup(
        env_file, "--type", "pretend", "--base-url", address, "--hotel-id", "1",
        "--api-key-file", str(tmp_path / "key.txt"), "--options", '{"language_id": 1}',
    )  # fmt: skip
    assert status == 0, said
    kept = read_env_file(env_file)
    assert kept["PMS_API_KEY_FILE"] == str(tmp_path / "key.txt")
    assert "PMS_API_KEY" not in kept
    settings = load_settings({**kept, "POSADA_DATA_DIR": str(tmp_path)})
    assert settings.pms_api_key.get_secret_value() == KEY
    assert settings.pms_options == {"language_id": 1}
    # The same again needs no options, and a key from standard input takes the file's place.
    assert setup(env_file)[0] == 0
    result = RUN.invoke(
        app, ["setup", "--non-interactive", "--env-file", str(env_file), "--api-key-stdin"], input=f"{KEY}\n"
    )
    assert result.exit_code == 0, result.output
    assert read_env_file(env_file).get("PMS_API_KEY") == KEY
    assert "PMS_API_KEY_FILE" not in read_env_file(env_file)


def test_a_key_in_the_environment_serves_a_script(
    env_file: Path, pretend: type[Pretend], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMS_API_KEY", KEY)
    status, said = setup(env_file, "--type", "pretend", "--base-url", address, "--hotel-id", "1")
    assert status == 0, said
    assert read_env_file(env_file)["PMS_API_KEY"] == KEY


def test_a_script_that_leaves_the_hotel_open_is_told_which_there_are(
    env_file: Path, pretend: type[Pretend], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMS_API_KEY", KEY)
    status, said = setup(env_file, "--type", "pretend", "--base-url", address)
    assert status == 1
    assert "2 hotels: 1 Seaview, 2 Mirador" in said
    assert "PMS_TYPE" not in read_env_file(env_file)


def test_the_only_hotel_needs_no_choice(
    env_file: Path, pretend: type[Pretend], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pretend, "hotels", pretend.hotels[:1])
    monkeypatch.setenv("PMS_API_KEY", KEY)
    assert setup(env_file, "--type", "pretend", "--base-url", address)[0] == 0
    assert read_env_file(env_file)["PMS_HOTEL_ID"] == "1"


def test_the_present_key_never_goes_to_another_address(
    env_file: Path, pretend: type[Pretend], address: str
) -> None:
    env_file.write_text(f"PMS_TYPE=pretend\nPMS_BASE_URL=https://old.example\nPMS_API_KEY={KEY}\n")
    status, said = setup(env_file, "--base-url", address, "--hotel-id", "1")
    assert status == 2
    assert "no key in PMS_API_KEY" in said


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--type", "pretend", "--base-url", "http://pms.hotel.example/api"), 1, "InsecureAddress"),
        (("--type", "pretend", "--base-url", "pms.hotel.example"), 1, "https://"),
        (("--type", "fidelio"), 1, "known: demo, pretend"),
        (("--type", "pretend"), 2, "--base-url"),
        ((), 2, "--type"),
        (("--type", "demo", "--options", "[1]"), 1, "JSON object"),
        (("--type", "demo", "--options", "{"), 1, "options"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_tried(
    env_file: Path, pretend: type[Pretend], options: tuple[str, ...], status: int, said: str
) -> None:
    before = env_file.read_text()
    outcome = setup(env_file, *options)
    assert outcome[0] == status
    assert said in outcome[1]
    assert env_file.read_text() == before


def test_a_person_is_asked_again_for_an_address_that_cannot_be(
    env_file: Path, pretend: type[Pretend], address: str
) -> None:
    typed = f"fidelio\npretend\nhttp://pms.hotel.example\npretend\n{address}\n{KEY}\n1\ny\n"
    status, said = setup(env_file, typed=typed)
    assert status == 0, said
    assert "known: demo, pretend" in said
    assert "InsecureAddress" in said


def test_going_back_to_the_demo_takes_the_other_systems_lines_out(
    env_file: Path, pretend: type[Pretend], address: str
) -> None:
    setup(env_file, typed=f"pretend\n{address}\n{KEY}\n2\ny\n")
    status, said = setup(env_file, "--type", "demo")
    assert status == 0, said
    assert read_env_file(env_file) == {"POSADA_PORT": "8090", "PMS_TYPE": "demo"}


def test_hotels_that_all_name_their_own_system_need_no_setup(
    env_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotels = tmp_path / "hotels.yml"
    hotels.write_text(
        "properties: [{id: one, name: One, timezone: Europe/Madrid, currency: EUR, country: ES,"
        " privacy_url: https://one.example, pms: {type: qloapps, base_url: https://one.example}}]"
    )
    monkeypatch.setenv("POSADA_PROPERTIES_FILE", str(hotels))
    status, said = setup(env_file, "--type", "demo")
    assert status == 1
    assert "names its own system" in said


def test_what_the_environment_overrides_is_said(
    env_file: Path, pretend: type[Pretend], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMS_TYPE", "demo")
    assert "PMS_TYPE is set in the environment" in setup(env_file, "--type", "demo")[1]


def test_a_file_that_cannot_be_written_is_one_line(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    status, said = setup(env_file, "--type", "demo")
    assert status == 1
    assert "cannot be written: No space left on device" in said
