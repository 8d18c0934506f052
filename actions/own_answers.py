"""A hotel's own questions with their answers: said when nothing else answers, or when the guest asks in the hotel's words.

Which entry a message asks for is decided in common/knowledge/matching.py; here it is decided when that is looked at.
"""

from __future__ import annotations

from actions.context import Turn
from common.knowledge.matching import ENOUGH, SURE
from common.knowledge.replies import OWN_ANSWER, Source

UNANSWERED = frozenset({"nlu_fallback", "out_of_scope"})
"""Intents that say nothing of what is wanted."""
WAITING = "question:"
"""Before what is to be told once the guest has named the hotel."""
OWN = "own:"
"""After WAITING, before the guest's words."""
_LONGEST = 300


def answer(turn: Turn, *, least: float = ENOUGH) -> bool:
    """Whether the hotel itself answers this message; then it is said. least: how near it must be (see the matching)."""
    said = turn.said
    if said.is_button or said.guarded or not said.text:
        return False
    return tell(turn, said.text, least=least)


def answer_in_passing(turn: Turn) -> bool:
    """The same in the middle of a form, where bare words may be what the form asked for."""
    return answer(turn, least=ENOUGH if is_question(turn) else SURE)


def is_question(turn: Turn) -> bool:
    """Whether the message puts one: with its mark, or as understanding heard it."""
    return "?" in turn.said.text or turn.said.asks


def tell(turn: Turn, words: str, *, least: float = ENOUGH) -> bool:
    """words: the guest's, of this turn or of the one before the hotel was named."""
    said_in = turn.said.written_in or turn.language
    hotels = (turn.hotel,) if turn.hotel else turn.hotels
    found = [
        turn.known.answer(hotel, words, said_in=said_in, reply_in=turn.language, least=least)
        for hotel in hotels
    ]
    if not any(found):
        return False
    if turn.hotel is None:
        turn.set("offered", f"{WAITING}{OWN}{words[:_LONGEST]}")
        turn.say("question.which_property", properties=properties_json(turn))
    elif found[0] is not None:
        source = Source.of_answer(turn.hotel, found[0].id, found[0].version)
        turn.say(OWN_ANSWER, answer=found[0].text, source=source)
    return True


def properties_json(turn: Turn) -> list[dict[str, str]]:
    return [{"id": hotel.id, "name": hotel.name, "city": hotel.city} for hotel in turn.hotels]
