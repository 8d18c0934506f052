"""Scripted guests: what they say or press, which replies must come, and what must then stand in the hotel's books.

A script is a YAML file: `turns`, each with `say` or `press` (the start of a button's title), `expect` (reply keys, in
order; a list inside the list is "one of these") and, if wanted, `contains` and `lacks` (parts of the reply's text).
`{d+30}` in any text is the day thirty days from now in figures, `{said+30}` as the script's language says it ("3 mai"),
`{shown+30}` as replies show it ("lun. 3 mai"), `{weekday+30}` its weekday, `{span+30+3}` three nights from it ("du 3 au 6 mai").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date

from templates import formats
from tests.installation import Guest

SCRIPTS = Path(__file__).parent / "scripts"
_SPANS = {
    "en": ("from {} to {}", "{0.day}"),
    "es": ("del {} al {}", "{0.day}"),
    "pt": ("de {} a {}", "{0.day}"),
    "fr": ("du {} au {}", "{0.day}"),
    "de": ("vom {} bis {}", "{0.day}."),
    "it": ("dal {} al {}", "{0.day}"),
}
"""How a stay is said, and its first day where the month is said with the last."""


@dataclass(frozen=True)
class Script:
    name: str
    language: str
    turns: tuple[dict[str, Any], ...]
    then: dict[str, Any]


def scripts() -> list[Script]:
    found = []
    for path in sorted(SCRIPTS.glob("*/*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        turns = content["turns"] if isinstance(content, dict) else content
        then = content.get("then") or {} if isinstance(content, dict) else {}
        found.append(Script(f"{path.parent.name}/{path.stem}", path.parent.name, tuple(turns), then))
    return found


def play(script: Script, guest: Guest, today: date) -> None:
    """Fails with the whole conversation so far when a reply is not the one expected."""
    told: list[str] = []
    remembered: dict[str, str] = {}
    for turn in script.turns:
        if "press" in turn:
            words = f"[{turn['press']}]"
            replies = guest.press(turn["press"])
        else:
            words = fill(turn["say"], today, remembered, script.language)
            replies = guest.say(words)
        told.append(f"guest: {words}")
        told += [f"  {reply['template']} ({reply['language']}): {reply['text']}" for reply in replies]
        story = "\n".join(told)
        keys = [reply["template"] for reply in replies]
        expected = turn.get("expect")
        if expected is not None:
            assert len(keys) == len(expected), f"expected {expected}, got {keys}\n{story}"
            for key, wanted in zip(keys, expected, strict=True):
                assert key in (wanted if isinstance(wanted, list) else [wanted]), (
                    f"expected {wanted}, got {key}\n{story}"
                )
        text = "\n".join(reply["text"] for reply in replies)
        for part in turn.get("contains") or ():
            assert fill(part, today, remembered, script.language) in text, f"'{part}' is missing\n{story}"
        for part in turn.get("lacks") or ():
            assert fill(part, today, remembered, script.language) not in text, (
                f"'{part}' should not be said\n{story}"
            )
        if turn.get("language"):
            assert {reply["language"] for reply in replies} == {turn["language"]}, story
        for name, pattern in (turn.get("remember") or {}).items():
            match = re.search(pattern, text)
            assert match, f"nothing to remember for {name}\n{story}"
            remembered[name] = match.group(match.lastindex or 0)


def fill(text: str, today: date, remembered: dict[str, str], language: str = "en") -> str:
    """`{d+30}` → 21/12/2026; `{said+30}` → 21 décembre; `{reference}` → what an earlier reply told."""

    def value(found: re.Match[str]) -> str:
        kind, ahead, nights = found.groups()
        if not ahead:
            return remembered[kind]
        first = today + timedelta(days=int(ahead))
        if nights:
            return said_span(first, first + timedelta(days=int(nights)), language)
        if kind == "d":
            return first.strftime("%d/%m/%Y")
        if kind == "shown":
            return str(formats.date(first, language=language))
        return format_date(first, "EEEE", language) if kind == "weekday" else said_day(first, language)

    return re.sub(r"\{([a-z]+)([+-]\d+)?(\+\d+)?\}", value, text)


def said_day(day: date, language: str) -> str:
    """ "21 décembre", "21. Dezember", "21 de diciembre"."""
    patterns = {"de": "d. MMMM", "es": "d 'de' MMMM", "pt": "d 'de' MMMM"}
    return str(format_date(day, patterns.get(language, "d MMMM"), language))


def said_span(first: date, last: date, language: str) -> str:
    """ "du 3 au 6 mai"; both months where they differ."""
    frame, bare = _SPANS[language]
    begin = bare.format(first) if first.month == last.month else said_day(first, language)
    return frame.format(begin, said_day(last, language))
