"""The service process: builds what the chosen roles need, opens their listeners, and runs until told to stop.

The guests' and staff's listener and the inner one (Rasa's replies and actions, shared token) never share a port.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Any

from sanic import Blueprint, Sanic
from sanic.server import AsyncioServer

from common.database import create_engine
from common.log import configure, get_log
from common.settings import Settings
from posada.docs_page import install_docs
from posada.health import health_blueprint
from posada.migrate import is_current
from posada.parts import assemble
from posada.web_errors import install_error_pages

log = get_log("posada.service")

MAX_BODY_BYTES = 256 * 1024


async def serve(settings: Settings, roles: tuple[str, ...]) -> int:
    """Until SIGINT or SIGTERM. 1 when the database is not in the shape this version needs."""
    configure(as_json=settings.log_json, level=settings.log_level)
    engine = create_engine(settings.database)
    if not await is_current(engine):
        print("posada: the database is not up to date; run `posada db upgrade`", file=sys.stderr)
        return 1
    assembly = assemble(settings, engine, roles)
    servers: list[AsyncioServer] = []
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        # First what Rasa calls, so that a turn that is taken up again finds its actions and its words.
        if assembly.inner:
            inner = web_app("posada-inner", assembly.inner, is_first=True)
            servers.append(await listen(inner, "127.0.0.1", settings.inner_port))
        for step in assembly.starting:
            await step()
        outer = web_app(
            "posada",
            [*assembly.outer, health_blueprint(assembly.checks, assembly.hotels)],
            is_first=not servers,
        )
        servers.append(await listen(outer, settings.host, settings.port))
        log.info("serving", roles=",".join(roles), port=settings.port)
        await stop.wait()
    finally:
        for server in servers:
            await close(server)
        for step in reversed(assembly.stopping):
            await step()
        await engine.dispose()
    return 0


def web_app(name: str, blueprints: list[Blueprint], *, is_first: bool) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    # Sanic rewrites its protocol classes for the first app of a process, and cannot do so twice.
    app.config.TOUCHUP = is_first
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES
    app.config.REQUEST_TIMEOUT = 20
    app.config.RESPONSE_TIMEOUT = 60
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.MOTD = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    install_docs(app)
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
