"""Which replies are being tested on guests now."""

from __future__ import annotations

from typing import Protocol


class ExperimentList(Protocol):
    async def by_reply(self) -> dict[str, list[str]]:
        """Names of running experiments by the replies they are on."""


class NoExperiments:
    """For a console without any."""

    async def by_reply(self) -> dict[str, list[str]]:
        return {}
