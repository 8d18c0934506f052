"""`posada templates …`: look at what the hotel says, check it, change what is published, take it back."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from common.terminal import Json, fail, print_out
from templates import twins_cli, versions_cli
from templates.compiled import RenderError
from templates.completeness import completeness as report
from templates.lint import lint as find_problems
from templates.placeholders import SAMPLES
from templates.renderer import Renderer
from templates.store import BadCatalog, Catalog, read_catalog
from templates.terminal import Folder, Hotel, Key, Language, catalog_to_look_at
from templates.wording import LAST_LANGUAGE, PACKAGED_VERSION, Wording

app = typer.Typer(no_args_is_help=True, help="What the hotel says to guests.", rich_markup_mode=None)
for _commands in (versions_cli.app, twins_cli.app):
    app.registered_commands += _commands.registered_commands


@app.command(epilog="Example: posada templates lint --folder templates/catalog")
def lint(folder: Folder = None, as_json: Json = False) -> None:
    """Checks every reply in every language; status 1 when something is wrong."""
    try:
        catalog = read_catalog(folder) if folder is not None else catalog_to_look_at(None)
    except BadCatalog as error:
        rows: list[dict[str, Any]] = [{"code": "unreadable", "message": fault} for fault in error.faults]
        print_out(rows, as_json, "\n".join(error.faults))
        raise typer.Exit(1) from error
    problems = find_problems(catalog)
    fine = f"{len(catalog.keys)} replies in {', '.join(catalog.languages)}: nothing wrong"
    print_out([vars(one) for one in problems], as_json, "\n".join(map(str, problems)) or fine)
    if problems:
        raise typer.Exit(1)


@app.command("list", epilog="Example: posada templates list --category ask")
def list_replies(
    category: Annotated[str | None, typer.Option(help="Only this category.")] = None,
    property_id: Hotel = "",
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Names every reply and the languages it is written in; in brackets, the version where it is not packaged."""
    catalog = catalog_to_look_at(folder, property_id)
    found: dict[str, dict[str, str]] = {
        key: {
            code: wording.version
            for code in catalog.languages
            if (wording := catalog.get(key, code)) is not None
        }
        for key in catalog.keys
        if category in (None, key.partition(".")[0])
    }
    rows = [
        {"template": key, "languages": list(versions), "versions": versions}
        for key, versions in found.items()
    ]
    lines = [f"{key}  {' '.join(map(_with_version, versions.items()))}" for key, versions in found.items()]
    print_out(rows, as_json, "\n".join(lines))


@app.command(epilog="Example: posada templates show ask.room --language es")
def show(
    key: Key,
    language: Language = LAST_LANGUAGE,
    property_id: Hotel = "",
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Prints a reply as it is written, and the values it uses."""
    catalog = catalog_to_look_at(folder, property_id)
    wording = _wording(catalog, key, language)
    findings = Renderer(catalog).findings(wording)
    row = {
        "template": key,
        "language": language,
        "version": wording.version,
        "text": wording.text,
        "values": sorted(findings.used),
        "optional": sorted(findings.optional),
    }
    names = [
        f"  {name}{' (optional)' if name in findings.optional else ''}" for name in sorted(findings.used)
    ]
    print_out(row, as_json, "\n".join([wording.text, *names]))


@app.command(epilog="Example: posada templates preview ask.stay_ok --language pt")
def preview(
    key: Key,
    language: Language = LAST_LANGUAGE,
    values: Annotated[str | None, typer.Option(help="JSON object in place of the samples.")] = None,
    channel: Annotated[str, typer.Option(help="webchat, api, cmdline or whatsapp.")] = "webchat",
    property_id: Hotel = "",
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Renders a reply with sample values."""
    catalog = catalog_to_look_at(folder, property_id)
    wording = _wording(catalog, key, language)
    try:
        rendered = Renderer(catalog).render(wording.on(channel), _values(values))
    except RenderError as error:
        fail(str(error))
    lines = [rendered.text]
    lines += [f"  [{button['title']}]" for button in rendered.buttons]
    lines += [f"  + {attachment['kind']}" for attachment in rendered.attachments]
    print_out(vars(rendered), as_json, "\n".join(lines))


@app.command(epilog="Example: posada templates completeness")
def completeness(folder: Folder = None, as_json: Json = False) -> None:
    """How much is written in each language, and what is missing; status 1 when something is."""
    rows = report(catalog_to_look_at(folder))
    lines = []
    for row in rows:
        lines.append(f"{row.language}  {row.percent:>3} %  of {row.replies}")
        lines += [f"      missing: {key}" for key in row.missing]
        lines += [f"      as in English: {key}" for key in row.untranslated]
    print_out([{**vars(row), "percent": row.percent} for row in rows], as_json, "\n".join(lines))
    if any(row.missing for row in rows):
        raise typer.Exit(1)


def _with_version(written: tuple[str, str]) -> str:
    language, version = written
    return language if version == PACKAGED_VERSION else f"{language}[{version}]"


def _wording(catalog: Catalog, key: str, language: str) -> Wording:
    wording = catalog.get(key, language)
    if wording is None:
        fail(f"there is no {key} in {language}")
    return wording


def _values(given: str | None) -> dict[str, Any]:
    if given is None:
        return dict(SAMPLES)
    try:
        values = json.loads(given)
    except ValueError as error:
        raise typer.BadParameter("not JSON", param_hint="--values") from error
    if not isinstance(values, dict):
        raise typer.BadParameter("not an object", param_hint="--values")
    return values
