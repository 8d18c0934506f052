"""A `.env` file with a few names set: every other line and comment stays as it is, and only its owner may read it."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

# What every reader of such files takes as it stands, quotes or none (container programs read them more simply than dotenv).
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")
_COMMENT = re.compile(r"[^\S\r\n]+#[^\r\n]*$")


class CannotBeWritten(Exception):
    """A value that would be read back as another one; the text names it and does not repeat it."""


def read_env_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    return {name: value for name, value in dotenv_values(path).items() if value is not None}


def with_values(text: str, values: Mapping[str, str | None]) -> str:
    """The file's text with these values; None takes a name out. Pure. Raises CannotBeWritten."""
    lines: list[str] = []
    settled: set[str] = set()
    for binding in parse_stream(StringIO(text)):
        name = binding.key
        if name is None or name not in values:
            lines.append(binding.original.string)
            continue
        line = binding.original.string
        lead = line[: len(line) - len(line.lstrip())]
        value = values[name]
        # A name that stands twice is read as its last: one of them stays.
        if value is not None and name not in settled:
            lines.append(f"{lead}{_export(line)}{name}={_quoted(value)}{_comment(binding)}\n")
        else:
            lines.append(lead)
        settled.add(name)
    made = "".join(lines)
    if made and not made.endswith("\n"):
        made += "\n"
    for name, value in values.items():
        if value is not None and name not in settled:
            made += f"{name}={_quoted(value)}\n"
    _check(made, values)
    return made


def write_env_file(path: Path, values: Mapping[str, str | None]) -> None:
    """Whole or not at all, readable by its owner only. Raises CannotBeWritten, OSError."""
    path = path.resolve()
    text = with_values(path.read_text(encoding="utf-8") if path.exists() else "", values)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value) or value == "":
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _export(line: str) -> str:
    return "export " if re.match(r"\s*export[^\S\r\n]", line) else ""


def _comment(binding: Binding) -> str:
    """What stands behind the value, if it is a comment and not a part of it."""
    line = binding.original.string.rstrip("\r\n")
    found = _COMMENT.search(line)
    if found is None:
        return ""
    (without,) = parse_stream(StringIO(line[: found.start()]))
    return found.group() if without.value == binding.value else ""


def _check(text: str, values: Mapping[str, str | None]) -> None:
    back = dotenv_values(stream=StringIO(text))
    for name, value in values.items():
        if back.get(name) != value:
            raise CannotBeWritten(f"{name} holds characters that a .env file cannot keep; use {name}_FILE")
