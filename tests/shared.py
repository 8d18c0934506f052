"""Recorded corpora, which are too large to be ours: beside the project, or where POSADA_SHARED says.

A test that needs one calls `corpus(...)`: absent is the only thing a test may be skipped for.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared() -> Path:
    return Path(os.environ.get("POSADA_SHARED") or ROOT.parent / "shared")


def has_corpus(*parts: str) -> bool:
    return shared().joinpath(*parts).is_dir()


def corpus(*parts: str) -> Path:
    """The folder, or a skip that says where it was looked for."""
    folder = shared().joinpath(*parts)
    if not folder.is_dir():
        pytest.skip(
            f"no recorded corpus {'/'.join(parts)} beside the project (POSADA_SHARED names another place)"
        )
    return folder
