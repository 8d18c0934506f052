"""Which language, with what memory; bare values never move it."""

from __future__ import annotations

import pytest

from bot.nlu.language import LanguageModel, remembered
from bot.nlu.ngrams import NgramModel, train
from bot.nlu.understand import Context, understand
from common.languages import SPOKEN
from tests.bot.nlu.helpers import TODAY, model, understood

_FIRST = {
    "en": "hello, do you have any rooms?|good morning|how much is a double|I'd like to book|thanks a lot|is breakfast included|we need two rooms|what time is check-in|can I cancel",
    "es": "hola, ¿tienen habitaciones?|buenos días|cuánto cuesta la doble|quisiera reservar|muchas gracias|el desayuno está incluido?|necesitamos dos habitaciones|a qué hora es la entrada|puedo cancelar",
    "pt": "olá, vocês têm quartos?|bom dia|quanto custa o duplo|gostaria de reservar|muito obrigado|o café da manhã está incluído?|precisamos de dois quartos|a que horas é a entrada|posso cancelar",
    "fr": "bonjour, avez-vous des chambres ?|bonsoir|combien coûte la double|je voudrais réserver|merci beaucoup|le petit déjeuner est compris ?|il nous faut deux chambres|je peux annuler ?",
    "de": "hallo, haben Sie Zimmer frei?|guten Abend|was kostet das Doppelzimmer|ich möchte reservieren|vielen Dank|ist Frühstück dabei?|wir brauchen zwei Zimmer|kann ich stornieren",
    "it": "ciao, avete camere?|buonasera|quanto costa la doppia|vorrei prenotare|grazie mille|la colazione è inclusa?|ci servono due camere|posso annullare",
}


def test_every_language_has_first_messages() -> None:
    assert not [code for code in SPOKEN if len(_FIRST.get(code, "").split("|")) < 8]


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, listed in _FIRST.items() for text in listed.split("|")]
)
def test_a_first_message_tells_its_language(language: str, text: str) -> None:
    answer = understood(text)["language"]
    assert answer["code"] == language
    assert answer["reply"] == language


@pytest.mark.parametrize(
    "text", ["2", "27/11 - 29/11", "2 adultos", "del 3 al 5", "ok", "Anna Schmidt", "ana@example.com", "PSD-7K3M9Q", "👍", "suite", "+34 600 111 222", "asdfgh", "", "14:00", "no", "wifi"]
)  # fmt: skip
def test_bare_values_move_neither_the_prior_nor_the_reply(text: str) -> None:
    for reply in ("en", "es", "de"):
        before = dict.fromkeys(SPOKEN, 0.004) | {reply: 0.98}
        answer = _after(text, reply, before)
        assert answer["reply"] == reply
        assert answer["prior"][reply] == pytest.approx(before[reply] / sum(before.values()), abs=1e-3)


def _after(text: str, reply: str, prior: dict[str, float]) -> dict:
    context = Context(today=TODAY, memory={"reply": reply, "prior": prior})
    return understand(text, context=context, language_model=model())["language"]


def test_a_guest_who_switches_is_followed() -> None:
    memory = dict.fromkeys(SPOKEN, 0.002) | {"es": 0.99}
    answer = _after("sorry, could you please tell me how much the suite costs?", "es", memory)
    assert answer["reply"] == "en"


def test_an_explicit_wish_is_obeyed_at_once() -> None:
    memory = dict.fromkeys(SPOKEN, 0.0002) | {"es": 0.999}
    assert _after("¿hablas inglés?", "es", memory)["reply"] == "en"
    assert _after("English", "es", memory)["reply"] == "en"


def test_a_wish_for_a_language_the_desk_does_not_speak_changes_nothing() -> None:
    answer = _after("do you speak Finnish?", "en", dict.fromkeys(SPOKEN, 0.002) | {"en": 0.99})
    assert (answer["reply"], answer["wish"], answer["other"]) == ("en", "fi", "fi")


_FOREIGN = [("Ik wil graag een kamer boeken voor twee personen", "nl"), ("Добрый день, мне нужен номер", "ru"), ("chcę zarezerwować pokój na dwie noce", "pl"), ("こんにちは、部屋を予約したいです", "ja"), ("我想订一个房间", "zh"), ("أريد حجز غرفة", "ar"), ("Доброго дня, є вільні номери?", "uk")]  # fmt: skip


@pytest.mark.parametrize(("text", "other"), [row for row in _FOREIGN if row[1] not in SPOKEN])
def test_a_language_the_desk_does_not_speak_is_recognised(text: str, other: str) -> None:
    assert understood(text)["language"]["other"] == other


def test_our_own_languages_are_never_foreign() -> None:
    for listed in _FIRST.values():
        for text in listed.split("|"):
            assert understood(text)["language"]["other"] is None, text


def test_the_channels_locale_seeds_the_first_message() -> None:
    assert understood("2", locale="pt-BR")["language"]["reply"] == "pt"
    assert understood("2", locale="es-MX")["language"]["reply"] == "es"
    assert understood("hello, do you have any rooms?", locale="es-ES")["language"]["reply"] == "en"
    assert understood("2")["language"]["reply"] == "en"


def test_a_name_or_a_no_that_opens_a_conversation_says_nothing_of_its_language() -> None:
    for text in ("no", "Anna Schmidt", "ok", "2", ""):
        assert understood(text)["language"]["reply"] == "en"
        assert understood(text, locale="pt-PT")["language"]["reply"] == "pt"


def test_broken_memory_is_no_memory() -> None:
    for memory in (
        {},
        {"reply": "xx"},
        {"reply": "es", "prior": {"es": float("nan")}},
        {"prior": "oops"},
        {"reply": None, "prior": {"es": "a"}},
    ):
        answer = understand(
            "hola, ¿tienen habitaciones?", context=Context(today=TODAY, memory=memory), language_model=model()
        )
        assert answer["language"]["reply"] == "es"


def test_a_vote_that_never_learnt_a_language_does_not_speak_against_it() -> None:
    small = LanguageModel(NgramModel(train([("hola buenas", "es"), ("good morning", "en")])))
    assert (
        max(small.votes("guten Abend, haben Sie ein Zimmer frei?").items(), key=lambda pair: pair[1])[0]
        == "de"
    )


def test_langdetect_is_a_seeded_vote_when_it_is_asked() -> None:
    asked = LanguageModel(NgramModel({}), {"py3langid": 0.0, "own": 0.0, "langdetect": 0.3})
    first = asked.votes("quisiera reservar una habitación para dos personas")
    assert max(first, key=lambda code: first[code]) == "es"
    assert first == asked.votes("quisiera reservar una habitación para dos personas")


def test_a_language_the_hotel_does_not_write_never_becomes_the_replys() -> None:
    detected = remembered(memory={"reply": "fr"}, locale=None)
    spanish_guest = {"reply": "es"}
    assert detected.reply == "fr"
    assert detected.answered_in(("en", "es"), memory=spanish_guest, locale="pt-BR").reply == "es"
    assert detected.answered_in(("en", "pt"), memory=None, locale="pt-BR").reply == "pt"
    assert detected.answered_in(("en", "pt"), memory=None, locale=None).reply == "en"
    assert detected.answered_in((), memory=None, locale=None).reply == "fr"


def test_a_language_we_do_not_read_changes_neither_reply_nor_memory() -> None:
    memory = dict.fromkeys(SPOKEN, 0.004) | {"pt": 0.98}
    answer = _after("kan vi få en barnesäng på rummet, och vad kostar det i så fall?", "pt", memory)
    assert (answer["other"], answer["reply"]) == ("sv", "pt")
    assert answer["prior"]["pt"] > 0.9


def test_a_word_at_home_in_two_languages_leaves_the_message_in_its_own() -> None:
    assert understood("we arrive on the 14th", language="en")["stay"]["unsaid"] == "month"
    assert understood("double is fine", language="en")["room_type"] == "doble"
