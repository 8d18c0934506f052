"""`python -m pms.simulators.qloapps --port 8090`: the pretend QloApps on this machine, until interrupted."""

from __future__ import annotations

import argparse
import pickle
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from pms.simulators.http import Request, Response
from pms.simulators.qloapps import House, QloApps, demo_house, one_type_house, two_hotels
from pms.simulators.server import serve, serve_until_interrupted

HOUSES: dict[str, Callable[[], House]] = {
    "demo": demo_house,
    "two-hotels": two_hotels,
    "one-type": lambda: one_type_house(20),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m pms.simulators.qloapps", description=__doc__)
    parser.add_argument("--port", type=int, default=8090, help="0 takes one that is free")
    parser.add_argument("--house", choices=HOUSES, default="demo", help="the hotels in it")
    parser.add_argument("--ids-as-strings", action="store_true", help="answer as on PHP 8.0 and older")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="books that outlive the process")
    wanted = parser.parse_args()
    house = HOUSES[wanted.house]()
    if wanted.keep:
        simulator: QloApps = KeptQloApps(house, wanted.keep, ids_as_strings=wanted.ids_as_strings)
    else:
        simulator = QloApps(house, ids_as_strings=wanted.ids_as_strings)
    serve_until_interrupted(announced(simulator, wanted.port))


class KeptQloApps(QloApps):
    """Writes its books to a file before it answers a write, as a database does; killed, it goes on from there."""

    def __init__(self, house: House, file: Path, *, ids_as_strings: bool = False) -> None:
        super().__init__(house, ids_as_strings=ids_as_strings)
        self._file = file
        if file.exists():
            vars(self.store).update(pickle.loads(file.read_bytes()))  # noqa: S301 - written by ourselves

    async def handle(self, request: Request) -> Response:
        response = await super().handle(request)
        if request.method != "GET":
            self._keep()
        return response

    def _keep(self) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_bytes(pickle.dumps(vars(self.store)))
        fresh.replace(self._file)


@asynccontextmanager
async def announced(simulator: QloApps, port: int) -> AsyncIterator[str]:
    async with serve(simulator, port) as address:
        key = next(key.value for key in simulator.house.keys if key.permissions is None and key.is_active)
        sys.stdout.write(f"QloApps simulator at {address}/api/ with the key {key}\n")
        sys.stdout.flush()
        yield address


if __name__ == "__main__":
    main()
