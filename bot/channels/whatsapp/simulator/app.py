"""The simulator's doors: the Graph API as we call it, a guest's phone, and the switches for what goes wrong.

Loopback only; the switches take JSON alone, so that no web page can work them behind a developer's back.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import json as answer
from sanic.server import AsyncioServer

from bot.channels.whatsapp.simulator.faults import Fault
from bot.channels.whatsapp.simulator.guest_side import Impossible, content_of
from bot.channels.whatsapp.simulator.hooks import Hooks, Manners
from bot.channels.whatsapp.simulator.network import Network, Number, Template
from bot.channels.whatsapp.simulator.people import Guest
from bot.channels.whatsapp.simulator.rules import Wrong, check, check_read_mark, unknown_object

HOST = "127.0.0.1"
_HERE = Path(__file__).resolve().parent
_MOST_WAIT_SECONDS = 25.0
_MOST_MEDIA_BYTES = 16 * 1024 * 1024
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_PAGES = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/simulator/page.css": ("page.css", "text/css; charset=utf-8"),
    "/simulator/page.js": ("page.js", "text/javascript; charset=utf-8"),
}

type Handler = Callable[..., Awaitable[HTTPResponse]]


class Simulator:
    """token: what sends must show, any when empty. webhook: where updates go, signed with secret. numbers: by id, as displayed."""

    def __init__(
        self,
        *,
        webhook: str = "",
        secret: str = "simulated-secret",  # noqa: S107 - a pretended one
        token: str = "",
        numbers: Mapping[str, str] | None = None,
        manners: Manners | None = None,
    ) -> None:
        self.manners = manners or Manners()
        self.hooks = Hooks(webhook, secret, self.manners)
        self.network = Network(self.hooks, self.manners, numbers or {"109876500000001": "493023125000"})
        self._token = token
        self._server: AsyncioServer | None = None
        self.address = ""

    async def start(self, port: int = 0, *, is_first_app: bool = False) -> str:
        """Listens on loopback. is_first_app: no other Sanic app was started in this process."""
        app: Sanic[Any, Any] = Sanic(f"graph-{secrets.token_hex(4)}", configure_logging=False)
        app.config.TOUCHUP = is_first_app
        app.config.MOTD = False
        app.config.KEEP_ALIVE_TIMEOUT = 75
        app.config.RESPONSE_TIMEOUT = 3600
        app.config.REQUEST_MAX_SIZE = _MOST_MEDIA_BYTES
        self._add_routes(app)
        await self.hooks.start()
        # Sanic takes port 0 for its own default, so the socket is bound here.
        listener = socket.create_server((HOST, port), backlog=1024)
        self.address = f"http://{HOST}:{listener.getsockname()[1]}"
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        if server is None:
            raise OSError(f"cannot listen on {self.address}")
        self._server = server
        await server.startup()
        await server.before_start()
        await server.start_serving()
        return self.address

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for connection in list(self._server.connections):
                connection.abort()
        await self.network.stop()
        await self.hooks.stop()

    # --- the Graph API ---

    async def _messages(self, request: Request, version: str, number: str) -> HTTPResponse:
        del version
        self._check_token(request)
        sender = self.network.number(number)
        body = request.json
        if isinstance(body, dict) and "status" in body:
            message, is_typing = check_read_mark(body)
            self.network.mark_read(message, is_typing=is_typing)
            return answer({"success": True})
        post = check(body)
        guest = self.network.recipient(post)
        fault = self.network.faults.take(guest.phone)
        breaks = fault is not None and fault.kind not in ("none", "status")
        if fault is not None and breaks and not fault.is_sent:
            return await self._fail(request, fault)
        message = self.network.take(sender, guest, post, fault)
        if fault is not None and breaks:
            return await self._fail(request, fault)
        contact: dict[str, str] = {"input": f"+{post.to}" if post.to else str(post.recipient)}
        contact |= {"wa_id": post.to} if post.to else {"user_id": guest.user_id}
        accepted: dict[str, str] = {"id": message.id}
        if post.kind == "template":
            accepted["message_status"] = "accepted"
        return answer({"messaging_product": "whatsapp", "contacts": [contact], "messages": [accepted]})

    async def _fail(self, request: Request, fault: Fault) -> HTTPResponse:
        if fault.kind == "code":
            raise Wrong(fault.code, "On demand.")
        if fault.kind == "silence":
            # Until the caller gives up; Sanic then ends this handler.
            await asyncio.sleep(3600)
        if fault.kind == "hang_up":
            request.transport.abort()
        content_type = "text/html" if fault.kind == "html" else "application/json"
        return HTTPResponse(fault.body, status=fault.http, content_type=content_type)

    async def _upload(self, request: Request, version: str, number: str) -> HTTPResponse:
        del version
        self._check_token(request)
        self.network.number(number)
        file = request.files.get("file") if request.files else None
        if file is None:
            raise Wrong(131008, "Parameter file is missing.")
        return answer({"id": self._keep_media(file.type, file.body)})

    async def _media(self, request: Request, version: str, media: str) -> HTTPResponse:
        del version
        self._check_token(request)
        if media not in self.network.media:
            raise unknown_object(media)
        mime_type, content = self.network.media[media]
        expires = int(self.network.now()) + 300
        return answer(
            {
                "messaging_product": "whatsapp",
                "url": f"{self.address}/media/{media}?ext={expires}",
                "mime_type": mime_type,
                "sha256": hashlib.sha256(content).hexdigest(),
                "file_size": str(len(content)),
                "id": media,
            }
        )

    async def _media_bytes(self, request: Request, media: str) -> HTTPResponse:
        self._check_token(request)
        # The address lives five minutes; then it has to be asked for again.
        if media not in self.network.media or int(request.args.get("ext") or 0) < self.network.now():
            return HTTPResponse(status=404)
        mime_type, content = self.network.media[media]
        return HTTPResponse(content, content_type=mime_type)

    def _check_token(self, request: Request) -> None:
        if self._token and not secrets.compare_digest(request.token or "", self._token):
            raise Wrong(190)

    def _keep_media(self, mime_type: str, content: bytes) -> str:
        media = str(10**15 + secrets.randbelow(10**15))
        self.network.media[media] = (mime_type, content)
        return media

    # --- a guest's phone ---

    async def _people(self, request: Request) -> HTTPResponse:
        del request
        guests = [
            {"phone": one.phone, "name": one.name, "shown": len(one.shown)} for one in self.network.people
        ]
        return answer(
            {"guests": guests, "numbers": {one.id: one.display for one in self.network.numbers.values()}}
        )

    async def _phone(self, request: Request, phone: str) -> HTTPResponse:
        guest = self.network.people.of_phone(phone)
        after = int(request.args.get("after") or 0)
        wait = min(float(request.args.get("wait") or 0), _MOST_WAIT_SECONDS)
        if wait and not any(one.seq > after for one in guest.shown):
            await self.network.changed(guest, wait)
        return answer(self._screen(guest, after))

    async def _guest_writes(self, request: Request, phone: str) -> HTTPResponse:
        wish = request.json
        if not isinstance(wish, dict):
            raise Impossible("not a JSON object")
        guest = self.network.people.of_phone(phone)
        self._introduce(guest, wish)
        number = self._number(wish.get("number"))
        content, shown = content_of(guest, wish, number.display)
        at = float(wish.get("at") or self.network.now())
        return answer({"message_id": self.network.hear(number, guest, content, shown=shown, at=at).id})

    async def _guest_is(self, request: Request, phone: str) -> HTTPResponse:
        guest = self.network.people.of_phone(phone)
        self._introduce(guest, request.json or {})
        return answer(self._screen(guest, 0))

    async def _guest_reads(self, request: Request, phone: str) -> HTTPResponse:
        del request
        guest = self.network.people.of_phone(phone)
        self.network.read_all(guest)
        return answer(self._screen(guest, 0))

    def _introduce(self, guest: Guest, given: Mapping[str, Any]) -> None:
        for key in ("name", "username", "hides_phone", "is_reachable", "is_blocking"):
            if key in given:
                setattr(guest, key, given[key])
        if given.get("user_id"):
            self.network.people.rename(guest, str(given["user_id"]))

    def _screen(self, guest: Guest, after: int) -> dict[str, Any]:
        now = self.network.now()
        return {
            "phone": guest.phone,
            "user_id": guest.user_id,
            "name": guest.name,
            "is_typing": guest.typing_until > now,
            "windows": guest.windows,
            "now": now,
            "messages": [one.to_json() for one in list(guest.shown) if one.seq > after],
        }

    def _number(self, given: Any) -> Number:
        return self.network.number(str(given)) if given else next(iter(self.network.numbers.values()))

    # --- the switches ---

    async def _faults(self, request: Request) -> HTTPResponse:
        if request.method == "DELETE":
            self.network.faults.clear()
        else:
            self.network.faults.add(Fault.of(request.json))
        return answer({"waiting": len(self.network.faults)})

    async def _manners(self, request: Request) -> HTTPResponse:
        known = {field.name for field in fields(Manners)}
        given = request.json or {}
        if unknown := set(given) - known:
            raise Impossible(f"there is no {sorted(unknown)[0]}; there are {', '.join(sorted(known))}")
        for key, value in given.items():
            setattr(self.manners, key, tuple(value) if isinstance(value, list) else value)
        return answer({field: getattr(self.manners, field) for field in sorted(known)})

    async def _templates(self, request: Request) -> HTTPResponse:
        given = {**request.json, "buttons": tuple(request.json.get("buttons") or ())}
        template = Template(**given)
        self.network.set_template(template)
        return answer({"templates": [vars(one) for one in self.network.templates.values()]})

    async def _clock(self, request: Request) -> HTTPResponse:
        self.network.ahead_seconds += float(request.json["advance_seconds"])
        return answer({"now": self.network.now()})

    async def _add_media(self, request: Request) -> HTTPResponse:
        given = request.json
        return answer({"id": self._keep_media(given["mime_type"], str(given.get("content", "x")).encode())})

    async def _hook(self, request: Request) -> HTTPResponse:
        self.hooks.put(str(request.json["field"]), request.json["value"])
        return answer({"waiting": self.hooks.waiting})

    async def _counts(self, request: Request) -> HTTPResponse:
        del request
        return answer(
            {
                "accepted": self.network.accepted,
                "refused": {str(code): count for code, count in self.network.refusals.items()},
                "webhooks_posted": self.hooks.posted,
                "webhooks_refused": self.hooks.refused,
                "webhooks_waiting": self.hooks.waiting,
            }
        )

    async def _show(self, request: Request) -> HTTPResponse:
        name, content_type = _PAGES[request.path]
        return HTTPResponse((_HERE / name).read_bytes(), content_type=content_type, headers=_PAGE_HEADERS)

    def _add_routes(self, app: Sanic[Any, Any]) -> None:
        for path in _PAGES:
            app.add_route(
                self._show, path, methods=["GET"], name=f"page{path.replace('/', '_').replace('.', '_')}"
            )
        version = r"<version:v\d+\.\d+>"
        app.add_route(
            self._graph(self._messages), f"/{version}/<number:str>/messages", methods=["POST"], name="send"
        )
        app.add_route(
            self._graph(self._upload), f"/{version}/<number:str>/media", methods=["POST"], name="upload"
        )
        app.add_route(self._graph(self._media), f"/{version}/<media:str>", methods=["GET"], name="media")
        app.add_route(self._graph(self._media_bytes), "/media/<media:str>", methods=["GET"], name="bytes")
        phone = "/simulator/guests/<phone:str>"
        for path, handler, methods in (
            ("/simulator/guests", self._people, ["GET"]),
            (phone, self._phone, ["GET"]),
            (phone, self._guest_is, ["PUT"]),
            (f"{phone}/messages", self._guest_writes, ["POST"]),
            (f"{phone}/read", self._guest_reads, ["POST"]),
            ("/simulator/faults", self._faults, ["POST", "DELETE"]),
            ("/simulator/manners", self._manners, ["PUT"]),
            ("/simulator/templates", self._templates, ["POST"]),
            ("/simulator/clock", self._clock, ["POST"]),
            ("/simulator/media", self._add_media, ["POST"]),
            ("/simulator/webhooks", self._hook, ["POST"]),
            ("/simulator/counts", self._counts, ["GET"]),
        ):
            app.add_route(_switch(handler), path, methods=methods, name=f"{methods[0]}{handler.__name__}")

    def _graph(self, handler: Handler) -> Handler:
        """Refusals in Meta's own shape."""

        @wraps(handler)
        async def handle(request: Request, **more: str) -> HTTPResponse:
            try:
                return await handler(request, **more)
            except Wrong as error:
                self.network.count(error.code)
                return answer(error.body(), status=error.status)
            except SanicException:
                return answer(Wrong(100, "The body is not JSON.").body(), status=400)

        return handle


def _switch(handler: Handler) -> Handler:
    @wraps(handler)
    async def handle(request: Request, **more: str) -> HTTPResponse:
        is_json = (request.content_type or "").startswith("application/json")
        if request.method in ("POST", "PUT") and not is_json:
            return answer({"error": "JSON only"}, status=415)
        try:
            return await handler(request, **more)
        except (Impossible, Wrong, KeyError, TypeError, ValueError) as error:
            return answer({"error": str(error)}, status=400)

    return handle
