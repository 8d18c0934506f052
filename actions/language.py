"""Which language the desk writes. What to switch to is decided by the understanding; here it is only confirmed."""

from __future__ import annotations

from actions.context import DeskAction, Event, Turn
from common.languages import LANGUAGES


def answer(turn: Turn) -> None:
    wish = turn.said.language
    if wish is None:
        turn.say("language.which", languages=_spoken(turn))
    elif wish in turn.some_hotel.languages and wish in LANGUAGES:
        turn.say("language.changed")
    else:
        say_which_are_spoken(turn)


def is_foreign(turn: Turn) -> bool:
    """Whether the guest surely writes in a language that this hotel does not speak."""
    return turn.said.written_in is not None and turn.said.written_in not in turn.some_hotel.languages


def say_which_are_spoken(turn: Turn) -> None:
    turn.say("language.not_spoken", languages=_spoken(turn))


def _spoken(turn: Turn) -> list[str]:
    return [LANGUAGES[code].own_name for code in turn.some_hotel.languages if code in LANGUAGES]


class ChangeLanguage(DeskAction):
    action = "action_change_language"

    async def serve(self, turn: Turn) -> list[Event]:
        turn.set("misses", 0)
        answer(turn)
        return turn.slot_events()
