"""What can be sold for a stay, said to the guest; and which of it the guest means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions import outcomes, questions, room_needs
from actions.context import Turn
from actions.drafts import PartyDraft, StayDraft
from actions.form import Question
from actions.slots import key_of
from actions.values import moment, offer_json, party_json, room_set_json, stay_json
from pms.contract.errors import Refused, Retriable
from pms.contract.models import Offer, Offers, Party, RoomType, Stay

# How room types are named across hotels, for a hotel whose ids are not these words.
_KINDS = {
    "individual": ("individual", "single", "solteiro"),
    "doble": ("doble", "double", "twin", "duplo", "matrimonial"),
    "suite": ("suite", "suíte"),
    "familiar": ("familiar", "family", "familia", "família"),
}

# What a guest who names no room may mean by its place in a list that begins with the cheapest.
_PLACES = {"cheapest": 0, "dearest": -1, "first": 0, "second": 1, "third": 2, "last": -1}
_BY_PRICE = frozenset({"cheapest", "dearest"})


def stay_of(draft: StayDraft) -> Stay:
    """A complete draft as the front desk takes it."""
    assert draft.arrival
    assert draft.departure
    return Stay(arrival=draft.arrival, departure=draft.departure)


def party_of(draft: PartyDraft) -> Party:
    assert draft.adults is not None
    return Party(adults=draft.adults, children_ages=draft.ages)


async def ask_room(turn: Turn, stay: StayDraft, party: PartyDraft) -> Question | None:
    """Search, and ask which room; None when the room the guest named before is free and is taken as the answer."""
    try:
        found = await turn.desk.front_desk.search(
            turn.errand, stay_of(stay), party_of(party), rooms=party.rooms
        )
    except Refused as refusal:
        named = outcomes.of_search(refusal)
        turn.forget("stay_ok", *(slot for slot in (named.ask_again,) if slot in ("stay", "party")))
        return Question(named.ask_again or "stay", named.reply, named.values)
    offers = _cheapest_of_each(found.offers)
    wish = turn.get("room_wish")
    if not offers and not found.room_sets:
        return await _nothing_free(turn, stay, party)
    fitting = room_needs.fitting(offers, turn.get("room_needs"), stay_of(stay).nights)
    if fitting is not None and offers and not _wished(offers, wish):
        if not fitting:
            turn.say("availability.none_as_wished")
            turn.forget("room_needs")
        elif len(fitting) < len(offers):
            turn.say("availability.as_wished")
            offers = fitting
    _remember(turn, found, offers, key_of(stay, party))
    wanted = _wished(offers, wish)
    if wish in _BY_PRICE:
        # The wish is fulfilled with whatever that is now; later dates may have another cheapest room.
        turn.forget("room_wish")
    if found.is_stale and (wanted is not None or not offers):
        turn.say("error.old_answer", as_of=moment(found.as_of, turn.some_hotel))
    if wanted is not None:
        choose(turn, wanted.room_type.id)
        turn.say(
            "availability.room_free",
            stay=stay_json(stay),
            party=party_json(party),
            room=turn.name_of(wanted.room_type.names),
            total=wanted.total.to_json(),
        )
        return None
    values: dict[str, Any] = {"stay": stay_json(stay), "party": party_json(party)}
    values |= _payment_note(turn)
    if not offers:
        if party.rooms and party.rooms > 1:
            values["rooms_count"] = party.rooms
        values["room_sets"] = [room_set_json(rooms, turn.name_of) for rooms in found.room_sets]
        return Question("room", "ask.several_rooms", values)
    values["offers"] = await _offers_json(turn, offers, is_stale=found.is_stale)
    if wish and wish not in _BY_PRICE:
        types = await turn.desk.front_desk.room_types(turn.errand)
        wished = match_type(wish, types)
        if wished is not None and not wished.fits(party_of(party)):
            turn.say("wish.party_does_not_fit", room=turn.name_of(wished.names), party=values["party"])
        elif wished is not None:
            turn.say("availability.room_taken", room=turn.name_of(wished.names), stay=values["stay"])
        else:
            turn.say("availability.unknown_room")
    if found.is_stale:
        values["as_of"] = moment(found.as_of, turn.some_hotel)
    return Question("room", "ask.room", values)


def _payment_note(turn: Turn) -> dict[str, str]:
    """How one pays here, in the hotel's own words: said where the first prices are."""
    words = questions.fact_words(turn, "payment")
    return {"payment_note": words} if words else {}


def choose(turn: Turn, room_id: str) -> None:
    """room_id: a room type's, or several joined by "+"."""
    offers = turn.get("offers") or {}
    turn.set("room", {"ids": room_id.split("+"), "key": offers.get("key")})
    turn.forget("quote", "booking_ok")


def chosen(turn: Turn, key: str) -> tuple[str, ...]:
    """The rooms chosen for this stay and party; empty when none, or when they were chosen for another."""
    room = turn.get("room") or {}
    return tuple(room.get("ids") or ()) if room.get("key") == key else ()


def meant(turn: Turn, *, is_asked: bool) -> str | None:
    """The id of the offered room that the message means; a bare number or "yes" only when a room was asked for."""
    offered: Sequence[Mapping[str, Any]] = (turn.get("offers") or {}).get("rooms") or ()
    said = turn.said
    if said.entity("rooms"):
        return next((room["id"] for room in offered if room["id"] == said.entity("rooms")), None)
    if said.room_type:
        by_id = next((room["id"] for room in offered if room["id"] == said.room_type), None)
        return by_id or next(
            (room["id"] for room in offered if _is_kind(said.room_type, room["names"])), None
        )
    if said.choice in _PLACES and offered and (is_asked or said.choice in _BY_PRICE):
        return _by_choice(said.choice, [str(room["id"]) for room in offered])
    if not is_asked:
        return None
    words = said.text.casefold().strip()
    named = [room["id"] for room in offered if any(name.casefold() == words for name in room["names"])]
    if not named and len(words) > 3:
        named = [room["id"] for room in offered if any(name.casefold() in words for name in room["names"])]
    if len(named) == 1:
        return str(named[0])
    if "?" in said.text:
        # "Is there space for two cars?" chooses nothing.
        return None
    own = [room["id"] for room in offered if _own_words(room, offered) & set(re.findall(r"\w+", words))]
    if len(own) == 1 and not said.is_no:
        return str(own[0])
    kinds = [room["id"] for room in offered if _names_kind(words, room["names"])]
    if len(kinds) == 1 and len(offered) > 1:
        return str(kinds[0])
    if len(said.numbers) == 1 and 1 <= said.numbers[0] <= len(offered):
        return str(offered[said.numbers[0] - 1]["id"])
    if said.is_yes and len(offered) == 1:
        return str(offered[0]["id"])
    return None


def _by_choice(choice: str, ids: Sequence[str]) -> str | None:
    """ids: cheapest first, as they were offered."""
    place = _PLACES[choice]
    return ids[place] if -len(ids) <= place < len(ids) else None


def included_in_choice(turn: Turn) -> set[str]:
    """The extras that the chosen room brings along."""
    chosen_id = "+".join((turn.get("room") or {}).get("ids") or ())
    rooms = (turn.get("offers") or {}).get("rooms") or ()
    return next((set(room["includes"]) for room in rooms if room["id"] == chosen_id), set())


def match_type(wish: str, types: Sequence[RoomType]) -> RoomType | None:
    """The hotel's room type that a wish names, by id or by any of its names."""
    by_id = next((room for room in types if room.id == wish), None)
    return by_id or next((room for room in types if _is_kind(wish, list(room.names.values()))), None)


async def included_names(turn: Turn, ids: Sequence[str]) -> list[str]:
    """What costs nothing more, by name."""
    if not ids:
        return []
    names = {extra.id: turn.name_of(extra.names) for extra in await turn.desk.front_desk.extras(turn.errand)}
    return [names[one] for one in ids if one in names]


async def _offers_json(turn: Turn, offers: Sequence[Offer], *, is_stale: bool) -> list[dict[str, Any]]:
    rows = []
    for offer in offers:
        try:
            included = await included_names(turn, offer.includes)
        except Retriable:
            # An offer of before the outage can be told without what comes with it; a fresh one is whole or not told.
            if not is_stale:
                raise
            included = []
        rows.append({**offer_json(offer, turn.name_of, turn.some_hotel.photos), "includes": included})
    return rows


async def _nothing_free(turn: Turn, stay: StayDraft, party: PartyDraft) -> Question:
    near = await turn.desk.front_desk.nearest_stays(turn.errand, stay_of(stay), party_of(party), limit=3)
    turn.forget("stay_ok", "offers", "room")
    values: dict[str, Any] = {"stay": stay_json(stay), "party": party_json(party)}
    if near:
        values["nearest"] = [{"stay": stay_json(other), "total": total.to_json()} for other, total in near]
    return Question("stay", "availability.none", values)


def _cheapest_of_each(offers: Sequence[Offer]) -> list[Offer]:
    """One offer a room type, in the order given, which is by price."""
    seen: dict[str, Offer] = {}
    for offer in offers:
        seen.setdefault(offer.room_type.id, offer)
    return list(seen.values())


def _remember(turn: Turn, found: Offers, offers: Sequence[Offer], key: str) -> None:
    rooms: list[dict[str, Any]] = [
        {
            "id": offer.room_type.id,
            "names": sorted(set(offer.room_type.names.values())),
            "includes": sorted(offer.includes),
        }
        for offer in offers
    ]
    if not rooms:
        rooms = [
            {"id": shown["id"], "names": [shown["name"]], "includes": []}
            for shown in (room_set_json(rooms, turn.name_of) for rooms in found.room_sets)
        ]
    turn.set("offers", {"key": key, "rooms": rooms})


def _wished(offers: Sequence[Offer], wish: str | None) -> Offer | None:
    if not wish or not offers:
        return None
    if wish in _BY_PRICE:
        return offers[_PLACES[wish]]
    by_id = next((offer for offer in offers if offer.room_type.id == wish), None)
    return by_id or next(
        (offer for offer in offers if _is_kind(wish, list(offer.room_type.names.values()))), None
    )


def _own_words(room: Mapping[str, Any], offered: Sequence[Mapping[str, Any]]) -> set[str]:
    """The words that tell this room's names from the other rooms' ("executive" of "Executive Rooms")."""
    others = {word for other in offered if other is not room for word in _name_words(other)}
    return {word for word in _name_words(room) - others if len(word) > 3}


def _name_words(room: Mapping[str, Any]) -> set[str]:
    return {word for name in room["names"] for word in re.findall(r"\w+", str(name).casefold())}


def _names_kind(words: str, names: Sequence[str]) -> bool:
    """Whether a room's kind is named in any language ("o double" of a Portuguese guest)."""
    spoken = set(re.findall(r"\w+", words))
    return any(spoken.intersection(kind) and _is_kind(wish, names) for wish, kind in _KINDS.items())


def _is_kind(wish: str, names: Sequence[str]) -> bool:
    words = _KINDS.get(wish, (wish,))
    return any(word in name.casefold() for name in names for word in words)
