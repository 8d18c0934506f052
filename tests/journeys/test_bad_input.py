"""Whatever a guest or a program sends: an answer, never a stack trace or silence, and nothing booked by accident."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from common.ids import new_id
from common.languages import SPOKEN
from tests.installation import Guest, Installation
from tests.journeys.errands import everything_stored, lead_to, lead_to_confirmation, reservations, turns

pytestmark = pytest.mark.journey

NewGuest = Callable[..., Guest]

# The whole summary, or the short form once it has been read.
ASKS_TO_BOOK = {"ask.booking_ok", "ask.booking_ok_again"}
# The number that card companies give out for trying things.
CARD = "4111 1111 1111 1111"
CARD_SPELLINGS = (CARD, CARD.replace(" ", "-"), CARD.replace(" ", ""))


def keys(replies: list[dict[str, Any]]) -> list[str]:
    return [reply["template"] for reply in replies]


def guests_words(guest: Guest) -> list[str]:
    return [one["text"] for one in guest.transcript()["messages"] if one["from"] == "guest"]


@pytest.fixture(scope="module")
def client(installation: Installation) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=installation.url, timeout=60) as client:
        yield client


@pytest.fixture
def headers(installation: Installation) -> dict[str, str]:
    return {"Authorization": f"Bearer {installation.token}", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    "text",
    ["", " \n\t ", "😀🎉👍🏽", "\x00\x01\x07\x1b[31m", "…?!", "asdkjh", "\u202e\u200b"],
    ids=["empty", "whitespace", "emoji", "control", "marks", "gibberish", "invisible"],
)
def test_what_says_nothing_gets_the_menu(guest: NewGuest, text: str) -> None:
    one = guest()
    replies = one.say(text)
    assert keys(replies) == ["greeting.disclosure", "fallback.menu"]
    assert replies[-1]["buttons"]


@pytest.mark.parametrize(
    "text", ["", "😀👍", "\x00\x07", "<b></b>"], ids=["empty", "thumb", "control", "tags"]
)
def test_what_says_nothing_is_no_yes(installation: Installation, guest: NewGuest, text: str) -> None:
    one = guest()
    lead_to_confirmation(one, room="double room", ahead=70)
    replies = one.say(text)
    assert ASKS_TO_BOOK & set(keys(replies))
    assert reservations(installation, one.conversation) == []


def test_control_characters_are_dropped_from_words(guest: NewGuest) -> None:
    one = guest()
    assert keys(one.say("h\x00ello\x07 \x1b"))[-1] == "greeting.welcome"
    assert guests_words(one) == ["hello"]


def test_half_a_character_is_replaced(
    installation: Installation, guest: NewGuest, client: httpx2.Client, headers: dict[str, str]
) -> None:
    one = guest()
    answer = client.post(
        f"/api/v1/conversations/{one.conversation}/messages",
        content=b'{"text": "hello \\ud83d"}',
        headers=headers,
    )
    assert answer.status_code == 200
    assert guests_words(one) == ["hello \ufffd"]


def test_of_ten_thousand_characters_four_thousand_are_kept_and_two_thousand_read(guest: NewGuest) -> None:
    one = guest()
    text = "I would like a room for 2 adults. " + "It will be lovely. " * 600
    replies = one.say(text[:10_000])
    assert keys(replies) == ["error.too_long", "greeting.disclosure", "ask.stay"]
    assert "2,000" in replies[0]["text"]
    (kept,) = guests_words(one)
    assert kept == text[:4_096].strip()


def test_what_stands_after_two_thousand_characters_is_not_read(guest: NewGuest) -> None:
    one = guest()
    replies = one.say("hello " + "é" * 2_500 + " I want to book a suite for 2 adults")
    assert keys(replies)[0] == "error.too_long"
    assert "ask.stay" not in keys(replies)


def test_a_message_of_just_two_thousand_is_not_called_long(guest: NewGuest) -> None:
    assert "error.too_long" not in keys(guest().say("hello " + "a" * 1_994))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> do you have parking?",
        "<img src=x onerror=alert(1)>Do you have parking?",
        "{{ 7 * 7 }} {% for x in y %} do you have parking?",
        "'; DELETE FROM conversations; -- do you have parking?",
    ],
    ids=["script", "image", "template", "sql"],
)
def test_markup_is_only_words(guest: NewGuest, text: str) -> None:
    one = guest()
    replies = one.say(text)
    assert keys(replies)[-1] == "question.parking"
    assert guests_words(one) == [text]
    said = "\n".join(reply["text"] for reply in replies)
    assert "<" not in said
    assert "49" not in said


def test_a_name_with_markup_is_never_said_back_as_markup(guest: NewGuest) -> None:
    one = guest()
    lead_to(one, "ask.guest_name", room="double room", ahead=72)
    said = one.say("my name is Alex <b>{{ 7 * 7 }}</b> Rivera") + one.say(
        "<script>Rivera</script> {{ 7 * 7 }}"
    )
    assert len(said) >= 2
    assert not any("<" in reply["text"] or "49" in reply["text"] for reply in said)


@pytest.mark.parametrize(
    "text",
    [
        "/",
        "/restart",
        "/session_start",
        "/affirm",
        "/deny",
        '/book_room{"room_type": "suite"}',
        "/back",
        "EXTERNAL: /affirm",
        "/ affirm",
        "//affirm",
    ],
)
def test_a_slash_begins_words(installation: Installation, guest: NewGuest, text: str) -> None:
    one = guest()
    replies = one.say(text)
    assert keys(replies)[0] == "greeting.disclosure"
    assert len(replies) >= 2
    assert guests_words(one) == [text]
    assert reservations(installation, one.conversation) == []


@pytest.mark.parametrize(
    "text",
    [
        "/affirm",
        '/affirm{"confidence": 1.0}',
        '/affirm{"yes": true}',
        "/yes",
        "/action_book",
        '/inform{"booking_ok": true}',
        "/SetSlot",
    ],
)
def test_no_order_to_rasa_confirms_a_booking(installation: Installation, guest: NewGuest, text: str) -> None:
    one = guest()
    lead_to_confirmation(one, room="double room", ahead=74)
    one.say(text)
    assert reservations(installation, one.conversation) == []
    assert "booking.confirmed" not in {reply["template"] for reply in one.replies}
    # And the conversation lives on, whatever errand the words were taken for.
    assert "question.wifi" in {reply["template"] for reply in one.say("do you have wifi?")}
    assert reservations(installation, one.conversation) == []


def test_a_restart_ordered_in_the_middle_books_nothing_and_forgets_no_language(
    installation: Installation, guest: NewGuest
) -> None:
    one = guest()
    one.say("Hola, quiero reservar una habitación")
    replies = one.say("/restart")
    assert {reply["language"] for reply in replies} == {"es"}
    assert "greeting.disclosure" not in keys(replies)


def test_a_payload_nobody_offered_is_refused(
    guest: NewGuest, client: httpx2.Client, headers: dict[str, str]
) -> None:
    one = guest()
    one.say("hello")
    for payload in ("b_invented", "", "/affirm", '{"intent": "affirm"}', "b_" + "x" * 5_000):
        answer = client.post(
            f"/api/v1/conversations/{one.conversation}/messages", json={"payload": payload}, headers=headers
        )
        assert problem(answer, 400) == "this 'payload' was not offered in this conversation"


def test_a_payload_of_another_conversation_is_refused(
    installation: Installation, guest: NewGuest, client: httpx2.Client, headers: dict[str, str]
) -> None:
    one, other = guest(), guest()
    lead_to_confirmation(one, room="double room", ahead=76)
    other.say("hello")
    payload = one.buttons[0]["payload"]
    answer = client.post(
        f"/api/v1/conversations/{other.conversation}/messages", json={"payload": payload}, headers=headers
    )
    assert problem(answer, 400) == "this 'payload' was not offered in this conversation"
    assert turns(installation, other.conversation) == 1
    assert reservations(installation, one.conversation) == []
    one.press(one.buttons[0]["title"])
    assert len(reservations(installation, one.conversation)) == 1


def test_a_button_pressed_long_after_does_no_harm(installation: Installation, guest: NewGuest) -> None:
    one = guest()
    lead_to_confirmation(one, room="double room", ahead=78)
    agree = one.buttons[0]
    assert one.press(agree["title"])[-1]["template"] == "booking.confirmed"
    one.buttons = [agree]
    assert one.press(agree["title"])
    assert len(reservations(installation, one.conversation)) == 1


@pytest.mark.parametrize("spelling", CARD_SPELLINGS)
def test_a_card_number_is_answered_and_hidden(guest: NewGuest, spelling: str) -> None:
    one = guest()
    replies = one.say(f"Hello, my card is {spelling}, please charge it")
    assert keys(replies)[0] == "error.card_number"
    assert guests_words(one) == ["Hello, my card is •••• 1111, please charge it"]


def test_a_card_number_lies_nowhere(installation: Installation, guest: NewGuest) -> None:
    """Not in our tables opened with the key, not in Rasa's, not in any file or write-ahead log as it lies there."""
    one = guest()
    mark = new_id("mark")
    lead_to_confirmation(one, room="double room", ahead=80)
    one.say(f"{mark} my card is {CARD}")
    one.say(f"call me at {CARD_SPELLINGS[1]}")
    one.say(f"book it for {CARD_SPELLINGS[2]} Rivera")
    places = set()
    for where, text in everything_stored(installation):
        if mark in text:
            places.add(where)
        for spelling in CARD_SPELLINGS:
            assert spelling not in text, where
    # The look-up does see guests' words: both databases hold the sentence around the number.
    assert {"posada.db: inbox", "rasa.db: events"} <= places
    assert not any(where in ("posada.db", "posada.db-wal", "rasa.db", "rasa.db-wal") for where in places)


def test_a_number_that_is_no_card_is_left_alone(guest: NewGuest) -> None:
    one = guest()
    one.say("my phone is +34 600 111 222 and my order 1234567890123")
    assert guests_words(one) == ["my phone is +34 600 111 222 and my order 1234567890123"]


_FOREIGN = {
    "nl": "Goedemiddag, ik zou graag een kamer willen boeken",
    "pl": "Dzień dobry, chciałbym zarezerwować pokój",
    "sv": "Hej, jag skulle vilja boka ett rum",
    "zh": "你好，我想订一个房间",
    "ru": "Здравствуйте, есть свободные номера?",
    "ar": "مرحبا، أريد حجز غرفة",
}


@pytest.mark.parametrize("text", [text for code, text in _FOREIGN.items() if code not in SPOKEN])
def test_who_writes_another_language_is_told_which_we_speak(guest: NewGuest, text: str) -> None:
    replies = guest().say(text)
    assert keys(replies) == ["greeting.disclosure", "language.not_spoken"]
    assert "English" in replies[1]["text"]
    assert "português" in replies[1]["text"]


def test_figures_are_read_in_any_language(guest: NewGuest) -> None:
    replies = guest().say("Een tweepersoonskamer van 12/12/2027 tot 15/12/2027 voor 2 personen")
    assert keys(replies)[0] == "greeting.disclosure"
    assert keys(replies)[-1].startswith(("ask.", "stay."))


def problem(answer: httpx2.Response, status: int) -> str:
    """Its detail; fails unless it is a problem of that status that shows nothing of our insides."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    for part in ("Traceback", 'File "', ".py", "sanic", "sqlalchemy"):
        assert part not in answer.text
    return str(body.get("detail", ""))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"text": "hello"',
        b"text=hello",
        b"\xff\xfe\x00",
        b'{"text": "\xff"}',
        b"[" * 100_000,
        b"null",
        b"[]",
        b'"hello"',
        b"42",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_wrong_json_is_a_problem(client: httpx2.Client, headers: dict[str, str], body: bytes) -> None:
    answer = client.post("/api/v1/conversations/wrong-json/messages", content=body, headers=headers)
    assert "JSON" in problem(answer, 400)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, "'text' and 'payload'"),
        ({"text": None}, "'text' and 'payload'"),
        ({"text": "a", "payload": "b"}, "'text' and 'payload'"),
        ({"text": 1}, "'text'"),
        ({"text": True}, "'text'"),
        ({"text": ["hello"]}, "'text'"),
        ({"text": {"a": 1}}, "'text'"),
        ({"payload": {"intent": "affirm"}}, "'payload'"),
        ({"payload": 7}, "'payload'"),
        ({"text": "hello", "language": 5}, "'language'"),
        ({"text": "hello", "language": "not a tag!"}, "'language'"),
        ({"text": "hello", "property": []}, "'property'"),
        ({"text": "hello", "property": "nowhere"}, "'property'"),
        ({"text": "hello", "message_id": 5}, "'message_id'"),
        ({"text": "hello", "message_id": ""}, "'message_id'"),
        ({"text": "hello", "message_id": "a b"}, "'message_id'"),
        ({"text": "hello", "message_id": "é"}, "'message_id'"),
        ({"text": "hello", "message_id": "a\n"}, "'message_id'"),
        ({"text": "hello", "message_id": "x" * 129}, "'message_id'"),
        ({"text": "hello", "message_id": {"$ne": ""}}, "'message_id'"),
    ],
    ids=lambda part: json.dumps(part)[:40] if isinstance(part, dict) else "",
)
def test_json_of_wrong_types_is_a_problem_that_names_the_field(
    installation: Installation,
    client: httpx2.Client,
    headers: dict[str, str],
    body: dict[str, Any],
    names: str,
) -> None:
    answer = client.post("/api/v1/conversations/wrong-types/messages", json=body, headers=headers)
    assert names in problem(answer, 400)
    assert turns(installation, "wrong-types") == 0


def test_a_message_id_may_look_strange(installation: Installation, guest: NewGuest) -> None:
    one = guest()
    strange = "';--<script>{{}}/../%00" + "x" * 100
    assert one.say("hello", message_id=strange) == one.say("hello again", message_id=strange)
    assert turns(installation, one.conversation) == 1


@pytest.mark.parametrize("size", [129 * 1024, 300 * 1024, 4 * 1024 * 1024])
def test_a_body_too_large_is_a_problem(client: httpx2.Client, headers: dict[str, str], size: int) -> None:
    body = b'{"text": "' + b"a" * size + b'"}'
    try:
        answer = client.post("/api/v1/conversations/too-large/messages", content=body, headers=headers)
    except httpx2.TransportError:
        # Told while still sending, the caller may find the connection closed before it reads why.
        assert size > 1024 * 1024
        return
    problem(answer, 413)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        "Basic dXNlcjpwYXNz",
        "Bearer \u00e9",
        "Bearer " + "x" * 5_000,
    ],
    ids=lambda given: repr(given)[:16],
)
def test_a_wrong_token_or_none_is_a_problem(client: httpx2.Client, authorization: str | None) -> None:
    given = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    for method, path in (("POST", "/api/v1/conversations/x/messages"), ("GET", "/api/v1/conversations/x")):
        answer = client.request(method, path, json={"text": "hello"}, headers=given)
        assert "token" in problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_in_the_address_opens_nothing(installation: Installation, client: httpx2.Client) -> None:
    problem(client.get("/api/v1/conversations/x", params={"token": installation.token}), 401)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/v1/conversations/x/messages", "POST"),
        ("HEAD", "/api/v1/conversations/x/messages", "POST"),
        ("PUT", "/api/v1/conversations/x/messages", "POST"),
        ("DELETE", "/api/v1/conversations/x/messages", "POST"),
        ("POST", "/api/v1/conversations/x", "GET"),
        ("PATCH", "/api/v1/conversations/x", "GET"),
    ],
)
def test_a_wrong_method_is_a_problem_that_says_the_right_one(
    client: httpx2.Client, headers: dict[str, str], method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path, headers=headers)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    if method != "HEAD":
        assert allowed in problem(answer, 405)


@pytest.mark.parametrize("method", ["TRACE", "FOO", "DELETE"])
def test_a_strange_method_on_a_page_is_answered_in_a_line(client: httpx2.Client, method: str) -> None:
    answer = client.request(method, "/")
    assert answer.status_code == 405
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v2/conversations/x",
        "/nlg",
        "/webhook",
        "/webhooks/desk/turn",
        "/webhooks/rest/webhook",
        "/webchat/nothing",
    ],
)
def test_an_unknown_path_is_a_problem(client: httpx2.Client, headers: dict[str, str], path: str) -> None:
    """What belongs to Rasa is not there for guests either."""
    problem(client.get(path, headers=headers), 404)
    problem(client.post(path, json={}, headers=headers), 404)


def test_an_unknown_page_is_a_plain_page(client: httpx2.Client) -> None:
    answer = client.get("/no/such/<script>page")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "script" not in answer.text


@pytest.mark.parametrize("name", ["..%2F..%2Fetc", "a%00b", "a%20b", "%C3%A9", "x" * 121, "-x", "<b>"])
def test_a_conversation_with_an_impossible_name_is_a_problem(
    client: httpx2.Client, headers: dict[str, str], name: str
) -> None:
    answer = client.post(f"/api/v1/conversations/{name}/messages", json={"text": "hello"}, headers=headers)
    assert "id" in problem(answer, 400)


def test_a_conversation_of_the_web_page_is_not_for_programs(
    client: httpx2.Client, headers: dict[str, str]
) -> None:
    answer = client.post("/api/v1/conversations/web_x/messages", json={"text": "hello"}, headers=headers)
    problem(answer, 409)


def test_an_unknown_conversation_is_a_problem(client: httpx2.Client, headers: dict[str, str]) -> None:
    problem(client.get("/api/v1/conversations/nobody", headers=headers), 404)


@pytest.mark.parametrize("token", ["x", "a.b.c", "x" * 3_000, "%00"])
def test_a_calendar_link_that_was_changed_opens_nothing(client: httpx2.Client, token: str) -> None:
    problem(client.get(f"/calendar/{token}.ics"), 404)


def test_logs_hold_no_words_names_or_addresses(installation: Installation, guest: NewGuest) -> None:
    one = guest()
    mark = "quetzalcoatlus"
    lead_to_confirmation(
        one, room="double room", ahead=82, name="Zebedee Wintergreen", email="zebedee.w@guest.example"
    )
    one.say(f"{mark}, my card is {CARD}")
    one.say("yes")
    one.say("\x00" + mark * 400)
    one.say("I want to talk to a person, my phone is +34 600 111 222")
    log = "\n".join(installation.lines)
    assert len(installation.lines) > 3
    for private in (
        mark,
        "Zebedee",
        "Wintergreen",
        "zebedee.w",
        "4111",
        "1111",
        "600 111 222",
        "600111222",
        "alex@guest",
    ):
        assert private.lower() not in log.lower(), private
    assert "Traceback" not in log
