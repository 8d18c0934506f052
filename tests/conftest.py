"""What collecting thousands of tests leaves in memory is of no interest to any garbage collection after it."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
