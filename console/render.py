"""HTML from `console/pages`, in the reader's language: everything is escaped, undefined values are errors, assets carry their hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from common.languages import LANGUAGES
from console.words import Words

_HERE = Path(__file__).parent
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Assets:
    """The files of `console/static`, held in memory: few and small."""

    def __init__(self, folder: Path = _HERE / "static") -> None:
        self._files = {
            path.name: (path.read_bytes(), _KINDS[path.suffix])
            for path in folder.iterdir()
            if path.suffix in _KINDS
        }

    def get(self, name: str) -> tuple[bytes, str] | None:
        """Content and its type."""
        return self._files.get(name)

    def url(self, name: str) -> str:
        return f"/admin/static/{name}?v={self.version(name)}"

    def version(self, name: str) -> str:
        return hashlib.sha256(self._files[name][0]).hexdigest()[:12]


class Pages:
    """One Jinja environment a language, made when it is first wanted."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._environments: dict[str, Environment] = {}

    def render(self, template: str, words: Words, values: Mapping[str, Any]) -> str:
        environment = self._environments.get(words.language)
        if environment is None:
            environment = self._environments[words.language] = _environment(self._assets, words)
        return environment.get_template(template).render(values)


def _environment(assets: Assets, words: Words) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words.translations, newstyle=True)  # type: ignore[attr-defined]
    form = Form(words)
    environment.globals.update(asset=assets.url, language=words.language, said=words.say)
    environment.filters.update(
        path_part=lambda text: quote(text, safe=""),
        moment=form.moment,
        clock_time=form.clock_time,
        iso=lambda at: at.isoformat(timespec="seconds"),
        language_name=form.language_name,
        percent=percent,
        duration=duration,
        first_words=first_words,
        number=form.number,
        short_day=form.short_day,
        plain_json=plain_json,
    )
    return environment


@dataclass(frozen=True)
class Form:
    """How days and languages are written for one reader."""

    words: Words

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """A day and a time in the hotel's time zone."""
        local, locale = at.astimezone(zone), self.words.locale
        return f"{format_date(local, 'EEE d MMM yyyy', locale=locale)}, {format_time(local, 'HH:mm', locale=locale)}"

    def clock_time(self, at: datetime, zone: ZoneInfo) -> str:
        return format_datetime(at.astimezone(zone), "HH:mm:ss", locale=self.words.locale)

    def short_day(self, day: date) -> str:
        return format_date(day, "d MMM", locale=self.words.locale)

    def number(self, number: float) -> str:
        return format_decimal(number, locale=self.words.locale)

    def language_name(self, code: str | None) -> str:
        if not code:
            return self.words.say("unknown")
        if code not in LANGUAGES:
            return code
        return Locale.parse(self.words.locale).languages.get(code) or LANGUAGES[code].english_name


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def duration(milliseconds: float | None) -> str:
    if milliseconds is None:
        return "–"
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.2f} s"


def first_words(text: str, most: int = 200) -> str:
    """Enough for the list; a page of 25 long messages would be slow to send and to draw."""
    return text if len(text) <= most else text[:most].rstrip() + "…"


def plain_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
