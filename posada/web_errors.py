"""What a caller reads when something is wrong: problem+json for programs, a plain page for people; never a stack trace."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from sanic import HTTPResponse, Request, Sanic, html
from sanic.exceptions import SanicException

from bot.gateway.problems import Problem
from common.log import get_log

log = get_log("posada.web")

PROGRAM_PATHS = ("/api/", "/nlg", "/webhook", "/webchat/", "/health/", "/metrics", "/webhooks/")


def install_error_pages(app: Sanic[Any, Any]) -> None:
    @app.exception(Exception)
    async def on_error(request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, Problem):
            # Sanic does not look at a blueprint's own handlers where it answers HEAD for a GET.
            return error.answer()
        status = error.status_code if isinstance(error, SanicException) else 500
        if status >= 500:
            log.error("request failed", path=request.path, method=request.method, error=type(error).__name__)
        headers = {
            name: value
            for name, value in (getattr(error, "headers", None) or {}).items()
            if name.lower() in ("allow", "retry-after", "www-authenticate")
        }
        # Sanic's own messages repeat what was asked for; the status says enough.
        return problem(request, status, headers)


def problem(request: Request, status: int, headers: dict[str, str] | None = None) -> HTTPResponse:
    """The answer for a status alone, in the form the asker reads."""
    title = HTTPStatus(status).phrase
    if request.path.startswith(PROGRAM_PATHS):
        body = json.dumps({"type": "about:blank", "title": title, "status": status})
        return HTTPResponse(body, status=status, headers=headers, content_type="application/problem+json")
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{status} {title}</title><h1>{status}</h1><p>{title}</p>"
    )
    safe = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
    return html(page, status=status, headers={**(headers or {}), **safe})
