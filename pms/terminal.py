"""What the commands of this room share: the common ways of a command line, with this room's own faults."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncEngine

from common import terminal
from common.properties import BadProperties
from common.settings import Settings
from common.terminal import Json, fail, print_out
from pms.contract import errors

__all__ = ["Json", "fail", "print_out", "with_database"]


def with_database[Answer](run: Callable[[AsyncEngine, Settings], Awaitable[Answer]]) -> Answer:
    """Runs with the installation's database; what cannot be done is one line on stderr and exit status 1."""
    return terminal.with_database(run, errors.PmsError, BadProperties)
