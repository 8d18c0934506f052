"""Messages that were taken for another wish: the list of them, and the file that the bot is trained with."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.response import redirect, text

from common.languages import LANGUAGES
from common.properties import Properties
from console.candidates import Candidates, to_nlu
from console.gate import field
from console.sessions import Session
from console.view import View

ADDRESS = "/admin/candidates"


class CandidatePages:
    def __init__(self, view: View, candidates: Candidates, properties: Properties) -> None:
        self._view = view
        self._candidates = candidates
        self._properties = properties

    async def listing(self, request: Request, _session: Session) -> HTTPResponse:
        language = _language(request)
        return self._view.answer(
            request,
            "candidates.html",
            candidates=await self._candidates.all(language),
            language_chosen=language,
            languages=LANGUAGES.values(),
            zone=self._properties.default.zone,
        )

    async def file(self, request: Request, _session: Session) -> HTTPResponse:
        language = _language(request)
        name = f"candidates-{language}.yml" if language else "candidates.yml"
        return text(
            to_nlu(await self._candidates.all(language)),
            content_type="application/yaml; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def drop(self, request: Request, _session: Session) -> HTTPResponse:
        await self._candidates.drop(field(request, "candidate"))
        return redirect(ADDRESS, status=303)


def _language(request: Request) -> str | None:
    asked = request.args.get("language")
    return asked if asked in LANGUAGES else None
