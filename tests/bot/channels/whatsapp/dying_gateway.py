"""A whole gateway in a process of its own, to be killed: `python -m tests.bot.channels.whatsapp.dying_gateway FOLDER PORT RASA IDLE KEY`.

IDLE "idle": it stores what Meta brings and works on none of it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.bot.channels.whatsapp.calls import SETTINGS
from tests.bot.gateway import house as houses
from tests.bot.gateway.stand_in_rasa import StandInRasa


async def main(folder: Path, port: int, rasa: StandInRasa, *, is_idle: bool) -> None:
    async with houses.open_house(folder, rasa, port=port, **SETTINGS) as house:
        if is_idle:
            await house.gateway.inbound.worker.stop()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    _folder, _port, _rasa, _idle, houses.KEY = sys.argv[1:]
    asyncio.run(main(Path(_folder), int(_port), StandInRasa(port=int(_rasa)), is_idle=_idle == "idle"))
