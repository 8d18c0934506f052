"""Rasa's command line for Posada: `python -m bot.rasa.light run|train|shell …`.

Without TensorFlow, without telemetry, without guests' words in the logs, tuned, and bound to this machine only: Rasa and
its libraries are past their end of life, so nothing outside may speak to them.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.rasa import left_out, quiet

LOOPBACK = "127.0.0.1"
_LISTENING = ("run", "shell")
_USED_WRONGLY = 2


class Unsafe(Exception):
    """The command line would open Rasa to others."""


def sealed_arguments(arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """The same arguments with the interface spelled out. Rasa's own default is every interface.

    Raises Unsafe for an interface that is neither loopback nor the one POSADA_RASA_INTERFACE names (a cluster's inner
    network), and for Rasa's HTTP API, whose routes our token does not guard.
    """
    sealed = list(arguments)
    if not sealed or sealed[0] not in _LISTENING:
        return sealed
    if "--enable-api" in sealed:
        raise Unsafe("Rasa's HTTP API stays off: our token does not guard it")
    allowed = environment.get("POSADA_RASA_INTERFACE", "")
    given = _option(sealed, "-i", "--interface")
    if given is None:
        return [sealed[0], "-i", allowed or LOOPBACK, *sealed[1:]]
    if not _is_loopback(given) and (not given or given != allowed):
        raise Unsafe(
            f"refusing to listen on {given}: Rasa is for this machine only (see POSADA_RASA_INTERFACE)"
        )
    return sealed


def _spared(arguments: Sequence[str]) -> frozenset[str]:
    model = _option(arguments, "-m", "--model") if arguments and arguments[0] in _LISTENING else None
    return left_out.spared_by(Path(model)) if model else frozenset()


def _option(arguments: Sequence[str], short: str, long: str) -> str | None:
    for index, argument in enumerate(arguments):
        if argument in (short, long):
            return arguments[index + 1] if index + 1 < len(arguments) else ""
        if argument.startswith(f"{long}="):
            return argument.partition("=")[2]
        if argument.startswith(short) and not argument.startswith("--"):
            return argument[len(short) :]
    return None


def _is_loopback(interface: str) -> bool:
    if interface == "localhost":
        return True
    try:
        return ipaddress.ip_address(interface).is_loopback
    except ValueError:
        return False


def main() -> None:
    """Exit status 2 when used in a way that is not safe; otherwise Rasa's own."""
    try:
        arguments = sealed_arguments(sys.argv[1:], os.environ)
        left_out.forbid_neural_components(Path("config.yml"))
    except (Unsafe, left_out.NeedsTensorFlow) as error:
        print(f"posada: {error}", file=sys.stderr)  # noqa: T201 - a command line's own complaint
        sys.exit(_USED_WRONGLY)
    sys.argv = ["rasa", *arguments]
    left_out.install(left_out.NEVER_USED | _spared(arguments))
    quiet.install()
    from rasa.__main__ import main as rasa_main

    quiet.mask_structured_logs()
    if arguments[:1] != ["train"]:
        from bot.rasa import tune

        tune.install()
    if arguments[:1] == ["shell"]:
        from bot.rasa import terminal

        terminal.install()
    rasa_main()


if __name__ == "__main__":
    main()
