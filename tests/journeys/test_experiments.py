"""An experiment on a whole installation: guests over the API, a restart half-way, other weights, and the switch."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from common.clock import SystemClock
from common.database import create_engine
from templates.place import Place
from templates.store import read_catalog
from templates.versions import Versions
from tests.installation import ROOT, Installation

pytestmark = pytest.mark.journey

WARM = "A very warm welcome!"
OWED = " I am a digital assistant.{% if privacy_url %} Your data: {{ privacy_url }}{% endif %}"
KEYS = {"greeting.welcome": WARM + OWED, "greeting.hello": WARM}
"""The first greeting of a conversation, which owes guests a sentence, and any later one."""

GUESTS = [f"guest-{number}" for number in range(40)]
HELD_OUT_SHARE = "0.3"


def posada(installation: Installation, *arguments: str, **environment: str) -> str:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("POSADA_", "PMS_"))
    }
    ended = subprocess.run(
        [sys.executable, "-m", "posada", *arguments],
        cwd=ROOT,
        env={**inherited, "POSADA_DATA_DIR": str(installation.folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def greeted(installation: Installation, **more: Any) -> dict[str, tuple[str | None, str]]:
    """Each guest's arm and words."""
    said = {}
    for name in GUESTS:
        guest = installation.guest(name)
        (reply, *_) = [one for one in guest.say("hello", **more) if one["template"] in KEYS]
        said[name] = (reply["arm"], reply["text"])
        guest.close()
    return said


def test_arms_stick_through_a_restart_and_other_weights_and_end_at_once(tmp_path: Path) -> None:
    held_out = {"POSADA_EXPERIMENT_HOLD_OUT": HELD_OUT_SHARE}
    installation = Installation(tmp_path, held_out).start()
    try:
        definition = tmp_path / "greeting.yml"
        save_versions(installation)
        definition.write_text(
            json.dumps(
                {
                    "id": "greeting",
                    "keys": list(KEYS),
                    "arms": [
                        {"name": "control"},
                        {"name": "warm", "versions": {key: {"en": 2} for key in KEYS}},
                    ],
                }
            )
        )
        posada(installation, "experiments", "create", str(definition))
        posada(installation, "experiments", "start", "greeting")
        time.sleep(1)
        first = greeted(installation)
        assert {arm for arm, _ in first.values()} == {"control", "warm", "held-out"}
        assert all(text.startswith(WARM) == (arm == "warm") for arm, text in first.values())

        posada(installation, "experiments", "weights", "greeting", "control=5", "warm=95")
        installation.kill("service")
        time.sleep(2)
        installation.wait_until_ready()
        assert {name: arm for name, (arm, _) in greeted(installation).items()} == {
            name: arm for name, (arm, _) in first.items()
        }

        report = json.loads(posada(installation, "experiments", "report", "greeting", "--json"))
        counted = {one["arm"]: one["guests"] for one in report["arms"]}
        assert counted == {arm: sum(one == arm for one, _ in first.values()) for arm in ("control", "warm")}
        keys = {key for (key,) in installation.rows("SELECT guest_key FROM exposures")}
        assert len(keys) == len(GUESTS)
        held = json.loads(posada(installation, "experiments", "report", "hold-out", "--json", **held_out))
        apart = sum(arm == "held-out" for arm, _ in first.values())
        assert {one["arm"]: one["guests"] for one in held["arms"]} == {
            "held-out": apart,
            # Whoever came before the first held-out guest is on neither side.
            "the-rest": len(GUESTS) - apart - [arm for arm, _ in first.values()].index("held-out"),
        }
        assert not keys & set(GUESTS)

        posada(installation, "experiments", "stop", "greeting")
        time.sleep(1)
        assert {arm for arm, _ in greeted(installation).values()} == {None}
    finally:
        installation.stop()


def save_versions(installation: Installation) -> None:
    """A draft, as the console would save it."""

    async def work() -> None:
        engine = create_engine(f"sqlite+aiosqlite:///{installation.folder / 'posada.db'}")
        versions = Versions(engine, SystemClock(), packaged=read_catalog())
        for key, text in KEYS.items():
            await versions.save(Place(key, "en"), {"text": text}, author="ana", variant="warm")
        await engine.dispose()

    asyncio.run(work())
