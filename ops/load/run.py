"""`make load`: a whole installation on this machine under guests who write on WhatsApp, and whether it keeps its promises.

    python -m ops.load.run [spike] [steady-50] [steady-200] [--seconds N] [--json]

Everything talks to 127.0.0.1, is bounded in time and ends with the run. FULL=1 takes five minutes for each plan.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from common.settings import ROOT, Settings
from ops.bench.processes import DidNotStart, children, free_ports, memory_megabytes, ready, started
from posada.rasa_process import train_if_needed

LOCUST = ROOT / ".venv-load" / "bin" / "locust"
NUMBER = "109876500000001"
SHORT_SECONDS, FULL_SECONDS = 60.0, 300.0
_START_WITHIN_SECONDS = 90.0


@dataclass(frozen=True)
class Stage:
    """until: a share of the time. answered_p95_ms: what is promised; None: nothing beyond being answered."""

    until: float
    guests: int
    name: str
    answered_p95_ms: float | None


PLANS: Mapping[str, tuple[Stage, ...]] = {
    "spike": (
        Stage(0.2, 10, "before", None),
        Stage(0.7, 500, "at the top", 3000),
        Stage(1.0, 10, "after", None),
    ),
    "steady-50": (Stage(1.0, 50, "50 guests", 1000),),
    "steady-200": (Stage(1.0, 200, "200 guests", 2000),),
}
ACKNOWLEDGED_P99_MS = 250


@dataclass(frozen=True)
class Row:
    """Of one part of a plan, milliseconds."""

    name: str
    count: int
    failures: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True)
class Result:
    """memory: megabytes by process, before and after. broken: promises that were not kept, in words."""

    plan: str
    seconds: float
    rows: tuple[Row, ...]
    memory: Mapping[str, tuple[float, float]]
    broken: tuple[str, ...]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.load.run", description=__doc__)
    parser.add_argument("plans", nargs="*", help=f"{', '.join(PLANS)}; without one, all")
    parser.add_argument("--seconds", type=float, help="for each plan")
    parser.add_argument("--json", action="store_true", dest="as_json")
    wanted = parser.parse_args()
    if unknown := set(wanted.plans) - set(PLANS):
        parser.error(f"no such plan: {', '.join(sorted(unknown))}")
    seconds = wanted.seconds or (FULL_SECONDS if os.environ.get("FULL") == "1" else SHORT_SECONDS)
    if not LOCUST.exists():
        print("load: locust's environment is missing; `make load` makes it", file=sys.stderr)
        return 1
    if train_if_needed(lambda line: print(f"load | {line}", file=sys.stderr)) != 0:
        return 1
    try:
        results = asyncio.run(measure(wanted.plans or list(PLANS), seconds))
    except DidNotStart as error:
        print(f"load: {error}", file=sys.stderr)
        return 1
    print(json.dumps([asdict(one) for one in results], indent=2) if wanted.as_json else as_text(results))
    return 1 if any(one.broken for one in results) else 0


async def measure(plans: Sequence[str], seconds: float) -> list[Result]:
    """Each plan on an installation of its own, one after the other. Raises DidNotStart."""
    results = []
    for plan in plans:
        print(f"load | {plan}: {seconds:.0f} s …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            async with _house(Path(folder)) as house:
                before = house.memory()
                stats = await house.load(PLANS[plan], seconds)
                # What the last guests set off is still being done.
                await asyncio.sleep(2)
                rows = tuple(row for row in map(_row, stats) if not row.name.startswith("("))
                memory = {
                    name: (before[name], after) for name, after in house.memory().items() if name in before
                }
        results.append(Result(plan, seconds, rows, memory, tuple(_broken(PLANS[plan], rows))))
    return results


def as_text(results: Sequence[Result]) -> str:
    lines = []
    for result in results:
        lines += [
            "",
            f"{result.plan}, {result.seconds:.0f} s",
            f"{'':<26}{'n':>7}{'failed':>8}{'p50':>9}{'p95':>9}{'p99':>9}  ms",
        ]
        lines += [
            f"{row.name:<26}{row.count:>7}{row.failures:>8}{row.p50:>9.0f}{row.p95:>9.0f}{row.p99:>9.0f}"
            for row in result.rows
        ]
        lines += [
            f"memory of {name}: {before:.0f} → {after:.0f} MB"
            for name, (before, after) in result.memory.items()
        ]
        lines += [f"NOT KEPT: {text}" for text in result.broken] or ["every promise kept"]
    return "\n".join(lines)


def _row(entry: Mapping[str, Any]) -> Row:
    times = sorted((float(ms), int(n)) for ms, n in entry["response_times"].items())
    shares = [_percentile(times, share) for share in (0.5, 0.95, 0.99)]
    return Row(str(entry["name"]), int(entry["num_requests"]), int(entry["num_failures"]), *shares)


def _percentile(times: Sequence[tuple[float, int]], share: float) -> float:
    """times: milliseconds with how often, ascending."""
    left = share * sum(n for _, n in times)
    for ms, n in times:
        left -= n
        if left <= 0:
            return ms
    return 0.0


def _broken(stages: Sequence[Stage], rows: Sequence[Row]) -> list[str]:
    by_name = {row.name: row for row in rows}
    found = [f"{row.failures} of '{row.name}' failed" for row in rows if row.failures]
    for stage in stages:
        taken, answered = (by_name.get(f"{what} {stage.name}") for what in ("acknowledged", "answered"))
        if taken is None or answered is None:
            found.append(f"nobody was answered {stage.name}")
            continue
        if taken.p99 > ACKNOWLEDGED_P99_MS:
            found.append(f"acknowledged {stage.name}: p99 {taken.p99:.0f} ms, promised {ACKNOWLEDGED_P99_MS}")
        if stage.answered_p95_ms is not None and answered.p95 > stage.answered_p95_ms:
            found.append(
                f"answered {stage.name}: p95 {answered.p95:.0f} ms, promised {stage.answered_p95_ms:.0f}"
            )
    return found


@dataclass(frozen=True)
class _House:
    """address: of the gateway; network: of the simulator."""

    address: str
    network: str
    secret: str
    starter: int

    def memory(self) -> dict[str, float]:
        found = {}
        for pid, command in children(self.starter).items():
            for name, needle in (("rasa", "bot.rasa.light run"), ("service", "posada serve")):
                if needle in command:
                    found[name] = memory_megabytes(pid)[0]
        return found

    async def load(self, stages: Sequence[Stage], seconds: float) -> list[dict[str, Any]]:
        """Locust's own figures, a request name each."""
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "LOAD_NETWORK": self.network,
            "LOAD_SECRET": self.secret,
            "LOAD_NUMBER": NUMBER,
            "LOAD_SECONDS": f"{seconds:g}",
            "LOAD_BURST_SECONDS": f"{Settings().burst_wait_seconds:g}",
            "LOAD_STAGES": json.dumps([(one.until, one.guests, one.name) for one in stages]),
        }
        process = await asyncio.create_subprocess_exec(
            *(str(LOCUST), "--headless", "--json", "--loglevel", "ERROR", "--stop-timeout", "45"),
            *("-f", "ops/load/guests.py", "--host", self.address),
            cwd=ROOT,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, errors = await asyncio.wait_for(process.communicate(), seconds + 120)
        finally:
            if process.returncode is None:
                process.kill()
        try:
            return list(json.loads(out))
        except ValueError as error:
            raise DidNotStart(f"locust said nothing that can be read:\n{errors.decode()[-2000:]}") from error


@contextlib.asynccontextmanager
async def _house(folder: Path) -> AsyncIterator[_House]:
    """Ours as `make run` starts it, with a WhatsApp beside it. Raises DidNotStart."""
    port, inner_port, rasa_port, network_port = free_ports(4)
    own = {
        name: secrets.token_urlsafe(24)
        for name in ("WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")
    }
    network, address = f"http://127.0.0.1:{network_port}", f"http://127.0.0.1:{port}"
    machine = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("POSADA_", "PMS_", "DATABASE_", "WHATSAPP_"))
    }
    environment = {
        **machine,
        **own,
        "WHATSAPP_GRAPH_URL": network,
        "WHATSAPP_NUMBERS": f"{NUMBER}=mirador",
        "POSADA_DATA_DIR": str(folder / "data"),
        "POSADA_PORT": str(port),
        "POSADA_INNER_PORT": str(inner_port),
        "POSADA_RASA_PORT": str(rasa_port),
        "POSADA_LOG_LEVEL": "WARNING",
    }
    simulator = [
        *(sys.executable, "-m", "bot.channels.whatsapp.simulator", "--port", str(network_port), "--open"),
        *("--webhook", f"{address}/webhooks/whatsapp", "--throughput", "100000"),
    ]
    async with (
        started(simulator, environment=environment, folder=ROOT, log=folder / "network.log") as phones,
        started(
            [sys.executable, "-m", "posada", "run"],
            environment=environment,
            folder=ROOT,
            log=folder / "posada.log",
        ) as starter,
    ):
        await ready(f"{network}/simulator/counts", phones, log=folder / "network.log", within_seconds=30)
        await ready(
            f"{address}/health/ready",
            starter,
            log=folder / "posada.log",
            within_seconds=_START_WITHIN_SECONDS,
        )
        yield _House(address, network, own["WHATSAPP_APP_SECRET"], starter.pid)


if __name__ == "__main__":
    sys.exit(main())
