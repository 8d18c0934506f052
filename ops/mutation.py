"""Break the code on purpose, a little at a time, and see whether a test notices: `make mutation`.

    python -m ops.mutation [MODULE.py …] [--minutes N] [--jobs N]

Each mutant is one changed operator, comparison, constant or bound (`mutants.py`). pytest collects the module's tests once;
for each mutant a child is forked that puts the broken functions in place and runs them until one fails, so that a mutant
costs its tests and no imports. Nothing on disk is changed. A mutant that no test notices survives; each survivor has to
be explained in docs/mutation.md, in the words it is printed with, else the run fails.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import hypothesis
import pytest

from ops.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = ROOT / "docs" / "mutation.md"
# How guests are shared out, what is counted of them, and what is said of the counts; not the tables' columns.
DEFAULT = (
    "templates/assignment.py",
    "templates/sticky.py",
    "templates/stats/*.py",
    "templates/experiments*.py",
    "templates/experiment_[!t]*.py",
    "templates/exposures.py",
    "templates/outcomes.py",
    "templates/hold_out.py",
)
KILLED, SURVIVED, ENDLESS = "killed", "survived", "endless"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="mutation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "modules", nargs="*", help="files to break; without any, the statistics and experiments"
    )
    parser.add_argument("--minutes", type=float, default=30.0, help="start no mutant after so long")
    parser.add_argument("--jobs", type=int, default=2, help="mutants at a time")
    asked = parser.parse_args(arguments)
    files = [ROOT / name for name in asked.modules] or sorted(
        file for pattern in DEFAULT for file in ROOT.glob(pattern) if file.name != "__init__.py"
    )
    # The same examples for each mutant, no time spent on making a failing one small, none kept for later runs.
    hypothesis.settings.register_profile(
        "mutation",
        database=None,
        deadline=None,
        derandomize=True,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    )
    hypothesis.settings.load_profile("mutation")
    until = time.monotonic() + asked.minutes * 60
    explained = EXPLAINED.read_text(encoding="utf-8") if EXPLAINED.exists() else ""
    status = 0
    for file in files:
        round_ = Round(file, jobs=asked.jobs, until=until)
        round_.run()
        status |= round_.report(explained)
    return status


def tests_of(file: Path) -> list[str]:
    """The module's own tests; where it has none, its package's, without the simulations, which are slow and see little."""
    folder = ROOT / "tests" / file.parent.relative_to(ROOT)
    own = folder.glob(f"test_{file.stem}*.py")
    package = (test for test in folder.glob("test_*.py") if "simulations" not in test.name)
    return [str(test) for test in sorted(own) or sorted(package)]


class Round:
    """One module's mutants; a pytest plugin, whose loop is the mutants' and not the tests'."""

    def __init__(self, file: Path, *, jobs: int, until: float) -> None:
        self._file = file
        self._jobs = jobs
        self._until = until
        self._waiting = mutants(file.read_text(encoding="utf-8"))[::-1]
        self._results: list[tuple[Mutant, str]] = []
        self._fault = "its tests cannot be collected"

    def run(self) -> None:
        pytest.main(
            [
                "-o", "addopts=", "--import-mode=importlib", "-p", "no:terminal", "-p", "no:cacheprovider",
                "-W", "ignore::pytest.PytestAssertRewriteWarning", "--rootdir", str(ROOT), *tests_of(self._file),
            ],
            plugins=[self],
        )  # fmt: skip

    def report(self, explained: str) -> int:
        """Says how it went; 1 if something has to be done."""
        name = self._file.relative_to(ROOT)
        if self._fault:
            print(f"mutation: {name}: {self._fault}", flush=True)
            return 1
        survivors = [mutant for mutant, state in self._results if state == SURVIVED]
        endless = sum(state == ENDLESS for _, state in self._results)
        print(
            f"mutation: {name}: {len(self._results)} mutants, {len(survivors)} survived"
            f"{f', {endless} never ended' if endless else ''}"
            f"{f', {len(self._waiting)} not tried' if self._waiting else ''}",
            flush=True,
        )
        for mutant in sorted(survivors, key=lambda one: one.line):
            word = "explained" if mutant.name in explained else "SURVIVED"
            print(f"  {word} line {mutant.line} {mutant.name}", flush=True)
        return int(bool(self._waiting) or any(mutant.name not in explained for mutant in survivors))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed or not session.items:
            return True
        module = importlib.import_module(".".join(self._file.relative_to(ROOT).with_suffix("").parts))
        gc.freeze()
        _, status, used = os.wait4(_fork(session, module, None, cpu_seconds=600), 0)
        if status:
            self._fault = "its tests fail before anything is broken"
            return True
        self._fault = ""
        cpu_seconds = 10 + 5 * int(used.ru_utime + used.ru_stime)
        running: dict[int, Mutant] = {}
        while running or (self._waiting and time.monotonic() < self._until):
            while self._waiting and len(running) < self._jobs and time.monotonic() < self._until:
                mutant = self._waiting.pop()
                code = compile(mutant.tree, str(self._file), "exec")
                running[_fork(session, module, code, cpu_seconds=cpu_seconds)] = mutant
            child, status = os.wait()
            if status == 0:
                state = SURVIVED
            else:
                state = ENDLESS if os.WIFSIGNALED(status) else KILLED
            self._results.append((running.pop(child), state))
        return True


def _fork(session: pytest.Session, module: ModuleType, code: CodeType | None, *, cpu_seconds: int) -> int:
    """A child that runs the collected tests until one fails. Its bound is its own work, not how busy the machine is."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        if code is not None:
            put_in_place(module, code)
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                break
        else:
            status = 0
    finally:
        os._exit(status)


def put_in_place(module: ModuleType, code: CodeType) -> None:
    """The broken code behind every name by which somebody has already imported the sound one."""
    fresh = ModuleType(module.__name__)
    exec(code, fresh.__dict__)  # noqa: S102 - our own module, changed by one sign
    for name, value in vars(fresh).items():
        before = vars(module).get(name)
        if name.startswith("__") or value is before:
            continue
        if isinstance(value, type):
            for attribute, member in vars(value).items():
                _take_over(vars(before).get(attribute), member)
        elif not _take_over(before, value):
            for other in list(sys.modules.values()):
                if getattr(other, "__dict__", {}).get(name) is before:
                    setattr(other, name, value)


def _take_over(before: Any, value: Any) -> bool:
    """Functions keep who they are and get another body; False for what is no function."""
    if isinstance(value, property):
        before, value = before.fget, value.fget
    elif isinstance(value, classmethod | staticmethod):
        before, value = before.__func__, value.__func__
    elif hasattr(value, "cache_clear"):
        before.cache_clear()
        before, value = before.__wrapped__, value.__wrapped__
    if not isinstance(value, FunctionType) or not isinstance(before, FunctionType):
        return False
    for cell, new in zip(before.__closure__ or (), value.__closure__ or (), strict=True):
        if not isinstance(new.cell_contents, type):  # a dataclass's defaults; never who the class is
            cell.cell_contents = new.cell_contents
    if before.__code__ != value.__code__:
        before.__code__ = value.__code__
    before.__defaults__, before.__kwdefaults__ = value.__defaults__, value.__kwdefaults__
    return True


if __name__ == "__main__":
    sys.exit(main())
