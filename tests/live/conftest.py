"""Only by `make test-live`: these tests book and cancel in whatever the settings name."""

from __future__ import annotations

import os

if not os.environ.get("POSADA_LIVE_PMS"):
    collect_ignore_glob = ["test_*.py"]
