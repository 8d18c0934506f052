"""Reports: the page, each table as CSV, and all of them as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, raw

from common.clock import Clock
from common.json_shapes import TEXT, by_name, many, maybe, record, text
from common.properties import Properties
from console.api_document import Told
from console.api_guard import ApiGuard
from console.gate import Gate, Stopped, not_found
from console.report_charts import WIDTH, bars, pillars, tiles
from console.reports import PRESETS, Asked, Reports, Table, read_asked
from console.sessions import Session
from console.staff import Member
from console.view import View
from console.words import marked

_DAY = {"type": "string", "format": "date"}
_VALUE = maybe({"anyOf": [{"type": "string"}, {"type": "number"}]})
_ANSWER = record(
    from_=_DAY,
    to=_DAY,
    timezone=TEXT,
    property=maybe(TEXT),
    tables=many(record(name=TEXT, rows=many(by_name(_VALUE)))),
)


class ReportPages:
    def __init__(self, view: View, reports: Reports, properties: Properties, clock: Clock) -> None:
        self._view = view
        self._reports = reports
        self._properties = properties
        self._clock = clock

    async def page(self, request: Request, _session: Session) -> HTTPResponse:
        asked, faults = read_asked(request.args, self._properties, self._clock)
        tables = {table.name: table for table in await self._reports.of(asked)}
        return self._view.answer(
            request,
            "reports.html",
            asked=asked,
            faults=faults,
            tables=tables.values(),
            tiles=tiles(tables),
            bars=bars(tables["funnel"].rows),
            pillars=pillars(tables["days"].rows),
            stages=tables["funnel"].columns[0].known,
            width=WIDTH,
            presets=PRESETS,
            hotels=list(self._properties),
            timezone=self._reports.zone(asked).key,
            query=_query(asked),
        )

    async def table(self, request: Request, _session: Session, name: str) -> HTTPResponse:
        asked, faults = read_asked(request.args, self._properties, self._clock)
        if faults:
            raise Stopped(400, marked("This does not fit"), faults[0])
        table = next((one for one in await self._reports.of(asked) if one.name == name), None)
        if table is None:
            raise not_found()
        return _as_csv(table, asked)

    async def as_json(self, request: Request, _member: Member) -> HTTPResponse:
        asked, faults = read_asked(request.args, self._properties, self._clock)
        if faults:
            raise Stopped(400, "Bad query", " ".join(map(str, faults)))
        body: dict[str, Any] = {
            "from": asked.first.isoformat(),
            "to": asked.last.isoformat(),
            "timezone": self._reports.zone(asked).key,
            "property": asked.property_id,
            "tables": [table.to_json() for table in await self._reports.of(asked)],
        }
        return json(body)


def add_report_pages(admin: Blueprint, gate: Gate, pages: ReportPages) -> None:
    gate.add(admin, "/reports", "reports", get=gate.signed_in(pages.page))
    gate.add(admin, "/reports/<name:str>", "report_table", get=gate.signed_in(pages.table))


def add_report_api(api: Blueprint, guard: ApiGuard, pages: ReportPages) -> None:
    guard.gate.add(
        api,
        "/reports",
        "reports",
        get=guard.reads(pages.as_json),
        summary="All reports over conversations that began in these days: ?from, to (at most a year), property",
        told={"GET": Told(_ANSWER, query={"from": _DAY, "to": _DAY, "property": text(64)})},
    )


def _query(asked: Asked) -> str:
    given = {"from": asked.first, "to": asked.last, "property": asked.property_id}
    return urlencode({name: str(value) for name, value in given.items() if value})


def _as_csv(table: Table, asked: Asked) -> HTTPResponse:
    name = f"{table.name}_{asked.first}_{asked.last}.csv"
    return raw(
        table.to_csv().encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
