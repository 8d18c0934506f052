"""`posada pms new-adapter` really leaves a project that passes: tried on a copy of it, in processes of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from common.settings import ROOT
from pms.blank_adapter.writing import CannotWrite, write_adapter
from pms.capability_table import LABELS
from pms.contract.capabilities import read_manifest

ROOMS = ("actions", "bot", "common", "console", "docs", "ops", "pms", "posada", "templates", "tests/pms")
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project, with two new vendors in it, one with the longest name there may be."""
    root = tmp_path_factory.mktemp("project")
    for room in ROOMS:
        shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("__pycache__", "images"))
    for file in ("pyproject.toml", "tests/__init__.py"):
        shutil.copy(ROOT / file, root / file)
    written = run(
        root, sys.executable, "-m", "posada", "pms", "new-adapter", "fidelio", "--title", "Fidelio & Co."
    )
    assert "wrote pms/adapters/fidelio/adapter.py" in written
    run(root, sys.executable, "-m", "posada", "pms", "new-adapter", "grand_hotel_systems_2030")
    return root


def run(root: Path, *command: str | Path) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=root, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_passes_or_skips_the_contract_suite_and_keeps_every_adapters_promises(project: Path) -> None:
    tests = [
        f"tests/pms/adapters/test_{name}.py"
        for name in ("fidelio", "grand_hotel_systems_2030", "every_adapter")
    ]
    said = run(project, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert "fidelio cannot create: not written yet" in said
    assert "failed" not in said


def test_it_is_formatted_linted_typed_and_keeps_the_import_rules(project: Path) -> None:
    places = ("pms/adapters", "tests/pms/adapters")
    run(project, BIN / "ruff", "format", "--check", *places)
    run(project, BIN / "ruff", "check", *places)
    run(project, BIN / "mypy", "-p", "pms.adapters.fidelio")
    run(project, BIN / "lint-imports", "--no-cache")


def test_it_is_known_to_the_program(project: Path) -> None:
    assert "Fidelio & Co., HTTP, JSON" in run(project, sys.executable, "-m", "posada", "pms", "list")
    assert (
        run(
            project,
            sys.executable,
            "-c",
            "from ops.capabilities import *; print(capabilities_page_is_current())",
        )
        == "[]\n"
    )
    page = (project / "docs" / "capabilities.md").read_text(encoding="utf-8")
    assert "| Fidelio & Co. | Grand Hotel Systems 2030 |" in page


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """As much of a project as writing needs."""
    for folder in ("pms/adapters/demo", "tests/pms/adapters", "docs"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "pms/adapters/demo/manifest.yml", tmp_path / "pms/adapters/demo")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Fidelio",
        "fi-delio",
        "1fidelio",
        "fidelio_",
        "_fidelio",
        "fi__delio",
        "class",
        "../demo",
        "f" * 25,
        "ñandú",
    ],
)
def test_a_name_that_cannot_be_a_package_is_refused(bare: Path, name: str) -> None:
    with pytest.raises(CannotWrite, match="a name has"):
        write_adapter(bare, name)
    assert [one.name for one in (bare / "pms" / "adapters").iterdir()] == ["demo"]


@pytest.mark.parametrize("name", ["demo", "mock"])
def test_a_name_that_is_taken_is_refused(bare: Path, name: str) -> None:
    with pytest.raises(CannotWrite, match="already"):
        write_adapter(bare, name)


def test_nothing_is_overwritten(bare: Path) -> None:
    test = bare / "tests/pms/adapters/test_fidelio.py"
    test.write_text("# mine\n")
    with pytest.raises(CannotWrite, match=r"test_fidelio\.py is there already"):
        write_adapter(bare, "fidelio")
    assert test.read_text() == "# mine\n"
    assert not (bare / "pms/adapters/fidelio").exists()
    (bare / "pms/adapters/opera").mkdir()
    with pytest.raises(CannotWrite, match="opera is there already"):
        write_adapter(bare, "opera")


@pytest.mark.parametrize("title", ['"""', "a\nb", "x" * 41, "{x}"])
def test_a_title_that_would_break_a_file_is_refused(bare: Path, title: str) -> None:
    with pytest.raises(CannotWrite, match="title"):
        write_adapter(bare, "fidelio", title)


def test_a_place_that_is_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="no checkout"):
        write_adapter(tmp_path, "fidelio")


def test_everything_is_declared_and_nothing_is_promised(bare: Path) -> None:
    write_adapter(bare, "fidelio")
    manifest = read_manifest(bare / "pms/adapters/fidelio/manifest.yml")
    assert not any(manifest.can(one) for one in LABELS)
