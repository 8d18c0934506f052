"""`posada templates …`, the part that works on versions: history, diff, publish, roll back, files in and out, usage."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from common.terminal import By, Json, fail, print_out, who
from templates.diff import Change
from templates.exchange import export_words, import_words, read_words
from templates.place import Place
from templates.store import BadCatalog
from templates.terminal import Hotel, Key, Language, Note, with_versions
from templates.usage import usage_of
from templates.version import Publication
from templates.versions import Shown, Versions
from templates.wording import LAST_LANGUAGE, BadWording

app = typer.Typer()

Number = Annotated[int, typer.Argument(min=1, help="A version's number; 1 is the packaged words.")]
Instant = Annotated[datetime | None, typer.Option(help="In UTC: 2026-12-20T08:00:00.")]


@app.command("history", epilog="Example: posada templates history greeting.hello --language es")
def history(
    key: Key, language: Language = LAST_LANGUAGE, property_id: Hotel = "", as_json: Json = False
) -> None:
    """Shows every version of a reply, newest first: who, when, why, and which one guests read."""
    found = with_versions(lambda versions: versions.history(Place(key, language, property_id)))
    if not found:
        fail(f"there is no {key} in {language}")
    print_out([_row(one) for one in found], as_json, "\n".join(_line(one) for one in found))


@app.command("diff", epilog="Example: posada templates diff greeting.hello 1 2 --language es")
def diff(
    key: Key,
    before: Number,
    after: Number,
    language: Language = LAST_LANGUAGE,
    property_id: Hotel = "",
    as_json: Json = False,
) -> None:
    """Shows what changed between two versions, word by word: [-removed-] {+added+}."""
    place = Place(key, language, property_id)
    changes = with_versions(lambda versions: versions.compare(place, before, after))
    rows = [{**vars(one), "pieces": [vars(piece) for piece in one.pieces]} for one in changes]
    print_out(rows, as_json, "\n".join(map(_diff_line, changes)) or "Nothing changed.")


@app.command("publish", epilog="Example: posada templates publish greeting.hello 3 --language es")
def publish(
    key: Key,
    number: Number,
    language: Language = LAST_LANGUAGE,
    property_id: Hotel = "",
    from_at: Annotated[datetime | None, typer.Option("--from", help="Not before; in UTC.")] = None,
    until_at: Annotated[datetime | None, typer.Option("--until", help="Not after; in UTC.")] = None,
    note: Note = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Publishes a version, at once or from an instant on, for good or until an instant."""
    place = Place(key, language, property_id)
    made = with_versions(
        lambda versions: versions.publish(
            place, number, by=who(by), note=note, from_at=_utc(from_at), until_at=_utc(until_at)
        )
    )
    print_out(_moved(made), as_json, f"{place}: version {number} from {made.from_at:%Y-%m-%d %H:%M} UTC")


@app.command("rollback", epilog="Example: posada templates rollback greeting.hello 1 --language es")
def rollback(
    key: Key,
    number: Number,
    language: Language = LAST_LANGUAGE,
    property_id: Hotel = "",
    note: Note = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Makes an earlier version the published one again; 1 brings the packaged words back."""
    place = Place(key, language, property_id)
    made = with_versions(lambda versions: versions.roll_back(place, number, by=who(by), note=note))
    print_out(_moved(made), as_json, f"{place}: back to version {number}")


@app.command("retire", epilog='Example: posada templates retire greeting.hello 3 --note "never used"')
def retire(
    key: Key,
    number: Number,
    language: Language = LAST_LANGUAGE,
    property_id: Hotel = "",
    note: Note = "",
    by: By = None,
) -> None:
    """Takes a version away for good; published words give way to those before them."""
    place = Place(key, language, property_id)
    with_versions(lambda versions: versions.retire(place, number, by=who(by), note=note))
    typer.echo(f"{place}: version {number} is retired")


@app.command("export", epilog="Example: posada templates export words --all")
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go: <language>/<category>.yml.")],
    everything: Annotated[bool, typer.Option("--all", help="The packaged words too.")] = False,
    as_json: Json = False,
) -> None:
    """Writes the published words that are the hotel's own as files, for a hotel that keeps its words in git."""
    files = with_versions(lambda versions: export_words(versions, folder, everything=everything))
    print_out(
        [str(file) for file in files], as_json, "\n".join(map(str, files)) or "Nothing was changed yet."
    )


@app.command("import", epilog='Example: posada templates import words --publish --note "spring"')
def import_files(
    folder: Annotated[Path, typer.Argument(help="As `export` writes it.", exists=True, file_okay=False)],
    publish: Annotated[bool, typer.Option(help="Publish them; else they are drafts.")] = False,
    note: Note = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Takes words from files: all of them or, when one may not be published, none. What is said already is left alone."""
    try:
        words = read_words(folder)
    except BadCatalog as error:
        fail("\n".join(error.faults))
    except BadWording as error:
        fail(str(error))
    done = with_versions(
        lambda versions: import_words(versions, words, by=who(by), note=note, publish=publish)
    )
    row = {
        "saved": [{**vars(one.place), "number": one.number} for one in done.saved],
        "published": [vars(place) for place in done.published],
        "unchanged": done.unchanged,
    }
    text = f"{len(done.saved)} new, {len(done.published)} published, {done.unchanged} as they were"
    print_out(row, as_json, text)


@app.command("usage", epilog="Example: posada templates usage greeting.hello")
def usage(key: Key, as_json: Json = False) -> None:
    """Shows how often each version was said, and how long it took to render."""
    found = with_versions(lambda versions: _usage(versions, key))
    lines = [
        f"{one.language}  {one.version:<12} {one.arm or '':<12} {one.renders:>8} times  "
        f"{one.mean_microseconds:.0f} µs, at most {one.slowest_microseconds:.0f} µs"
        for one in found
    ]
    print_out([vars(one) for one in found], as_json, "\n".join(lines) or "Not said yet.")


async def _usage(versions: Versions, key: str) -> Any:
    return await usage_of(versions.engine, key)


def _row(shown: Shown) -> dict[str, Any]:
    version = shown.version
    return {
        "number": version.number,
        "state": version.state,
        "live": shown.is_live,
        "author": version.author,
        "note": version.note,
        "created_at": version.created_at.isoformat() if version.created_at else None,
        "variant": version.variant,
        "content": version.content,
        "publications": [_moved(one) for one in shown.publications],
    }


def _line(shown: Shown) -> str:
    version = shown.version
    made = f"{version.created_at:%Y-%m-%d %H:%M}" if version.created_at else "packaged"
    state = "live" if shown.is_live else version.state
    return f"{version.number:>4}  {state:<9}  {made:<16}  {version.author:<16}  {version.note}".rstrip()


def _moved(made: Publication) -> dict[str, Any]:
    return {
        "id": made.id,
        **vars(made.place),
        "number": made.number,
        "from_at": made.from_at.isoformat(),
        "until_at": made.until_at.isoformat() if made.until_at else None,
        "by": made.by,
    }


def _diff_line(change: Change) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return f"{change.part}: " + "".join(marks[piece.op].format(piece.text) for piece in change.pieces)


def _utc(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant is not None and instant.tzinfo is None else instant
