"""`posada evaluate`: how well messages are understood, measured on files that anyone can write (INTERFACES: Commands)."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from actions.drafts import PartyDraft, StayDraft
from actions.merging import merge_turn
from common.settings import BadSettings, Settings, load_settings
from posada.scoring import Kind, Tally, kind_of
from posada.understand import CannotParse, Parser, as_promised, metadata_for, with_one_room

TIMEZONE = "Europe/Madrid"
_FAILED, _USED_WRONGLY = 1, 2


class BadFile(Exception):
    """A file that cannot be scored; the text names the file and the line."""


def evaluate(files: list[Path], as_json: bool, errors: Path | None) -> int:
    """A line of figures per file. 0, 1 when no model answers, 2 for a file that cannot be read."""
    try:
        settings = load_settings()
        misses: list[dict[str, Any]] = []
        with Parser(settings) as parser:
            for file in files:
                figures = score(file, parser, settings, misses)
                print(
                    json.dumps(figures, ensure_ascii=False) if as_json else _for_people(file, figures),
                    flush=True,
                )
        if errors is not None:
            lines = [json.dumps(miss, ensure_ascii=False) for miss in misses]
            errors.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    except BadFile as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return _USED_WRONGLY
    except (CannotParse, BadSettings) as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return _FAILED
    return 0


def score(file: Path, parser: Parser, settings: Settings, misses: list[dict[str, Any]]) -> dict[str, Any]:
    """misses: what was not right is added, with what was seen."""
    tally: Tally | None = None
    messages, spent = 0, 0.0
    base = metadata_for(settings, day=datetime.now(ZoneInfo(TIMEZONE)).date(), timezone=TIMEZONE)
    for row, kind in rows(file):
        tally = tally or Tally(kind)
        if kind != tally.kind:
            raise BadFile(f"{file}: holds both {tally.kind} and {kind}")
        started = time.perf_counter()
        seen = understand_row(row, parser, base)
        spent += time.perf_counter() - started
        messages += len(row.get("turns") or (1,))
        verdict = tally.add(row, seen)
        if verdict != "right":
            misses.append({"file": file.name, "verdict": verdict, "row": row, "seen": seen})
    if tally is None:
        raise BadFile(f"{file}: holds no line")
    return {**tally.figures(), "ms_per_message": round(spent / messages * 1000, 2)}


def understand_row(row: dict[str, Any], parser: Parser, base: dict[str, Any]) -> dict[str, Any]:
    """What is understood of a message; of a conversation, what the desk's own merging knows after the last turn."""
    metadata = {**base, "today": str(row.get("reference_date") or base["today"])}
    turns = row.get("turns")
    if turns is None:
        return as_promised(str(row["text"]), parser.parse(str(row["text"]), metadata))
    stay, party = StayDraft(), PartyDraft()
    seen: dict[str, Any] = {}
    for text in map(str, turns):
        answer = parser.parse(text, metadata)
        understood = answer.get("understood") or {}
        language = understood.get("language") or {}
        metadata = {**metadata, "language": {key: language.get(key) for key in ("reply", "prior")}}
        numbers = understood.get("numbers") or ()
        stay, party = merge_turn(
            stay,
            party,
            said_stay=understood.get("stay"),
            shift=understood.get("stay_shift"),
            said_party=understood.get("party"),
            correction=understood.get("correction"),
            numbers=numbers,
            told=understood.get("ages_told"),
            spoken=understood.get("spoken"),
            one_room=bool(understood.get("one_room")),
        )
        seen = as_promised(text, answer)
    people = {
        **(replace(party, counted=None, one_room=False).to_json() or {}),
        "people": party.people if party.adults is not None else None,
    }
    return {**seen, "stay": _known_stay(stay), "party": with_one_room(people, party.one_room)}


def _known_stay(stay: StayDraft) -> dict[str, Any]:
    """A draft in the shape of one message's stay."""
    return {
        "check_in": stay.arrival.isoformat() if stay.arrival else None,
        "check_out": stay.departure.isoformat() if stay.departure else None,
        "nights": stay.length,
        "ambiguous": [
            {"check_in": first and first.isoformat(), "check_out": last and last.isoformat()}
            for first, last in stay.candidates
        ],
    }


def rows(file: Path) -> Iterator[tuple[dict[str, Any], Kind]]:
    """Raises BadFile, naming the line."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{file}: cannot be read ({type(error).__name__})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
            if row.get("reference_date"):
                date.fromisoformat(str(row["reference_date"]))
            yield row, kind_of(row)
        except ValueError as error:
            raise BadFile(f"{file}:{number}: {error}") from error


def _for_people(file: Path, figures: dict[str, Any]) -> str:
    lines = [f"{file.name}: {figures['kind']}, {figures['n']} rows, {figures['accuracy']:.1%} right"]
    if "macro_f1" in figures:
        lines.append(f"  macro F1    {figures['macro_f1']:.3f}")
    if "wrong" in figures:
        lines.append(f"  wrong       {figures['wrong']}, incomplete {figures['incomplete']}")
        lines.append(
            "  by key      " + ", ".join(f"{key} {share:.1%}" for key, share in figures["by_key"].items())
        )
    lines.append(
        "  by language " + ", ".join(f"{key} {share:.1%}" for key, share in figures["by_language"].items())
    )
    confusion = figures.get("confusion") or ()
    lines += [f"  {one['expected']} taken for {one['found']}: {one['times']}" for one in confusion]
    lines.append(f"  {figures['ms_per_message']:.1f} ms a message")
    return "\n".join(lines)
