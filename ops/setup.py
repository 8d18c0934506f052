"""Make the Python environments that the Makefile needs, inside this folder only. Runs on any Python 3.9 or newer.

    python3 ops/setup.py service|rasa|bench|compare|words|load|all

uv goes into `.uv`, with its cache and any Python it has to fetch. An environment is rebuilt when its lock or its
interpreter changed; otherwise nothing is done and nothing is said.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV_HOME = ROOT / ".uv"
UV = UV_HOME / "bin" / "uv"

# environment: folder, oldest Python that serves, newest (exclusive), lock file
ENVIRONMENTS = {
    "service": (".venv", (3, 12), (3, 15), "requirements/dev.txt"),
    "rasa": (".venv-rasa", (3, 10), (3, 11), "requirements/rasa.txt"),
    "bench": (".venv-bench", (3, 10), (3, 11), "requirements/bench.txt"),
    # Duckling has wheels up to Python 3.12 only.
    "compare": (".venv-compare", (3, 12), (3, 13), "requirements/compare.txt"),
    "words": (".venv-words", (3, 12), (3, 15), "requirements/words.txt"),
    "load": (".venv-load", (3, 12), (3, 15), "requirements/load.txt"),
}


def main(names: list[str]) -> int:
    if not names or any(name not in (*ENVIRONMENTS, "all") for name in names):
        print(f"usage: setup.py {'|'.join((*ENVIRONMENTS, 'all'))}", file=sys.stderr)
        return 2
    wanted = ["service", "rasa"] if "all" in names else names
    try:
        for name in wanted:
            make_environment(name)
    except subprocess.CalledProcessError as error:
        print(
            f"setup: '{' '.join(map(str, error.cmd[:4]))} …' failed with status {error.returncode}",
            file=sys.stderr,
        )
        return 1
    except SetupFailed as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


class SetupFailed(Exception):
    """What is missing, and what a person can do about it."""


def make_environment(name: str) -> None:
    folder, oldest, newest, lock = ENVIRONMENTS[name]
    place = ROOT / folder
    python = place / "bin" / "python"
    stamp = place / ".posada-stamp"
    fingerprint = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == fingerprint and works(python):
        return
    started = time.monotonic()
    print(f"setup: the {name} environment ({folder}) is missing or out of date: making it", flush=True)
    uv = ensure_uv()
    if not (python.exists() and works(python)):
        interpreter = find_python(oldest, newest)
        if interpreter is None:
            wanted = ".".join(map(str, oldest))
            print(f"setup: no Python {wanted} on this machine, asking uv to fetch one", flush=True)
            interpreter = Path(wanted)
        shutil.rmtree(place, ignore_errors=True)
        run_uv(uv, "venv", "--quiet", "--python", str(interpreter), str(place))
    # Old setuptools is the build backend of the few source distributions (langdetect) in the locks.
    run_uv(uv, "pip", "sync", "--python", str(python), "--require-hashes", str(ROOT / lock))
    if name == "service":
        install_program(place)
    stamp.write_text(fingerprint)
    print(f"setup: {folder} is ready ({time.monotonic() - started:.0f} s)", flush=True)


def install_program(place: Path) -> None:
    """Put the `posada` command into the environment, running the code of this folder."""
    site = next((place / "lib").glob("python3*/site-packages"))
    (site / "posada.pth").write_text(f"{ROOT}\n")
    script = place / "bin" / "posada"
    script.write_text(f"#!{place / 'bin' / 'python'}\nfrom posada.cli import main\n\nmain()\n")
    script.chmod(0o755)


def ensure_uv() -> Path:
    if UV.exists():
        return UV
    print("setup: fetching uv into .uv", flush=True)
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_CACHE_DIR": "1"}
    made = subprocess.run([sys.executable, "-m", "venv", str(UV_HOME)], capture_output=True, check=False)
    requirement = (ROOT / "requirements" / "uv.txt").read_text().strip()
    if made.returncode == 0:
        subprocess.run(
            [str(UV_HOME / "bin" / "python"), "-m", "pip", "install", "-q", requirement],
            check=True,
            env=environment,
        )
        return UV
    # Debian ships Python without ensurepip; pip beside it can still put uv into a folder.
    shutil.rmtree(UV_HOME, ignore_errors=True)
    tried = subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--target", str(UV_HOME), requirement],
        check=False,
        env=environment,
    )
    if tried.returncode != 0 or not UV.exists():
        raise SetupFailed(
            "this Python has neither venv nor pip; install python3-venv (Debian) and run make again"
        )
    return UV


def run_uv(uv: Path, *words: str) -> None:
    environment = {
        **os.environ,
        "UV_CACHE_DIR": str(UV_HOME / "cache"),
        "UV_PYTHON_INSTALL_DIR": str(UV_HOME / "python"),
        "UV_LINK_MODE": "hardlink",
        "UV_NO_CONFIG": "1",
    }
    subprocess.run([str(uv), *words], check=True, cwd=ROOT, env=environment)


def find_python(oldest: tuple[int, int], newest: tuple[int, int]) -> Path | None:
    """The newest interpreter that fits, on PATH or among pyenv's versions (whose shims refuse inactive ones)."""
    found: dict[tuple[int, ...], Path] = {}
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    places = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    places += sorted(pyenv.glob("versions/*/bin"))
    for minor in range(oldest[1], newest[1]):
        for place in places:
            candidate = place / f"python3.{minor}"
            version = version_of(candidate) if candidate.exists() else None
            if version is not None and oldest <= version[:2] < newest:
                found.setdefault(version, candidate)
    # The oldest minor that serves is the one the locks were compiled for.
    return found[min(found, key=lambda version: (version[1], -version[2]))] if found else None


def version_of(python: Path) -> tuple[int, ...] | None:
    """None for a shim that refuses."""
    try:
        said = subprocess.run(
            [str(python), "-c", "import sys; print(*sys.version_info[:3])"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return tuple(int(part) for part in said.stdout.split()) if said.returncode == 0 else None


def works(python: Path) -> bool:
    return version_of(python) is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
