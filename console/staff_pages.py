"""Who may come in: for admins. People are added and disabled with `posada staff`."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from common.properties import Properties
from console.roles import Role
from console.sessions import Session
from console.staff import StaffList
from console.view import View


class StaffPages:
    def __init__(self, view: View, staff: StaffList, properties: Properties) -> None:
        self._view = view
        self._staff = staff
        self._properties = properties

    async def listing(self, request: Request, _session: Session) -> HTTPResponse:
        return self._view.answer(
            request,
            "staff.html",
            people=await self._staff.all(),
            roles=list(Role),
            zone=self._properties.default.zone,
            timezone=self._properties.default.timezone,
        )
