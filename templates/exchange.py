"""Words out to files and back, as a catalog has them: `<language>/<category>.yml`, so that a hotel keeps its own in git.

A hotel's own words lie below `properties/<hotel>/`. What is imported and already said is left alone, so importing the
same files twice does nothing; all of a set of files is taken, or none.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncConnection

from templates import ledger
from templates.lint import blocking, problems_of
from templates.place import EVERYWHERE, Place
from templates.snapshot import compose
from templates.store import Catalog, read_catalog
from templates.version import RETIRED, Refused, Version
from templates.versions import Versions, content_of
from templates.wording import Wording, body_of

OF_PROPERTIES = "properties"


@dataclass(frozen=True)
class Imported:
    """saved: new versions; published: those and older ones the pointer moved to; unchanged: said already."""

    saved: tuple[Version, ...]
    published: tuple[Place, ...]
    unchanged: int


async def export_words(versions: Versions, folder: Path, *, everything: bool = False) -> list[Path]:
    """Writes what is published: what the hotel changed, or everything. Only a file whose words changed is touched."""
    async with versions.engine.connect() as connection:
        snapshot = await versions.loader.load(connection, versions.clock.now())
    words = {Place(one.key, one.language): one for one in versions.packaged} if everything else {}
    words.update(snapshot.words)
    files: dict[Path, dict[str, Any]] = defaultdict(dict)
    for place, wording in sorted(words.items()):
        below = folder / OF_PROPERTIES / place.property_id if place.property_id else folder
        files[below / place.language / f"{place.category}.yml"][place.key] = _shortest(body_of(wording))
    for file, entries in files.items():
        text = to_yaml(entries)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return sorted(files)


def read_words(folder: Path) -> dict[Place, dict[str, Any]]:
    """What the files of a folder say, by place. Raises BadCatalog with every fault."""
    folders = {EVERYWHERE: folder}
    folders |= {below.name: below for below in sorted(folder.glob(f"{OF_PROPERTIES}/*")) if below.is_dir()}
    return {
        (place := Place(wording.key, wording.language, property_id)): content_of(place, body_of(wording))
        for property_id, below in folders.items()
        for wording in read_catalog(below)
    }


async def import_words(
    versions: Versions, words: Mapping[Place, Mapping[str, Any]], *, by: str, note: str, publish: bool
) -> Imported:
    """One transaction. What equals the published words is left alone; what equals the newest version is not saved
    again. Raises Refused with the faults of all of them, and then nothing was taken."""
    saved: list[Version] = []
    pointed: list[Place] = []
    unchanged = 0
    async with ledger.writing(versions.engine) as connection:
        snapshot = await versions.loader.load(connection, versions.clock.now())
        candidates: dict[Place, Wording] = {}
        for place, content in sorted(words.items()):
            if _said(place, snapshot.words, versions.packaged) == content:
                unchanged += 1
                continue
            version, is_new = await _kept(versions, connection, place, content, by, note)
            if is_new:
                saved.append(version)
            elif not publish:
                unchanged += 1
            if publish:
                await versions.point(connection, place, version.number, by=by, note=note)
                pointed.append(place)
                candidates[place] = version.wording()
        await asyncio.to_thread(
            _refuse_faults, versions.packaged, {**snapshot.words, **candidates}, candidates
        )
    return Imported(tuple(saved), tuple(pointed), unchanged)


def to_yaml(entries: Mapping[str, Any]) -> str:
    """As people write catalog files: long texts in blocks, an empty line between replies."""
    return "\n".join(
        yaml.dump(
            {key: body},
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=110,
            default_flow_style=False,
        )
        for key, body in entries.items()
    )


async def _kept(
    versions: Versions,
    connection: AsyncConnection,
    place: Place,
    content: Mapping[str, Any],
    by: str,
    note: str,
) -> tuple[Version, bool]:
    """The version that has these words, and whether it had to be made."""
    latest = await ledger.latest_version(connection, place)
    if latest is not None and latest.content == content and latest.state != RETIRED:
        return latest, False
    return await versions.add(connection, place, content, by, note, latest=latest), True


def _said(place: Place, words: Mapping[Place, Wording], packaged: Catalog) -> dict[str, Any] | None:
    wording = words.get(place)
    if wording is None and place.property_id == EVERYWHERE:
        wording = packaged.get(place.key, place.language)
    return body_of(wording) if wording is not None else None


def _refuse_faults(
    packaged: Catalog, words: Mapping[Place, Wording], candidates: Mapping[Place, Wording]
) -> None:
    """Each is checked among the others that come with it."""
    catalog = compose(packaged, words, revision=0)
    faults = [
        problem
        for place, wording in candidates.items()
        for problem in blocking(
            problems_of(wording, catalog.of_property(place.property_id), packaged=packaged)
        )
    ]
    if faults:
        raise Refused(faults)


def _shortest(body: Mapping[str, Any]) -> Any:
    return body["text"] if set(body) == {"text"} else dict(body)


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
