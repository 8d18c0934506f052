"""What an editor types, and the content that comes of it."""

from __future__ import annotations

import pytest

from console.reply_form import MAX_WHOLE, Draft, draft_of, read_form, read_whole, write_whole
from templates.wording import BadWording

BASE = {
    "text": "Hello {{ hotel }}",
    "buttons": [
        {"title": "Book", "intent": "book_room", "entities": {"stay": "{{ stay }}"}, "when": "stay"},
        {"title": "Person", "intent": "human_handoff"},
    ],
    "attachments": [{"kind": "calendar", "uid": "1"}],
    "channels": {"whatsapp": {"text": "Hi", "buttons": []}, "cmdline": {"text": "HELLO"}},
}


def test_words_that_nobody_touched_come_out_as_they_went_in() -> None:
    assert draft_of(BASE).body(BASE) == BASE


def test_only_words_change_and_what_buttons_do_stays() -> None:
    body = Draft("Good day", ("Reserve", "Somebody"), {"webchat": "Good day here"}).body(BASE)
    assert body["text"] == "Good day"
    assert body["buttons"][0] == {**BASE["buttons"][0], "title": "Reserve"}
    assert body["attachments"] == BASE["attachments"]
    # WhatsApp's text is taken back, its lack of buttons is not; the terminal's words are not in the form.
    assert body["channels"] == {
        "cmdline": {"text": "HELLO"},
        "webchat": {"text": "Good day here"},
        "whatsapp": {"buttons": []},
    }


def test_a_sent_form_is_read_with_its_own_line_ends() -> None:
    sent = {"text": "One\r\ntwo\r\n", "title-0": " Book ", "text-whatsapp": "W"}
    draft = read_form(lambda name: sent.get(name, ""), buttons=2)
    assert draft == Draft("One\ntwo", ("Book", ""), {"webchat": "", "api": "", "whatsapp": "W"})


def test_the_whole_reply_is_yaml_that_reads_back() -> None:
    whole = write_whole({**BASE, "text": "Two\nlines, «así»"})
    assert "Two\n" in whole
    assert "así" in whole
    assert Draft(whole=whole).body({"text": "other"}) == {**BASE, "text": "Two\nlines, «así»"}
    assert read_whole("just words") == {"text": "just words"}


@pytest.mark.parametrize(
    "whole",
    [
        "text: [",
        "- a list",
        "",
        "text: !!python/object/apply:os.system [true]",
        "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\ntext: *b",
        "x" * (MAX_WHOLE + 1),
        "[" * 20_000,
    ],
)
def test_what_is_no_reply_is_refused(whole: str) -> None:
    with pytest.raises(BadWording):
        read_whole(whole)
