"""The hotel's words on pages: found, edited, refused, published, scheduled, rolled back; and who may."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from console.roles import Role
from templates.place import Place
from templates.preview import PreviewStopped

from .conftest import PACKAGED, Browser, Console, Harmless

HELLO = "/admin/templates/greeting.hello?language=es"
SPANISH = Place("greeting.hello", "es")


@pytest.fixture
async def editor(console: Console, browser: Browser) -> Browser:
    await console.member("eva", Role.EDITOR)
    await browser.sign_in("eva")
    return browser


async def send(browser: Browser, text: str, do: str, *, page: str = HELLO, **fields: str) -> tuple[int, str]:
    """Fills in the editor as a browser has it and presses a button; status and what is read then."""
    shown = unescape((await browser.get(page)).text)
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', shown))
    sent.pop("bare", None)
    answer = await browser.post(
        page, data={**sent, "text": text, "do": do, **fields}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    if answer.status_code == 303:
        return 303, unescape((await browser.get(answer.headers["location"])).text)
    return answer.status_code, unescape(answer.text)


async def words(console: Console, place: Place = SPANISH) -> str:
    """What guests read."""
    wording = (await console.versions.catalog()).of_property(place.property_id).get(place.key, place.language)
    return wording.text if wording else ""


async def test_the_list_finds_replies_by_words_category_state_and_language(
    console: Console, editor: Browser
) -> None:
    await console.versions.save(Place("greeting.new", "fr"), {"text": "Enchanté"}, author="eva")
    page = (await editor.get("/admin/templates")).text
    total = len(PACKAGED.keys) + 1
    assert f"{total} of {total}" in page
    found = (await editor.get("/admin/templates?q=servir%20desayuno&language=es")).text
    assert "No reply fits." in found
    found = (await editor.get("/admin/templates?q=DESAYUNO&category=question&language=es")).text
    assert "question.breakfast" in found
    assert "question.wifi" not in found
    incomplete = (await editor.get("/admin/templates?state=incomplete&language=de")).text
    assert "greeting.new" in incomplete
    assert f"1 of {total}" in incomplete
    assert "greeting.new" in (await editor.get("/admin/templates?state=draft")).text
    assert "greeting.new" not in (await editor.get("/admin/templates?state=packaged&q=greeting")).text
    assert "Page 2 of 4" in (await editor.get("/admin/templates?page=2")).text
    assert "Page 4 of 4" in (await editor.get("/admin/templates?page=99&state=nonsense")).text
    assert "No reply fits." in (await editor.get("/admin/templates?experiment=yes")).text


async def test_a_draft_is_kept_and_guests_read_on_what_they_read(console: Console, editor: Browser) -> None:
    before = await words(console)
    status, page = await send(editor, "¡Hola! Está en {{ hotel }}.", "save", note="shorter")
    assert status == 303
    assert "Saved as version 2" in page
    assert await words(console) == before
    history = await console.versions.history(SPANISH)
    assert (history[0].version.author, history[0].version.note) == ("eva", "shorter")
    assert history[0].version.content["buttons"] == history[1].version.content["buttons"]


async def test_published_words_are_what_guests_read(console: Console, editor: Browser) -> None:
    status, page = await send(editor, "¡Hola! Está en {{ hotel }}.", "publish")
    assert status == 303
    assert "Guests read version 2 within a second" in page
    assert await words(console) == "¡Hola! Está en {{ hotel }}."
    # Publishing what is there makes no new version.
    await send(editor, "¡Hola! Está en {{ hotel }}.", "publish")
    assert len(await console.versions.history(SPANISH)) == 2


async def test_lint_stands_beside_the_line_and_keeps_a_fault_from_guests(
    console: Console, editor: Browser
) -> None:
    before = await words(console)
    faulty = "¡Hola!\nEstá en {{ hotle }}."
    status, page = await send(editor, faulty, "check")
    assert status == 200
    assert len(await console.versions.history(SPANISH)) == 1
    line = re.search(r'<li value="2" class="has-fault">(.*?)</li>', page, re.S)
    assert line is not None
    assert "There is no such value" in line.group(1)
    assert "hotle is no declared placeholder" in line.group(1)
    assert "1 fault: this cannot be published" in page
    status, page = await send(editor, faulty, "publish")
    assert status == 409
    assert "Kept as a draft, but not published: 1 faults" in page
    assert await words(console) == before
    # The draft and the words in the form are the same: mending goes on from there.
    assert "{{ hotle }}" in page
    assert 'name="expected" value="2"' in page


async def test_words_that_cannot_be_read_are_not_saved(console: Console, editor: Browser) -> None:
    status, page = await send(editor, "  ", "save")
    assert status == 400
    assert "Not saved" in page
    whole = f"{HELLO}&form=whole"
    status, page = await send(editor, "", "save", page=whole, whole="buttons: [", form="whole")
    assert status == 400
    assert "This cannot be read" in page
    assert len(await console.versions.history(SPANISH)) == 1


async def test_a_whole_reply_may_change_what_its_buttons_do(console: Console, editor: Browser) -> None:
    whole = 'text: "Hola {{ hotel }}"\nbuttons:\n- {title: "Ayuda", intent: human_handoff}\n'
    status, page = await send(editor, "", "save", page=f"{HELLO}&form=whole", whole=whole)
    assert status == 303
    assert 'value="Ayuda"' in page
    newest = (await console.versions.history(SPANISH))[0].version
    assert newest.content["buttons"] == [{"title": "Ayuda", "intent": "human_handoff"}]


async def test_two_editors_do_not_overwrite_each_other_unseen(console: Console, editor: Browser) -> None:
    content = dict((await console.versions.history(SPANISH))[0].version.content)
    shown = unescape((await editor.get(HELLO)).text)
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', shown))
    sent.pop("bare", None)
    await console.versions.save(SPANISH, {**content, "text": "Bienvenido a {{ hotel }}."}, author="bea")
    answer = await editor.post(
        HELLO,
        data={**sent, "text": "Saludos de {{ hotel }}.", "do": "save"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "bea saved version 2 meanwhile (Sat 21 Nov 2026, 10:30)" in page
    assert "<del>Bienvenido a</del><ins>Saludos de</ins>" in page
    assert "Saludos de {{ hotel }}." in page
    assert len(await console.versions.history(SPANISH)) == 2
    # Who has seen the other's words may go on with their own.
    again = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    again.pop("bare", None)
    answer = await editor.post(
        HELLO,
        data={**again, "text": "Saludos de {{ hotel }}.", "do": "save"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 303
    assert (await console.versions.history(SPANISH))[0].version.content["text"] == "Saludos de {{ hotel }}."


async def test_words_for_a_time_are_scheduled_in_the_hotels_zone(console: Console, editor: Browser) -> None:
    before = await words(console)
    status, page = await send(
        editor,
        "¡Felices fiestas desde {{ hotel }}!",
        "schedule",
        **{"from": "2026-12-24T18:00", "until": "2026-12-26T12:00"},
    )
    assert status == 303
    assert "Thu 24 Dec 2026, 18:00" in page
    assert await words(console) == before
    console.clock.advance(timedelta(days=33, hours=8))
    assert await words(console) == "¡Felices fiestas desde {{ hotel }}!"
    console.clock.advance(timedelta(days=2))
    assert await words(console) == before


@pytest.mark.parametrize(
    ("times", "why"),
    [
        ({"from": "", "until": ""}, "Say from when or until when."),
        ({"from": "soon", "until": ""}, "That is no date and time."),
        ({"from": "2026-12-26T12:00", "until": "2026-12-24T12:00"}, "It would end before it begins."),
    ],
)
async def test_a_time_that_makes_no_sense_is_named(
    console: Console, editor: Browser, times: dict[str, str], why: str
) -> None:
    status, page = await send(editor, "¡Hola! {{ hotel }}", "schedule", **times)
    assert status == 409
    assert why in page
    assert not any(shown.publications for shown in await console.versions.history(SPANISH))


async def test_one_press_rolls_back_and_the_history_says_who(console: Console, editor: Browser) -> None:
    before = await words(console)
    await send(editor, "¡Hola! Está en {{ hotel }}.", "publish", note="shorter")
    history = "/admin/templates/greeting.hello/history?language=es"
    page = unescape((await editor.get(history)).text)
    assert "<ins>Está en</ins>" in page or "<ins>Está</ins>" in page
    answer = await editor.submit(
        "/admin/templates/greeting.hello/rollback?language=es", page=history, number="1", live="2"
    )
    assert answer.status_code == 303
    assert await words(console) == before
    page = unescape((await editor.get(answer.headers["location"])).text)
    assert "Rolled back." in page
    assert "<strong>eva</strong> rolled back to version 1, Spanish" in page
    assert "<strong>eva</strong> saved version 2, Spanish · shorter" in page
    # Back to the newer one again: every version that guests have read has its button.
    answer = await editor.submit(
        "/admin/templates/greeting.hello/rollback?language=es", page=history, number="2", live="2"
    )
    assert answer.status_code == 409
    answer = await editor.submit(
        "/admin/templates/greeting.hello/rollback?language=es", page=history, number="2", live="1"
    )
    assert answer.status_code == 303
    assert await words(console) == "¡Hola! Está en {{ hotel }}."


async def test_a_draft_is_taken_away_and_a_publication_called_off(console: Console, editor: Browser) -> None:
    await send(editor, "¡Uno! {{ hotel }}", "save")
    history = "/admin/templates/greeting.hello/history?language=es"
    answer = await editor.submit(
        "/admin/templates/greeting.hello/retire?language=es", page=history, number="2", live="1"
    )
    assert answer.status_code == 303
    assert (await console.versions.history(SPANISH))[0].version.state == "retired"
    await send(editor, "¡Dos! {{ hotel }}", "schedule", **{"from": "2026-12-24T18:00"})
    page = (await editor.get(history)).text
    publication = re.search(r'name="publication" value="(\d+)"', page)
    assert publication is not None
    answer = await editor.submit(
        "/admin/templates/greeting.hello/cancel?language=es",
        page=history,
        number="3",
        live="1",
        publication=publication.group(1),
    )
    assert answer.status_code == 303
    gone = await editor.submit(
        "/admin/templates/greeting.hello/retire?language=es", page=history, number="77", live="1"
    )
    assert gone.status_code == 409
    console.clock.advance(timedelta(days=60))
    assert await words(console) != "¡Dos! {{ hotel }}"


async def test_any_two_versions_are_compared(console: Console, editor: Browser) -> None:
    for text in ("A {{ hotel }}", "B {{ hotel }}", "C {{ hotel }}"):
        await send(editor, text, "save")
    page = unescape((await editor.get("/admin/templates/greeting.hello/history?language=es&a=2&b=4")).text)
    assert "from version 2 to 4" in page
    assert "<del>A</del><ins>C</ins>" in page
    odd = await editor.get("/admin/templates/greeting.hello/history?language=es&a=x&b=99")
    assert odd.status_code == 200


async def test_a_new_reply_starts_as_a_draft(console: Console, editor: Browser) -> None:
    new = "/admin/templates/new?language=en"
    answer = await editor.submit(new, category="question", name="Spa hours", text="The spa is open.")
    assert answer.headers["location"].startswith("/admin/templates/question.spa_hours?language=en")
    page = (await editor.get("/admin/templates/question.spa_hours?language=de")).text
    assert "not written yet" in page
    again = await editor.submit(new, category="question", name="spa_hours", text="Twice")
    assert "There is a reply “question.spa_hours” already." in again.text
    for name, text in (("9 lives", "x"), ("spa", " "), ("wifi", "x")):
        assert (await editor.submit(new, category="question", name=name, text=text)).status_code == 400
    assert len(await console.versions.standings()) == 1


async def test_a_missing_translation_begins_with_the_others_buttons(
    console: Console, editor: Browser
) -> None:
    english = Place("question.spa", "en")
    await console.versions.save(
        english, {"text": "Spa", "buttons": [{"title": "Book", "intent": "book_room"}]}, author="eva"
    )
    await console.versions.publish(english, 2, by="eva")
    page = (await editor.get("/admin/templates/question.spa?language=it")).text
    assert 'name="title-0" value="Book"' in page
    status, _ = await send(
        editor,
        "La spa",
        "publish",
        page="/admin/templates/question.spa?language=it",
        **{"title-0": "Prenota"},
    )
    assert status == 303
    wording = (await console.versions.catalog()).get("question.spa", "it")
    assert wording is not None
    assert [(one.title, one.intent) for one in wording.buttons] == [("Prenota", "book_room")]


async def test_one_hotels_words_are_its_own(console: Console, editor: Browser) -> None:
    own = f"{HELLO}&property=mirador"
    await send(editor, "Común {{ hotel }}", "publish")
    page = unescape((await editor.get(own)).text)
    assert "Común {{ hotel }}" in page
    await send(editor, "Solo {{ hotel }}", "publish", page=own)
    assert await words(console) == "Común {{ hotel }}"
    assert await words(console, Place("greeting.hello", "es", "mirador")) == "Solo {{ hotel }}"
    # A hotel nobody knows is no hotel.
    assert "Común" in unescape((await editor.get(f"{HELLO}&property=../x")).text)


async def test_all_translations_stand_side_by_side(editor: Browser) -> None:
    page = unescape((await editor.get("/admin/templates/greeting.hello/translations")).text)
    for words_of_it in ("¡Hola! En {{ hotel }}", "Guten Tag!", "Buongiorno!", "Olá!", "Bonjour"):
        assert words_of_it in page


async def test_the_preview_follows_the_typing(editor: Browser) -> None:
    shown = (await editor.get(HELLO)).text
    token = re.search(r'name="csrf_token" value="([^"]*)"', shown)
    assert token is not None
    preview = "/admin/templates/greeting.hello/preview?language=es"
    ours = {"Sec-Fetch-Site": "same-origin"}
    sent = {"csrf_token": token.group(1), "base": "1", "text": "Soy {{ hotel }}", "title-0": "R", "title-1": "M",
            "title-2": "<b>", "text-whatsapp": "WA {{ hotel }}"}  # fmt: skip
    page = (await editor.post(preview, data=sent, headers=ours)).text
    assert "<html" not in page
    assert "Soy Posada del Mirador" in page
    assert "WA Posada del Mirador" in page
    assert "&lt;b&gt;" in page
    assert (
        await editor.post(preview, data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    ).status_code == 403


async def test_a_viewer_reads_and_changes_nothing(console: Console, browser: Browser) -> None:
    await console.member("vic", Role.VIEWER)
    await browser.sign_in("vic")
    page = (await browser.get(HELLO)).text
    assert "Changing it needs the role" in page
    assert 'value="publish"' not in page
    assert (await browser.get("/admin/templates/new")).status_code == 403
    history = (await browser.get("/admin/templates/greeting.hello/history?language=es")).text
    assert "rollback" not in history
    for path in ("", "/rollback", "/retire", "/cancel"):
        answer = await browser.submit(
            f"/admin/templates/greeting.hello{path}?language=es",
            page=HELLO,
            do="publish",
            text="x",
            number="1",
        )
        assert answer.status_code == 403, path
    assert len(await console.versions.history(SPANISH)) == 1


@pytest.mark.parametrize("key", ["nowhere.at_all", "nonsense", "greeting.hello'--", "x" * 300])
async def test_a_reply_that_does_not_exist_is_not_found(editor: Browser, key: str) -> None:
    for page in ("", "/history", "/translations"):
        assert (await editor.get(f"/admin/templates/{key}{page}")).status_code == 404


async def test_a_bomb_is_shown_as_a_fault_and_never_published(console: Console, editor: Browser) -> None:
    before = await words(console)
    for bomb in (
        "{{ 'a' * 10000000000 }}",
        "{% for a in hotel %}{% for b in hotel %}x{% endfor %}{% endfor %}",
        "{{ hotel.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
    ):
        status, page = await send(editor, bomb, "publish")
        assert status == 409, bomb
        assert "not published" in page
    assert await words(console) == before


async def test_a_draft_that_takes_too_long_is_stopped_before_this_process_looks_at_it(
    console: Console, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stop(*_: object, **__: object) -> None:
        raise PreviewStopped("these words take too long, or too much")

    monkeypatch.setattr(Harmless, "preview", stop)
    status, page = await send(editor, "¡Hola! {{ hotel }}", "check")
    assert status == 200
    assert "these words take too long, or too much" in page
    assert "1 fault: this cannot be published" in page
    # What is saved already is shown as ever.
    assert "take too long" not in (await editor.get(HELLO)).text


async def test_a_greeting_that_does_not_say_what_it_is_stays_a_draft(
    console: Console, editor: Browser
) -> None:
    place, page = Place("greeting.welcome", "es"), "/admin/templates/greeting.welcome?language=es"
    before = await words(console, place)
    _, shown = await send(editor, "¡Bienvenidos a {{ hotel }}!", "publish", page=page)
    assert "Kept as a draft, but not published: 2 faults" in shown
    assert "Guests must be told that an assistant writes" in shown
    assert await words(console, place) == before
    assert (await send(editor, "¡Bienvenidos!", "save", page=page))[0] == 303
