"""Every reply, in every language, on every channel, as guests read it, compared with the files in tests/golden.

After a change of words, `UPDATE_GOLDEN=1` in the environment of this test rewrites the files (see
docs/how-to/add-a-reply.md); read the difference in git before committing it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from templates.metrics import ReplyMetrics
from templates.nlg_endpoint import to_wire
from templates.placeholders import SAMPLES
from templates.renderer import Renderer
from templates.replies import Replies, build_replies
from templates.store import read_catalog

GOLDEN = Path(__file__).parent.parent / "golden" / "replies"
CHANNELS = ("webchat", "api", "cmdline")
UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))

CATALOG = read_catalog()
RENDERER = Renderer(CATALOG)
REPLIES = [key for key in CATALOG.keys if not key.startswith("phrase.")]
CATEGORIES = sorted({key.partition(".")[0] for key in REPLIES})


@pytest.fixture(scope="module")
def replies() -> Replies:
    return build_replies(metrics=ReplyMetrics(CollectorRegistry()))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("language", CATALOG.languages)
def test_replies_read_as_they_did(replies: Replies, language: str, category: str, channel: str) -> None:
    """With every value there is, and with those only that the words cannot do without."""
    keys = [key for key in REPLIES if key.startswith(f"{category}.")]
    read = "\n".join(_as_read(replies, key, language, channel) for key in keys)
    file = GOLDEN / language / f"{category}.{channel}.txt"
    if UPDATE:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(read, encoding="utf-8")
    assert read == file.read_text(encoding="utf-8")


def test_no_golden_file_outlives_its_replies() -> None:
    expected = {
        GOLDEN / language / f"{category}.{channel}.txt"
        for language in CATALOG.languages
        for category in CATEGORIES
        for channel in CHANNELS
    }
    assert set(GOLDEN.glob("*/*.txt")) == expected


def _as_read(replies: Replies, key: str, language: str, channel: str) -> str:
    lines = [f"## {key}", *_rendered(replies, key, language, channel, SAMPLES)]
    bare = _without_optional(key, language)
    if len(bare) < len(SAMPLES):
        lines += [f"## {key}, bare", *_rendered(replies, key, language, channel, bare)]
    return "\n".join(lines) + "\n"


def _rendered(replies: Replies, key: str, language: str, channel: str, values: dict[str, Any]) -> list[str]:
    reply = replies.render(key, language=language, channel=channel, values=values)
    wire = to_wire(reply, channel)
    said = wire.get("custom", wire)
    lines = [] if reply.template == key else [f"(said instead: {reply.template})"]
    lines.append(said["text"])
    for button in said["buttons"]:
        payload = button["payload"]
        written = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
        lines.append(f"  [{button['title']}] {written}")
    lines += [f"  + {json.dumps(one, ensure_ascii=False)}" for one in said.get("attachments", ())]
    return lines


def _without_optional(key: str, language: str) -> dict[str, Any]:
    wording = CATALOG.get(key, language)
    assert wording is not None
    optional = RENDERER.findings(wording).optional
    return {name: value for name, value in SAMPLES.items() if name not in optional}
