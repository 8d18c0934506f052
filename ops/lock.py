"""Compile `requirements/*.in` into locks with exact versions and hashes, and without any index address in them."""

from __future__ import annotations

import subprocess
import sys

from ops.setup import ROOT, ensure_uv, run_uv

# source, lock, Python, further options
LOCKS = (
    ("rasa.in", "rasa.txt", "3.10", ("--override", "requirements/rasa-overrides.txt")),
    ("bench.in", "bench.txt", "3.10", ("--override", "requirements/bench-overrides.txt")),
    ("compare.in", "compare.txt", "3.12", ()),
    ("service.in", "service.txt", "3.12", ()),
    ("dev.in", "dev.txt", "3.12", ()),
    ("words.in", "words.txt", "3.12", ()),
    ("load.in", "load.txt", "3.12", ()),
)


def main() -> int:
    uv = ensure_uv()
    for source, lock, python, options in LOCKS:
        if not (ROOT / "requirements" / source).exists():
            continue
        print(f"lock: {source} -> {lock}", flush=True)
        try:
            run_uv(
                uv, "pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
                "--no-header", "--python-version", python, *options,
                f"requirements/{source}", "-o", f"requirements/{lock}",
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
