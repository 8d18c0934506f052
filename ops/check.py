"""Everything `make check` looks at, each step named, all of them run, the failed ones listed at the end."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from ops.capabilities import capabilities_page_is_current
from ops.console_words import console_words_are_complete

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PACKAGES = ("common", "pms", "templates", "bot", "actions", "console", "posada", "ops", "tests")

STEPS = (
    ("format", (BIN / "ruff", "format", "--check", "-q", *PACKAGES)),
    ("lint", (BIN / "ruff", "check", "-q", *PACKAGES)),
    ("types", (BIN / "mypy",)),
    ("import rules", (BIN / "lint-imports", "--no-cache")),
    ("catalog", (BIN / "python", "-m", "posada", "templates", "lint", "--folder", "templates/catalog")),
)


def main() -> int:
    failed = [name for name, command in STEPS if not passes(name, command)]
    for name, look in (
        ("tracked files", tracked_files),
        ("links in documents", document_links),
        ("capability table", capabilities_page_is_current),
        ("console in six languages", lambda: list(console_words_are_complete())),
    ):
        faults = look()
        print(f"check: {name}: {'ok' if not faults else 'FAILED'}", flush=True)
        for fault in faults:
            print(f"  {fault}")
        if faults:
            failed.append(name)
    if failed:
        print(f"check: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, command: tuple[str | Path, ...]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    state = "ok" if done.returncode == 0 else "FAILED"
    print(f"check: {name}: {state} ({time.monotonic() - started:.0f} s)", flush=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr)
    return done.returncode == 0


def tracked_files() -> list[str]:
    """No index host, no machine's path, no lock that holds addresses, in anything git tracks."""
    # Spelt in pieces, so that this file does not name them either.
    hosts = re.compile(
        "|".join(("py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js", "deb\\.deb" + "ian"))
    )
    paths = re.compile("/(?:" + "|".join(("work", "root", "farm")) + ")/[a-z.]")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    faults = []
    for name in filter(None, listed.split("\0")):
        if Path(name).name == "uv.lock":
            faults.append(f"{name}: is not committed, because it holds addresses")
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if hosts.search(line):
                faults.append(f"{name}:{number}: names a package registry's host")
            if paths.search(line) and not name.endswith(".md"):
                faults.append(f"{name}:{number}: holds a machine's path")
    return faults


def document_links() -> list[str]:
    """Every relative link and picture in a Markdown file leads somewhere."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    faults = []
    for name in filter(None, listed.split("\0")):
        document = ROOT / name
        if not document.exists():
            continue
        targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        inside = [one for one in targets if "://" not in one and not one.startswith("mailto:")]
        faults += [
            f"{name}: link to {one} leads nowhere" for one in inside if not (document.parent / one).exists()
        ]
    return faults


if __name__ == "__main__":
    sys.exit(main())
