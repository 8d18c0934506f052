"""What the words allow a classifier to say."""

from __future__ import annotations

from bot.nlu.consent import FALLBACK, judged
from tests.bot.nlu.helpers import understood


def _ranking(*names: str) -> list[dict[str, object]]:
    shares = [0.7, 0.2, 0.1]
    return [{"name": name, "confidence": share} for name, share in zip(names, shares, strict=False)]


def _judge(text: str, *names: str, language: str = "es") -> tuple[dict, list[dict]]:
    ranking = _ranking(*names)
    return judged(ranking[0], ranking, understood(text, language=language))


def test_gibberish_emoji_and_empty_text_fall_back_whatever_the_score() -> None:
    for text in ("asdfgh", "", "   ", "...", "🙂🙂", "👍👎"):
        intent, ranking = _judge(text, "affirm", "inform")
        assert intent == FALLBACK
        assert ranking[0] == FALLBACK


def test_a_yes_without_a_word_for_it_loses_to_the_next_intent() -> None:
    intent, ranking = _judge("la habitación del fondo", "affirm", "inform", "deny")
    assert intent["name"] == "inform"
    assert intent["confidence"] > 0.9
    assert {entry["name"] for entry in ranking} == {"inform"}


def test_a_yes_with_its_word_stands() -> None:
    assert _judge("sí, claro", "affirm", "inform")[0] == {"name": "affirm", "confidence": 0.7}
    assert _judge("no, gracias", "deny", "inform")[0] == {"name": "deny", "confidence": 0.7}


def test_a_no_is_not_a_yes() -> None:
    assert _judge("no gracias", "affirm", "deny")[0]["name"] == "deny"


def test_with_nothing_left_it_is_a_fallback() -> None:
    assert _judge("la de siempre", "affirm")[0] == FALLBACK


def test_a_bare_name_or_address_is_a_value() -> None:
    for text in ("Lucie Perrin, lucie @ example . com", "PSD-7K3M9Q", "+34 600 111 222"):
        assert _judge(text, "ask_pets", "inform", language="fr")[0] == {"name": "inform", "confidence": 1.0}


def test_danger_goes_before_what_looks_likelier() -> None:
    intent, ranking = _judge("sale humo de la cocina", "ask_restaurant", "emergency", "complaint")
    assert intent == {"name": "emergency", "confidence": 1.0}
    assert [entry["name"] for entry in ranking] == ["emergency", "ask_restaurant", "complaint"]


def test_words_we_do_not_know_are_no_alarm() -> None:
    assert _judge("wzrt plonk brzeg", "ask_wifi", "emergency", language="en")[0]["name"] != "emergency"


def test_another_language_is_not_understood_but_a_wish_for_one_is() -> None:
    assert _judge("Hyvää päivää, haluaisin varata huoneen viikonlopuksi", "greet", "book_room")[0] == FALLBACK
    assert _judge("in japanese please", "change_language", language="en")[0]["name"] == "change_language"


def test_a_faint_likeness_to_danger_is_none() -> None:
    assert (
        _judge("¿hay chimenea?", "ask_amenities", "ask_room_types", "emergency")[0]["name"] == "ask_amenities"
    )


def test_other_intents_pass_untouched() -> None:
    intent, ranking = _judge("quiero reservar", "book_room", "affirm")
    assert intent == {"name": "book_room", "confidence": 0.7}
    assert len(ranking) == 2


def test_who_goes_back_to_the_booking_books() -> None:
    intent, _ = _judge("on peut reprendre la réservation ?", "ask_policies", "booking_status", language="fr")
    assert intent["name"] == "book_room"
