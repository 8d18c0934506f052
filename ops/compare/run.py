"""`make understanding` and `make compare`.

python -m ops.compare.run page
python -m ops.compare.run compare [--diet [--epochs N] [--languages en,es]] [--kept-diet]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from common.settings import ROOT, load_settings
from ops.compare import comparison, diet, page, sets
from ops.compare.figures import TODAY, Measuring
from ops.compare.findings import measure
from ops.compare.ours import Ours
from ops.compare.rivals import DoesNotAnswer
from posada.evaluate import TIMEZONE, understand_row
from posada.rasa_process import MODEL, train_if_needed
from posada.understand import CannotParse, Parser, metadata_for

_EVALUATED = 1000


def main(words: list[str]) -> int:
    """0, or 1 when something could not be trained or asked."""
    options = _options(words)
    model: Path = options.model or MODEL
    if options.model is None and train_if_needed() != 0:
        return 1
    measuring = Measuring(Ours(model))
    try:
        if options.what == "compare":
            _compare(measuring, options)
        _say("measuring what is understood …")
        found = measure(
            measuring,
            compared=comparison.measured(),
            evaluated=_evaluated(options.model),
            when=_today(),
            commit=_commit(),
        )
    except (CannotParse, DoesNotAnswer, diet.CannotTrain) as error:
        print(f"compare: {error}", file=sys.stderr)
        return 1
    page.write(found)
    _say(f"written: {page.PAGE.relative_to(ROOT)}")
    return 0


def _compare(measuring: Measuring, options: argparse.Namespace) -> None:
    stamp = {"when": _today(), "commit": _commit()}
    _say("asking date libraries …")
    comparison.keep("stays", comparison.compare_stays(measuring), **stamp)
    _say("asking language libraries …")
    comparison.keep("language", comparison.compare_languages(measuring), **stamp)
    learned = diet.latest() if options.kept_diet else None
    if options.diet:
        learned = diet.train_if_needed(options.languages, _say, epochs=options.epochs)
    if learned is not None:
        _say(f"asking DIET ({learned.messages} messages, {learned.epochs} epochs) …")
        comparison.keep("intents", comparison.compare_intents(measuring, learned), **stamp)


def _evaluated(model: Path | None) -> str:
    """The clock of a thousand messages through Rasa, as `posada evaluate` asks it, its start-up left out."""
    settings = load_settings()
    base = metadata_for(settings, day=TODAY, timezone=TIMEZONE)
    rows = [row for code in sets.languages("intents") for row in sets.rows("intents", code)]
    with Parser(settings, model=model) as parser:
        parser.parse("hello", base)
        begun = time.perf_counter()
        for row in islice(cycle(rows), _EVALUATED):
            understand_row(row, parser, base)
        return f"{time.perf_counter() - begun:.1f} s"


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ops.compare.run", description="measures what is understood")
    parser.add_argument("what", choices=("page", "compare"))
    parser.add_argument("--diet", action="store_true", help="train Rasa's default pipeline and ask it too")
    parser.add_argument("--epochs", type=int, default=diet.EPOCHS, help="DIET's; Rasa's default is 100")
    parser.add_argument(
        "--languages",
        type=lambda text: text.split(","),
        default=list(sets.SPOKEN),
        help="what DIET learns: en,es,…",
    )
    parser.add_argument(
        "--kept-diet",
        action="store_true",
        help="ask the DIET that was trained last, whatever the data is now",
    )
    parser.add_argument(
        "--model", type=Path, help="a trained model of ours; else the installation's, trained when it is old"
    )
    return parser.parse_args(words)


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "an unknown commit"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _say(line: str) -> None:
    print(f"compare: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
