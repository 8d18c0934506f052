"""What the reply client asks for, in which language, and what a terminal gets. `python … -`."""

from __future__ import annotations

import asyncio
import sys

from bot.rasa import left_out, quiet

left_out.install()
quiet.install()

from rasa.shared.core.events import SlotSet, UserUttered  # noqa: E402
from rasa.shared.core.slots import AnySlot  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402
from rasa.utils.endpoints import EndpointConfig  # noqa: E402

from bot.rasa.reply import ReplyClient, named_reply, reply_language  # noqa: E402
from tests.bot.rasa.inside import checks  # noqa: E402


def tracker(question: object = None) -> DialogueStateTracker:
    made = DialogueStateTracker("c1", [AnySlot("question", mappings=[{}])])
    made.update(UserUttered("hola", {"name": "greet"}, metadata={"property": "mini"}, message_id="t1"))
    made.update(SlotSet("question", question))
    return made


def check_a_question_comes_from_its_slot_and_other_replies_do_not() -> None:
    asking = tracker({"reply": "ask.stay", "values": {"nights": 2}})
    assert named_reply("utter_ask_booking_form_stay", asking, None) == ("ask.stay", {"nights": 2})
    assert named_reply("faq.wifi", asking, {"a": 1}) == ("faq.wifi", {"a": 1})


def check_a_question_that_nobody_named_keeps_rasas_name() -> None:
    for question in (None, "ask.stay", {}, {"reply": 5}):
        assert named_reply("utter_ask_booking_form_stay", tracker(question), None) == (
            "utter_ask_booking_form_stay",
            {},
        )


def check_the_language_is_the_best_known_one() -> None:
    understood = {"understood": {"language": {"code": "pt", "reply": "pt"}}}
    prior = {"language": {"reply": "es"}, "locale": "fr-FR"}
    assert reply_language(understood, prior) == "pt"
    assert reply_language({"understood": None}, prior) == "es"  # A button says nothing in any language.
    assert reply_language({}, {"locale": "fr-FR", "language": None}) == "fr"
    assert reply_language({}, {}) == "en"


def check_only_a_terminal_gets_bare_text() -> None:
    class Answering(ReplyClient):
        async def _ask(self, body: object) -> object:
            return {"text": "hello", "buttons": []}

    client = Answering(EndpointConfig("http://127.0.0.1:9/nlg"))
    shell, guest = tracker(), tracker()
    shell.update(UserUttered("hi", {"name": "greet"}, input_channel="cmdline"))
    # Rasa's shell collects replies under the name "collector".
    assert asyncio.run(client.generate("faq.wifi", shell, "collector")) == {"text": "hello", "buttons": []}
    answer = asyncio.run(client.generate("faq.wifi", guest, "webchat"))
    assert answer == {"custom": {"failed": "UnknownShape", "template": "faq.wifi", "values": {}}}


def check_nothing_listening_is_a_failed_reply_not_an_error() -> None:
    client = ReplyClient(EndpointConfig("http://127.0.0.1:9/nlg", deadline="1"))
    answer = asyncio.run(client.generate("faq.wifi", tracker(), "webchat", values={"a": 1}))
    failed = {"failed": "ClientConnectorError", "template": "faq.wifi", "values": {"a": 1}}
    assert answer == {"custom": failed}


def check_what_a_reply_tells_is_named_beside_it_even_when_it_failed() -> None:
    client = ReplyClient(EndpointConfig("http://127.0.0.1:9/nlg", deadline="1"))
    told = asyncio.run(client.generate("faq.wifi", tracker(), "webchat", source={"entry": "fact.wifi"}))
    assert told is not None
    assert (told["custom"]["template"], told["custom"]["source"]) == ("faq.wifi", {"entry": "fact.wifi"})


if __name__ == "__main__":
    sys.exit(checks.run_all(sys.modules[__name__]))
