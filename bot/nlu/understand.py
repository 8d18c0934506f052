"""The one door: a message and its context in, everything understood out, as plain JSON.

Pure: no clock, no files, no Rasa. Order matters: codes and addresses are hidden first, then times, people and days each take
their numbers, and what nobody took is left as bare numbers for the question that was asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.languages import LANGUAGES, SPOKEN, closest

from .bare_numbers import BareNumber, find_bare_number
from .budgets import find_budget
from .choices import find_choice
from .contacts import Contact, find_email, find_phone
from .evidence import blanked, is_all_values, is_evidence, is_name_like, letters, votable
from .extras import find_extras, find_unwanted_extras
from .language import Detected, LanguageModel, detect, remembered
from .language_wish import find_language_wish
from .more_people import understood_people, without_rooms
from .names import find_name
from .negated_wishes import find_negated
from .one_room import speaks_of_one_room
from .party import Party, find_party
from .people_phrases import counted_ages, listed_ages
from .reading import Reading, read
from .references import find_reference
from .requests import find_request, find_topic
from .room_types import find_room_type
from .room_wishes import find_room_wishes
from .sense import is_gibberish
from .signs import POLARITY, find_sign
from .speech import adds, asks, resumes, says_change_it, wants_other_room
from .spoken import spoken_of
from .stay_roles import free_days_of_people
from .stay_shifts import find_stay_shift, told_apart
from .stays import Stay, find_stay
from .summed_people import summed
from .telling import strength_in
from .text import compose, fold, split
from .times import find_times
from .told_ages import find_told_ages
from .vocabulary import vocabulary
from .yes_no import find_yes_no, has_evidence, is_only_answer

Span = tuple[int, int]

_LONG = 1000
"""Characters: so long a message is heard once less."""
MOST_HEARINGS = 3
"""Languages a message is read in before the best hearing is taken."""


@dataclass(frozen=True)
class Context:
    """What surrounds a message. memory: {"reply", "prior"} of the conversation. asked: the slot asked last.

    languages: what the hotel writes, its default first; empty when that is not known.
    """

    today: dt.date
    day_first: bool = True
    memory: Mapping[str, Any] | None = None
    locale: str | None = None
    asked: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Heard:
    """The message read in one language."""

    reading: Reading
    stay: Stay | None
    party: Party | None
    times: tuple[str, ...]
    shift: dict[str, Any] | None
    listed: list[int] | None = None
    """Numbers that are the whole message, and may be ages."""
    spoken: str | None = None


def understand(text: str, *, context: Context, language_model: LanguageModel) -> dict[str, Any]:
    """Everything the message says; what it does not say is null. Never raises for any text."""
    understood, _ = understand_with_spans(text, context=context, language_model=language_model)
    return understood


def understand_with_spans(
    text: str, *, context: Context, language_model: LanguageModel
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The same, and the entities with their places, as Rasa's own tools show them."""
    said = compose(text)
    email = find_email(said, asked=context.asked)
    reference = find_reference(blanked(said, [email[1]] if email else []), asked=context.asked)
    codes = [found[1] for found in (email, reference) if found]
    phone = find_phone(blanked(said, codes), asked=context.asked)
    hidden = codes + ([phone[1]] if phone else [])
    first = _first_language(said, hidden, context, language_model)
    name = find_name(said, _ordered_tables(first.code), hidden=hidden, asked=context.asked)
    if name:
        hidden.append(name[1])
    wish = find_language_wish(said)
    heard = _best_hearing(said, hidden, first, context)
    gibberish = is_gibberish(said, _ordered_tables(first.code), familiar=language_model.own.familiar)
    language = detect(
        votable(said, hidden),
        language_model,
        memory=context.memory,
        locale=context.locale,
        wish=wish,
        is_evidence=not gibberish and is_evidence(said, hidden, heard.reading),
    ).answered_in(context.languages, memory=context.memory, locale=context.locale)
    contact = Contact(name, email, phone)
    is_address = bool(hidden) and not letters(said, hidden)
    return _answer(
        said,
        language,
        heard,
        contact,
        reference,
        is_gibberish=gibberish,
        is_address=is_address,
        is_name=is_name_like(said, hidden),
    )


def _answer(
    said: str,
    language: Detected,
    heard: _Heard,
    contact: Contact,
    reference: tuple[str, Span] | None,
    *,
    is_gibberish: bool,
    is_address: bool,
    is_name: bool,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    reading = heard.reading
    room_type = find_room_type(reading)
    extras = find_extras(reading)
    party, correction = _people(heard)
    sign = find_sign(said)
    numbers = [item.value for item in reading.items if item.is_count and not item.is_article]
    anything = bool(
        heard.stay or heard.party or reference or any(contact.to_json().values()) or language.other
    )
    understood = {
        "text": said,
        "language": language.to_json(),
        "stay": heard.stay.to_json() if heard.stay else None,
        "stay_shift": heard.shift,
        "spoken": heard.spoken,
        "party": party,
        "correction": correction.to_json() if correction else None,
        "ages_told": None if heard.stay or heard.shift else find_told_ages(reading),
        "room_type": room_type[0] if room_type else None,
        "one_room": speaks_of_one_room(reading, party),
        "extras": [extra for extra, _ in extras],
        "unwanted_extras": find_unwanted_extras(reading),
        "room_wishes": find_room_wishes(said),
        "budget": find_budget(said),
        "contact": contact.to_json(),
        "reference": reference[0] if reference else None,
        "numbers": numbers,
        "times": list(heard.times),
        "request": find_request(said, has_time=bool(heard.times)),
        "topic": find_topic(said),
        "asks": asks(said),
        "adds": adds(said),
        "resumes": resumes(said),
        "other_room": wants_other_room(said),
        "change_it": says_change_it(said),
        "choice": find_choice(said),
        "yes_no": POLARITY.get(sign or "") or _yes_no(said, heard.reading),
        "sign": sign,
        "negated": find_negated(said),
        "guarded": is_gibberish and not anything and sign is None,
        # Nothing but a name, an e-mail, a phone or a reference.
        "is_address": is_address,
        "is_name": is_name,
        "is_value": _is_one_value(heard, room_type),
    }
    places: list[tuple[str, Any, Span]] = [("language", language.code, (0, len(said)))]
    places += [("stay", understood["stay"], heard.stay.span)] if heard.stay else []
    places += [("party", understood["party"], heard.party.span)] if heard.party else []
    places += [("room_type", *room_type)] if room_type else []
    places += [("extra", extra, span) for extra, span in extras]
    places += [
        (kind, *found)
        for kind, found in (("name", contact.name), ("email", contact.email), ("phone", contact.phone))
        if found
    ]
    places += [("reference", *reference)] if reference else []
    places += [
        ("number", item.value, (item.start, item.end))
        for item in reading.items
        if item.is_count and not item.is_article
    ]
    times = [item for item in reading.items if item.kind == "time"]
    places += [("time", time, (item.start, item.end)) for time, item in zip(heard.times, times, strict=False)]
    entities = [
        {"entity": kind, "value": value, "start": span[0], "end": span[1]} for kind, value, span in places
    ]
    return understood, entities


# -- reading in the likeliest language --------------------------------------------------------------------------------------


def _people(heard: _Heard) -> tuple[dict[str, Any] | None, BareNumber | None]:
    """The party and the bare number that a message says (more_people.py)."""
    counted = heard.party.to_json() if heard.party else None
    names_days = heard.stay is not None or heard.shift is not None
    return understood_people(heard.reading, counted, listed=heard.listed, names_days=names_days)


def _is_one_value(heard: _Heard, room_type: tuple[str, Span] | None) -> bool:
    """Days alone, people alone or a room alone; together they are a wish to stay."""
    kinds = (heard.stay, heard.party, room_type)
    return sum(kind is not None for kind in kinds) == 1 and is_all_values(heard.reading)


def _best_hearing(said: str, hidden: list[Span], first: Detected, context: Context) -> _Heard:
    """The message in its own language; in another one when that explains more of its days and people.

    A guest in a Spanish conversation may paste "from 10 to 12 December".
    """
    words = set(split(fold(said)))
    order = sorted(first.prior, key=lambda code: (code != first.code, -first.prior[code]))
    strength = {code: strength_in(words, code) for code in order}
    best: tuple[float, _Heard] | None = None
    own = 0.0
    tried = 0
    most = MOST_HEARINGS if len(said) <= _LONG else MOST_HEARINGS - 1
    for place, code in enumerate(order):
        is_plausible = (
            place == 0
            or strength[code] > strength[order[0]]
            or (first.confidence < 0.9 and first.prior[code] > 0.05)
        )
        if not is_plausible or tried == most:
            continue
        tried += 1
        heard = _hear(said, hidden, code, context)
        explained = _explained(heard)
        own = own if place else explained
        if place and explained <= own and first.confidence >= _SURE:
            # "We arrive on the 14th": a word at home in two languages ("arrive") moves nothing to the other.
            continue
        score = explained + 3.0 * strength[code] + (0.5 if place == 0 else 0.0) + first.prior[code]
        is_usual = code == (context.memory or {}).get("reply")
        score += 0.5 if is_usual else 0.0  # "1 hab" in a Spanish conversation.
        if best is None or score > best[0] + 0.25:
            best = (score, heard)
    if best is None:
        raise AssertionError("the likeliest language is always heard")
    return best[1]


_SURE = 0.97
"""Of its language from here on, a message is read in another one only where that explains more."""


def _hear(said: str, hidden: list[Span], code: str, context: Context) -> _Heard:
    reading = read(said, vocabulary(code), hidden=hidden)
    times = tuple(find_times(reading))
    free_days_of_people(reading)
    party = find_party(reading, asked=context.asked)
    party = summed(reading, party)
    listed = counted_ages(reading.folded) or (listed_ages(reading.folded) if party is None else None)
    if listed and listed[1]:
        # "They are 4, 8 and 13" says ages, and no 4th of the month.
        party = Party(children_ages=listed[0], span=reading.take(0, len(reading.items)))
    _free_from_counts(reading)
    shift = find_stay_shift(reading, today=context.today, day_first=context.day_first)
    stay = find_stay(
        reading,
        today=context.today,
        day_first=context.day_first,
        asked=context.asked,
        moved_by=(shift or {}).get("days"),
    )
    stay, shift = told_apart(stay, shift)
    spoken = spoken_of(reading, context.today) if stay is None and shift is None else None
    return _Heard(reading, stay, party, times, shift, listed[0] if listed and party is None else None, spoken)


def _free_from_counts(reading: Reading) -> None:
    """ "zwei kommen nicht mit, also 2": what plainly counts is no day of the month."""
    bare = find_bare_number(without_rooms(reading), reading.vocabulary.language)
    if bare is not None and bare.kind in ("people", "more", "fewer"):
        for item in reading.items:
            item.is_taken = item.is_taken or item.kind == "number"


def _explained(heard: _Heard) -> float:
    score = 0.0
    if heard.stay:
        stay = heard.stay
        score += 2.0 * sum(value is not None for value in (stay.check_in, stay.check_out)) + (
            stay.nights is not None
        )
        score += 1.5 if stay.ambiguous else 0.0
    score += 1.5 if heard.shift else 0.0
    if heard.party:
        score += sum(value is not None for value in heard.party.to_json().values())
    return score


def _first_language(said: str, hidden: list[Span], context: Context, model: LanguageModel) -> Detected:
    """A first estimate, before names are known, to choose the tables to read with."""
    text = " ".join(letters(said, hidden))
    return detect(
        text, model, memory=context.memory, locale=context.locale, wish=None, is_evidence=bool(text)
    )


def _ordered_tables(code: str) -> list[Any]:
    return [vocabulary(code)] + [vocabulary(other) for other in SPOKEN if other != code]


def _yes_no(said: str, reading: Reading) -> str | None:
    """In the message's language; a bare yes or no may be of any language."""
    if looks_like_an_order(said):
        return None
    own = find_yes_no(reading)
    if find_negated(said):
        # "Don't call me. Yes, those dates": what is refused is no answer to what was asked.
        rest = [one for one in _SENTENCE.split(said) if one.strip() and not find_negated(one)]
        if rest:
            own = find_yes_no(read(". ".join(rest), reading.vocabulary)) or own
    if own or len(split(said)) > 2:
        return own
    for code in SPOKEN:
        other = read(said, vocabulary(code))
        if is_only_answer(other) and find_yes_no(other):
            return find_yes_no(other)
    return None


_SENTENCE = re.compile(r"[.!?\n]+")


def looks_like_an_order(text: str) -> bool:
    """Whether it begins as Rasa's own orders do ("/affirm…", or the slash our channel puts there): never anybody's yes."""
    return text.lstrip().startswith(("/", "\u2044"))


def said_yes_or_no(text: str, code: str, polarity: str) -> bool:
    """Whether any word of a yes ("yes") or of a no ("no") stands in the text, in its language."""
    return not looks_like_an_order(text) and has_evidence(read(compose(text), vocabulary(code)), polarity)


def context_of(metadata: Mapping[str, Any] | None, *, today: dt.date) -> Context:
    """The context a channel's metadata describes; a missing or broken entry falls back to what is safe."""
    data = metadata if isinstance(metadata, Mapping) else {}
    memory = data.get("language")
    locale = data.get("locale")
    asked = data.get("asked")
    languages = data.get("languages")
    day_first = data.get("day_first")
    if not isinstance(day_first, bool):
        code = closest(locale if isinstance(locale, str) else None) or "en"
        day_first = LANGUAGES[code].day_first
    return Context(
        today=_date(data.get("today")) or today,
        day_first=day_first,
        memory=memory if isinstance(memory, Mapping) else None,
        locale=locale if isinstance(locale, str) else None,
        asked=asked if isinstance(asked, str) else None,
        languages=tuple(code for code in languages if code in LANGUAGES)
        if isinstance(languages, list)
        else (),
    )


def _date(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def understand_payload(text: str, *, context: Context) -> dict[str, Any]:
    """A button's payload says nothing in words: the conversation's language goes on, and nothing else is set."""
    language = remembered(memory=context.memory, locale=context.locale).answered_in(
        context.languages, memory=context.memory, locale=context.locale
    )
    return {
        "text": text,
        "language": language.to_json(),
        "stay": None,
        "stay_shift": None,
        "spoken": None,
        "party": None,
        "correction": None,
        "room_type": None,
        "one_room": False,
        "extras": [],
        "unwanted_extras": [],
        "room_wishes": [],
        "budget": None,
        "contact": Contact().to_json(),
        "reference": None,
        "numbers": [],
        "times": [],
        "request": None,
        "topic": None,
        "asks": False,
        "adds": False,
        "resumes": False,
        "other_room": False,
        "change_it": False,
        "ages_told": None,
        "choice": None,
        "yes_no": None,
        "negated": [],
        "guarded": False,
        "is_address": False,
        "is_name": False,
        "is_value": False,
        "sign": None,
    }
