"""What staff keep beside a conversation: notes, tags, and messages that were a different wish."""

from __future__ import annotations

import yaml
from sqlalchemy import select

from console.candidates import Candidate, to_nlu
from console.desk_tables import desk_notes, training_candidates
from console.redaction import redacted
from console.roles import Role

from .conftest import NOW, Browser, Console
from .test_inbox import API, LIST, found, signed_in

PAGE = f"{LIST}/c_5F2K9"


async def test_a_note_is_for_colleagues_and_lies_sealed(console: Console, browser: Browser) -> None:
    await signed_in(console, browser)
    await console.seeds.conversation()
    kept = await browser.submit(f"{PAGE}/note", page=PAGE, words="Likes the <b>quiet</b> side")
    assert (kept.status_code, kept.headers["location"]) == (303, f"{PAGE}#beside")
    page = (await browser.get(PAGE)).text
    assert "Likes the &lt;b&gt;quiet&lt;/b&gt; side" in page
    async with console.engine.connect() as connection:
        (row,) = (await connection.execute(select(desk_notes))).all()
    assert "quiet" not in row.words
    assert (await browser.submit(f"{PAGE}/note", page=PAGE, words="  ")).status_code == 422
    await browser.submit(f"{PAGE}/drop_note", page=PAGE, note=row.id)
    assert "Likes the" not in (await browser.get(PAGE)).text


async def test_tags_are_one_spelling_and_a_filter(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser)
    for name in ("c_5F2K9", "c_other"):
        await console.seeds.conversation(name)
    for tag in ("  VIP   guest ", "vip guest"):
        assert (await browser.submit(f"{PAGE}/tag", page=PAGE, tag=tag)).status_code == 303
    assert await found(browser, bearer, tag="vip guest") == ["c_5F2K9"]
    assert "vip guest" in (await browser.get(LIST)).text
    await browser.submit(f"{PAGE}/drop_tag", page=PAGE, tag="vip guest")
    assert await found(browser, bearer, tag="vip guest") == []


async def test_it_is_given_to_a_colleague(console: Console, browser: Browser) -> None:
    await signed_in(console, browser)
    await console.member("ben")
    await console.member("eva", Role.VIEWER)
    await console.seeds.conversation()
    page = (await browser.get(PAGE)).text
    assert "<option>ben</option>" in page
    assert "<option>eva</option>" not in page
    await browser.submit(f"{PAGE}/assign", page=PAGE, to="ben")
    assert "ben has this conversation" in (await browser.get(PAGE)).text


async def test_a_different_wish_is_kept_without_who_wished_it(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser)
    await console.seeds.conversation()
    understood = {"language": {"code": "es"}, "contact": {"name": "Eva Ruiz"}}
    turn = await console.seeds.turn(
        "c_5F2K9", "Soy Eva Ruiz, eva@example.com, +34 600 111 222. ¿Hay parking?", understood=understood
    )
    for wish in ("book_room", "ask_parking"):
        await browser.submit(f"{PAGE}/wish", page=PAGE, turn=turn, wish=wish)
    unknown = await browser.submit(f"{PAGE}/wish", page=PAGE, turn=turn, wish="fly_away")
    assert unknown.status_code == 422
    (kept,) = (await browser.get("/api/v1/admin/candidates", headers=bearer)).json()["candidates"]
    assert kept["text"] == "Soy ‹name›, ‹e-mail›, ‹phone›. ¿Hay parking?"
    assert (kept["understood"], kept["wish"], kept["by"]) == ("book_room", "ask_parking", "ana")
    assert "Staff say the wish was <code>ask_parking</code>" in (await browser.get(PAGE)).text
    assert "¿Hay parking?" in (await browser.get("/admin/candidates")).text
    file = await browser.get("/admin/candidates/file?language=es")
    assert yaml.safe_load(file.text)["nlu"] == [
        {"intent": "ask_parking", "metadata": {"language": "es"}, "examples": f"- {kept['text']}\n"}
    ]
    await browser.submit("/admin/candidates/drop", page="/admin/candidates", candidate=kept["id"])
    async with console.engine.connect() as connection:
        assert (await connection.execute(select(training_candidates))).all() == []


async def test_a_viewer_reads_and_changes_nothing(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser, Role.VIEWER)
    await console.seeds.conversation()
    assert "Keep the note" not in (await browser.get(PAGE)).text
    for deed in ("note", "tag", "assign", "wish"):
        assert (await browser.submit(f"{PAGE}/{deed}", page=PAGE, text="x", tag="x")).status_code == 403
    refused = await browser.post(f"{API}/c_5F2K9/notes", headers=bearer, json={"text": "x"})
    assert refused.status_code == 403
    assert (await browser.get("/admin/candidates")).status_code == 403


def test_what_looks_like_a_number_of_a_telephone_is_told_from_days() -> None:
    assert redacted("call 0034-600.111.222 or (91) 555 12 34") == "call ‹phone› or ‹phone›"
    for kept in ("27.11.2026 - 29.11.2026", "2026-11-27", "246,00 EUR", "room 1204", "2 nights, 3 people"):
        assert redacted(kept) == kept
    assert redacted("Ann Annabel", ["Ann", "Ann Annabel"]) == "‹name›"


def test_training_data_holds_no_entity_and_no_second_line() -> None:
    one = Candidate("c", "c", "t", NOW, "ana", "xx", None, "greet", "[hi](name)\n- evil: {x}\x07")
    text = to_nlu([one, one])
    assert yaml.safe_load(text)["nlu"] == [{"intent": "greet", "examples": "- hi (name) - evil: x\n"}]
    assert yaml.safe_load(to_nlu([])) == {"version": "3.1", "nlu": []}
