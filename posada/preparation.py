"""Before the processes start: tables brought up to date, the first member of staff, the demo's API token."""

from __future__ import annotations

from dataclasses import dataclass

from common.clock import SystemClock
from common.database import create_engine
from common.hotels import load_hotels
from common.ids import new_id
from common.settings import Settings
from console.api_tokens import make_token
from console.first_run import ensure_first_admin
from pms.front_desk import build_front_desk
from posada.installation import keep_secret, kept_secret
from posada.migrate import upgrade


@dataclass(frozen=True)
class Prepared:
    """one_time_*: None on every run but the first."""

    api_token: str
    one_time_user: str | None = None
    one_time_password: str | None = None


async def check(settings: Settings) -> None:
    """What would keep the service from coming up, told before anything is started.

    Raises BadProperties for the hotels' file, Misconfigured for a hotel system that is not known or not reachable so.
    """
    engine = create_engine(settings.database)
    try:
        desk = build_front_desk(settings, load_hotels(settings), engine, SystemClock())
        await desk.close()
    finally:
        await engine.dispose()


async def prepare(settings: Settings) -> Prepared:
    engine = create_engine(settings.database)
    try:
        await upgrade(engine)
        first = await ensure_first_admin(engine)
        token = kept_secret(settings.data_dir, "demo_api_token")
        if not token:
            token = await make_token(engine, f"made by posada run {new_id('token')}")
            keep_secret(settings.data_dir, "demo_api_token", token)
    finally:
        await engine.dispose()
    if first is None:
        return Prepared(token)
    return Prepared(token, first.name, first.password)
