"""Conversations at random, the same for the same seed: forms, questions inside them, undone and restarted turns."""

from __future__ import annotations

import random
from collections.abc import Iterator

from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)

SLOTS = ("stay", "party", "room", "requested_slot", "question")
INTENTS = ("greet", "book_room", "inform", "affirm", "ask_wifi", "cancel_all")


def conversation(seed: int, turns: int) -> list[Event]:
    chance = random.Random(seed)
    events: list[Event] = [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
    ]
    for number in range(turns):
        events.extend(_turn(chance, number))
    for number, event in enumerate(events):
        event.timestamp = 1000.0 + number
    return events


def _turn(chance: random.Random, number: int) -> Iterator[Event]:
    intent = chance.choice(INTENTS)
    yield UserUttered(f"words {number}", {"name": intent, "confidence": 0.9}, message_id=f"t{number}")
    yield DefinePrevUserUtteredFeaturization(False)
    kind = chance.random()
    if kind < 0.45:
        yield ActionExecuted("booking_form")
        if chance.random() < 0.5:
            yield ActiveLoop("booking_form")
        yield SlotSet(chance.choice(SLOTS), chance.choice(["a", None, {"b": 1}]))
        yield BotUttered("question")
        if chance.random() < 0.2:
            yield ActiveLoop(None)
            yield ActionExecuted("action_book")
    elif kind < 0.6:
        yield ActionExecutionRejected("booking_form")
        yield ActionExecuted("utter_wifi")
        yield BotUttered("wifi")
        yield LoopInterrupted(True)
        yield ActionExecuted("booking_form")
    elif kind < 0.7:
        yield ActionExecuted("action_default_fallback")
        yield UserUtteranceReverted()
        return
    elif kind < 0.75:
        yield ActionExecuted("action_restart")
        yield Restarted()
    elif kind < 0.8:
        yield AllSlotsReset()
        yield ActionExecuted("action_session_start")
        yield SessionStarted()
    else:
        yield ActionExecuted(chance.choice(["utter_greet", "action_book"]))
        yield BotUttered("hello")
    yield ActionExecuted("action_listen")
