"""The figures of the layers around a hotel system: what they cost, and how much the cache answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ops.bench.hit_rate import MIXES, HitRate, OffersBy, hit_rate
from ops.bench.layers import LayerCost, layer_cost
from ops.bench.report import Promise

_OFFERS_BY: tuple[OffersBy, ...] = ("party", "stay")
# How busy a hotel has to be for 70 %: below that an offer's five minutes are the limit (docs/performance.md).
_PROMISED = (("5 a second", "party"), ("1 a second", "stay"))


@dataclass(frozen=True)
class HotelLayer:
    cost: LayerCost
    rates: Sequence[HitRate]


async def measure(folder: Path, say: Callable[[str], None], *, is_short: bool) -> HotelLayer:
    """Raises DidNotStart."""
    say("pms: the layers' cost")
    cost = await layer_cost(folder, reads=100 if is_short else 300)
    say("pms: the cache's hit rate")
    wanted = [(mix, by) for by in _OFFERS_BY for mix in MIXES if not is_short or (mix.name, by) in _PROMISED]
    return HotelLayer(cost, [await hit_rate(mix, by) for mix, by in wanted])


def promises(found: HotelLayer) -> Iterator[Promise]:
    yield Promise("CPU of a cached read through all layers, ms", found.cost.cached_ms, 0.3)
    yield Promise("CPU that the layers add to a live read, ms", found.cost.live_overhead_ms, 1.5)
    for one in found.rates:
        if (one.mix.name, one.offers_by) in _PROMISED:
            what = f"reads answered from the cache, {one.mix.name}, offers by {one.offers_by}"
            yield Promise(what, one.reads, 0.7, is_least=True)


def as_text(found: HotelLayer) -> str:
    cost = found.cost
    lines = [
        "",
        f"  one read, CPU ms: bare call {cost.bare_ms:.2f}, adapter alone {cost.adapter_ms:.2f}, all layers {cost.live_ms:.2f} "
        f"({cost.live_ms / cost.bare_ms:.1f} × bare), cached {cost.cached_ms:.3f} ({cost.cached_ms / cost.bare_ms:.2f} × bare)",
        "",
        f"  {'answered from the cache':<24} {'offers by':<10} {'searches':>9} {'reads':>6} {'of everything read':>19} {'booked':>7}",
    ]
    lines += [
        f"  {one.mix.name:<24} {one.offers_by:<10} {one.searches:>9.0%} {one.reads:>6.0%} {one.everything:>19.0%} {one.booked:>7}"
        for one in found.rates
    ]
    lines.append("")
    for promise in promises(found):
        bound = "at least" if promise.is_least else "at most"
        verdict = "kept" if promise.is_kept else "NOT KEPT"
        lines.append(f"  {promise.what}: {promise.measured:.2f} ({bound} {promise.wanted:.2f}) {verdict}")
    return "\n".join(lines)


def as_json(found: HotelLayer) -> dict[str, Any]:
    return {
        "cpu_ms": {name: round(value, 4) for name, value in asdict(found.cost).items()},
        "cache": [asdict(one) for one in found.rates],
        "promises": [
            {"what": one.what, "measured": round(one.measured, 3), "wanted": one.wanted, "kept": one.is_kept}
            for one in promises(found)
        ],
    }
