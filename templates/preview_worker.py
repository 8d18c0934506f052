"""The process that renders drafts: a line of JSON in, a line of JSON out. `preview.py` starts and ends it.

The kernel ends it when one draft has used its share of CPU, whatever it was doing: a Python handler would wait for the
operation that hangs.
"""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import sys
from collections.abc import Iterator
from typing import Any

from templates.compiled import Rendered, RenderError
from templates.lint import problems_of
from templates.placeholders import SAMPLES
from templates.renderer import Renderer
from templates.store import Catalog, read_catalog
from templates.wording import BadWording, read_wording

CPU_SECONDS = 0.1
MEMORY_BYTES = 512 * 1024 * 1024


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    packaged = read_catalog()
    _warm_up(packaged)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        with limited(CPU_SECONDS):
            answer = answer_to(json.loads(line), packaged)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


@contextlib.contextmanager
def limited(cpu_seconds: float) -> Iterator[None]:
    """What runs inside ends the process when it uses more."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def answer_to(request: dict[str, Any], packaged: Catalog) -> dict[str, Any]:
    """What the draft says and what is wrong with it; never fails for its sake."""
    try:
        beside = [read_wording(one["key"], one["language"], one["body"]) for one in request["words"]]
        draft = read_wording(request["key"], request["language"], request["body"])
    except BadWording as error:
        return _answer(error=str(error))
    catalog = packaged.with_words(*beside, draft)
    problems = [vars(problem) for problem in problems_of(draft, catalog, packaged=packaged)]
    values = SAMPLES if request["values"] is None else request["values"]
    try:
        rendered = Renderer(catalog).render(draft.on(request["channel"]), values)
    except RenderError as error:
        return _answer(problems=problems, error=str(error))
    return _answer(rendered, problems=problems)


def _answer(
    rendered: Rendered | None = None,
    *,
    problems: list[dict[str, Any]] | None = None,
    error: str | None = None,
) -> dict[str, Any]:
    shown = rendered or Rendered("", [], [])
    return {**vars(shown), "problems": problems or [], "error": error}


def _warm_up(packaged: Catalog) -> None:
    """Each language's calendar and money are read from disk once; not on the first draft's time."""
    renderer = Renderer(packaged)
    for wording in packaged:
        if wording.key in ("ask.booking_ok", "availability.none"):
            renderer.render(wording, SAMPLES)


if __name__ == "__main__":
    main()
