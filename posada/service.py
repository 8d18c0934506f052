"""The service process: builds what the chosen roles need, opens their listeners, and runs until told to stop.

The guests' and staff's listener and the inner one (Rasa's replies and actions, shared token) never share a port.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sanic import Blueprint, Sanic
from sanic.server import AsyncioServer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from common.database import create_engine
from common.log import configure, get_log
from common.properties import PmsSettings, Properties, load_properties
from common.secrets import Sealer
from common.settings import Settings
from posada.health import health_blueprint
from posada.web_errors import install_error_pages

log = get_log("posada.service")

ROLES = ("gateway", "actions", "replies", "console", "sync")
MAX_BODY_BYTES = 256 * 1024

Check = Callable[[], Awaitable[bool]]
Step = Callable[[], Awaitable[None]]


@dataclass
class Assembly:
    """What the roles put together: web pages for guests and staff, inner routes, background work, health checks."""

    outer: list[Blueprint] = field(default_factory=list)
    inner: list[Blueprint] = field(default_factory=list)
    starting: list[Step] = field(default_factory=list)
    stopping: list[Step] = field(default_factory=list)
    checks: dict[str, Check] = field(default_factory=dict)


async def serve(settings: Settings, roles: tuple[str, ...]) -> None:
    """Until SIGINT or SIGTERM."""
    configure(as_json=settings.log_json, level=settings.log_level)
    engine = create_engine(settings.database)
    assembly = assemble(settings, engine, roles)
    servers: list[AsyncioServer] = []
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        for step in assembly.starting:
            await step()
        if assembly.inner:
            inner = web_app("posada-inner", assembly.inner)
            servers.append(await listen(inner, "127.0.0.1", settings.inner_port))
        outer = web_app("posada", [*assembly.outer, health_blueprint(assembly.checks)])
        servers.append(await listen(outer, settings.host, settings.port))
        log.info("serving", roles=",".join(roles), port=settings.port)
        await stop.wait()
    finally:
        for server in servers:
            await close(server)
        for step in reversed(assembly.stopping):
            await step()
        await engine.dispose()


def assemble(settings: Settings, engine: AsyncEngine, roles: tuple[str, ...]) -> Assembly:
    """Each role adds its part; parts meet only here."""
    assembly = Assembly()
    sealer = Sealer.from_setting(settings.secret_keys.get_secret_value())
    properties = load_hotels(settings)
    assembly.checks["database"] = lambda: _database_answers(engine)
    if {"gateway", "replies"} & set(roles):
        replies = _build_replies(assembly, settings, properties, serve_nlg="replies" in roles)
    if {"actions", "sync", "gateway", "console"} & set(roles):
        _build_hotel(assembly, settings, engine, properties, roles)
    if "gateway" in roles:
        _build_gateway(assembly, settings, engine, sealer, properties, replies)
    if "console" in roles:
        _build_console(assembly, settings, engine, sealer, properties)
    return assembly


def load_hotels(settings: Settings) -> Properties:
    default = PmsSettings(
        type=settings.pms_type,
        base_url=settings.pms_base_url,
        hotel_id=settings.pms_hotel_id,
        api_key=settings.pms_api_key,
        timeout_seconds=settings.pms_timeout,
    )
    return load_properties(settings.properties_file, default)


def web_app(name: str, blueprints: list[Blueprint]) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES
    app.config.REQUEST_TIMEOUT = 20
    app.config.RESPONSE_TIMEOUT = 60
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.MOTD = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    install_error_pages(app)
    for blueprint in blueprints:
        app.blueprint(blueprint)
    return app


async def listen(app: Sanic[Any, Any], host: str, port: int) -> AsyncioServer:
    server = await app.create_server(host=host, port=port, return_asyncio_server=True, access_log=False)
    if server is None:
        raise OSError(f"cannot listen on {host}:{port}")
    await server.startup()
    await server.before_start()
    await server.after_start()
    await server.start_serving()
    return server


async def close(server: AsyncioServer) -> None:
    await server.before_stop()
    server.close()
    await server.after_stop()


async def _database_answers(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    return True
