"""What becomes of each kind of update: a turn, a line on the transcript with at most one answer, or neither."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.gateway import erasure
from bot.gateway.tables import channel_events, conversations, inbox, outgoing
from bot.gateway.transcripts import SaidMessage, Transcript
from common.clock import FrozenClock
from templates.tables import approved_templates
from tests.bot.channels.whatsapp.calls import (
    NUMBER,
    SETTINGS,
    SISTER,
    call,
    change,
    message,
    post,
    recorded,
    worked,
)
from tests.bot.gateway.house import House, open_house, two_hotels
from tests.bot.gateway.stand_in_rasa import Gate, StandInRasa, answer, echo, reply

NOW = datetime.fromtimestamp(1_795_250_500, UTC)


@pytest.fixture
async def house(tmp_path: Path, rasa: StandInRasa) -> AsyncIterator[House]:
    numbers = f"{NUMBER}=mirador,{SISTER}=faro"
    settings = SETTINGS | {"whatsapp_numbers": numbers}
    async with open_house(
        tmp_path, rasa, clock=FrozenClock(NOW), properties=two_hotels(), **settings
    ) as opened:
        yield opened


async def talks(house: House) -> list[Any]:
    query = select(conversations).order_by(conversations.c.created_at, conversations.c.id)
    return await house.gateway.desk.ledger.read(lambda at: list(at.execute(query).all()))


async def talk(house: House) -> Any:
    (row,) = await talks(house)
    return row


def address(house: House, row: Any) -> dict[str, Any]:
    return dict(json.loads(house.sealer.unseal(row.address)))


async def transcript(house: House, conversation: str | None = None) -> Transcript:
    """Once every turn of it has ended."""
    name = conversation or (await talk(house)).id
    for _ in range(500):
        states = await house.gateway.transcripts.states(name)
        if set(states.values()) <= {"answered", "apologised", "with_person"}:
            break
        await asyncio.sleep(0.01)
    found = await house.gateway.transcripts.transcript(name)
    assert found is not None
    return found


async def lines(house: House, conversation: str | None = None) -> list[str]:
    """Both sides in order, ours marked."""
    told = await transcript(house, conversation)
    found = []
    for turn in told.turns:
        found += [one.text for one in turn.said]
        found += [f"> {one.reply.text}" for one in turn.replies]
    return found


async def last(house: House, conversation: str | None = None) -> SaidMessage:
    return (await transcript(house, conversation)).turns[-1].said[-1]


# --- words ---


async def test_words_become_a_turn_and_the_conversation_knows_where_to_answer(house: House) -> None:
    await worked(house, recorded("in_text.json"))
    words = "Guten Abend! Haben Sie vom 4. bis 7. Dezember ein Doppelzimmer frei?"
    assert await lines(house) == [words, f"> You said: {words}"]
    row = await talk(house)
    assert (row.channel, row.property, row.id[:3]) == ("whatsapp", "mirador", "wa_")
    assert address(house, row) == {
        "number": NUMBER,
        "user_id": "DE.1029384756102938475",
        "phone": "493023125014",
    }
    assert row.window_until == datetime.fromtimestamp(1_795_250_007, UTC) + timedelta(hours=24)
    assert house.rasa.seen[0]["channel"] == "whatsapp"
    assert not any(word in f"{row.id} {row.address_key}" for word in ("493023125014", "1029384756102938475"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("in_text_no_bsuid.json", "Do you have parking?"),
        ("in_text_username_no_phone.json", "Bonjour, le petit-déjeuner est-il compris ? 🥐"),
        ("in_identity_key_hash.json", "Hallo"),
        ("in_text_rtl_multiline.json", "مساء الخير،\nأريد حجز غرفتين من 20 إلى 23 ديسمبر 🙏\n4 أشخاص"),
        ("in_text_forwarded.json", "Meet me in the lobby at 8"),
    ],
)
async def test_recorded_words_reach_rasa_as_they_were_written(house: House, name: str, said: str) -> None:
    await worked(house, recorded(name))
    assert await lines(house) == [said, f"> You said: {said}"]
    assert house.rasa.texts == [said]


async def test_what_words_answer_and_what_they_are_about_stands_beside_them(house: House) -> None:
    await worked(house, recorded("in_text_contextual_reply.json"), recorded("in_text_product_inquiry.json"))
    told = await transcript(house)
    extras = [one.extra for turn in told.turns for one in turn.said]
    assert extras == [
        {"quotes": "wamid.SEJnT1VUMDAwNDBBMUIyQzNENEU1Rg=="},
        {"quotes": "wamid.SEJnT1VUMDAwODBBMUIyQzNENEU1Rg==", "product": "suite-lake-view"},
    ]


async def test_the_advertisement_that_brought_the_guest_stays_with_the_conversation(house: House) -> None:
    await worked(house, recorded("in_text_referral_ad.json"))
    await worked(
        house, call(message("x", user_id="GB.9182736455019283746", phone="447700900123", text="and?"))
    )
    assert (await talk(house)).ad_source == "ad:120200000000000001"


async def test_a_repetition_is_answered_once_however_it_is_batched(house: House) -> None:
    one, two = message("a", text="one"), message("b", text="two", at=1_795_250_009)
    await worked(house, call(one), call(two, one), call(one, one))
    # Two messages may be one turn or two; each is read once.
    told = await lines(house)
    assert [line for line in told if line[0] != ">"] == ["one", "two"]
    assert "\n".join(house.rasa.texts) == "one\ntwo"


async def test_of_one_call_each_hotel_gets_its_guests_and_each_guest_is_answered(house: House) -> None:
    await worked(house, recorded("batch_multi.json"))
    found = {(row.property, address(house, row)["user_id"]): row for row in await talks(house)}
    assert set(found) == {
        ("mirador", "DE.1029384756102938475"),
        ("mirador", "GB.9182736455019283746"),
        ("faro", "FR.5647382910564738291"),
    }
    assert await lines(house, found["faro", "FR.5647382910564738291"].id) == [
        "Bonsoir",
        "> You said: Bonsoir",
    ]
    told = await lines(house, found["mirador", "DE.1029384756102938475"].id)
    assert [line for line in told if line[0] != ">"] == ["2 Zimmer bitte", "und Frühstück"]


async def test_words_and_a_status_of_one_value_are_both_taken(house: House) -> None:
    await worked(house, recorded("batch_messages_and_statuses_in_one_value.json"))
    assert await lines(house) == ["Danke!", "> You said: Danke!"]
    states = select(channel_events.c.state)
    assert len(await house.gateway.desk.ledger.read(lambda at: list(at.scalars(states)))) == 2


async def test_a_message_a_week_late_is_kept_and_opens_no_window(house: House) -> None:
    week = 7 * 24 * 3600
    await worked(house, call(message("b", text="now", at=1_795_250_400)))
    await worked(house, call(message("a", text="then", at=1_795_250_400 - week)))
    row = await talk(house)
    assert row.window_until == datetime.fromtimestamp(1_795_250_400, UTC) + timedelta(hours=24)
    assert "then" in await lines(house)


async def test_a_clock_that_runs_ahead_opens_no_longer_window(house: House) -> None:
    await worked(house, call(message("a", text="hi", at=1_795_990_000)))
    assert (await talk(house)).window_until == NOW + timedelta(hours=24)


# --- buttons ---


async def offer(turn: dict[str, Any]) -> dict[str, Any]:
    if "payload" in turn:
        return await echo(turn)
    return answer(
        reply("Which?", buttons=[{"title": "Yes", "payload": {"intent": "affirm", "entities": {}}}])
    )


async def test_a_button_is_known_by_its_id_whatever_its_title_says(house: House) -> None:
    house.rasa.talk = offer
    await worked(house, call(message("a", text="hi")))
    button = (await transcript(house)).turns[0].replies[0].reply.buttons[0].id
    pressed = {"type": "button_reply", "button_reply": {"id": button, "title": "Sí"}}
    await worked(house, call(message("b", interactive=pressed)))
    assert (await lines(house))[-2:] == ["Yes", "> You said: <affirm>"]
    assert (await last(house)).button == button


@pytest.mark.parametrize(
    "name",
    [
        "in_interactive_button_reply.json",
        "in_interactive_list_reply.json",
        "in_interactive_list_reply_no_description.json",
        "in_button_template_quick_reply.json",
    ],
)
async def test_a_button_that_was_never_offered_is_no_answer_to_anything(house: House, name: str) -> None:
    await worked(house, recorded(name))
    told = await lines(house)
    assert told[1:] == [
        "> error.wrong_button address=Calle del Mirador 12, 11005 Cádiz phone=+34 956 000 120"
    ]
    assert house.rasa.seen == []


async def test_under_our_latest_message_a_foreign_button_says_what_stands_on_it(house: House) -> None:
    await worked(house, call(message("a", text="hi")))
    told = await transcript(house)
    sent = (
        update(outgoing)
        .where(outgoing.c.id == told.turns[0].replies[0].reply.id)
        .values(external_id="wamid.ours")
    )
    await house.gateway.desk.ledger.write(lambda at: at.execute(sent))
    pressed = {"payload": "whatever", "text": "Where are you?"}
    await worked(house, call(message("b", button=pressed, context={"id": "wamid.ours"})))
    assert house.rasa.texts == ["hi", "Where are you?"]
    await worked(house, call(message("c", button=pressed, context={"id": "wamid.older"})))
    assert house.rasa.texts == ["hi", "Where are you?"]


# --- what the bot is not asked about ---

ADDRESS = "address=Calle del Mirador 12, 11005 Cádiz phone=+34 956 000 120"


@pytest.mark.parametrize(
    ("name", "kind", "words", "extra", "answered"),
    [
        (
            "in_image_no_url.json",
            "image",
            "",
            {"media": {"id": "1003380000000002", "type": "image/jpeg"}},
            "channel.file",
        ),
        (
            "in_audio_voice.json",
            "voice",
            "",
            {"media": {"id": "1908640000000001", "type": "audio/ogg; codecs=opus"}},
            "channel.voice",
        ),
        (
            "in_sticker.json",
            "sticker",
            "",
            {"media": {"id": "1908640000000002", "type": "image/webp"}},
            "channel.file",
        ),
        (
            "in_location.json",
            "location",
            "Konstanz Hafen, Seestraße 12, 78464 Konstanz",
            {"latitude": 47.66033, "longitude": 9.17582},
            "channel.location",
        ),
        (
            "in_location_pin_reply.json",
            "location",
            "47.66033, 9.17582",
            {"latitude": 47.66033, "longitude": 9.17582, "quotes": "wamid.SEJnT1VUMDAyODBBMUIyQzNENEU1Rg=="},
            "channel.location",
        ),
        (
            "in_contacts.json",
            "contacts",
            "Barbara Lind, Lind Travel, +44 7700 900456, barbara@example.com",
            {},
            "channel.contact",
        ),
        ("in_contacts_shared_phone.json", "contacts", "+33 6 39 98 00 12", {}, "channel.phone_noted"),
        ("in_order.json", "order", "2 × breakfast-basket\nBitte aufs Zimmer", {}, "channel.order"),
        (
            "in_interactive_nfm_reply_flow.json",
            "form",
            "check_in: 2026-12-04\ncheck_out: 2026-12-07\nguests: 2",
            {"quotes": "wamid.SEJnT1VUMDAxNzBBMUIyQzNENEU1Rg=="},
            "channel.unsupported",
        ),
        (
            "in_unsupported.json",
            "unsupported",
            "",
            {"code": 131051, "what": "poll_creation"},
            "channel.unsupported",
        ),
        (
            "in_unsupported_unavailable.json",
            "unsupported",
            "",
            {"code": 131060, "what": "unsupported"},
            "channel.unsupported",
        ),
        (
            "in_media_too_big.json",
            "unsupported",
            "",
            {"code": 131052, "what": "unsupported"},
            "channel.too_big",
        ),
        ("in_unknown_future_type.json", "unsupported", "", {"what": "hologram"}, "channel.unsupported"),
        (
            "in_reaction.json",
            "reaction",
            "👍",
            {"of": "wamid.SEJnT1VUMDAzMjBBMUIyQzNENEU1Rg=="},
            None,
        ),
        ("in_reaction_removed.json", "reaction", "", {"of": "wamid.SEJnT1VUMDAzNDBBMUIyQzNENEU1Rg=="}, None),
        (
            "in_edit.json",
            "edit",
            "vom 5. bis 8. Dezember",
            {"of": "wamid.SEJnSU4wMDQyMEExQjJDM0Q0RTVG"},
            None,
        ),
        ("in_revoke.json", "revoke", "", {"of": "wamid.SEJnSU4wMDQ0MEExQjJDM0Q0RTVG"}, None),
    ],
)
async def test_what_is_no_words_is_kept_and_answered_without_rasa(
    house: House, name: str, kind: str, words: str, extra: dict[str, Any], answered: str | None
) -> None:
    await worked(house, recorded(name), recorded(name))
    (turn,) = (await transcript(house)).turns
    (said,) = turn.said
    assert (said.kind, said.text, said.extra) == (kind, words, extra)
    assert [one.reply.text for one in turn.replies] == ([f"{answered} {ADDRESS}"] if answered else [])
    assert (turn.state, turn.outcome) == ("answered", "aside")
    assert house.rasa.seen == []
    needs_person = kind in ("image", "voice", "order", "form") or answered == "channel.contact"
    assert (await talk(house)).attention == ("unread" if needs_person else None)


SMALL: list[tuple[dict[str, Any], str, str | None]] = [
    ({"video": {"id": "1", "mime_type": "video/mp4"}}, "video", "channel.file"),
    ({"audio": {"id": "2", "mime_type": "audio/ogg", "voice": True}}, "voice", "channel.voice"),
    ({"location": {"latitude": 36.5, "longitude": -6.3}}, "location", "channel.location"),
    (
        {"contacts": [{"name": {"formatted_name": "Bo"}, "phones": [{"phone": "1"}]}]},
        "contacts",
        "channel.contact",
    ),
    ({"order": {"product_items": [{"product_retailer_id": "tea", "quantity": 1}]}}, "order", "channel.order"),
    ({"hologram": {"id": "3"}}, "unsupported", "channel.unsupported"),
    ({"reaction": {"message_id": "wamid.1", "emoji": "👍"}}, "reaction", None),
    (
        {"edit": {"original_message_id": "m0", "message": {"type": "text", "text": {"body": "x"}}}},
        "edit",
        None,
    ),
    ({"revoke": {"original_message_id": "m0"}}, "revoke", None),
    (
        {"interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": '{"guests": "2"}'}}},
        "form",
        "channel.unsupported",
    ),
]


async def test_each_kind_in_our_own_small_shape(house: House) -> None:
    for number, (content, _, _) in enumerate(SMALL):
        await worked(house, call(message(f"s{number}", user_id=f"ES.{number}", phone=None, **content)))
    told = {}
    for row in await talks(house):
        (turn,) = (await transcript(house, row.id)).turns
        names = [one.reply.template for one in turn.replies]
        told[turn.said[0].message_id] = (turn.said[0].kind, names[0] if names else None)
    assert told == {f"s{number}": (kind, name) for number, (_, kind, name) in enumerate(SMALL)}
    assert house.rasa.seen == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("in_image.json", "Mein Ausweis"),
        ("in_video.json", "Die Aussicht"),
        ("in_document.json", "Invoice from last stay"),
    ],
)
async def test_words_under_a_file_are_a_turn_and_the_guest_learns_what_was_read(
    house: House, name: str, words: str
) -> None:
    await worked(house, recorded(name))
    assert await lines(house) == [words, "> channel.file_with_words", f"> You said: {words}"]
    said = await last(house)
    assert said.kind == name.removeprefix("in_").removesuffix(".json")
    assert said.extra["media"]["id"]


async def test_an_album_is_answered_once_and_the_same_is_not_said_twice_in_a_row(house: House) -> None:
    photos = [
        message(f"p{n}", image={"id": str(n), "mime_type": "image/jpeg"}, at=1_795_250_000 + n)
        for n in range(4)
    ]
    await worked(house, call(*photos))
    clock = house.gateway.desk.clock
    assert isinstance(clock, FrozenClock)
    clock.advance(timedelta(minutes=2))
    await worked(house, call(message("p9", sticker={"id": "9", "mime_type": "image/webp"})))
    assert [line for line in await lines(house) if line[:1] == ">"] == [f"> channel.file {ADDRESS}"]
    clock.advance(timedelta(hours=2))
    await worked(house, call(message("p10", sticker={"id": "10", "mime_type": "image/webp"})))
    assert len([line for line in await lines(house) if line[:1] == ">"]) == 2


async def test_where_a_person_speaks_the_bot_keeps_silent(house: House) -> None:
    await worked(house, call(message("a", text="hi")))
    await transcript(house)
    taken = update(conversations).values(state="human")
    await house.gateway.desk.ledger.write(lambda at: at.execute(taken))
    await worked(house, call(message("b", sticker={"id": "9", "mime_type": "image/webp"})))
    assert await lines(house) == ["hi", "> You said: hi", ""]


async def test_a_picture_in_between_leaves_the_question_open(house: House) -> None:
    async def ask(turn: dict[str, Any]) -> dict[str, Any]:
        return answer(reply("For how many?"), asked="party")

    house.rasa.talk = ask
    await worked(house, call(message("a", text="hi")))
    await transcript(house)
    await worked(house, call(message("b", image={"id": "9", "mime_type": "image/jpeg"})))
    await worked(house, call(message("c", text="two")))
    await transcript(house)
    assert house.rasa.seen[1]["metadata"]["asked"] == "party"


async def test_after_a_picture_a_title_may_still_be_typed(house: House) -> None:
    house.rasa.talk = offer
    await worked(house, call(message("a", text="hi")))
    await transcript(house)
    await worked(house, call(message("b", image={"id": "9", "mime_type": "image/jpeg"})))
    await worked(house, call(message("c", text="Yes")))
    assert (await lines(house))[-1] == "> You said: <affirm>"


async def test_in_draft_mode_the_polite_answer_waits_for_staff_too(house: House) -> None:
    await worked(house, call(message("a", text="hi")))
    await transcript(house)
    await house.gateway.desk.ledger.write(
        lambda at: at.execute(update(conversations).values(is_draft_mode=True))
    )
    await worked(house, call(message("b", audio={"id": "9", "mime_type": "audio/ogg"})))
    told = (await transcript(house)).turns[-1]
    assert (told.state, [one.delivery for one in told.replies]) == ("with_person", ["proposed"])
    row = await talk(house)
    assert (row.state, row.handoff_reason) == ("waiting", "draft")


async def test_a_phone_number_that_the_guest_shares_is_where_they_are_reached(house: House) -> None:
    await worked(house, recorded("in_contacts_shared_phone.json"))
    assert address(house, await talk(house))["phone"] == "33639980012"
    # Meta goes on leaving it out, and we go on knowing it.
    await worked(house, call(message("x", user_id="FR.5647382910564738291", phone=None, text="hi")))
    assert address(house, await talk(house))["phone"] == "33639980012"


# --- to be left alone ---


async def test_the_wish_to_be_left_alone_is_kept_and_confirmed_once(house: House) -> None:
    await worked(house, call(message("a", text="STOP")), call(message("b", text="stop!")))
    assert (await talk(house)).opted_out_at == NOW
    assert await lines(house) == ["STOP", f"> channel.opted_out {ADDRESS}", "stop!"]
    await worked(house, call(message("c", text="is there parking?")))
    assert (await lines(house))[-1] == "> You said: is there parking?"
    assert (await talk(house)).opted_out_at == NOW
    await worked(house, call(message("d", text="Alta")), call(message("e", text="Start")))
    assert (await talk(house)).opted_out_at is None
    assert [line for line in await lines(house) if "opted_in" in line] == [f"> channel.opted_in {ADDRESS}"]
    # To somebody who never left, "start" is a word like others.
    assert house.rasa.texts == ["is there parking?", "Start"]


async def test_what_the_guest_sets_in_whatsapp_itself_is_kept_without_a_word(house: House) -> None:
    await worked(house, recorded("field_user_preferences.json"))
    assert await talks(house) == []
    await worked(house, recorded("in_text.json"))
    await transcript(house)
    await worked(house, recorded("field_user_preferences.json"))
    # The same event once more is a repetition; a new one counts.
    assert (await talk(house)).opted_out_at is None
    later = json.loads(recorded("field_user_preferences.json"))
    later["entry"][0]["changes"][0]["value"]["user_preferences"][0]["timestamp"] = 1_795_250_499
    await worked(house, json.dumps(later).encode())
    assert (await talk(house)).opted_out_at == NOW
    assert (await last(house)).kind == "preference"
    assert house.rasa.texts == ["Guten Abend! Haben Sie vom 4. bis 7. Dezember ein Doppelzimmer frei?"]


# --- templates ---


async def test_what_meta_says_about_a_template_is_its_twins_state(house: House) -> None:
    linked = insert(approved_templates).values(
        key="booking.confirmed",
        language="de",
        property_id="",
        name="booking_confirmation",
        language_code="de",
        state="pending",
        parameters=[],
        has_buttons=False,
        by="ana",
        at=datetime.fromtimestamp(1_795_250_000, UTC),
    )
    await house.gateway.desk.ledger.write(lambda at: at.execute(linked))

    async def state() -> str:
        query = select(approved_templates.c.state)
        return str(await house.gateway.desk.ledger.read(lambda at: at.scalar(query)))

    def told(event: str, time: int, language: str = "de") -> bytes:
        value = {
            "event": event,
            "message_template_id": 7,
            "message_template_name": "booking_confirmation",
            "message_template_language": language,
        }
        return change("message_template_status_update", value, time=time)

    await worked(house, recorded("field_template_status_update.json"))
    assert await state() == "approved"
    await worked(house, told("PAUSED", 1_795_250_450))
    assert await state() == "paused"
    # Late news, another language's, and words nobody knows.
    await worked(
        house,
        told("APPROVED", 1_795_250_440),
        told("REJECTED", 1_795_250_460, "de-AT"),
        told("FRAMED", 1_795_250_470),
    )
    assert await state() == "paused"


# --- being forgotten ---


async def test_of_a_forgotten_guest_nothing_is_left_and_metas_repetition_brings_nothing_back(
    house: House,
) -> None:
    named = {"id": "7", "mime_type": "application/pdf", "filename": "passport of Ana.pdf"}
    first = call(message("wamid.a", document=named), message("wamid.b", text="I am Ana", at=1_795_250_009))
    await worked(house, first)
    await transcript(house)
    # One that could not be worked on, and one that has just come.
    await house.gateway.inbound.worker.stop()
    assert await post(house, call(message("wamid.c", text="Ana again"))) == 200
    spoilt = (
        update(channel_events)
        .where(channel_events.c.state == "done")
        .values(body=house.sealer.seal("I am Ana"))
    )
    row = await talk(house)

    def forget(at: Any) -> str:
        at.execute(spoilt)
        return erasure.forget_conversation(at, house.sealer, row.id)

    name = await house.gateway.desk.ledger.write(forget)
    for table in (channel_events, inbox, conversations):
        rows = await house.gateway.desk.ledger.read(
            lambda at, table=table: at.execute(select(table)).mappings().all()
        )
        for one in rows:
            assert one.get("body", "") == ""
            assert one.get("extra") is None
            assert one.get("address") is None
            assert row.address_key not in {value for key, value in one.items() if key != "group"}
    await worked(house, first, call(message("wamid.c", text="Ana again")))
    assert [one.id for one in await talks(house)] == [name]


# --- dying ---


async def test_what_was_taken_is_answered_after_a_crash_and_once(tmp_path: Path, rasa: StandInRasa) -> None:
    async with open_house(tmp_path, rasa, **SETTINGS) as house:
        # The process dies between the answer to Meta and the work.
        await house.gateway.inbound.worker.stop()
        assert (
            await post(
                house, call(message("a", text="hello"), message("b", sticker={"id": "9"}, user_id="ES.2"))
            )
            == 200
        )
        assert await talks(house) == []
    async with open_house(tmp_path, rasa, **SETTINGS) as house:
        assert await post(house, call(message("a", text="hello"))) == 200
        await house.gateway.inbound.settle()
        told = [await lines(house, row.id) for row in await talks(house)]
        assert sorted(told) == [["", f"> channel.file {ADDRESS}"], ["hello", "> You said: hello"]]
    assert rasa.texts == ["hello"]


async def test_a_crash_in_the_middle_of_the_work_repeats_it_without_harm(
    tmp_path: Path, rasa: StandInRasa
) -> None:
    rasa.talk = gate = Gate()
    async with open_house(tmp_path, rasa, **SETTINGS) as house:
        assert await post(house, call(message("a", text="hello"))) == 200
        await house.gateway.inbound.settle()
        await gate.entered.wait()
        # Worked on, and its end not noted.
        again = update(channel_events).values(state="new", owner="gateway", body=house.sealer.seal(json.dumps({
            "part": "message", "topic": "messages", "number": NUMBER, "account": "", "time": None, "contact": {},
            "item": message("a", text="hello"),
        })))  # fmt: skip
        await house.gateway.desk.ledger.write(lambda at: at.execute(again))
    rasa.talk = echo
    gate.opened.set()
    async with open_house(tmp_path, rasa, **SETTINGS) as house:
        await house.gateway.inbound.settle()
        assert await lines(house) == ["hello", "> You said: hello"]
    assert len(rasa.handled) == 1


async def test_meta_is_answered_while_rasa_hangs(house: House) -> None:
    house.rasa.talk = gate = Gate()
    assert await post(house, call(message("a", text="one"))) == 200
    await gate.entered.wait()
    for number in range(20):
        assert (
            await post(house, call(message(f"m{number}", user_id=f"ES.{number}", phone=None, text="hi")))
            == 200
        )
    gate.opened.set()
