"""What cannot be had as asked is told in the language staff read: no reason without words, no English on another's page."""

from __future__ import annotations

from html import unescape

import pytest

from common.declined import Declined
from common.knowledge.book import BookError
from common.knowledge.book import Refused as FaultyEntry
from common.knowledge.entry import BadEntry
from common.knowledge.entry import Fault as EntryFault
from common.languages import SPOKEN
from console.refusals import WORDS, refusals_of
from console.roles import Role
from console.words import SOURCE, words_of
from templates import ledger
from templates.experiment_life import NotNow
from templates.experiments import BadExperiment, Fault
from templates.lint import Problem
from templates.place import Place
from templates.preview import PreviewStopped
from templates.version import Refused, VersionError
from templates.wording import BadWording

from .conftest import Browser, Console, Harmless
from .test_reply_pages import send

FACTS = {
    name: f"<{name}>"
    for name in [
        "place",
        "subject",
        "author",
        "number",
        "when",
        "problems",
        "faults",
        "name",
        "hotel",
        "id",
        "wanted",
        "arm",
        "other",
        "layer",
        "keys",
        "key",
        "part",
        "parts",
        "why",
        "language",
    ]
} | {"state": "draft"}
# These two are told by their faults, each with words of its own.
REASONS: list[tuple[type[Declined], str]] = [
    (kind, reason)
    for kind in (VersionError, BookError, NotNow, Fault)
    for reason in kind.REASONS
    if reason != "faults"
]
WELCOME = Place("greeting.disclosure", "en")
HISTORY = "/admin/templates/greeting.disclosure/history?language=en"


@pytest.fixture
async def editor(console: Console, browser: Browser) -> Browser:
    await console.member("eva", Role.EDITOR)
    await browser.sign_in("eva")
    browser.cookies.set("posada-language", "de")
    return browser


def test_there_are_words_for_every_reason_and_for_nothing_else() -> None:
    assert {reason for _kind, reason in REASONS} == WORDS.keys()


@pytest.mark.parametrize("language", SPOKEN)
def test_every_reason_is_said_in_every_language(language: str) -> None:
    for kind, reason in REASONS:
        (saying,) = refusals_of(
            BadExperiment([Fault(reason, **FACTS)]) if kind is Fault else kind(reason, **FACTS)
        )
        said = words_of(language).say(saying)
        assert "%(" not in said
        assert (said == str(saying)) == (language == SOURCE), reason


def test_what_has_faults_is_told_by_each_of_them() -> None:
    wrong = Problem("greeting.hello", "en", "no-assistant", "an English sentence", about="a name")
    german = words_of("de")
    expected = german.say("Guests must be told that an assistant writes")
    for error in (Refused([wrong, wrong]), BadExperiment([Fault("arm", arm="b", why=wrong)])):
        told = [german.say(one) for one in refusals_of(error)]
        assert all(expected in one and "a name" in one and "English" not in one for one in told)
    assert len(refusals_of(Refused([wrong, wrong]))) == 2
    missing = Fault("no-version", key="greeting.hello", number=12, language="es")
    (within,) = refusals_of(BadExperiment([Fault("arm", arm="b", why=missing)]))
    assert (
        german.say(within)
        == "Die Variante b: Fassung 12 von „greeting.hello“ gibt es in der Sprache es nicht."
    )
    (entry,) = refusals_of(FaultyEntry([EntryFault("no-answer", "answers")]))
    assert german.say(entry) == german.say("An answer is missing.")
    (unread,) = refusals_of(BadWording("a button's title is a text", "title"))
    assert german.say(unread) == f"{german.say('This cannot be read')}: title"
    (unread,) = refusals_of(BadEntry("questions: by language"))
    assert german.say(unread) == german.say("This cannot be read")


async def test_a_draft_that_could_not_be_published_says_why(console: Console, editor: Browser) -> None:
    for times, why in (
        ({"from": "2026-12-26T12:00", "until": "2026-12-24T12:00"}, "Es würde enden, bevor es beginnt."),
        ({"from": "", "until": ""}, "Sagen Sie, ab wann oder bis wann."),
        ({"from": "soon"}, "Das ist kein Tag mit Uhrzeit."),
    ):
        status, shown = await send(editor, "¡Hola! {{ hotel }}", "schedule", **times)
        assert status == 409
        assert f"Als Entwurf behalten, aber nicht veröffentlicht. {why}" in shown
    entry = "/admin/properties/mirador/fact.parking"
    answer = await editor.submit(entry, do="schedule", expected="1", until="2001-01-01T12:00")
    assert "Als Entwurf behalten, aber nicht veröffentlicht. Es würde enden" in unescape(answer.text)


@pytest.mark.parametrize(
    ("written", "about"),
    [
        ("text: a\n  b: [", "YAML, 2:4"),
        ("text: &a x\nbuttons: *a", "&, *"),
        ("- a", "text:"),
        ("buttons: []", "text"),
        ("text: a\ncolour: red", "colour"),
        ("text: a\nbuttons: {title: Yes, intent: affirm}", "title"),
    ],
)
async def test_what_cannot_be_read_is_told_with_the_place(editor: Browser, written: str, about: str) -> None:
    page = "/admin/templates/greeting.hello?language=es&form=whole"
    status, shown = await send(editor, "", "save", page=page, form="whole", whole=written)
    assert status == 400
    assert f"{words_of('de').say('This cannot be read')}:</strong> <code>{about}</code>" in shown


async def test_a_preview_that_takes_too_long_is_told_so(
    editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stop(*_: object, **__: object) -> None:
        raise PreviewStopped("these words take too long")

    monkeypatch.setattr(Harmless, "preview", stop)
    _status, shown = await send(editor, "¡Hola! {{ hotel }}", "check")
    assert words_of("de").say("No preview could be made in time") in shown
    assert "take too long" not in shown


async def test_a_way_back_that_is_closed_says_why(console: Console, editor: Browser) -> None:
    """Words that lost a duty are from before there was one."""
    version = await console.versions.save(WELCOME, "Welcome to {{ hotel }}!", author="ana")
    async with ledger.writing(console.engine) as connection:
        await console.versions.point(connection, WELCOME, version.number, by="ana", note="")
    await console.versions.roll_back(WELCOME, 1, by="ana")
    back = HISTORY.replace("/history", "/rollback")
    answer = await editor.submit(back, page=HISTORY, number="2", live="1")
    shown = unescape(answer.text)
    assert answer.status_code == 409
    assert all(words_of("de").say(one) in shown for one in (
        "Guests must be told that an assistant writes", "A value that guests must read is gone"
    ))  # fmt: skip
    assert "no person writes" not in shown
    for where, number, why in (
        ("rollback", "77", "Fassung 77 gibt es nicht."),
        ("retire", "1", "Die gelieferten Worte lassen sich nicht entfernen."),
        ("cancel", "1", "Diese Veröffentlichung ist vorbei oder schon abgesagt."),
    ):
        address = HISTORY.replace("/history", f"/{where}")
        answer = await editor.submit(address, page=HISTORY, number=number, live="1", publication="9")
        assert (answer.status_code, why in unescape(answer.text)) == (409, True), why
    await console.versions.retire(WELCOME, version.number, by="ana")
    answer = await editor.submit(back, page=HISTORY, number="2", live="1")
    assert "Fassung 2 ist endgültig entfernt." in unescape(answer.text)


async def test_an_answer_that_may_not_come_back_says_why(console: Console, editor: Browser) -> None:
    book, asked = console.book, {"questions": {"en": ["May I bring my parrot?"]}, "answers": {"en": "Yes."}}
    first, second = book.new_answer("mirador"), book.new_answer("mirador")
    await book.publish(first, (await book.save(first, asked, author="ana")).number, by="ana")
    await book.retire(first, by="ana")
    await book.publish(second, (await book.save(second, asked, author="ana")).number, by="ana")
    one = f"/admin/properties/mirador/{first.name}"
    answer = await editor.submit(f"{one}/restore", page=one)
    shown = unescape(answer.text)
    assert answer.status_code == 409
    assert "Nicht zurückgeholt: Zuerst sind 1 Fehler zu beheben." in shown
    assert words_of("de").say("Another answer has this example already: %(value)s", value="May I bring my parrot?") in shown  # fmt: skip
    answer = await editor.submit(f"{one}/rollback", page=one, number="5", live="1")
    assert "Fassung 5 gibt es nicht." in unescape(answer.text)
    answer = await editor.submit(f"{one}/retire", page=one, live="1")
    assert "Die Antwort ist schon aus dem Verkehr." in unescape(answer.text)


async def test_an_experiment_says_why_not(console: Console, editor: Browser) -> None:
    form = {"do": "create", "key": "greeting.hello", "language": "es", "name": "Warm", "words-1": "¡Hola desde {{ hotel }}!"}  # fmt: skip
    home = "/admin/templates/ab-tests"
    await editor.submit(f"{home}/new?key=greeting.hello&language=es", **form)
    (experiment,) = await console.experiments.list()
    page = f"{home}/{experiment.id}"
    for fields, why in (
        ({"do": "stop"}, "Das passt nicht zum Stand des Experiments: Entwurf."),
        ({"do": "layer", "layer": "L", "layer-from": "60", "layer-to": "40"}, "Eine Ebene hat einen Namen"),
    ):
        answer = await editor.submit(page, **fields)
        assert (answer.status_code, why in unescape(answer.text)) == (409, True), why
    await editor.submit(page, do="start")
    answer = await editor.submit(page, **{"do": "weights", "weight-control": "1", "weight-b": "0", "allocation": "100"})  # fmt: skip
    assert "Mindestens zwei Varianten bekommen Gäste." in unescape(answer.text)


async def test_a_role_that_is_needed_is_named_as_staff_know_it(console: Console, browser: Browser) -> None:
    await console.member("vera", Role.VIEWER)
    await browser.sign_in("vera")
    for language, needs in (
        ("de", "Diese Seite braucht die Rolle „Redaktion“."),
        ("en", "This page needs the role “editor”."),
    ):
        browser.cookies.set("posada-language", language)
        answer = await browser.get("/admin/templates/new")
        assert (answer.status_code, needs in unescape(answer.text)) == (403, True)
