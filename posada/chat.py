"""`posada chat`: a guest's conversation in the terminal, over the same API that integrators use."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import httpx2
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from common.ids import new_id
from common.settings import Settings
from posada.installation import installed_settings, kept_secret
from posada.rasa_process import train_if_needed
from posada.starter import running

WAIT_SECONDS = 45.0


def chat(conversation: str | None, language: str | None) -> int:
    """Talks until Ctrl-D. Starts what it needs when nothing is running yet; 1 when it cannot be reached."""
    settings = installed_settings()
    return asyncio.run(_chat(settings, conversation or new_id("chat"), language))


async def _chat(settings: Settings, conversation: str, language: str | None) -> int:
    console = Console()
    if await _is_up(settings):
        return await _converse(settings, console, conversation, language)
    if train_if_needed() != 0:
        return 1
    with console.status("starting Posada (about ten seconds) …"):
        lines: list[str] = []
        background = running(settings, lines.append)
        try:
            await background.__aenter__()
        except TimeoutError:
            console.print("\n".join(lines[-20:]), markup=False)
            return 1
    try:
        return await _converse(settings, console, conversation, language)
    finally:
        await background.__aexit__(None, None, None)


async def _is_up(settings: Settings) -> bool:
    try:
        async with httpx2.AsyncClient(timeout=2.0) as client:
            return (await client.get(f"{settings.guest_url}/health/live")).status_code == 200
    except httpx2.HTTPError:
        return False


async def _converse(settings: Settings, console: Console, conversation: str, language: str | None) -> int:
    token = kept_secret(settings.data_dir, "demo_api_token")
    url = f"{settings.guest_url}/api/v1/conversations/{conversation}/messages"
    console.print(
        "[dim]Write as a guest would, in your language. A number presses a button; Ctrl-D ends.[/dim]"
    )
    offered: list[dict[str, Any]] = []
    async with httpx2.AsyncClient(
        timeout=WAIT_SECONDS, headers={"Authorization": f"Bearer {token}"}
    ) as client:
        while True:
            try:
                said = (await asyncio.to_thread(input, "\nyou  > " if sys.stdin.isatty() else "")).strip()
            except (EOFError, KeyboardInterrupt):
                return 0
            if not said:
                continue
            message: dict[str, Any] = {"message_id": new_id("msg")}
            if said.isdigit() and 1 <= int(said) <= len(offered):
                message["payload"] = offered[int(said) - 1]["payload"]
            else:
                message["text"] = said
            if language:
                message["language"] = language
            try:
                with console.status(""):
                    answer = await client.post(url, json=message)
            except httpx2.HTTPError as error:
                console.print(f"[red]Posada cannot be reached ({type(error).__name__}).[/red]")
                return 1
            if answer.status_code not in (200, 202):
                console.print(
                    Text(f"{answer.status_code}: {answer.json().get('detail', answer.text)}", style="red")
                )
                continue
            offered = _show(console, answer.json())


def _show(console: Console, answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Prints the replies; returns the buttons of the last ones, in the order of their numbers."""
    offered: list[dict[str, Any]] = []
    for reply in answer["replies"]:
        console.print(Padding(Text(reply["text"]), (1, 0, 0, 2)))
        if os.environ.get("POSADA_CHAT_EXPLAIN"):
            console.print(Text(f"  {reply['template']} v{reply['version']} {reply['language']}", style="dim"))
        for button in reply.get("buttons") or ():
            offered.append(button)
            console.print(Text(f"    {len(offered)}. {button['title']}", style="cyan"))
    if not answer["replies"]:
        console.print("[dim]  (no answer yet; it will come with your next message)[/dim]")
    return offered
