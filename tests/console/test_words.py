"""The console in six languages: every word is translated, and each reader gets their own."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

from common.languages import LANGUAGES
from console.words import Saying, language_of, po_file, words_of
from ops.console_words import console_words_are_complete, gathered

from .conftest import Browser, Console


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, None, "en"),
        (None, "", "en"),
        (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "nl,de;q=0.7,fr;q=0.8", "fr"),
        (None, "pt-BR", "pt"),
        (None, "nl, ja", "en"),
        (None, "de;q=0, it;q=0.1", "it"),
        (None, "de;q=much, it", "it"),
        ("de", "es", "de"),
        ("../../x", "es", "es"),
    ],
)
def test_a_reader_gets_the_chosen_language_or_the_browsers(
    chosen: str | None, accepted: str | None, language: str
) -> None:
    assert language_of(chosen=chosen, accepted=accepted) == language


def test_nothing_the_console_says_is_left_untranslated() -> None:
    assert len(list(gathered())) > 150
    assert list(console_words_are_complete()) == []


def test_a_missing_and_a_mistaken_translation_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with po_file("it").open("rb") as source:
        italian = read_po(source, locale="it")
    italian.get("Conversations").string = ""
    italian.get("Page %(page)s of %(pages)s").string = "Pagina %(page)s"
    monkeypatch.setattr("ops.console_words.read_po", lambda *_, **__: italian)
    faults = [fault for fault in console_words_are_complete() if fault.startswith("console words: it ")]
    assert faults == [
        "console words: it lacks 'Conversations'",
        "console words: it says 'Pagina %(page)s' with other values than English",
    ]


def test_a_sentence_keeps_its_facts_in_every_language() -> None:
    saying = Saying("Use at most %(most)s characters.", {"most": 256})
    assert str(saying) == "Use at most 256 characters."
    said = {words_of(language).say(saying) for language in LANGUAGES}
    assert len(said) == 6
    assert all("256" in one for one in said)


def test_numbers_take_the_languages_own_form() -> None:
    german = words_of("de")
    assert german.count("%(num)s night", "%(num)s nights", 1) == "1 Nacht"
    assert german.count("%(num)s night", "%(num)s nights", 2) == "2 Nächte"


def test_a_language_nobody_wrote_is_english() -> None:
    assert words_of("tlh").language == "en"
    assert words_of("tlh").say("Conversations") == "Conversations"


async def test_the_first_page_speaks_the_browsers_language(browser: Browser) -> None:
    page = await browser.get("/admin/login", headers={"Accept-Language": "fr-CA"})
    assert '<html lang="fr">' in page.text
    assert "Se connecter" in page.text
    assert "Accept-Language" in page.headers["vary"]


async def test_staff_choose_a_language_that_stays(console: Console, browser: Browser) -> None:
    await console.seeds.conversation()
    await console.seeds.turn("c_5F2K9")
    await console.member()
    await browser.sign_in()
    answer = await browser.post(
        "/admin/language",
        data={"language": "de", "next": "/admin/conversations/c_5F2K9"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/conversations/c_5F2K9")
    page = (await browser.get("/admin/conversations/c_5F2K9", headers={"Accept-Language": "es"})).text
    assert "Gespräch" in page
    assert "2 Nächte" in page
    assert "2 Erwachsene, 1 Kind (Alter 4)" in page
    assert "Spanisch, 99 %" in page


async def test_choosing_a_language_leads_nowhere_else(browser: Browser) -> None:
    ours = {"Sec-Fetch-Site": "same-origin"}
    away = await browser.post(
        "/admin/language", data={"language": "de", "next": "https://evil.example/"}, headers=ours
    )
    assert away.headers["location"] == "/admin/conversations"
    unknown = await browser.post(
        "/admin/language", data={"language": "xx", "next": "/admin/login"}, headers=ours
    )
    assert unknown.headers["location"] == "/admin/login"
    assert "posada-language" not in unknown.headers.get("set-cookie", "")
    foreign = await browser.post(
        "/admin/language", data={"language": "de"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 403
