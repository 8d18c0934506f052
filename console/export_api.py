"""What staff take away, for their own programs: the list as a table or with its words, and one conversation on paper.

One conversation as JSON is the address of the conversation itself.
"""

from __future__ import annotations

from sanic import Blueprint

from common.json_shapes import TEXT, WHOLE, many, record
from console import api_schemas as schemas
from console.api_document import Told
from console.api_guard import ApiGuard
from console.export_pages import Exports

_QUERY = {name: schema for name, schema in schemas.CONVERSATION_QUERY.items() if name != "page"}
_FILE = record(conversations=many(schemas.TRANSCRIPT), left_out=WHOLE)


def add_exports(api: Blueprint, guard: ApiGuard, exports: Exports) -> None:
    for path, name, export, summary, told in (
        (
            "/conversations/export.csv",
            "export_table",
            exports.table,
            "The list as a table, a row a conversation: the filters of the list",
            Told(TEXT, media="text/csv; charset=utf-8", query=_QUERY),
        ),
        (
            "/conversations/export.json",
            "export_whole",
            exports.whole,
            "The first hundred of the list with their words: the filters of the list",
            Told(_FILE, query=_QUERY),
        ),
        (
            "/conversations/<conversation:str>/print",
            "print",
            exports.paper,
            "One conversation as a page to be printed",
            Told(TEXT, media="text/html; charset=utf-8"),
        ),
    ):
        guard.gate.add(api, path, name, get=guard.reads(export), summary=summary, told={"GET": told})
