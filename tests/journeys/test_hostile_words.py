"""Words that mean harm, sent by everything an editor has; guests write at the same time and notice nothing."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from common.clock import SystemClock
from common.database import create_engine
from console.api_tokens import make_token
from console.passwords import Passwords
from console.roles import Role
from console.staff import StaffList
from templates.preview_worker import CPU_SECONDS
from templates.wording import MAX_CHARACTERS, MAX_TEXTS
from tests.installation import Guest, Installation
from tests.templates.test_renderer import HOSTILE

pytestmark = pytest.mark.journey

KEY = "greeting.hello"
API = f"/api/v1/admin/templates/{KEY}"
PAGE = f"/admin/templates/{KEY}"
PASSWORD = "words that open a door"
BOMB = "{{ 9 ** 9 ** 9 }}"
TITLE = {"title": "A", "intent": "inform"}

SECRETS = {
    f"{name} by its name": f"{{{{ {name} }}}}"
    for name in (
        *(
            "settings",
            "request",
            "app",
            "environ",
            "secret_keys",
            "POSADA_SECRET_KEYS",
            "inner_token",
            "engine",
        ),
        *("self", "context", "loop", "lipsum", "namespace", "dict", "_", "__builtins__"),
    )
}
MORE = {
    **HOSTILE,
    **SECRETS,
    "ten million rounds": "{% for i in range(10000000) %}xxxxxxxxxx{% endfor %}",
    "a format that digs": "{{ '{0.__class__.__init__.__globals__}'.format(hotel) }}",
    "a format by filter": "{{ '%s' | format(hotel) }}",
    "a chain of attributes by filter": "{{ hotel | attr('__class__') | attr('__mro__') }}",
    "a map of attributes": "{{ offers | map(attribute='__class__') | list }}",
    "a bomb in a title": {"text": "x", "buttons": [{**TITLE, "title": BOMB}]},
    "a bomb in what a button carries": {"text": "x", "buttons": [{**TITLE, "entities": {"a": f"{BOMB} x"}}]},
    "a bomb in an attachment": {"text": "x", "attachments": [{"kind": "calendar", "title": f"{BOMB} x"}]},
    "a bomb for one channel": {"text": "x", "channels": {"whatsapp": BOMB}},
    "a bomb in a condition": {"text": "x", "buttons": [{**TITLE, "when": BOMB}]},
    "a bomb to repeat over": {"text": "x", "buttons": [{**TITLE, "each": BOMB}]},
    "thousands of buttons": {"text": "x", "buttons": [{**TITLE, "title": "{{ hotel }}"}] * 3_000},
    "ten megabytes": "x" * 10_000_000,
    "as many texts as there may be": {"text": BOMB, "buttons": [{**TITLE, "title": "{{ hotel }}"}] * (MAX_TEXTS // 2 - 1)},
    "as much as there may be": {"text": BOMB, "channels": dict.fromkeys(("api", "webchat", "whatsapp"), "{{hotel}}" * (MAX_CHARACTERS // 30))},
}  # fmt: skip


class Editor:
    """Someone with the editor's role, a token and a browser; answers keeps what the desk said to all of it."""

    def __init__(self, installation: Installation, token: str, name: str) -> None:
        self.answers: list[str] = []
        self.tool = httpx2.Client(
            base_url=installation.url, headers={"Authorization": f"Bearer {token}"}, timeout=60
        )
        self.browser = httpx2.Client(base_url=installation.url, timeout=60)
        signed_in = self.submit("/admin/login", page="/admin/login", name=name, password=PASSWORD)
        assert signed_in.status_code == 303

    def submit(self, path: str, *, page: str, **fields: str) -> httpx2.Response:
        """A form of our own page, as a browser sends it."""
        shown = self.browser.get(page).text
        sent = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', shown))
        return self.browser.post(path, data={**sent, **fields}, headers={"Sec-Fetch-Site": "same-origin"})

    def preview(self, body: Any) -> httpx2.Response:
        """JSON is YAML, in which the whole of a reply is written."""
        whole = json.dumps({"text": body} if isinstance(body, str) else body, ensure_ascii=False)
        page = f"{PAGE}?language=es&form=whole"
        answer = self.submit(f"{PAGE}/preview?language=es", page=page, form="whole", whole=whole)
        self.answers.append(answer.text)
        return answer

    def save(self, body: Any) -> httpx2.Response:
        latest = self.tool.get(f"{API}?language=es").json()["latest"]
        answer = self.tool.put(
            f"{API}/versions", json={"language": "es", "content": body, "expected": latest}
        )
        self.answers.append(answer.text)
        return answer

    def publish(self, number: int) -> httpx2.Response:
        answer = self.tool.post(f"{API}/publish/{number}", json={"language": "es"})
        self.answers.append(answer.text)
        return answer

    def attack(self, body: Any) -> None:
        """By every door there is; each says no, and says it as it says everything else."""
        shown = self.preview(body)
        assert shown.status_code == 413 or "cannot be published" in shown.text
        saved = self.save(body)
        if saved.status_code in (400, 413):
            return
        assert saved.status_code == 201, saved.text
        assert any(problem["is_blocking"] for problem in saved.json()["problems"])
        assert self.publish(saved.json()["version"]).status_code == 422
        # A draft that was kept is opened by the next editor.
        opened = self.browser.get(f"{PAGE}?language=es")
        self.answers.append(opened.text)
        assert opened.status_code == 200


@pytest.fixture(scope="module")
def editor(installation: Installation) -> Iterator[Editor]:
    async def token() -> str:
        engine = create_engine(f"sqlite+aiosqlite:///{installation.folder / 'posada.db'}")
        staff = StaffList(engine, SystemClock(), Passwords())
        member = await staff.add("hugo", Role.EDITOR, PASSWORD, is_one_time=False)
        made = await make_token(engine, "hostile words", member=member)
        await engine.dispose()
        return made

    made = Editor(installation, asyncio.run(token()), "hugo")
    yield made
    made.tool.close()
    made.browser.close()


def hello(guest: Guest) -> tuple[str, str, str]:
    (said,) = [reply for reply in guest.say("Hola", language="es") if reply["template"] == KEY]
    return said["template"], said["version"], said["text"]


def test_hostile_words_are_refused_while_guests_are_answered(
    installation: Installation, guest: Callable[..., Guest], editor: Editor
) -> None:
    assert CPU_SECONDS <= 0.1
    writing = guest()
    writing.say("Hola", language="es")
    before = hello(writing)
    assert before[1] == "1"
    service = installation.pid_of("service")
    with ThreadPoolExecutor() as pool:
        for name, body in MORE.items():
            attack = pool.submit(editor.attack, body)
            assert hello(writing) == before, name
            attack.result()
        together = [pool.submit(editor.preview, body) for body in ([BOMB, "{{ config }}"] * 4)]
        assert hello(writing) == before
        assert all("cannot be published" in one.result().text for one in together)
    assert hello(writing) == before
    assert installation.pid_of("service") == service
    told = "\n".join(editor.answers)
    for secret in (installation.folder / "secrets").iterdir():
        assert secret.read_text().strip() not in told, secret.name
