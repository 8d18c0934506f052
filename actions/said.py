"""What a guest's message says, as the actions read it: words that were understood, or a button that was pressed.

A button's values stand in its entities, a text's in `understood`; from here on nobody needs to know which it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SURE_OF_LANGUAGE = 0.9


@dataclass(frozen=True)
class Said:
    """One message. stay, shift, party: the plain JSON of `understood`; pressed: the entities of a button, empty for words.

    correction: a number that nothing beside it counts ("no, 3"). negated: errands the words name only to refuse them; choice: which of several offers ("cheapest", "second") when none is named; questions: the intents of questions about
    the hotel that stand beside whatever the message is about; asks, adds, other_room: whether it puts a question, wants something as well, wants another room than the one booked; ages_told: numbers that may be the ages of children counted before; language: the one the guest asks for; written_in: the one the words are in, when that is sure.
    """

    text: str
    intent: str
    confidence: float
    is_button: bool
    stay: Mapping[str, Any] | None = None
    shift: Mapping[str, Any] | None = None
    party: Mapping[str, Any] | None = None
    room_type: str | None = None
    extras: tuple[str, ...] = ()
    unwanted_extras: tuple[str, ...] = ()
    room_wishes: tuple[str, ...] = ()
    budget: Mapping[str, Any] | None = None
    choice: str | None = None
    questions: tuple[str, ...] = ()
    asks: bool = False
    adds: bool = False
    other_room: bool = False
    says_change_it: bool = False
    ages_told: Mapping[str, Any] | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    reference: str | None = None
    numbers: tuple[int, ...] = ()
    correction: Mapping[str, Any] | None = None
    spoken: str | None = None
    one_room: bool = False
    times: tuple[str, ...] = ()
    request: str | None = None
    topic: str | None = None
    yes_no: str | None = None
    negated: tuple[str, ...] = ()
    language: str | None = None
    written_in: str | None = None
    guarded: bool = False
    pressed: Mapping[str, Any] | None = None

    @property
    def is_yes(self) -> bool:
        """A plain yes: the intent and a word for it, or the button. "Yes, thank you" looks like thanks and is one."""
        return (self.intent == "affirm" and self.is_button) or (
            self.intent in ("affirm", "thank") and self.yes_no == "yes"
        )

    @property
    def agrees(self) -> bool:
        """Whether anything in it may be taken for consent; a button says to what."""
        return not self.is_button and (self.is_yes or self.yes_no == "yes" or self.says_change_it)

    @property
    def is_no(self) -> bool:
        """A plain no; "no, that is too dear" looks like a complaint and is one."""
        return (self.intent == "deny" and self.is_button) or (
            self.intent in ("deny", "thank", "complaint") and self.yes_no == "no"
        )

    @property
    def has_wish(self) -> bool:
        """Whether it names something of a stay, so that a booking can go on from it."""
        # "Can I bring my dog?" says something of a party, and wishes for no room; "4 and 7" may be anything.
        people = {name: value for name, value in (self.party or {}).items() if name not in ("pets", "listed")}
        return bool(_says(self.stay) or self.shift or _says(people) or self.room_type)

    @property
    def impossible_days(self) -> tuple[str, ...]:
        """Days as they were written that no calendar has."""
        return tuple((self.stay or {}).get("impossible") or ())

    @property
    def contact(self) -> str | None:
        return self.email or self.phone

    def entity(self, name: str) -> Any:
        return (self.pressed or {}).get(name)


def read(message: Mapping[str, Any]) -> Said:
    """message: Rasa's latest message, with `understood` as bot/nlu leaves it."""
    text = str(message.get("text") or "")
    intent = message.get("intent") or {}
    understood = message.get("understood") or {}
    # A guest's own text never begins with a slash when it arrives here; only an offered button does.
    is_button = text.startswith("/")
    pressed = _pressed(message.get("entities") or ()) if is_button else {}
    if is_button:
        understood = {}
    contact = understood.get("contact") or {}
    extra = pressed.get("extra")
    return Said(
        text="" if is_button else text,
        intent=str(intent.get("name") or "nlu_fallback"),
        confidence=float(intent.get("confidence") or 0.0),
        is_button=is_button,
        stay=_pressed_stay(pressed) or understood.get("stay"),
        shift=understood.get("stay_shift"),
        party=pressed.get("party") or understood.get("party"),
        room_type=pressed.get("room_type") or understood.get("room_type"),
        extras=(extra,) if extra else tuple(understood.get("extras") or ()),
        unwanted_extras=tuple(understood.get("unwanted_extras") or ()),
        room_wishes=tuple(understood.get("room_wishes") or ()),
        budget=understood.get("budget"),
        choice=understood.get("choice"),
        questions=tuple(understood.get("questions") or ()),
        asks=bool(understood.get("asks")),
        adds=bool(understood.get("adds")),
        other_room=bool(understood.get("other_room")),
        says_change_it=bool(understood.get("change_it")),
        ages_told=understood.get("ages_told"),
        name=pressed.get("name") or contact.get("name"),
        email=pressed.get("email") or contact.get("email"),
        phone=pressed.get("phone") or contact.get("phone"),
        reference=pressed.get("reference") or understood.get("reference"),
        numbers=tuple(int(number) for number in understood.get("numbers") or ()),
        correction=understood.get("correction"),
        spoken=understood.get("spoken"),
        one_room=bool(understood.get("one_room")),
        times=tuple(pressed["time"].split(","))
        if pressed.get("time")
        else tuple(understood.get("times") or ()),
        request=pressed.get("request") or understood.get("request"),
        topic=pressed.get("change") or understood.get("topic"),
        yes_no=understood.get("yes_no"),
        negated=tuple(understood.get("negated") or ()),
        language=pressed.get("language") or (understood.get("language") or {}).get("wish"),
        written_in=_written_in(understood.get("language") or {}),
        guarded=bool(understood.get("guarded")),
        pressed=pressed,
    )


def _pressed(entities: Any) -> dict[str, Any]:
    return {str(entity["entity"]): entity.get("value") for entity in entities if entity.get("entity")}


def _written_in(language: Mapping[str, Any]) -> str | None:
    if language.get("other"):
        return str(language["other"])
    is_sure = float(language.get("confidence") or 0.0) >= _SURE_OF_LANGUAGE
    return str(language.get("code")) if is_sure and language.get("code") else None


def _pressed_stay(pressed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if pressed.get("day"):
        return {str(pressed.get("field") or "check_in"): pressed["day"]}
    stay = pressed.get("stay")
    return stay if isinstance(stay, Mapping) else None


def _says(part: Mapping[str, Any] | None) -> bool:
    return bool(part) and any(value not in (None, [], ()) for value in (part or {}).values())
