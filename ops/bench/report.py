"""The figures as a table for people and as JSON for machines, and whether they are what was promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ops.bench.load import Measured

Window = tuple[int, int]


@dataclass
class Results:
    """Everything of one system. by_guests: closed load; by_length: session windows; paced: guests at a human pace."""

    rasa_startup_seconds: float
    by_guests: dict[int, Measured] = field(default_factory=dict)
    by_length: dict[Window, Measured] = field(default_factory=dict)
    paced: Measured | None = None
    memory: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Promise:
    """A figure that the project promises. is_least: at least `wanted`, else at most."""

    what: str
    measured: float
    wanted: float
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        return self.measured >= self.wanted if self.is_least else self.measured <= self.wanted


def promises(ours: Results, stock: Results | None) -> Iterator[Promise]:
    """Those whose figures were measured in this run."""
    yield Promise("Rasa's start-up, seconds", ours.rasa_startup_seconds, 12.0)
    if "rasa" in ours.memory:
        yield Promise("Rasa's memory at its highest, MB", ours.memory["rasa"][1], 300.0)
    if ours.paced:
        yield Promise(
            f"p95 of {ours.paced.guests} guests at a human pace, ms", ours.paced.percentile(0.95), 1000.0
        )
    if stock is None:
        return
    for guests in sorted(set(ours.by_guests) & set(stock.by_guests)):
        ratio = _ratio(ours.by_guests[guests], stock.by_guests[guests])
        yield Promise(f"Rasa's CPU a turn with {guests} guests, share of stock's", ratio, 0.25)
    if 20 in ours.by_guests and 20 in stock.by_guests and stock.by_guests[20].turns_per_second:
        speed = ours.by_guests[20].turns_per_second / stock.by_guests[20].turns_per_second
        yield Promise("turns a second with 20 guests, times stock's", speed, 2.0, is_least=True)
    windows = sorted(set(ours.by_length) & set(stock.by_length))
    if windows and windows[-1][0] >= 90:
        ratio = _ratio(ours.by_length[windows[-1]], stock.by_length[windows[-1]])
        yield Promise(
            f"Rasa's CPU a turn at session length {middle(windows[-1])}, share of stock's", ratio, 1 / 6
        )


def _ratio(ours: Measured, stock: Measured) -> float:
    mine, theirs = ours.cpu_ms_per_turn.get("rasa", 0.0), stock.cpu_ms_per_turn.get("rasa", 0.0)
    return mine / theirs if theirs else float("nan")


def middle(window: Window) -> int:
    return round(sum(window) / 2)


def as_text(results: Mapping[str, Results]) -> str:
    lines = [
        "",
        f"{'guests':>8} {'system':<6} {'turns':>6} {'turns/s':>8} {'p50':>7} {'p95':>7} {'p99':>7}   CPU ms a turn",
    ]
    for guests in sorted({guests for one in results.values() for guests in one.by_guests}):
        for name, one in results.items():
            if guests in one.by_guests:
                lines.append(f"{guests:>8} {name:<6} {_line(one.by_guests[guests])}")
    for name, one in results.items():
        if one.paced:
            lines.append(f"{one.paced.guests:>6}/5s {name:<6} {_line(one.paced)}")
    lines += ["", f"{'session':>8} {'system':<6} {'turns':>6}   CPU ms a turn"]
    for window in sorted({window for one in results.values() for window in one.by_length}):
        for name, one in results.items():
            if window in one.by_length:
                measured = one.by_length[window]
                lines.append(f"{middle(window):>8} {name:<6} {measured.turns:>6}   {_cpu(measured)}")
    lines += ["", "  Rasa's start-up and memory (MB now, at the highest)"]
    for name, one in results.items():
        memory = ", ".join(f"{process} {now:.0f} / {most:.0f}" for process, (now, most) in one.memory.items())
        lines.append(f"  {name:<6} {one.rasa_startup_seconds:5.1f} s   {memory}")
    for name, one in results.items():
        for measured in [
            *one.by_guests.values(),
            *one.by_length.values(),
            *([one.paced] if one.paced else []),
        ]:
            lines += [f"  {name}: {times} × {text}" for text, times in measured.failures.items()]
    lines.append("")
    for promise in promises(results["ours"], results.get("stock")):
        bound = "at least" if promise.is_least else "at most"
        verdict = "kept" if promise.is_kept else "NOT KEPT"
        lines.append(f"  {promise.what}: {promise.measured:.2f} ({bound} {promise.wanted:.2f}) {verdict}")
    return "\n".join(lines)


def _line(measured: Measured) -> str:
    spread = " ".join(f"{measured.percentile(share):>7.0f}" for share in (0.5, 0.95, 0.99))
    return f"{measured.turns:>6} {measured.turns_per_second:>8.1f} {spread}   {_cpu(measured)}"


def _cpu(measured: Measured) -> str:
    spent = measured.cpu_ms_per_turn
    return ", ".join(f"{name} {ms:.1f}" for name, ms in spent.items()) + f" (sum {sum(spent.values()):.1f})"


def as_json(results: Mapping[str, Results]) -> dict[str, Any]:
    return {
        "systems": {
            name: {
                "rasa_startup_seconds": round(one.rasa_startup_seconds, 2),
                "memory_mb": {process: {"now": round(now), "highest": round(most)} for process, (now, most) in one.memory.items()},
                "guests": {str(guests): _figures(measured) for guests, measured in one.by_guests.items()},
                "session_length": {str(middle(window)): _figures(measured) for window, measured in one.by_length.items()},
                "paced": _figures(one.paced) if one.paced else None,
            }
            for name, one in results.items()
        },
        "promises": [
            {"what": one.what, "measured": round(one.measured, 3), "wanted": round(one.wanted, 3), "kept": one.is_kept}
            for one in promises(results["ours"], results.get("stock"))
        ],
    }  # fmt: skip


def _figures(measured: Measured) -> dict[str, Any]:
    return {
        "guests": measured.guests,
        "turns": measured.turns,
        "booked": measured.booked,
        "turns_per_second": round(measured.turns_per_second, 2),
        "ms": {f"p{share:.0f}": round(measured.percentile(share / 100), 1) for share in (50, 95, 99)},
        "cpu_ms_per_turn": {name: round(ms, 2) for name, ms in measured.cpu_ms_per_turn.items()},
        "failures": measured.failures,
    }
