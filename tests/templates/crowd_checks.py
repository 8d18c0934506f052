"""What must hold after a crowd of editors: nothing lost, nobody overwritten unseen, and no guest read half a change.

Worked out from the rows alone: the versions, and the audit, which tells the acts in their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from templates.place import EVERYWHERE, Place
from templates.tables import template_audit, template_versions
from templates.wording import label_of
from tests.templates.crowd import (
    CONTESTED,
    EDITORS,
    HELLO,
    HOTELS,
    RENDERS_A_SECOND,
    ROUNDS,
    SET,
    Crowd,
    Guests,
    Told,
)


async def check_crowd(crowd: Crowd) -> None:
    _it_was_a_crowd(crowd)
    stored = await _stored(crowd.versions.engine)
    _nothing_is_lost(crowd.told, stored)
    states = await _states(crowd.versions.engine)
    await _nobody_overwrote_anybody_unseen(crowd, stored)
    _guests_read_whole_states(crowd.guests, states, stored)
    await _the_last_state_is_read(crowd)


def _it_was_a_crowd(crowd: Crowd) -> None:
    """What is promised below was put to the test."""
    told, read = crowd.told, crowd.guests.read
    assert len(told.saved) == EDITORS * (1 + ROUNDS), "everybody got through in the end"
    assert len(told.published_together) == len(HOTELS) + EDITORS // 5
    assert told.refused_saves
    assert told.refused_moves
    assert told.retired
    assert crowd.during >= RENDERS_A_SECOND
    assert len(read) > 5, "the catalog was swapped again and again"
    assert all(words.total() >= RENDERS_A_SECOND / 10 for words in read.values())


def _nothing_is_lost(told: Told, stored: Mapping[Place, Mapping[int, Any]]) -> None:
    answered = {(made.place, made.number): (made.content, made.author) for _, made in told.saved}
    assert len(answered) == len(told.saved), "a number was given twice"
    kept = {
        (place, number): (row.content, row.author)
        for place, rows in stored.items()
        for number, row in rows.items()
        if place.key not in SET
    }
    assert kept == answered
    for rows in stored.values():
        assert sorted(rows) == list(range(2, len(rows) + 2))
    assert all(made.number == seen + 1 for seen, made in told.saved)
    for seen, conflict in told.refused_saves:
        assert conflict.number > seen
        assert stored[conflict.place][conflict.number].author == conflict.author
    for hotel in HOTELS:
        sets = [words for words in told.published_together if Place(SET[0], "es", hotel) in words]
        for key in SET:
            kept_words = [row.content for row in stored[Place(key, "es", hotel)].values()]
            assert sorted(map(str, kept_words)) == sorted(
                str(words[Place(key, "es", hotel)]) for words in sets
            )


async def _nobody_overwrote_anybody_unseen(crowd: Crowd, stored: Mapping[Place, Mapping[int, Any]]) -> None:
    """Each move that was answered went from what its editor saw; each that was refused, was for another's."""
    told = crowd.told
    assert len({move.id for _, move in told.moved}) == len(told.moved)
    before = await _lives_before(crowd.versions.engine)
    assert Counter((move.place, move.number, move.by, live) for live, move in told.moved) == Counter(before)
    for live, conflict in told.refused_moves:
        assert conflict.number != live
        assert conflict.number == 1 or conflict.number in stored[conflict.place]


def _guests_read_whole_states(
    guests: Guests, states: Mapping[int, Mapping[Place, int]], stored: Mapping[Place, Mapping[int, Any]]
) -> None:
    """What is read under a revision is what was published at it, for every hotel and reply, and nothing else."""
    assert set(guests.read) <= set(states), "a catalog that was never the database's"
    for revision, read in guests.read.items():
        expected = {
            (hotel, key, channel, *_said(states[revision], stored, hotel, key, channel))
            for hotel in HOTELS
            for key in (HELLO, *SET)
            for channel in ("api", "whatsapp")
        }
        assert set(read) <= expected, set(read) - expected


async def _the_last_state_is_read(crowd: Crowd) -> None:
    stored, states = await _stored(crowd.versions.engine), await _states(crowd.versions.engine)
    last = states[max(states)]
    assert crowd.guests.store.current.revision == max(states)
    for number in range(EDITORS):
        own, other = list(HOTELS)[number % 2], list(HOTELS)[(number + 1) % 2]
        key = f"greeting.own_{number}"
        assert crowd.guests.say(own, HOTELS[own], key) == _said(last, stored, own, key, "api")
        assert crowd.guests.say(other, HOTELS[other], key) == ("1", "Lo siento.")
    for place in CONTESTED:
        history = await crowd.versions.history(place)
        assert [shown.version.number for shown in history if shown.is_live] == [last.get(place, 1)]


def _said(
    state: Mapping[Place, int],
    stored: Mapping[Place, Mapping[int, Any]],
    hotel: str,
    key: str,
    channel: str,
) -> tuple[str, str]:
    """Worked out by hand: the hotel's own words, else the common ones, else the packaged."""
    for property_id in (hotel, EVERYWHERE):
        place = Place(key, "es", property_id)
        number = state.get(place, 1)
        if number != 1:
            content = stored[place][number].content
            text = content["channels"]["whatsapp"]["text"] if channel == "whatsapp" else content["text"]
            text = text.replace("{{ hotel }}", HOTELS[hotel])
            return label_of(number, property_id), f"{text}|{content['buttons'][0]['title']}"
    return "1", f"Hola de {HOTELS[hotel]}"


async def _stored(engine: AsyncEngine) -> dict[Place, dict[int, Any]]:
    found: dict[Place, dict[int, Any]] = defaultdict(dict)
    async with engine.connect() as connection:
        for row in await connection.execute(select(template_versions)):
            found[Place(row.key, row.language, row.property_id)][row.number] = row
    return found


@dataclass(frozen=True)
class Act:
    """One line of the audit that changed what is read; state: each place's published version after it."""

    place: Place
    action: str
    number: int
    by: str
    state: Mapping[Place, int]


async def _acts(engine: AsyncEngine) -> list[Act]:
    """In their order; the first made revision 1."""
    moves: dict[Place, list[int]] = defaultdict(list)
    async with engine.connect() as connection:
        rows = (await connection.execute(select(template_audit).order_by(template_audit.c.id))).all()
    acts = []
    for row in rows:
        if row.action == "save":
            continue
        place = Place(row.key, row.language, row.property_id)
        if row.action == "retire":
            moves[place] = [number for number in moves[place] if number != row.number]
        else:
            moves[place].append(row.number)
        state = {one: numbers[-1] for one, numbers in moves.items() if numbers}
        acts.append(Act(place, row.action, row.number, row.by, state))
    return acts


async def _lives_before(engine: AsyncEngine) -> list[tuple[Place, int, str, int]]:
    """Of every move of one editor: the version that was published until then."""
    acts = await _acts(engine)
    return [
        (act.place, act.number, act.by, before.state.get(act.place, 1))
        for before, act in pairwise(acts)
        if act.action != "retire" and act.place.key not in SET
    ]


async def _states(engine: AsyncEngine) -> dict[int, Mapping[Place, int]]:
    """What was published at every revision that was ever committed.

    A set of words is one transaction, of which only the last act's revision was ever to be seen.
    """
    states: dict[int, Mapping[Place, int]] = {0: {}}
    in_set = 0
    for revision, act in enumerate(await _acts(engine), 1):
        in_set = in_set + 1 if act.place.key in SET else 0
        if in_set % len(SET) == 0:
            states[revision] = act.state
    return states
