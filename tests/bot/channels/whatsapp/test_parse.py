"""Each recorded notification says what the contract says; our own small ones cover what goes wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.whatsapp.envelope import Update, split
from bot.channels.whatsapp.kinds import (
    AccountError,
    Edited,
    Event,
    FilledForm,
    Foreign,
    IdentityChanged,
    InGroup,
    Located,
    Malformed,
    Media,
    Ordered,
    Preferred,
    Pressed,
    Reacted,
    Revoked,
    Said,
    SharedContacts,
    Status,
    TemplateState,
    Unknown,
    Unsupported,
    Who,
)
from bot.channels.whatsapp.parse import read
from tests.bot.channels.whatsapp.calls import ANA, ANAS_PHONE, NUMBER, SISTER, call, change, message, recorded

NUMBERS = {NUMBER, SISTER}
ANNEKE = Who(NUMBER, "DE.1029384756102938475", "493023125014")
IMRAN = Who(NUMBER, "GB.9182736455019283746", "447700900123")
ELODIE = Who(NUMBER, "FR.5647382910564738291", None)
LAYLA = Who(NUMBER, "AE.1111222233334444555", "971500000000")


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(1_795_250_000 + seconds, UTC)


def events(body: bytes) -> list[Event]:
    return [read(update, NUMBERS) for update in split(body)]


def only(body: bytes) -> Event:
    (event,) = events(body)
    return event


def facts(event: Event) -> dict[str, Any]:
    """What it says beside its id, the values that are not there left out."""
    said = {
        name: value for name, value in vars(event).items() if name != "id" and value not in (None, "", False)
    }
    return {"type": type(event), **said}


SERVICE = {"billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"}
OURS = "wamid.SEJnT1VUMDA"
RECORDED: dict[str, list[dict[str, Any]]] = {
    "batch_messages_and_statuses_in_one_value.json": [
        {"type": Said, "who": ANNEKE, "at": at(385), "text": "Danke!"},
        {"type": Status, "number": NUMBER, "message": f"{OURS}2OTBBMUIyQzNENEU1Rg==", "status": "delivered",
         "at": at(392), "phone": ANNEKE.phone, "user_id": ANNEKE.user_id},
    ],
    "batch_multi.json": [
        {"type": Said, "who": ANNEKE, "at": at(357), "text": "2 Zimmer bitte"},
        {"type": Said, "who": ANNEKE, "at": at(364), "text": "und Frühstück"},
        {"type": Pressed, "who": IMRAN, "at": at(371), "button": "lang_en", "title": "English",
         "quotes": f"{OURS}2NTBBMUIyQzNENEU1Rg=="},
        {"type": Status, "number": NUMBER, "message": f"{OURS}2MjBBMUIyQzNENEU1Rg==", "status": "read",
         "at": at(431), "phone": ANNEKE.phone, "user_id": ANNEKE.user_id},
        {"type": Status, "number": NUMBER, "message": f"{OURS}2MjBBMUIyQzNENEU1Rg==", "status": "delivered",
         "at": at(429), "phone": ANNEKE.phone, "user_id": ANNEKE.user_id, "pricing": SERVICE},
        {"type": Said, "who": Who(SISTER, ELODIE.user_id, None), "at": at(378), "text": "Bonsoir"},
    ],
    "errors_value_level.json": [{"type": AccountError, "number": NUMBER, "code": 130429}],
    "field_template_status_update.json": [
        {"type": TemplateState, "at": at(406), "name": "booking_confirmation", "language": "de", "event": "APPROVED"}
    ],
    "field_user_preferences.json": [{"type": Preferred, "at": at(399), "who": ANNEKE, "is_stop": True}],
    "in_audio_voice.json": [
        {"type": Media, "who": IMRAN, "at": at(119), "kind": "voice", "media": "1908640000000001",
         "mime_type": "audio/ogg; codecs=opus"}
    ],
    "in_button_template_quick_reply.json": [
        {"type": Pressed, "who": ANNEKE, "at": at(91), "button": "BOOKING_CONFIRM:BK-20931", "title": "Bestätigen",
         "quotes": f"{OURS}xOTBBMUIyQzNENEU1Rg=="}
    ],
    "in_contacts.json": [
        {"type": SharedContacts, "who": IMRAN, "at": at(154),
         "contacts": ("Barbara Lind, Lind Travel, +44 7700 900456, barbara@example.com",)}
    ],
    "in_contacts_shared_phone.json": [
        {"type": SharedContacts, "who": ELODIE, "at": at(161), "contacts": ("+33 6 39 98 00 12",),
         "own_phone": "33639980012"}
    ],
    "in_dashboard_test.json": [{"type": Foreign, "number": "123456123"}],
    "in_document.json": [
        {"type": Media, "who": IMRAN, "at": at(126), "kind": "document", "media": "6226840000000001",
         "mime_type": "application/pdf", "caption": "Invoice from last stay", "filename": "invoice.pdf"}
    ],
    "in_edit.json": [
        {"type": Edited, "who": ANNEKE, "at": at(231), "original": "wamid.SEJnSU4wMDQyMEExQjJDM0Q0RTVG",
         "text": "vom 5. bis 8. Dezember"}
    ],
    "in_group_text.json": [{"type": InGroup}],
    "in_identity_key_hash.json": [{"type": Said, "who": ANNEKE, "at": at(259), "text": "Hallo"}],
    "in_image.json": [
        {"type": Media, "who": ANNEKE, "at": at(98), "kind": "image", "media": "1003380000000001",
         "mime_type": "image/jpeg", "caption": "Mein Ausweis"}
    ],
    "in_image_no_url.json": [
        {"type": Media, "who": ANNEKE, "at": at(105), "kind": "image", "media": "1003380000000002",
         "mime_type": "image/jpeg"}
    ],
    "in_interactive_button_reply.json": [
        {"type": Pressed, "who": ANNEKE, "at": at(63), "button": "confirm_booking", "title": "Ja, buchen",
         "quotes": f"{OURS}xMTBBMUIyQzNENEU1Rg=="}
    ],
    "in_interactive_list_reply.json": [
        {"type": Pressed, "who": ANNEKE, "at": at(70), "button": "room:double-lake", "title": "Doppelzimmer Seeblick",
         "quotes": f"{OURS}xMzBBMUIyQzNENEU1Rg=="}
    ],
    "in_interactive_list_reply_no_description.json": [
        {"type": Pressed, "who": ANNEKE, "at": at(77), "button": "lang:de", "title": "Deutsch",
         "quotes": f"{OURS}xNTBBMUIyQzNENEU1Rg=="}
    ],
    "in_interactive_nfm_reply_flow.json": [
        {"type": FilledForm, "who": ANNEKE, "at": at(84), "token": "booking-7f3c",
         "answers": (("check_in", "2026-12-04"), ("check_out", "2026-12-07"), ("guests", "2")),
         "quotes": f"{OURS}xNzBBMUIyQzNENEU1Rg=="}
    ],
    "in_location.json": [
        {"type": Located, "who": IMRAN, "at": at(140), "latitude": 47.66033, "longitude": 9.17582,
         "name": "Konstanz Hafen", "address": "Seestraße 12, 78464 Konstanz"}
    ],
    "in_location_pin_reply.json": [
        {"type": Located, "who": IMRAN, "at": at(147), "latitude": 47.66033, "longitude": 9.17582,
         "quotes": f"{OURS}yODBBMUIyQzNENEU1Rg=="}
    ],
    "in_media_too_big.json": [
        {"type": Unsupported, "who": ANNEKE, "at": at(224), "code": 131052, "kind": "unsupported"}
    ],
    "in_order.json": [
        {"type": Ordered, "who": ANNEKE, "at": at(182), "text": "Bitte aufs Zimmer",
         "items": (("breakfast-basket", 2),)}
    ],
    "in_reaction.json": [
        {"type": Reacted, "who": ANNEKE, "at": at(168), "to": f"{OURS}zMjBBMUIyQzNENEU1Rg==", "emoji": "👍"}
    ],
    "in_reaction_removed.json": [
        {"type": Reacted, "who": ANNEKE, "at": at(175), "to": f"{OURS}zNDBBMUIyQzNENEU1Rg=="}
    ],
    "in_revoke.json": [
        {"type": Revoked, "who": ANNEKE, "at": at(238), "original": "wamid.SEJnSU4wMDQ0MEExQjJDM0Q0RTVG"}
    ],
    "in_sticker.json": [
        {"type": Media, "who": IMRAN, "at": at(133), "kind": "sticker", "media": "1908640000000002",
         "mime_type": "image/webp"}
    ],
    "in_system_user_changed_number.json": [
        {"type": IdentityChanged, "at": at(189), "was": Who(NUMBER, None, "493023125014"),
         "becomes": Who(NUMBER, None, "493023125099")}
    ],
    "in_system_user_changed_user_id.json": [
        {"type": IdentityChanged, "at": at(196), "was": Who(NUMBER, None, "493023125014"),
         "becomes": Who(NUMBER, "DE.7777666655554444333", "493023125099")}
    ],
    "in_text.json": [
        {"type": Said, "who": ANNEKE, "at": at(7),
         "text": "Guten Abend! Haben Sie vom 4. bis 7. Dezember ein Doppelzimmer frei?"}
    ],
    "in_text_contextual_reply.json": [
        {"type": Said, "who": ANNEKE, "at": at(28), "text": "Ja, dieses bitte.",
         "quotes": f"{OURS}wNDBBMUIyQzNENEU1Rg=="}
    ],
    "in_text_forwarded.json": [
        {"type": Said, "who": ANNEKE, "at": at(35), "text": "Meet me in the lobby at 8", "is_forwarded": True}
    ],
    "in_text_no_bsuid.json": [
        {"type": Said, "who": Who(NUMBER, None, ANNEKE.phone), "at": at(14), "text": "Do you have parking?"}
    ],
    "in_text_product_inquiry.json": [
        {"type": Said, "who": ANNEKE, "at": at(49), "text": "Is this still available?", "product": "suite-lake-view",
         "quotes": f"{OURS}wODBBMUIyQzNENEU1Rg=="}
    ],
    "in_text_referral_ad.json": [
        {"type": Said, "who": IMRAN, "at": at(42), "text": "Hello! Can I get more info on this?",
         "ad": "ad:120200000000000001"}
    ],
    "in_text_rtl_multiline.json": [
        {"type": Said, "who": LAYLA, "at": at(56),
         "text": "مساء الخير،\nأريد حجز غرفتين من 20 إلى 23 ديسمبر 🙏\n4 أشخاص"}
    ],
    "in_text_username_no_phone.json": [
        {"type": Said, "who": ELODIE, "at": at(21), "text": "Bonjour, le petit-déjeuner est-il compris ? 🥐"}
    ],
    "in_unknown_future_type.json": [{"type": Unsupported, "who": ANNEKE, "at": at(252), "kind": "hologram"}],
    "in_unsupported.json": [
        {"type": Unsupported, "who": ANNEKE, "at": at(210), "code": 131051, "kind": "poll_creation"}
    ],
    "in_unsupported_unavailable.json": [
        {"type": Unsupported, "who": ANNEKE, "at": at(217), "code": 131060, "kind": "unsupported"}
    ],
    "in_user_id_update.json": [
        {"type": IdentityChanged, "at": at(203), "was": Who(NUMBER, ANNEKE.user_id, None),
         "becomes": Who(NUMBER, "DE.7777666655554444333", "493023125099")}
    ],
    "in_video.json": [
        {"type": Media, "who": ANNEKE, "at": at(112), "kind": "video", "media": "7316750000000001",
         "mime_type": "video/mp4", "caption": "Die Aussicht"}
    ],
    "status_delivered.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1MTBBMUIyQzNENEU1Rg==", "status": "delivered",
         "at": at(280), "phone": ANNEKE.phone, "user_id": ANNEKE.user_id, "pricing": SERVICE, "callback": "msg:8f1c2a"}
    ],
    "status_delivered_bsuid_only.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1NDBBMUIyQzNENEU1Rg==", "status": "delivered",
         "at": at(301), "user_id": ELODIE.user_id,
         "pricing": {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}}
    ],
    "status_failed_131000_bsuid.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}2MDBBMUIyQzNENEU1Rg==", "status": "failed",
         "at": at(343), "user_id": ELODIE.user_id, "fault": 131000}
    ],
    "status_failed_131026_undeliverable.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1NzBBMUIyQzNENEU1Rg==", "status": "failed",
         "at": at(322), "phone": ANNEKE.phone, "fault": 131026}
    ],
    "status_failed_131047_window_closed.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1NjBBMUIyQzNENEU1Rg==", "status": "failed",
         "at": at(315), "phone": ANNEKE.phone, "fault": 131047}
    ],
    "status_failed_131049_engagement.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1ODBBMUIyQzNENEU1Rg==", "status": "failed",
         "at": at(329), "phone": ANNEKE.phone, "fault": 131049}
    ],
    "status_failed_131053_media.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1OTBBMUIyQzNENEU1Rg==", "status": "failed",
         "at": at(336), "phone": ANNEKE.phone, "fault": 131053}
    ],
    "status_failed_with_contacts.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}2MTBBMUIyQzNENEU1Rg==", "status": "failed",
         "at": at(350), "phone": ANNEKE.phone, "user_id": ANNEKE.user_id, "fault": 131026}
    ],
    "status_played.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1MzBBMUIyQzNENEU1Rg==", "status": "played",
         "at": at(294), "phone": ANNEKE.phone, "user_id": ANNEKE.user_id}
    ],
    "status_read.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1MjBBMUIyQzNENEU1Rg==", "status": "read",
         "at": at(287), "phone": ANNEKE.phone, "user_id": ANNEKE.user_id}
    ],
    "status_sent.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}0OTBBMUIyQzNENEU1Rg==", "status": "sent",
         "at": at(266), "phone": ANNEKE.phone, "user_id": ANNEKE.user_id, "pricing": SERVICE}
    ],
    "status_sent_billed_service.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1MDBBMUIyQzNENEU1Rg==", "status": "sent",
         "at": at(273), "phone": ANNEKE.phone, "user_id": ANNEKE.user_id,
         "pricing": {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}}
    ],
    "status_sent_legacy_v23.json": [
        {"type": Status, "number": NUMBER, "message": f"{OURS}1NTBBMUIyQzNENEU1Rg==", "status": "sent",
         "at": at(308), "phone": ANNEKE.phone,
         "pricing": {"billable": True, "pricing_model": "CBP", "category": "service"}}
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_notification_says_what_the_contract_says(name: str) -> None:
    assert [facts(event) for event in events(recorded(name))] == RECORDED[name]


@pytest.mark.parametrize("name", RECORDED)
def test_what_is_stored_of_it_says_the_same_later(name: str) -> None:
    for update in split(recorded(name)):
        again = Update.from_json(json.loads(json.dumps(update.to_json())))
        assert read(again, NUMBERS) == read(update, NUMBERS)


def test_a_signed_body_that_is_no_notification_is_one_malformed_event() -> None:
    for body in json.loads(recorded("http_malformed_bodies.json"))["bodies"]:
        assert events(body.encode()) == [Malformed()], body


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "text", "text": {}},
        {"type": "text", "text": {"body": "  "}},
        {"type": "text", "text": "hello"},
        {"type": "image", "image": {"id": 5}},
        {"type": "location", "location": {"latitude": 91, "longitude": 0}},
        {"type": "location", "location": {"latitude": "47", "longitude": 9}},
        {"type": "location", "location": {"latitude": True, "longitude": 9}},
        {"type": "contacts", "contacts": []},
        {"type": "contacts", "contacts": [1]},
        {"type": "reaction", "reaction": {"emoji": "👍"}},
        {"type": "interactive", "interactive": {"type": "button_reply"}},
        {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{"}}},
        {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "[]"}}},
        {"type": "button", "button": {"payload": "x"}},
        {"type": "edit", "edit": {}},
        {"type": "revoke"},
        {"type": "system", "system": {"type": "user_changed_number"}},
        {"type": 7},
        {},
        {"type": "text", "text": {"body": "a"}, "id": "with space"},
        {"type": "text", "text": {"body": "a"}, "id": "x" * 256},
        {"type": "text", "text": {"body": "a"}, "id": "\ud83d"},
        {"type": "text", "text": {"body": "a"}, "timestamp": "soon"},
        {"type": "text", "text": {"body": "a"}, "timestamp": 10**20},
        {"type": "text", "text": {"body": "a"}, "timestamp": True},
        {"type": "text", "text": {"body": "a"}, "from": None, "from_user_id": None},
        {"type": "text", "text": {"body": "a"}, "from": "call me", "from_user_id": 9},
    ],
)
def test_a_broken_message_is_malformed_and_its_neighbours_are_read(broken: dict[str, Any]) -> None:
    whole = {"id": "m", "timestamp": "1795250000", "from": ANAS_PHONE, "from_user_id": ANA}
    body = call(message("a", text="before"), {**whole, **broken}, message("b", text="after"))
    before, between, after = events(body)
    assert (before.text, between, after.text) == ("before", Malformed(), "after")


def test_contacts_belong_to_messages_by_name_and_not_by_place() -> None:
    contacts = [{"wa_id": "222222", "user_id": "X.2"}, {"wa_id": "111111", "user_id": "X.1"}]
    body = call(
        message("a", user_id=None, phone="111111", text="one"),
        message("b", user_id="X.2", phone=None, text="two"),
        contacts=contacts,
    )
    assert [event.who for event in events(body)] == [
        Who(NUMBER, "X.1", "111111"),
        Who(NUMBER, "X.2", "222222"),
    ]


def test_fields_we_have_no_use_for_are_known_by_name_only() -> None:
    assert only(change("phone_number_quality_update", {"event": "FLAGGED"})) == Unknown(
        "phone_number_quality_update"
    )


def test_a_template_status_without_its_time_cannot_be_put_in_order() -> None:
    value = {
        "event": "APPROVED",
        "message_template_id": 1,
        "message_template_name": "x",
        "message_template_language": "en-US",
    }
    assert only(change("message_template_status_update", value)) == Malformed()
    told = only(change("message_template_status_update", value, time=1_795_250_000))
    assert (told.language, told.event) == ("en_US", "APPROVED")


def test_a_status_of_a_new_kind_is_no_fault() -> None:
    status = {"id": "wamid.1", "status": "framed", "timestamp": "1795250000"}
    assert only(call(statuses=[status])) == Unknown("status")


def test_a_card_number_in_a_form_keeps_the_form_readable() -> None:
    answers = {"response_json": json.dumps({"flow_token": "t", "card": "•••• 1111", "odd": {"a": 1}})}
    event = only(call(message("a", interactive={"type": "nfm_reply", "nfm_reply": answers})))
    assert event.answers == (("card", "•••• 1111"),)
