"""Secrets of an installation: made once, kept, private."""

from __future__ import annotations

import stat
from pathlib import Path

from posada.installation import installed_settings, keep_secret, kept_secret


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    first = installed_settings({"POSADA_DATA_DIR": str(tmp_path)})
    second = installed_settings({"POSADA_DATA_DIR": str(tmp_path)})
    for name in ("inner_token", "rasa_token", "secret_keys"):
        assert len(getattr(first, name).get_secret_value()) >= 32
        assert getattr(first, name) == getattr(second, name)


def test_a_given_secret_wins_and_is_not_written(tmp_path: Path) -> None:
    settings = installed_settings({"POSADA_DATA_DIR": str(tmp_path), "POSADA_RASA_TOKEN": "given"})
    assert settings.rasa_token.get_secret_value() == "given"
    assert kept_secret(tmp_path, "POSADA_RASA_TOKEN") == ""


def test_only_the_owner_reads_a_secret(tmp_path: Path) -> None:
    keep_secret(tmp_path, "X", "sesame")
    file = tmp_path / "secrets" / "x"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept_secret(tmp_path, "X") == "sesame"
