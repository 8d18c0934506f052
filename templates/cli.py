"""`posada templates …`: look at what the hotel says, and check it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from templates.compiled import RenderError
from templates.lint import lint as find_problems
from templates.placeholders import SAMPLES
from templates.renderer import Renderer
from templates.store import PACKAGED, BadCatalog, Catalog, read_catalog
from templates.wording import LAST_LANGUAGE, Wording

FAILED = 1

app = typer.Typer(no_args_is_help=True, help="What the hotel says to guests.")

Folder = Annotated[Path, typer.Option(help="A catalog: <language>/<category>.yml below this folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def lint(folder: Folder = PACKAGED, as_json: Json = False) -> None:
    """Check every reply in every language; status 1 when something is wrong. Example: posada templates lint"""
    try:
        catalog = read_catalog(folder)
    except BadCatalog as error:
        _print_problems(
            error.faults, [{"code": "unreadable", "message": fault} for fault in error.faults], as_json
        )
        raise typer.Exit(FAILED) from error
    problems = find_problems(catalog)
    _print_problems([str(problem) for problem in problems], [vars(problem) for problem in problems], as_json)
    if problems:
        raise typer.Exit(FAILED)
    if not as_json:
        print(f"{len(catalog.keys)} replies in {', '.join(catalog.languages)}: nothing wrong")


@app.command("list")
def list_replies(
    category: Annotated[str | None, typer.Option(help="Only this category.")] = None,
    folder: Folder = PACKAGED,
    as_json: Json = False,
) -> None:
    """Name every reply and the languages it is written in. Example: posada templates list --category ask"""
    catalog = _catalog(folder)
    rows = {
        key: [language for language in catalog.languages if catalog.get(key, language)]
        for key in catalog.keys
        if category in (None, key.partition(".")[0])
    }
    if as_json:
        print(json.dumps([{"template": key, "languages": languages} for key, languages in rows.items()]))
        return
    for key, languages in rows.items():
        print(f"{key}  {' '.join(languages)}")


@app.command()
def show(
    key: Annotated[str, typer.Argument(help='"<category>.<name>"')],
    language: Annotated[str, typer.Option(help="One of the catalog's languages.")] = LAST_LANGUAGE,
    folder: Folder = PACKAGED,
    as_json: Json = False,
) -> None:
    """Print a reply as it is written, and the values it uses. Example: posada templates show ask.room --language es"""
    catalog = _catalog(folder)
    wording = _wording(catalog, key, language)
    findings = Renderer(catalog).findings(wording)
    if as_json:
        row = {
            "template": key,
            "language": language,
            "version": wording.version,
            "text": wording.text,
            "values": sorted(findings.used),
            "optional": sorted(findings.optional),
        }
        print(json.dumps(row, ensure_ascii=False))
        return
    print(wording.text)
    for name in sorted(findings.used):
        print(f"  {name}{' (optional)' if name in findings.optional else ''}")


@app.command()
def preview(
    key: Annotated[str, typer.Argument(help='"<category>.<name>"')],
    language: Annotated[str, typer.Option(help="One of the catalog's languages.")] = LAST_LANGUAGE,
    values: Annotated[str | None, typer.Option(help="JSON object in place of the samples.")] = None,
    folder: Folder = PACKAGED,
    as_json: Json = False,
) -> None:
    """Render a reply with sample values. Example: posada templates preview ask.stay_ok --language pt"""
    catalog = _catalog(folder)
    wording = _wording(catalog, key, language)
    try:
        rendered = Renderer(catalog).render(wording, _values(values))
    except RenderError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from error
    if as_json:
        print(json.dumps(vars(rendered), ensure_ascii=False))
        return
    print(rendered.text)
    for button in rendered.buttons:
        print(f"  [{button['title']}]")
    for attachment in rendered.attachments:
        print(f"  + {attachment['kind']}")


def _catalog(folder: Path) -> Catalog:
    try:
        return read_catalog(folder)
    except BadCatalog as error:
        for fault in error.faults:
            typer.echo(fault, err=True)
        raise typer.Exit(FAILED) from error


def _wording(catalog: Catalog, key: str, language: str) -> Wording:
    wording = catalog.get(key, language)
    if wording is None:
        typer.echo(f"there is no {key} in {language}", err=True)
        raise typer.Exit(FAILED)
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


def _print_problems(lines: list[str], rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for line in lines:
        print(line)
