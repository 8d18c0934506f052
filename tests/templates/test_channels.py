"""Each channel gets a reply in a form that it takes; no word and no choice is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.channels import LIMITS, WHATSAPP, Choice, Message, shape, split
from templates.renderer import Renderer
from templates.wording import BadWording, body_of, read_wording
from tests.templates.small import make_catalog


def buttons(*titles: str) -> list[dict[str, Any]]:
    return [{"title": title, "payload": {"intent": "inform", "entities": {}}} for title in titles]


def test_the_web_shows_a_reply_as_it_is() -> None:
    titles = ["x" * 40 for _ in range(12)]
    (message,) = shape("y" * 9_000, buttons(*titles), "webchat")
    assert (message.kind, len(message.text), len(message.choices)) == ("buttons", 9_000, 12)


def test_whatsapp_shows_three_short_choices_as_buttons() -> None:
    assert shape("Which?", buttons("One", "Two", "x" * 20), "whatsapp") == (
        Message("buttons", "Which?", (Choice("One", 0), Choice("Two", 1), Choice("x" * 20, 2))),
    )


@pytest.mark.parametrize("titles", [("One", "Two", "Three", "Four"), ("x" * 21,)])
def test_whatsapp_shows_more_or_longer_ones_as_a_list(titles: tuple[str, ...]) -> None:
    (message,) = shape("Which?", buttons(*titles), "whatsapp", list_label="Elegir entre todas estas opciones")
    assert (message.kind, message.label) == ("list", "Elegir entre todas e")
    assert [choice.title for choice in message.choices] == list(titles)


def test_a_row_that_is_too_long_is_cut_and_told_below() -> None:
    title = "A double room with a view of the sea and a balcony"
    (message,) = shape("Which?", buttons(title), "whatsapp")
    assert message.choices == (Choice("A double room with a vi…", 0, title),)
    assert shape("?", buttons("y" * 99), "whatsapp")[0].choices[0].description == "y" * 71 + "…"


@pytest.mark.parametrize(
    "titles", [[f"Room {number}" for number in range(11)], ["Same words until the very end 1", "Same words until the very end 2"]]
)  # fmt: skip
def test_what_fits_no_list_is_numbered(titles: list[str]) -> None:
    (message,) = shape("Which?", buttons(*titles), "whatsapp")
    assert message.kind == "numbered"
    assert message.text.splitlines()[2:] == [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    assert [choice.position for choice in message.choices] == list(range(len(titles)))


def test_a_channel_of_texts_alone_numbers_its_choices() -> None:
    assert shape("Which?", buttons("Yes", "No"), "sms") == (
        Message("numbered", "Which?\n\n1. Yes\n2. No", (Choice("Yes", 0), Choice("No", 1))),
    )
    assert shape("Hello", [], "sms") == (Message("text", "Hello"),)


def test_long_words_above_buttons_go_ahead_in_a_message_of_their_own() -> None:
    text = "\n\n".join(f"Paragraph {number} " + "x" * 300 for number in range(6))
    first, last = shape(text, buttons("Yes"), "whatsapp")
    assert (first.kind, last.kind) == ("text", "buttons")
    assert last.text.startswith("Paragraph 3")
    assert f"{first.text}\n\n{last.text}" == text


@given(
    st.text(alphabet="ab \n", min_size=1, max_size=300).map(str.strip).filter(bool),
    st.integers(1, 40),
    st.integers(1, 40),
)
def test_splitting_loses_no_word_and_keeps_every_limit(text: str, most: int, last: int) -> None:
    pieces = split(text, most, last=last)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= most for piece in pieces)
    assert len(pieces[-1]) <= last


@given(
    st.text(alphabet="ab \n", min_size=1, max_size=6_000).map(str.strip).filter(bool),
    st.lists(st.text(alphabet="abc", min_size=1, max_size=90), max_size=12),
    st.sampled_from([*LIMITS, "sms"]),
)
def test_no_message_exceeds_what_its_channel_takes(text: str, titles: list[str], channel: str) -> None:
    messages = shape(text, buttons(*titles), channel)
    assert len(messages[-1].choices) == len(titles)
    assert not any(message.choices for message in messages[:-1])
    if channel != "whatsapp":
        return
    for message in messages:
        has_form = message.kind in ("buttons", "list")
        assert 0 < len(message.text) <= (1024 if has_form else 4096)
        for choice in message.choices if has_form else ():
            assert len(choice.title) <= (WHATSAPP.button_title if message.kind == "buttons" else 24)  # type: ignore[operator]
            assert len(choice.description or "") <= 72


BODY = {
    "text": "Which room?",
    "buttons": [{"title": "The double", "intent": "inform", "entities": {"room_type": "doble"}}],
    "channels": {"whatsapp": {"text": "Room?", "buttons": []}, "webchat": "Which room shall it be?"},
}


def test_a_reply_may_be_worded_otherwise_for_a_channel() -> None:
    wording = read_wording("ask.room", "en", BODY)
    assert (wording.on("whatsapp").text, wording.on("whatsapp").buttons) == ("Room?", ())
    assert wording.on("webchat").buttons == wording.buttons
    assert wording.on("api") is wording
    renderer = Renderer(make_catalog(en={"ask.room": BODY}))
    assert renderer.render(wording.on("webchat"), {}).text == "Which room shall it be?"


def test_a_body_is_written_back_as_it_was_read() -> None:
    assert body_of(read_wording("ask.room", "en", BODY)) == {
        **BODY,
        "channels": {"whatsapp": {"text": "Room?", "buttons": []}, "webchat": {"text": "Which room shall it be?"}},
    }  # fmt: skip


@pytest.mark.parametrize(
    "channels", [[], {"fax": "Room?"}, {"whatsapp": 5}, {"whatsapp": {"channels": {}}}, {"whatsapp": ""}]
)
def test_a_slip_in_a_channels_words_is_named(channels: Any) -> None:
    with pytest.raises(BadWording, match=r"ask\.room"):
        read_wording("ask.room", "en", {"text": "Which?", "channels": channels})
