"""Every room's tables on the one metadata, for migrations: importing this module is what registers them."""

from __future__ import annotations

import importlib

from common.database import metadata

TABLE_MODULES = (
    "actions.tables",
    "bot.gateway.tables",
    "common.knowledge.tables",
    "console.desk_tables",
    "console.tables",
    "pms.tables",
    "templates.experiment_tables",
    "templates.tables",
)

for _module in TABLE_MODULES:
    importlib.import_module(_module)

__all__ = ["metadata"]
