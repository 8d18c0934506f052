"""`posada chat`: a guest's conversation in the terminal, over the same API that integrators use."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

import httpx2
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from common.ids import new_id
from common.settings import Settings
from posada.installation import installed_settings, kept_secret

WAIT_SECONDS = 45.0
"""Longer than the API lets a caller wait."""

LATE_SECONDS = 60.0
"""How long an answer that the API did not wait for is looked for."""

_FAILED, _USED_WRONGLY = 1, 2
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - an address that is listened on, not one to reach


def chat(conversation: str | None, language: str | None) -> int:
    """Talks until Ctrl-D. Starts what it needs when nothing is running yet.

    1 when Posada cannot be reached, 2 for a conversation or a language it does not take.
    """
    if conversation is not None and (fault := _fault_of(conversation)):
        print(f"chat: {fault}", file=sys.stderr)
        return _USED_WRONGLY
    name = conversation or new_id("chat")
    settings = installed_settings()
    for stream in (sys.stdin, sys.stdout):
        # A guest's keyboard or a pipe may send bytes that are no text.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    signal.signal(signal.SIGTERM, _leave)
    screen = Screen(Console(highlight=False))
    try:
        if _is_up(settings):
            return _converse(settings, screen, name, language)
        return _start_and_converse(settings, screen, name, language)
    except KeyboardInterrupt:
        return 0


def _start_and_converse(settings: Settings, screen: Screen, conversation: str, language: str | None) -> int:
    # Imported here: beside a running Posada the chat needs none of it, and opens at once.
    from posada.rasa_process import train_if_needed
    from posada.starter import NotReady, first_login, in_background, rasa_program, service_program

    if train_if_needed() != 0:
        return _FAILED
    screen.note("starting Posada (about ten seconds) …")
    try:
        with in_background(settings, (rasa_program(settings), service_program(settings))) as prepared:
            if prepared.one_time_password:
                screen.note(first_login(prepared).strip())
            return _converse(settings, screen, conversation, language)
    except NotReady as error:
        print(f"chat: {error}", file=sys.stderr)
        return _FAILED


def _fault_of(conversation: str) -> str | None:
    """Why the API will not take a conversation of this name."""
    from bot.channels.api.wire import conversation_id
    from bot.gateway.problems import Problem

    try:
        conversation_id(conversation)
    except Problem as problem:
        return str(problem)
    return None


def _leave(number: int, _: Any) -> None:
    """SIGTERM, as an exception: what was started in the background is ended on the way out."""
    sys.exit(128 + number)


def address(settings: Settings) -> str:
    """Where the service listens on this machine; the public address may be another machine's."""
    return f"http://{'127.0.0.1' if settings.host in _EVERYWHERE else settings.host}:{settings.port}"


def _is_up(settings: Settings) -> bool:
    try:
        return httpx2.get(f"{address(settings)}/health/live", timeout=2.0, trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False


def _converse(settings: Settings, screen: Screen, conversation: str, language: str | None) -> int:
    token = kept_secret(settings.data_dir, "demo_api_token")
    screen.note("Write as a guest would, in your language. A number presses a button; Ctrl-D ends.")
    with httpx2.Client(
        base_url=f"{address(settings)}/api/v1/conversations/{conversation}",
        headers={"Authorization": f"Bearer {token}"},
        timeout=WAIT_SECONDS,
        trust_env=False,
    ) as client:
        talk = Talk(client, language)
        for said in screen.lines(sys.stdin):
            try:
                with screen.waiting():
                    replies = talk.say(said)
            except Refused as refused:
                print(f"chat: {refused}", file=sys.stderr)
                return refused.status
            except httpx2.HTTPError as error:
                print(f"chat: Posada cannot be reached any more ({type(error).__name__})", file=sys.stderr)
                return _FAILED
            screen.show(replies)
    return 0


class Refused(Exception):
    """The API will not take this guest's messages. status: the command's exit status."""

    def __init__(self, why: str, status: int) -> None:
        super().__init__(why)
        self.status = status


@dataclass
class Talk:
    """One conversation over the API. client: its base is the conversation's address."""

    client: httpx2.Client
    language: str | None
    offered: list[dict[str, Any]] = field(default_factory=list)
    _told: set[str] = field(default_factory=set)

    def say(self, said: str) -> list[dict[str, Any]]:
        """The replies, with what the hotel had to tell in between. Raises Refused, httpx2.HTTPError."""
        message: dict[str, Any] = {"message_id": new_id("msg")}
        if said.isascii() and said.isdigit() and 1 <= int(said) <= len(self.offered):
            message["payload"] = self.offered[int(said) - 1]["payload"]
        else:
            message["text"] = said
        if self.language:
            message["language"] = self.language
        answer = self._post(message)
        replies = answer["replies"] or self._late(answer["turn"])
        self.offered = [button for reply in replies for button in reply.get("buttons") or ()]
        return self._notices() + replies

    def _post(self, message: dict[str, Any]) -> dict[str, Any]:
        while True:
            answer = self.client.post("/messages", json=message)
            if answer.status_code != 429:
                break
            # A script that is piped in writes faster than guests may.
            time.sleep(float(answer.headers.get("Retry-After", "1")))
        if answer.status_code in (200, 202):
            return dict(answer.json())
        if answer.status_code == 401:
            raise Refused(
                "the running Posada does not know our token: is POSADA_DATA_DIR the one it uses?", _FAILED
            )
        why = answer.json().get("detail") or f"the answer was {answer.status_code}"
        raise Refused(str(why), _USED_WRONGLY if answer.status_code < 500 else _FAILED)

    def _late(self, turn: str) -> list[dict[str, Any]]:
        """An answer that took longer than the API waits."""
        until = time.monotonic() + LATE_SECONDS
        while time.monotonic() < until:
            replies = [one for one in self._transcript() if one["from"] == "bot" and one["turn"] == turn]
            if replies:
                return replies
            time.sleep(1.0)
        return []

    def _notices(self) -> list[dict[str, Any]]:
        """What the hotel said of itself, such as that a waiting booking is confirmed."""
        new = [
            one
            for one in self._transcript()
            if one["from"] == "bot" and one["turn"] is None and one["id"] not in self._told
        ]
        self._told.update(one["id"] for one in new)
        return new

    def _transcript(self) -> list[dict[str, Any]]:
        answer = self.client.get("")
        return list(answer.json()["messages"]) if answer.status_code == 200 else []


@dataclass
class Screen:
    """Prints for a person, or plainly into a pipe."""

    console: Console

    def note(self, text: str) -> None:
        self.console.print(Text(text, style="dim"), soft_wrap=True)

    def lines(self, source: TextIO) -> Iterator[str]:
        """What the guest writes, without empty lines, until the end of input."""
        while True:
            try:
                said = input("\nyou  > " if source.isatty() else "").strip()
            except EOFError:
                return
            if not said:
                continue
            if not source.isatty():
                self.console.print(Text(f"\nyou  > {said}"), soft_wrap=True)
            yield said

    def waiting(self) -> Any:
        return self.console.status("")

    def show(self, replies: list[dict[str, Any]]) -> None:
        number = 0
        for reply in replies:
            if self.console.is_terminal:
                self.console.print(Padding(Text(reply["text"]), (1, 0, 0, 2)))
            else:
                # A line of the reply is a line of the pipe.
                indented = "\n".join(f"  {line}".rstrip() for line in reply["text"].splitlines())
                self.console.print(Text(f"\n{indented}"), soft_wrap=True)
            if os.environ.get("POSADA_CHAT_EXPLAIN"):
                self.note(f"  {reply['template']} v{reply['version']} {reply['language']}")
            for button in reply.get("buttons") or ():
                number += 1
                self.console.print(Text(f"    {number}. {button['title']}", style="cyan"))
        if not replies:
            self.note("  (no answer yet; it will be in the transcript)")
