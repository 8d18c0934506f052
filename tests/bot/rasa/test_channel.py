"""The desk channel of a real Rasa process: what it promises the gateway."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from tests.bot.rasa.rasa_under_test import TODAY, RasaUnderTest
from tests.bot.rasa.stand_in import SOURCE, StandIn

BOOKING = (
    "I want to book", "from friday to sunday", "two adults", "yes", "the suite", "my name is Ana Lopez",
    "ana@example.org", "yes please",
)  # fmt: skip


def replies(answer: Any) -> list[str]:
    return [reply["template"] for reply in answer["replies"]]


def test_a_turn_answers_with_whole_replies_and_what_was_understood(rasa: RasaUnderTest) -> None:
    status, answer = rasa.turn("whole", "t1", "hello")
    assert status == 200
    assert answer["turn"] == "t1"
    assert answer["handled"] is True
    assert answer["faults"] == []
    [reply] = answer["replies"]
    assert reply["text"] == "words of utter_greet\n\nsecond paragraph"
    assert reply["buttons"] == [{"title": "Yes", "payload": {"intent": "affirm", "entities": {}}}]
    assert answer["parse"]["text"] == "hello"
    assert answer["parse"]["intent"]["name"] == "greet"
    assert len(answer["parse"]["ranking"]) == 5
    assert answer["ms"] > 0


def test_a_booking_runs_through_its_form_to_one_booking(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    before = stand_in.bookings
    seen = [rasa.turn("booking", f"t{number}", words)[1] for number, words in enumerate(BOOKING)]
    assert [replies(answer) for answer in seen[:2]] == [["booking.ask_stay"], ["booking.ask_party"]]
    assert replies(seen[-1]) == ["booking.confirmed"]
    assert [one.get("source") for one in seen[-1]["replies"]] == [SOURCE]
    assert [call["action"] for call in seen[-1]["action_trace"]] == ["validate_booking_form", "action_book"]
    assert stand_in.bookings == before + 1


def test_a_question_is_rendered_from_the_slot_that_holds_it(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    rasa.turn("question", "t1", "I want to book")
    [asked] = stand_in.bodies("/nlg")
    assert asked == {
        "response": "booking.ask_stay",
        "values": {"slot": "stay"},
        "conversation": "question",
        "turn": "t1",
        "guest": None,
        "property": "mini",
        "language": "es",
        "channel": "webchat",
    }


def test_an_action_sees_the_message_its_metadata_and_two_user_turns(
    rasa: RasaUnderTest, stand_in: StandIn
) -> None:
    for number, words in enumerate(BOOKING[:5]):
        rasa.turn("body", f"t{number}", words)
    asked = stand_in.bodies("/webhook")[-1]
    assert asked["version"] == "3.6.21"
    assert asked["domain"] == {}
    tracker = asked["tracker"]
    assert tracker["latest_message"]["text"] == "the suite"
    assert tracker["latest_message"]["metadata"]["turn"] == "t4"
    assert "intent_ranking" not in tracker["latest_message"]
    assert [event["text"] for event in tracker["events"] if event["event"] == "user"] == ["yes", "the suite"]
    assert tracker["slots"]["party"] == "two adults"
    assert tracker["latest_input_channel"] == "webchat"


def test_a_repeated_turn_is_answered_from_the_tracker(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    first = [rasa.turn("repeated", f"t{number}", words)[1] for number, words in enumerate(BOOKING)]
    calls, rows = len(stand_in.requests), len(rasa.rows())
    status, again = rasa.turn("repeated", "t7", BOOKING[-1])
    assert status == 200
    assert again["replies"] == first[-1]["replies"]
    assert again["parse"] == first[-1]["parse"]
    status, earlier = rasa.turn("repeated", "t2", BOOKING[2])
    assert earlier["replies"] == first[2]["replies"]
    assert (len(stand_in.requests), len(rasa.rows())) == (calls, rows)


def test_the_same_turn_asked_twice_at_once_runs_once(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    rasa.turn("twice", "t0", "hello")
    stand_in.requests.clear()
    stand_in.slow.add("utter_wifi")
    stand_in.hold.clear()
    answers: list[Any] = []
    both = [
        threading.Thread(target=lambda: answers.append(rasa.turn("twice", "t1", "is there wifi")))
        for _ in range(2)
    ]
    for one in both:
        one.start()
    stand_in.hold.set()
    for one in both:
        one.join()
    assert [replies(answer) for _, answer in answers] == [["utter_wifi"], ["utter_wifi"]]
    assert len(stand_in.bodies("/nlg")) == 1


def test_a_closed_connection_does_not_stop_the_turn(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    stand_in.slow.add("utter_greet")
    stand_in.hold.clear()
    with pytest.raises(TimeoutError):
        rasa.ask(
            "POST",
            "turn",
            {"conversation": "gone", "turn": "t1", "text": "hello", "metadata": TODAY},
            timeout=0.3,
        )
    stand_in.hold.set()
    status, answer = rasa.turn("gone", "t1", "hello")  # Waits for the running turn, or reads what it saved.
    assert (status, replies(answer)) == (200, ["utter_greet"])
    assert len(stand_in.bodies("/nlg")) == 1


def test_a_failing_action_is_a_fault_and_not_handled(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    stand_in.failing.add("action_break_down")
    status, answer = rasa.turn("failing", "t1", "break down now")
    assert status == 500
    assert answer["handled"] is False
    assert answer["faults"] == [
        {"where": "action", "name": "action_break_down", "error": "ClientResponseError 500"}
    ]
    assert answer["action_trace"][0]["action"] == "action_break_down"
    stand_in.failing.clear()
    status, again = rasa.turn("failing", "t1", "break down now")
    assert (status, again["handled"]) == (200, True), "a turn that said nothing is run again"
    assert again["action_trace"][0]["action"] == "action_break_down"


def test_a_silent_action_is_handled(rasa: RasaUnderTest) -> None:
    status, answer = rasa.turn("silent", "t1", "say nothing")
    assert (status, answer["handled"], answer["replies"]) == (200, True, [])


def test_a_slow_action_is_left_at_its_deadline(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    stand_in.slow.add("action_break_down")
    stand_in.hold.clear()
    status, answer = rasa.turn("slow-action", "t1", "break down now")
    assert status == 500
    assert answer["faults"] == [{"where": "action", "name": "action_break_down", "error": "TimeoutError"}]
    assert answer["ms"] < 6000


def test_a_failing_validation_never_books(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    before = stand_in.bookings
    for number, words in enumerate(BOOKING[:3]):
        rasa.turn("validation", f"t{number}", words)
    stand_in.failing.add("validate_booking_form")
    _, answer = rasa.turn("validation", "t3", "yes")
    assert [fault["where"] for fault in answer["faults"]] == ["action"]
    assert stand_in.bookings == before


def test_a_slow_reply_is_a_marked_failure_in_time(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    stand_in.slow.add("utter_greet")
    stand_in.hold.clear()
    status, answer = rasa.turn("slow", "t1", "hello")
    assert status == 500
    assert answer["handled"] is False
    assert answer["replies"] == [{"failed": "Timeout", "template": "utter_greet", "values": {}}]
    assert answer["faults"] == [{"where": "reply", "name": "utter_greet", "error": "Timeout"}]
    assert answer["ms"] < 4000


def test_a_failed_reply_keeps_what_the_action_did(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    for number, words in enumerate(BOOKING[:2]):
        rasa.turn("kept", f"t{number}", words)
    stand_in.failing.add("booking.ask_stay_ok")
    _, answer = rasa.turn("kept", "t2", "two adults")
    assert answer["faults"][0]["where"] == "reply"
    stand_in.failing.clear()
    _, following = rasa.turn("kept", "t3", "yes")
    assert replies(following) == ["booking.ask_room"]


@pytest.mark.parametrize(
    "text", ["/restart", "  /book_room", '/book_room{"x": 1}', "\u2003/session_start", "//"]
)
def test_text_that_begins_with_a_slash_is_words(rasa: RasaUnderTest, text: str) -> None:
    _, answer = rasa.turn("slash" + text.strip(), "t1", text)
    assert answer["parse"]["text"].startswith("⁄")
    assert answer["parse"]["intent"]["confidence"] < 1


def test_a_payload_is_its_intent_and_entities(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    status, answer = rasa.turn(
        "payload", "t1", payload={"intent": "book_room", "entities": {"room_type": "suite"}}
    )
    assert status == 200
    assert answer["parse"]["intent"] == {"name": "book_room", "confidence": 1.0}
    assert answer["parse"]["entities"] == [{"entity": "room_type", "value": "suite"}]
    assert replies(answer) == ["booking.ask_stay"]
    message = stand_in.bodies("/webhook")[-1]["tracker"]["latest_message"]
    assert message["text"] == '/book_room{"room_type": "suite"}'
    assert message["entities"][0]["value"] == "suite"


@pytest.mark.parametrize(
    "text", ["", " ", "😀", "\x00\x07", "<b>hi</b>", "a" * 8192, "\ud83d", "‮olleh", "هل لديكم غرفة؟"]
)
def test_any_text_gets_an_answer(rasa: RasaUnderTest, text: str) -> None:
    raw = json.dumps(
        {"conversation": f"any{len(text)}{text[:1]!r}", "turn": "t1", "text": text, "metadata": TODAY}
    ).encode()
    status, answer = rasa.ask("POST", "turn", raw=raw)
    assert status in (200, 500)
    assert answer["turn"] == "t1"
    assert not [fault for fault in answer["faults"] if fault["where"] == "handling"]


def test_parse_understands_without_a_conversation(rasa: RasaUnderTest) -> None:
    rows = len(rasa.rows())
    status, answer = rasa.ask("POST", "parse", {"text": "yes please", "metadata": TODAY})
    assert (status, answer["intent"]["name"]) == (200, "affirm")
    assert answer["ranking"][0]["name"] == "affirm"
    assert rasa.ask("POST", "parse", {"text": "/restart"})[1]["text"] == "⁄restart"
    assert len(rasa.rows()) == rows


@pytest.mark.parametrize("token", [None, "", "wrong", "rasa-token-of-the-test", "rasa-token-of-the-tests2"])
def test_a_wrong_token_is_refused_everywhere_but_ready(rasa: RasaUnderTest, token: str | None) -> None:
    assert rasa.ask("POST", "turn", {"conversation": "c"}, token=token)[0] == 401
    assert rasa.ask("POST", "parse", {"text": "hello"}, token=token)[0] == 401
    status, answer = rasa.ask("GET", "ready", token=token)
    assert (status, answer["ready"]) == (200, True)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("turn", []),
        ("turn", "text"),
        ("turn", {}),
        ("turn", {"conversation": "c", "turn": "t"}),
        ("turn", {"conversation": "c", "turn": "t", "text": 5}),
        ("turn", {"conversation": "c", "turn": 5, "text": "hi"}),
        ("turn", {"conversation": "", "turn": "t", "text": "hi"}),
        ("turn", {"conversation": "c" * 256, "turn": "t", "text": "hi"}),
        ("turn", {"conversation": "c", "turn": "t", "text": "hi", "payload": {"intent": "greet"}}),
        ("turn", {"conversation": "c", "turn": "t", "payload": "/greet"}),
        ("turn", {"conversation": "c", "turn": "t", "payload": {"intent": "greet{}"}}),
        ("turn", {"conversation": "c", "turn": "t", "payload": {"intent": "unknown_intent"}}),
        ("turn", {"conversation": "c", "turn": "t", "payload": {"intent": "greet", "entities": []}}),
        ("turn", {"conversation": "c", "turn": "t", "text": "hi", "metadata": "no"}),
        ("turn", {"conversation": "c", "turn": "t", "text": "hi", "channel": "Über/all"}),
        ("turn", {"conversation": "c", "turn": "t", "text": "a" * 8193}),
        ("parse", {"text": None}),
        ("parse", []),
    ],
)
def test_wrong_shapes_are_named_in_json(rasa: RasaUnderTest, path: str, body: Any) -> None:
    status, answer = rasa.ask("POST", path, body)
    assert status == 400
    assert set(answer) == {"error"}


@pytest.mark.parametrize("raw", [b"{", b"", b"\xff\xfe", b"null", b"[" * 100000])
def test_broken_json_gets_json(rasa: RasaUnderTest, raw: bytes) -> None:
    status, answer = rasa.ask("POST", "turn", raw=raw)
    assert (status, set(answer)) == (400, {"error"})


def test_too_large_wrong_method_and_wrong_path_get_json(rasa: RasaUnderTest) -> None:
    assert rasa.ask("POST", "turn", raw=b" " * (256 * 1024 + 1))[0] == 413
    assert rasa.ask("GET", "turn")[0] == 405
    assert rasa.ask("DELETE", "parse")[0] == 405
    assert rasa.ask("GET", "nothing")[0] == 404
    assert rasa.ask("POST", "/webhooks/rest/webhook", {"sender": "x", "message": "/restart"})[0] == 404
    assert rasa.ask("GET", "/conversations/x/tracker")[0] == 404


def test_logs_hold_no_words_of_guests(rasa: RasaUnderTest, stand_in: StandIn) -> None:
    stand_in.failing.add("action_break_down")
    rasa.turn("private", "t1", "break down now Rumpelstilzchen")
    stand_in.failing.clear()
    rasa.turn("private", "t2", "hello Rumpelstilzchen")
    log = rasa.log.read_text()
    assert "action_break_down" in log
    assert "Rumpelstilzchen" not in log
    assert "told to fail" not in log
