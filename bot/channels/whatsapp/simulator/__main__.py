"""`python -m bot.channels.whatsapp.simulator --webhook http://127.0.0.1:8080/webhooks/whatsapp`: until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys

from bot.channels.whatsapp.simulator.app import Simulator
from bot.channels.whatsapp.simulator.hooks import Manners

DEFAULT_NUMBER = "109876500000001=493023125000"


async def serve(simulator: Simulator, port: int) -> None:
    address = await simulator.start(port, is_first_app=True)
    sys.stdout.write(f"WhatsApp simulator at {address}/\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await simulator.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.channels.whatsapp.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8082, help="0 takes one that is free")
    parser.add_argument("--webhook", default="", help="where webhooks go; without it there are none")
    parser.add_argument("--number", action="append", help=f"id=display, several times; {DEFAULT_NUMBER}")
    parser.add_argument("--open", action="store_true", help="guests who never wrote here may be written to")
    parser.add_argument("--throughput", type=int, default=80, help="messages a second of one number")
    wanted = parser.parse_args()
    numbers = dict(pair.split("=", 1) for pair in wanted.number or [DEFAULT_NUMBER])
    simulator = Simulator(
        webhook=wanted.webhook,
        # Not on the command line, where every user of this machine could read them.
        secret=os.environ.get("WHATSAPP_APP_SECRET", "").split(",")[0].strip() or "simulated-secret",
        token=os.environ.get("WHATSAPP_ACCESS_TOKEN", ""),
        numbers=numbers,
        manners=Manners(is_open_to_all=wanted.open, throughput=wanted.throughput),
    )
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(simulator, wanted.port))


if __name__ == "__main__":
    main()
