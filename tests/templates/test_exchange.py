"""Words go out to files and come back the same; importing is all or nothing, and twice is once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from templates.exchange import export_words, import_words, read_words, to_yaml
from templates.place import Place
from templates.store import BadCatalog, read_catalog
from templates.version import Refused
from templates.versions import Versions
from templates.wording import BadWording, body_of, read_wording
from tests.templates.small import PACKAGED

HELLO = Place("greeting.hello", "es")
OWN = Place("greeting.hello", "es", "mirador")


async def take(versions: Versions, folder: Path, *, publish: bool = True) -> tuple[int, int, int]:
    done = await import_words(versions, read_words(folder), by="ana", note="from git", publish=publish)
    return len(done.saved), len(done.published), done.unchanged


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_the_packaged_catalog_comes_back_from_its_own_export() -> None:
    for wording in read_catalog():
        body = yaml.safe_load(to_yaml({wording.key: body_of(wording)}))[wording.key]
        assert body_of(read_wording(wording.key, wording.language, body)) == body_of(wording)


async def test_what_was_exported_is_imported_as_what_it_was(versions: Versions, tmp_path: Path) -> None:
    for place, text in ((HELLO, "Buenas:\nhola {{ hotel }}"), (OWN, "Buenas del Mirador")):
        version = await versions.save(place, text, author="ana")
        await versions.publish(place, version.number, by="ana")
    files = await export_words(versions, tmp_path)
    assert [str(file.relative_to(tmp_path)) for file in files] == [
        "es/greeting.yml",
        "properties/mirador/es/greeting.yml",
    ]
    assert files[0].read_text(encoding="utf-8") == "greeting.hello: |-\n  Buenas:\n  hola {{ hotel }}\n"
    assert await take(versions, tmp_path) == (0, 0, 2)
    for place in (HELLO, OWN):
        await versions.roll_back(place, 1, by="ana")
    # The newest versions have these words already: only the pointer moves.
    assert await take(versions, tmp_path) == (0, 2, 0)
    assert (await versions.catalog()).of_property("mirador").get(HELLO.key, "es").version == "2@mirador"  # type: ignore[union-attr]


async def test_an_export_touches_only_files_whose_words_changed(versions: Versions, tmp_path: Path) -> None:
    files = await export_words(versions, tmp_path, everything=True)
    assert len(files) == len({(one.category, one.language) for one in PACKAGED})
    before = [file.stat().st_mtime_ns for file in files]
    await export_words(versions, tmp_path, everything=True)
    assert [file.stat().st_mtime_ns for file in files] == before
    assert await take(versions, tmp_path) == (0, 0, len(PACKAGED))


async def test_drafts_are_saved_once(versions: Versions, tmp_path: Path) -> None:
    write(tmp_path, "es/greeting.yml", "greeting.hello: Buenas")
    assert await take(versions, tmp_path, publish=False) == (1, 0, 0)
    assert await take(versions, tmp_path, publish=False) == (0, 0, 1)
    assert await take(versions, tmp_path) == (0, 1, 0)
    assert await take(versions, tmp_path) == (0, 0, 1)


async def test_one_fault_and_nothing_is_taken(versions: Versions, tmp_path: Path) -> None:
    write(tmp_path, "es/greeting.yml", "greeting.hello: Buenas")
    write(tmp_path, "en/greeting.yml", "greeting.hello: '{{ hotell }}'")
    with pytest.raises(Refused):
        await take(versions, tmp_path)
    assert await versions.standings() == {}
    assert await versions.audit("greeting.hello") == []


async def test_words_that_need_each_other_come_together(versions: Versions, tmp_path: Path) -> None:
    """A phrase nobody packaged, and the reply that borrows it."""
    write(tmp_path, "en/phrase.yml", "phrase.stay: '{{ stay | date_range }}'")
    write(tmp_path, "en/ask.yml", "ask.stay_ok: 'For {{ party | phrase(\"party\") }}, all right?'")
    assert await take(versions, tmp_path) == (2, 2, 0)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("es/greeting.yml", "[", BadCatalog),
        ("xx/greeting.yml", "greeting.hello: Hey", BadWording),
        ("properties/a b/es/greeting.yml", "greeting.hello: Hey", BadWording),
        ("es/greeting.yml", "greeting.hello: {text: Hey, attachments: [{kind: x, day: 2026-11-27}]}", BadWording),
    ],
)  # fmt: skip
def test_files_that_are_none_of_ours_are_refused(
    tmp_path: Path, name: str, text: str, fault: type[Exception]
) -> None:
    write(tmp_path, name, text)
    with pytest.raises(fault):
        read_words(tmp_path)
