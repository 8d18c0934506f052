"""HTML from `console/pages`: everything is escaped, undefined values are errors, assets carry their hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from common.languages import LANGUAGES

_HERE = Path(__file__).parent
_LOCALE = "en_GB"
_KINDS = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


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
    def __init__(self, assets: Assets) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        urls = {name: assets.url(name) for name in ("console.css", "mark.svg")}
        self._environment.globals["asset"] = urls.__getitem__
        self._environment.filters.update(
            path_part=lambda text: quote(text, safe=""),
            moment=moment,
            clock_time=clock_time,
            iso=lambda at: at.isoformat(timespec="seconds"),
            language_name=language_name,
            percent=percent,
            duration=duration,
            first_words=first_words,
            plain_json=plain_json,
        )

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        return self._environment.get_template(template).render(values)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A day and a time in the hotel's time zone."""
    local = at.astimezone(zone)
    return f"{format_date(local, 'EEE d MMM yyyy', locale=_LOCALE)}, {format_time(local, 'HH:mm', locale=_LOCALE)}"


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    return format_datetime(at.astimezone(zone), "HH:mm:ss", locale=_LOCALE)


@lru_cache(maxsize=64)
def language_name(code: str | None) -> str:
    if not code:
        return "unknown"
    return LANGUAGES[code].english_name if code in LANGUAGES else code


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
