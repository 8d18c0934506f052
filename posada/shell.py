"""`posada shell`: Rasa's own shell. Starts the actions and replies it needs when they are not running yet."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

from common.settings import ROOT, Settings
from posada.installation import installed_settings
from posada.rasa_process import rasa_command, rasa_environment, train_if_needed
from posada.starter import NotReady, first_login, in_background, is_taken, service_program
from posada.supervisor import DIE_WITH_PARENT


def shell() -> int:
    """Rasa's exit status; 1 when what it needs does not start."""
    settings = installed_settings()
    if train_if_needed() != 0:
        return 1
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        if is_taken(settings.inner_port):
            return _open(settings)
        print("starting the actions and the replies …", flush=True)
        with in_background(settings, (service_program(settings),)) as prepared:
            if prepared.one_time_password:
                print(first_login(prepared).strip(), flush=True)
            return _open(settings)
    except NotReady as error:
        print(f"shell: {error}", file=sys.stderr)
        return 1


def _open(settings: Settings) -> int:
    print("starting Rasa's shell …", flush=True)
    environment = rasa_environment(settings)
    if settings.log_level == "INFO":
        # Between a person's lines only what is wrong.
        environment["LOG_LEVEL"] = "WARNING"
    command = rasa_command("shell", port=_free_port(settings.rasa_port + 1))
    # It reads our terminal or pipe itself, so it shares our session; a Ctrl-C is its to answer.
    with subprocess.Popen(command, env=environment, cwd=ROOT, preexec_fn=DIE_WITH_PARENT) as child:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            return child.wait()
        finally:
            signal.signal(signal.SIGINT, before)
            child.terminate()


def _free_port(wished: int) -> int:
    if not is_taken(wished):
        return wished
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
