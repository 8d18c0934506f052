"""`posada bench`: ours and stock Rasa on the same scripted booking. The work is in ops/bench."""

from __future__ import annotations

import asyncio
import json
import sys


def run_bench(
    *, as_json: bool = False, is_short: bool = False, only_ours: bool = False, only_pms: bool = False
) -> int:
    """Prints the figures. 1 when a system did not start or a promised figure was not met."""
    from ops.bench import hotel_layer
    from ops.bench.processes import DidNotStart
    from ops.bench.report import as_json as figures
    from ops.bench.report import as_text, promises
    from ops.bench.run import SHORT, Plan, bench, bench_hotel_layer
    from ops.bench.stock import PYTHON, CannotTrain, train_if_needed
    from posada.rasa_process import train_if_needed as train_ours

    def say(line: str) -> None:
        print(f"bench | {line}", file=sys.stderr, flush=True)

    if only_pms:
        try:
            layer = asyncio.run(bench_hotel_layer(is_short=is_short, say=say))
        except DidNotStart as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
        print(json.dumps(hotel_layer.as_json(layer), indent=2) if as_json else hotel_layer.as_text(layer))
        return 0 if all(one.is_kept for one in hotel_layer.promises(layer)) else 1
    if not only_ours and not PYTHON.exists():
        print("bench: stock Rasa's environment is missing; `make bench` makes it", file=sys.stderr)
        return 1
    if train_ours(say) != 0:
        return 1
    try:
        model = None if only_ours else train_if_needed(say)
        layer = asyncio.run(bench_hotel_layer(is_short=is_short, say=say))
        results = asyncio.run(bench(SHORT if is_short else Plan(), stock_model=model, say=say))
    except (DidNotStart, CannotTrain) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps({**figures(results), "pms": hotel_layer.as_json(layer)}, indent=2))
    else:
        print(hotel_layer.as_text(layer))
        print(as_text(results))
    kept = [*promises(results["ours"], results.get("stock")), *hotel_layer.promises(layer)]
    return 0 if all(one.is_kept for one in kept) else 1
