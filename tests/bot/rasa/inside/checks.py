"""Runs the `check_…` functions of a module, for a Python without pytest."""

from __future__ import annotations

import sys
import traceback
from types import ModuleType


def run_all(module: ModuleType) -> int:
    failed = 0
    for name, check in vars(module).items():
        if name.startswith("check_"):
            try:
                check()
            except Exception:
                failed += 1
                print(f"failed {name}\n{traceback.format_exc()}")
            else:
                print(f"ok {name}")
    sys.stdout.flush()
    return 1 if failed else 0
