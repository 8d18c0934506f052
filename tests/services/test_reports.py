"""The figures of reports on a real PostgreSQL: the same month, the same numbers."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import create_all
from common.secrets import Sealer, new_key
from posada.tables import metadata
from tests.posada.report_cases import Month, check_figures


async def test_each_figure_is_what_happened(engine: AsyncEngine) -> None:
    assert metadata.tables
    await create_all(engine)
    month = Month(engine, Sealer([new_key()]))
    await month.fill()
    await check_figures(month)
