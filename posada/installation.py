"""What a run needs before anything starts: the secrets of this installation, made once and readable by its owner only."""

from __future__ import annotations

import os
import secrets as chance
from collections.abc import Mapping
from pathlib import Path

from common.secrets import new_key
from common.settings import Settings, load_settings

_MADE_HERE = {
    "POSADA_INNER_TOKEN": lambda: chance.token_urlsafe(32),
    "POSADA_RASA_TOKEN": lambda: chance.token_urlsafe(32),
    "POSADA_SECRET_KEYS": new_key,
    "POSADA_GUEST_SALT": lambda: chance.token_urlsafe(32),
}


def installed_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings with every secret filled: given ones win, missing ones are made below `data_dir/secrets`.

    A made secret is kept, so that what was sealed yesterday can be opened today.
    """
    settings = load_settings(environment)
    given = {
        "POSADA_INNER_TOKEN": settings.inner_token,
        "POSADA_RASA_TOKEN": settings.rasa_token,
        "POSADA_SECRET_KEYS": settings.secret_keys,
        "POSADA_GUEST_SALT": settings.guest_salt,
    }
    filled = {
        name: given[name].get_secret_value() or kept_secret(settings.data_dir, name, make)
        for name, make in _MADE_HERE.items()
    }
    merged = {**(os.environ if environment is None else environment), **filled}
    return load_settings(merged) if environment is not None else _with_file(merged)


def _with_file(merged: Mapping[str, str]) -> Settings:
    os.environ.update({name: merged[name] for name in _MADE_HERE})
    return load_settings()


def kept_secret(data_dir: Path, name: str, make: object = None) -> str:
    """The secret kept under this name; made by `make` and kept when there is none. Empty when there is none to make."""
    path = data_dir / "secrets" / name.lower()
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    if not callable(make):
        return ""
    value = str(make())
    keep_secret(data_dir, name, value)
    return value


def keep_secret(data_dir: Path, name: str, value: str) -> None:
    """Write it so that only the owner of this installation can read it; an existing one is replaced whole."""
    folder = data_dir / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name.lower()
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(value + "\n")
    fresh.replace(path)
