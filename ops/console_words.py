"""`python -m ops.console_words`: gathers the console's words, brings every language's file up to date, and says what is missing.

With `--check` nothing is written; status 1 when a file is behind the pages or a word is not translated.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from common.languages import LANGUAGES
from console.words import SOURCE, po_file

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = ROOT / "console"
TRANSLATED = tuple(code for code in LANGUAGES if code != SOURCE)

_METHODS = [("**.py", "python"), ("pages/**.html", "jinja2")]
_OPTIONS = {"pages/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
_KEYWORDS = {"_": None, "gettext": None, "marked": None, "say": None, "ngettext": (1, 2), "count": (1, 2)}
_NOISE = re.compile(
    r'"(?:POT-|PO-|Last-Translator|Language-Team|Generated-By|Report-Msgid|Project-Id)|#, python-format'
)
_PLACE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def main() -> int:
    if "--check" not in sys.argv[1:]:
        for language in TRANSLATED:
            bring_up_to_date(language)
    faults = list(console_words_are_complete())
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def gathered() -> Catalog:
    """Every word the console may say, in English."""
    catalog = Catalog(project="Posada console", charset="utf-8")
    for _file, _line, message, comments, context in sorted(
        extract_from_dir(
            CONSOLE,
            _METHODS,
            _OPTIONS,
            keywords=_KEYWORDS,
            directory_filter=lambda path: "locale" not in path,
        ),
        key=lambda found: str(found[2]),
    ):
        # A dictionary's `.count(x)` is no word of ours.
        if message and all(isinstance(part, str) and part for part in _parts(message)):
            catalog.add(message, auto_comments=comments, context=context)
    return catalog


def bring_up_to_date(language: str) -> None:
    """Translations stay, words that are no longer said go, new ones stand empty."""
    catalog = _read(language) or Catalog(locale=language)
    catalog.update(gathered(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    _write(language, catalog)


def console_words_are_complete() -> Iterator[str]:
    """One sentence for each word a language lacks, or says with other values than English."""
    wanted = {message.id: message for message in gathered() if message.id}
    for language in TRANSLATED:
        catalog = _read(language)
        known = {message.id: message for message in catalog or () if message.id}
        missing = [key for key in wanted if not _is_said(known.get(key))]
        for key in missing:
            yield f"console words: {language} lacks {_parts(key)[0]!r}"
        for key in known.keys() - wanted.keys():
            yield f"console words: {language} has {_parts(key)[0]!r}, which is said no more"
        for key in wanted.keys() & known.keys():
            faulty = [
                said
                for said in _parts(known[key].string)
                if said and _places(said) != _places(_parts(key)[-1])
            ]
            for said in faulty:
                yield f"console words: {language} says {said!r} with other values than English"


def _read(language: str) -> Catalog | None:
    file = po_file(language)
    if not file.exists():
        return None
    with file.open("rb") as source:
        return read_po(source, locale=language)


def _write(language: str, catalog: Catalog) -> None:
    catalog.fuzzy = False
    catalog.header_comment = f"# The console in {LANGUAGES[language].english_name}. Brought up to date by `python -m ops.console_words`."
    written = io.BytesIO()
    write_po(written, catalog, width=110, sort_output=True, no_location=True)
    # Dates and names that change with every run say nothing that git does not.
    text = "".join(
        line for line in written.getvalue().decode().splitlines(keepends=True) if not _NOISE.match(line)
    )
    file = po_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _parts(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _places(text: str) -> set[str]:
    return {name or other for name, other in _PLACE.findall(text)}


def _is_said(message: Message | None) -> bool:
    return message is not None and all(_parts(message.string))


if __name__ == "__main__":
    sys.exit(main())
