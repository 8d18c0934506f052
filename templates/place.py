"""Where words stand: a reply, a language, and the hotel they are for."""

from __future__ import annotations

from dataclasses import dataclass

EVERYWHERE = ""


@dataclass(frozen=True, order=True)
class Place:
    """key: "<category>.<name>"; property_id: EVERYWHERE for words of all hotels, else one hotel's own."""

    key: str
    language: str
    property_id: str = EVERYWHERE

    @property
    def category(self) -> str:
        return self.key.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.language} {self.key}{f' of {self.property_id}' if self.property_id else ''}"
