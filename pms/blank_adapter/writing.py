"""Writes the files of a new vendor into the project, and nothing over what is there."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from pms.capability_table import capability_page
from pms.contract.capabilities import Capability, Manifest, read_manifest

_TEXTS = Path(__file__).parent
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST = 24


class CannotWrite(Exception):
    """The name or the place will not do; the text says why."""


def write_adapter(root: Path, name: str, title: str = "") -> tuple[Path, ...]:
    """The new files, and the capability table that now has a column more. Raises CannotWrite before writing any."""
    adapters, tests = root / "pms" / "adapters", root / "tests" / "pms" / "adapters"
    if not (adapters.is_dir() and tests.is_dir()):
        raise CannotWrite("this is no checkout of the project: pms/adapters or tests/pms/adapters is missing")
    _check_name(name, _manifests(adapters))
    class_name = "".join(part.title() for part in name.split("_")) + "Hotel"
    title = title.strip() or name.replace("_", " ").title()
    if not re.fullmatch(r"[\w .&'()-]{1,40}", title):
        raise CannotWrite("a title has up to 40 letters, digits, spaces and . & ' ( ) -")
    folder = adapters / name
    places = {
        folder / "__init__.py": "init.py.txt",
        folder / "manifest.yml": "manifest.yml.txt",
        folder / "adapter.py": "adapter.py.txt",
        folder / "client.py": "client.py.txt",
        folder / "wire.py": "wire.py.txt",
        folder / "README.md": "README.md.txt",
        tests / f"test_{name}.py": "test.py.txt",
    }
    taken = [path for path in (folder, *places) if path.exists()]
    if taken:
        raise CannotWrite(f"{taken[0].relative_to(root)} is there already")
    nothing = "\n".join(f'  {one.value}: {{level: "no", reason: "not written yet"}}' for one in Capability)
    marks = {"@NAME@": name, "@CLASS@": class_name, "@TITLE@": title, "@CAPABILITIES@": nothing}
    folder.mkdir()
    for path, source in places.items():
        text = (_TEXTS / source).read_text(encoding="utf-8")
        for mark, value in marks.items():
            text = text.replace(mark, value)
        path.write_text(text, encoding="utf-8")
    page = root / "docs" / "capabilities.md"
    page.write_text(capability_page(_manifests(adapters)), encoding="utf-8")
    return (*places, page)


def _check_name(name: str, present: list[Manifest]) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name) or len(name) > _LONGEST:
        raise CannotWrite(
            f"a name has small letters, digits and single underscores, at most {_LONGEST}, and begins with a letter"
        )
    if any(name in (one.name, *one.also_called) for one in present):
        raise CannotWrite(f"there is a system called '{name}' already")


def _manifests(adapters: Path) -> list[Manifest]:
    return [read_manifest(path) for path in sorted(adapters.glob("*/manifest.yml"))]
