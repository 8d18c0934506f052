"""What the gateway may ask, checked. (Over HTTP: test_channel.py.)"""

from __future__ import annotations

import pytest

from bot.rasa.wire import BadRequest, Payload, lean_parse, parse_answer, read_parse, read_turn, words_only


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/restart", "⁄restart"),
        (" \n\t/restart", "⁄restart"),
        ("\u2003/restart", "⁄restart"),
        ("\x1f/restart", "⁄restart"),
        ("//", "⁄/"),
        ("1/2", "1/2"),
        ("  two adults ", "two adults"),
        ("", ""),
    ],
)
def test_a_leading_slash_is_made_harmless(text: str, words: str) -> None:
    assert words_only(text) == words
    assert not words_only(text).startswith("/")


def test_a_text_that_cannot_be_stored_is_mended() -> None:
    assert read_parse({"text": "a\x00b\ud83dc"}).text == "a b?c"


def test_a_payload_becomes_an_order() -> None:
    assert Payload("affirm", {}).order == "/affirm"
    assert Payload("inform", {"room_type": "suite"}).order == '/inform{"room_type": "suite"}'


def test_a_turn_is_read_whole() -> None:
    turn = read_turn(
        {
            "conversation": "c",
            "turn": "t",
            "channel": "whatsapp",
            "text": "/hi",
            "metadata": {"property": "p"},
        }
    )
    assert (turn.conversation, turn.turn, turn.channel, turn.text) == ("c", "t", "whatsapp", "⁄hi")
    assert turn.payload is None
    assert turn.metadata == {"property": "p"}


def test_faults_are_named_without_repeating_what_was_said() -> None:
    with pytest.raises(BadRequest) as caught:
        read_turn({"conversation": "Rumpelstilzchen" * 99, "turn": "t", "text": "x"})
    assert "conversation" in str(caught.value)
    assert "Rumpelstilzchen" not in str(caught.value)


def test_only_what_is_read_is_kept_of_a_parse() -> None:
    ranking = [{"name": f"i{number}", "confidence": 0.1} for number in range(30)]
    parse = {
        "text": "x",
        "intent": {"name": "i0", "confidence": 0.9},
        "intent_ranking": ranking,
        "text_tokens": [1],
    }
    lean = lean_parse(parse)
    assert "text_tokens" not in lean
    assert len(lean["intent_ranking"]) == 5
    answer = parse_answer(lean)
    assert answer is not None
    assert answer["intent"] == {"name": "i0", "confidence": 0.9}
    assert answer["understood"] is None
    assert parse_answer(None) is None
