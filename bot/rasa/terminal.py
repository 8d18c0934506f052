"""Rasa's shell as a person or a pipe can use it: plain lines where there is no terminal, an end at the end of input, and
the memory that the gateway keeps for other channels.

Read: rasa/core/channels/console.py and rasa/core/run.py 3.6.21, where the end of input is an error and the server stays.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels import console
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker

CHANNEL = "cmdline"


def install() -> None:
    """Before the shell runs."""
    ask: Any = console._get_user_input
    if not sys.stdin.isatty():
        ask = _next_line
        console._print_bot_output = _show

    async def ask_or_end(previous: dict[str, Any] | None) -> str | None:
        try:
            return await ask(previous)
        except EOFError:
            return None

    console._get_user_input = ask_or_end
    handle = Agent.handle_message

    async def handle_with_memory(agent: Agent, message: UserMessage) -> Any:
        if message.input_channel == CHANNEL:
            tracker = await agent.tracker_store.retrieve(message.sender_id)
            message.metadata = {**(message.metadata or {}), **(memory(tracker) if tracker else {})}
        return await handle(agent, message)

    Agent.handle_message = handle_with_memory  # type: ignore[method-assign]


def memory(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What understanding needs of the conversation so far; elsewhere the gateway sends it along."""
    understood = (tracker.latest_message.parse_data if tracker.latest_message else {}).get("understood") or {}
    language = understood.get("language")
    if language is None and tracker.latest_message is not None:
        # A button was pressed: it says nothing about the language, so what was believed before still holds.
        language = (tracker.latest_message.metadata or {}).get("language")
    return {
        "asked": tracker.get_slot(REQUESTED_SLOT) if tracker.active_loop else None,
        "language": language and {"reply": language.get("reply"), "prior": language.get("prior") or {}},
    }


async def _next_line(previous: dict[str, Any] | None) -> str | None:
    """One line of a pipe; a number presses that button of the last reply."""
    buttons = list((previous or {}).get("buttons") or ())
    if previous is not None:
        _show(previous)
        for number, button in enumerate(buttons, 1):
            _print(f"  {number}: {button['title']} ({button['payload']})")
    while True:
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            return None
        if line.strip():
            break
    said = line.strip()
    _print(f"Your input ->  {said}")
    if said.isascii() and said.isdigit() and 1 <= int(said) <= len(buttons):
        return str(buttons[int(said) - 1]["payload"])
    return said


def _show(message: dict[str, Any], *_: Any) -> None:
    """A reply's words; colours are for terminals."""
    _print(str(message.get("text") or ""))


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
