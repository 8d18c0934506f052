"""A guest's conversation without Rasa: the rules and the forms of domain.yml are played as Rasa 3.6 plays them.

Every reply is rendered from the real catalog, so a value of the wrong shape fails where it was given. That Rasa itself
does the same is for the journeys to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk.executor import ActionExecutor

from templates.renderer import Renderer
from templates.store import read_catalog

ROOT = Path(__file__).parents[2]
CATALOG = read_catalog()
RENDERER = Renderer(CATALOG)
NOTHING = {
    "stay": None,
    "party": None,
    "room_type": None,
    "extras": [],
    "numbers": [],
    "times": [],
    "yes_no": None,
}


@dataclass
class Said:
    """One reply: its key, values and how it reads. source: the entry it tells, as it travels."""

    key: str
    values: dict[str, Any]
    text: str
    buttons: list[dict[str, Any]]
    source: dict[str, Any] | None = None


def uses(key: str) -> tuple[set[str], set[str]]:
    """The values a reply names in any language, and those that every language can do without."""
    found = [RENDERER.findings(wording) for wording in CATALOG if wording.key == key]
    used = set().union(*(one.used for one in found))
    # A list that a loop or buttons go over may be empty or absent.
    return used, set().union(*(one.optional for one in found)) | {"extras", "rooms", "nearest", "includes"}


def rules() -> dict[str, str]:
    """The first action of each intent's rule."""
    found = {}
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            first, second = rule["steps"][0], rule["steps"][1]
            if "intent" in first:
                found[first["intent"]] = second["action"]
    return found


@dataclass
class Conversation:
    executor: ActionExecutor
    id: str = "conversation-1"
    language: str = "en"
    metadata: dict[str, Any] = field(default_factory=dict)
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    turns: int = 0
    calls: list[str] = field(default_factory=list)
    last: list[Said] = field(default_factory=list)
    follow: str | None = None

    async def say(
        self,
        intent: str,
        text: str = "words",
        *,
        confidence: float = 0.9,
        ranking: Any = (),
        **understood: Any,
    ) -> list[str]:
        """A message understood so; returns the keys of the replies. heard: what differs in `understood.language`."""
        contact = {name: understood.pop(name, None) for name in ("name", "email", "phone")}
        wish = understood.pop("wish", None)
        heard = {
            "code": self.language,
            "confidence": 0.99,
            "reply": self.language,
            "wish": wish,
            "other": None,
        }
        heard |= understood.pop("heard", {})
        yes_no = {"affirm": "yes", "deny": "no"}.get(intent)
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [{"name": intent, "confidence": confidence}, *ranking],
            "entities": [],
            "understood": {
                **NOTHING,
                "yes_no": yes_no,
                "contact": contact,
                "reference": None,
                "guarded": False,
                "language": heard,
                **understood,
            },
        }
        return await self._handle(message)

    async def press(self, title: str) -> list[str]:
        """The first button of the last replies whose title begins so."""
        for said in reversed(self.last):
            for button in said.buttons:
                if button["title"].startswith(title):
                    payload = button["payload"]
                    return await self.order(payload["intent"], **payload["entities"])
        raise AssertionError(f"no button {title}: {[b['title'] for s in self.last for b in s.buttons]}")

    async def order(self, intent: str, **entities: Any) -> list[str]:
        message = {
            "text": f"/{intent}",
            "intent": {"name": intent, "confidence": 1.0},
            "intent_ranking": [],
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        }
        return await self._handle(message)

    @property
    def keys(self) -> list[str]:
        return [said.key for said in self.last]

    @property
    def text(self) -> str:
        return "\n".join(said.text for said in self.last)

    async def _handle(self, message: dict[str, Any]) -> list[str]:
        self.turns += 1
        self.last, self.calls = [], []
        turn = f"{self.id}-{self.turns}"
        message["metadata"] = {
            "turn": turn,
            "conversation": self.id,
            "property": "mirador",
            "today": "2026-11-21",
            "language": {"reply": self.language, "prior": {}},
            **self.metadata,
        }
        message["message_id"] = turn
        intent = message["intent"]["name"]
        if self.loop is None or not await self._form(self.loop, message, starts=False):
            await self._do(rules()[intent], message)
        for _ in range(4):
            if self.follow is None:
                break
            name, self.follow = self.follow, None
            await self._do(name, message)
        return self.keys

    async def _do(self, name: str, message: dict[str, Any]) -> None:
        if name.endswith("_form"):
            self.loop = name
            await self._form(name, message, starts=True)
        else:
            self._apply(await self._call(name, message))

    async def _form(self, form: str, message: dict[str, Any], *, starts: bool) -> bool:
        """False when the form rejects, which is when its action sets nothing but the requested slot."""
        events = await self._call(f"validate_{form}", message)
        sets = [event for event in events if event["event"] == "slot" and event["name"] != "requested_slot"]
        if not sets:
            assert not starts, "a form that begins must set something"
            return False
        asked = next(event["value"] for event in events if event.get("name") == "requested_slot")
        self._apply(events)
        if asked is None:
            self.loop = None
        else:
            question = self.slots["question"]
            assert question["form"] == form
            assert f"utter_ask_{form}_{asked}" in domain()["responses"]
            self._hear(question["reply"], question["values"])
        return True

    async def _call(self, name: str, message: dict[str, Any]) -> list[dict[str, Any]]:
        self.calls.append(name)
        assert name in domain()["actions"], name
        call = {
            "next_action": name,
            "sender_id": self.id,
            "domain": {},
            "tracker": {
                "sender_id": self.id,
                "slots": dict(self.slots),
                "latest_message": message,
                "events": [],
                "active_loop": {"name": self.loop} if self.loop else {},
            },
        }
        result = await self.executor.run(call)
        assert result is not None
        for reply in result.responses:
            self._hear(reply["response"], reply["values"], reply.get("source"))
        return list(result.events)

    def _apply(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            if event["event"] == "slot":
                if event["name"] != "requested_slot":
                    assert event["name"] in domain()["slots"], event["name"]
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.loop = event["name"]
            elif event["event"] == "followup":
                self.follow = event["name"]
            else:
                raise AssertionError(event)

    def _hear(self, key: str, values: dict[str, Any], source: dict[str, Any] | None = None) -> None:
        wording = CATALOG.get(key, self.language)
        assert wording is not None, f"{key} is not written in {self.language}"
        given = {name for name, value in values.items() if value is not None}
        used, optional = uses(key)
        assert given <= used, f"{key} has no use for {given - used}"
        assert used - optional <= given, f"{key} lacks {used - optional - given}"
        rendered = RENDERER.render(wording, values)
        self.last.append(Said(key, values, rendered.text, rendered.buttons, source))


_domain: dict[str, Any] = {}


def domain() -> dict[str, Any]:
    if not _domain:
        _domain.update(yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8")))
    return _domain
