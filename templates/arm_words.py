"""The words of an experiment's arms, which are versions like any other: read, checked before the start, published by a decision.

They are words of all hotels; which hotels an experiment runs in is its audience's affair.
"""

from __future__ import annotations

from collections.abc import Sequence

from templates.experiments import Fault
from templates.lint import Problem, blocking
from templates.place import Place
from templates.version import RETIRED, Version, VersionError
from templates.versions import Versions
from templates.wording import Wording


class ArmWords:
    def __init__(self, versions: Versions) -> None:
        self._versions = versions

    async def read(self, key: str, language: str, number: int) -> Wording | None:
        """None for a version that does not exist, or no longer."""
        version = await self._version(key, language, number)
        return version.wording() if version else None

    async def faults(self, key: str, language: str, number: int) -> Sequence[Fault | Problem]:
        """Why guests may not be shown this version."""
        version = await self._version(key, language, number)
        if version is None:
            return [Fault("no-version", key=key, number=number, language=language)]
        problems = await self._versions.check(version.place, version.content)
        return blocking(problems)

    async def publish(self, key: str, language: str, number: int, by: str) -> None:
        """Raises VersionError."""
        await self._versions.publish(Place(key, language), number, by=by, note="decided by an experiment")

    async def _version(self, key: str, language: str, number: int) -> Version | None:
        try:
            version = await self._versions.version(Place(key, language), number)
        except VersionError:
            return None
        return version if version is not None and version.state != RETIRED else None
