"""Our replies as the Cloud API takes them: checked against the simulator's rules, which were written without looking at ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from bot.channels.whatsapp.format import LIST_LABELS, addressed, is_one, markup, messages, template
from bot.channels.whatsapp.simulator.rules import check, units
from bot.gateway.outgoing import Button, Reply
from common.languages import LANGUAGES
from templates.metrics import ReplyMetrics
from templates.placeholders import SAMPLES
from templates.replies import build_replies
from templates.store import read_catalog
from tests.bot.channels.whatsapp.phones import payload

ADDRESS = {"number": "109876500000001", "user_id": "DE.1029384756102938475", "phone": "493023125014"}
KEY = "o_01JEXAMPLE0000000000000000"
CATALOG = read_catalog()
REPLIES = build_replies(metrics=ReplyMetrics(CollectorRegistry()))


def reply(text: str, *titles: str, language: str = "en", number: int = 0, **more: Any) -> Reply:
    buttons = tuple(Button(f"b_{number}_{place}", title, {}) for place, title in enumerate(titles))
    return Reply(f"o_{number}", text, "test.reply", "1", None, language, buttons=buttons, **more)


def no_links(_reply: Reply) -> Sequence[dict[str, str]]:
    return ()


def wired(*replies: Reply) -> list[dict[str, Any]]:
    made = [addressed(one, ADDRESS, KEY) for one in messages(replies, no_links)]
    for one in made:
        check(one)
    return made


@pytest.mark.parametrize("language", CATALOG.languages)
def test_meta_takes_every_reply_of_the_catalog_in_one_message(language: str) -> None:
    for key in CATALOG.keys:
        if key.startswith("phrase."):
            continue
        rendered = REPLIES.render(key, language=language, channel="whatsapp", values=SAMPLES)
        said = Reply.from_wire({**rendered.to_json(), "values": {}})
        assert said.text, key
        (message,) = wired(said)
        if said.buttons:
            assert message["type"] == "interactive", f"{key} in {language} has too many or too long choices"


def test_text_is_as_recorded() -> None:
    (message,) = wired(reply("Ja, ein Doppelzimmer ist frei."))
    recorded = payload("out_text.request")
    assert message.keys() == recorded.keys()
    assert message["text"].keys() == recorded["text"].keys()
    assert message["to"] == recorded["to"]
    assert message["biz_opaque_callback_data"] == KEY


def test_a_guest_without_a_number_is_reached_by_the_scoped_id() -> None:
    address = {**ADDRESS, "phone": None}
    (message,) = messages([reply("Oui")], no_links)
    whole = addressed(message, address, KEY)
    assert (whole["recipient"], "to" in whole) == (ADDRESS["user_id"], False)
    assert check(whole).recipient == ADDRESS["user_id"]


def test_three_choices_are_buttons_and_more_are_a_list() -> None:
    (buttons,) = wired(reply("Book it?", "Yes", "Change", "No"))
    assert [one["reply"] for one in buttons["interactive"]["action"]["buttons"]] == [
        {"id": "b_0_0", "title": "Yes"},
        {"id": "b_0_1", "title": "Change"},
        {"id": "b_0_2", "title": "No"},
    ]
    rooms = ["Single", "Double with a view of the sea", "Suite", "Family"]
    (chosen,) = wired(reply("Welches Zimmer?", *rooms, language="de"))
    action = chosen["interactive"]["action"]
    assert action["button"] == LIST_LABELS["de"]
    assert action["sections"][0]["rows"][1] == {
        "id": "b_0_1",
        "title": "Double with a view of t…",
        "description": "Double with a view of the sea",
    }


@pytest.mark.parametrize(
    "titles",
    [["Same", "Same"], [f"Room {number}" for number in range(11)], ["😀" * 13 + "a", "😀" * 13 + "b"]],
)
def test_what_fits_neither_is_numbered(titles: list[str]) -> None:
    (message,) = wired(reply("Which?", *titles))
    assert message["type"] == "text"
    assert message["text"]["body"].endswith(f"{len(titles)}. {titles[-1]}")


def test_lengths_are_counted_as_meta_counts_them() -> None:
    # Ten emoji are twenty units: they fit a button; eleven do not.
    (fits,) = wired(reply("?", "😀" * 10))
    assert fits["interactive"]["type"] == "button"
    (cut,) = wired(reply("?", "😀" * 13))
    assert cut["interactive"]["type"] == "list"
    (row,) = cut["interactive"]["action"]["sections"][0]["rows"]
    assert row["title"] == "😀" * 11 + "…"


def test_a_long_text_is_parted_at_the_end_of_a_sentence() -> None:
    sentence = "Das Frühstück gibt es von sieben bis elf Uhr 😀, sonntags bis zwölf. "
    whole = wired(reply(sentence * 130))
    assert len(whole) == 3
    for message in whole:
        assert units(message["text"]["body"]) <= 4096
        assert message["text"]["body"].endswith("zwölf.")
    assert sum(one["text"]["body"].count("Frühstück") for one in whole) == 130


def test_choices_stand_under_the_end_of_a_long_text() -> None:
    first, last = wired(reply("Line of words. " * 100, "Yes"))
    assert (first["type"], last["type"]) == ("text", "interactive")
    assert units(last["interactive"]["body"]["text"]) <= 1024


def test_the_replies_of_a_turn_are_one_message_when_they_fit() -> None:
    card, question = reply("A card number was masked.", number=1), reply("Book it?", "Yes", "No", number=2)
    assert is_one([card, question], no_links)
    (message,) = wired(card, question)
    assert message["interactive"]["body"]["text"] == "A card number was masked.\n\nBook it?"
    assert not is_one([question, reply("Sure?", "Yes", number=3)], no_links), (
        "choices are not thrown together"
    )
    assert not is_one([reply("x" * 900), reply("y" * 900, "Yes")], no_links)
    assert is_one([reply("x" * 900), reply("y" * 900)], no_links)


def test_links_stand_below_the_words() -> None:
    def links(_reply: Reply) -> Sequence[dict[str, str]]:
        return ({"title": "Stay", "url": "https://hotel.example/calendar/x.ics"},)

    (message,) = messages([reply("Booked.")], links)
    assert message["text"]["body"] == "Booked.\nhttps://hotel.example/calendar/x.ics"


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("See [our page](https://hotel.example/a_b).", "See our page: https://hotel.example/a_b."),
        ("[https://hotel.example](https://hotel.example)", "https://hotel.example"),
        ("**Bold** and ~~gone~~", "*Bold* and ~gone~"),
        ("## Rooms\nDouble", "*Rooms*\nDouble"),
        ("2 * 3 ** 4, room #4, a_b", "2 * 3 ** 4, room #4, a_b"),
    ],
)
def test_markdown_becomes_whatsapp_s_own_marks(markdown: str, shown: str) -> None:
    assert markup(markdown) == shown


def test_a_template_is_as_recorded() -> None:
    button = Button("b_0_0", "Ja", {})
    made = addressed(template("stay_reminder", "en_US", ["Imran", "Friday, 3 pm"], [button]), ADDRESS, KEY)
    recorded = payload("out_template_positional.request")
    assert made["template"]["components"][0] == recorded["template"]["components"][0]
    assert made["template"]["language"] == recorded["template"]["language"]
    quick = payload("out_template_named_params.request")["template"]["components"][1]
    assert made["template"]["components"][1].keys() == quick.keys()
    assert made["template"]["components"][1]["parameters"] == [{"type": "payload", "payload": "b_0_0"}]
    assert check(made).template["name"] == "stay_reminder"
    assert "components" not in template("hello", "de", [], [])["template"]


def test_every_language_has_a_word_that_opens_a_list() -> None:
    assert LIST_LABELS.keys() == LANGUAGES.keys()
    assert all(units(label) <= 20 for label in LIST_LABELS.values())
