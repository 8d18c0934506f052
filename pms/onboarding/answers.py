"""What a person answers about the hotel's system, and which lines of `.env` say it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from common.properties import PmsSettings

KEY, KEY_FILE = "PMS_API_KEY", "PMS_API_KEY_FILE"


@dataclass(frozen=True)
class Answers:
    """key_file: where the key lies; its path is written then, and the key is not."""

    type: str
    base_url: str = ""
    hotel_id: str = ""
    api_key: SecretStr = field(default_factory=lambda: SecretStr(""))
    key_file: str = ""
    options: str = ""

    def as_pms(self, *, timeout_seconds: float) -> PmsSettings:
        """Raises ValueError for options that are no JSON object."""
        options: Any = json.loads(self.options) if self.options else {}
        if not isinstance(options, dict):
            raise ValueError("options are a JSON object")
        return PmsSettings(
            type=self.type,
            base_url=self.base_url,
            hotel_id=self.hotel_id,
            api_key=self.api_key,
            timeout_seconds=timeout_seconds,
            options=options,
        )

    def lines(self) -> dict[str, str | None]:
        """Names and values for `.env`; None for a name that must not stand there."""
        key = self.api_key.get_secret_value()
        return {
            "PMS_TYPE": self.type,
            "PMS_BASE_URL": self.base_url or None,
            "PMS_HOTEL_ID": self.hotel_id or None,
            # PMS_API_KEY would win over the file.
            KEY: None if self.key_file else key or None,
            KEY_FILE: self.key_file or None,
            "PMS_OPTIONS": self.options or None,
        }


def changes(present: Mapping[str, str], answers: Answers) -> dict[str, str | None]:
    """Only what would be otherwise than it is."""
    return {name: value for name, value in answers.lines().items() if present.get(name) != value}


def told(present: Mapping[str, str], changed: Mapping[str, str | None]) -> list[str]:
    """The changes as lines that may be shown: a key is never among them."""
    lines = []
    for name, value in changed.items():
        if value is None:
            lines.append(f"- {name}")
        else:
            shown = "***" if name == KEY else value
            lines.append(f"{'~' if name in present else '+'} {name}={shown}")
    return lines
