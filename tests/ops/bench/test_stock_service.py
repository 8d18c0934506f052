from __future__ import annotations

from ops.bench.stock_service import named_reply


def body(name: str, question: object = None, arguments: object = None) -> dict:
    return {"response": name, "arguments": arguments, "tracker": {"slots": {"question": question}}}


def test_a_forms_question_lies_in_the_slot() -> None:
    question = {"reply": "ask.party", "values": {"people": 2}}
    assert named_reply(body("utter_ask_booking_form_party", question)) == ("ask.party", {"people": 2})


def test_any_other_reply_names_itself_and_brings_its_values() -> None:
    question = {"reply": "ask.party", "values": {}}
    asked = body("booking.confirmed", question, {"values": {"reference": "DM-1"}})
    assert named_reply(asked) == ("booking.confirmed", {"reference": "DM-1"})
    assert named_reply(body("greeting.hello")) == ("greeting.hello", {})
