"""What editors do: nothing is lost, nothing is overwritten unseen, and every step can be taken back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from templates import ledger
from templates.place import Place
from templates.version import Conflict, Publication, Refused, Unknown, Version, VersionError
from templates.versions import Versions
from templates.wording import BadWording

HELLO = Place("greeting.hello", "es")
OWN = Place("greeting.hello", "es", "mirador")


async def said(versions: Versions, place: Place = HELLO) -> tuple[str, str]:
    wording = (await versions.catalog()).of_property(place.property_id).get(place.key, place.language)
    assert wording is not None
    return wording.version, wording.text


async def publish(versions: Versions, text: str, place: Place = HELLO, **when: object) -> Publication:
    version = await versions.save(place, text, author="ana")
    return await versions.publish(place, version.number, by="ana", **when)  # type: ignore[arg-type]


async def test_a_draft_is_not_said_until_it_is_published(versions: Versions) -> None:
    packaged = await said(versions)
    version = await versions.save(HELLO, "Buenas", author="ana", note="friendlier")
    assert (version.number, version.state) == (2, "draft")
    assert await said(versions) == packaged
    await versions.publish(HELLO, 2, by="ana")
    assert await said(versions) == ("2", "Buenas")


async def test_rolling_back_moves_the_pointer_and_keeps_every_version(versions: Versions) -> None:
    await publish(versions, "Buenas")
    await publish(versions, "Muy buenas")
    await versions.roll_back(HELLO, 2, by="eva", note="too loud")
    assert await said(versions) == ("2", "Buenas")
    await versions.roll_back(HELLO, 1, by="eva")
    assert await said(versions) == ("1", "Hola de {{ hotel }}{% if phone %}, {{ phone }}{% endif %}")
    await versions.roll_back(HELLO, 3, by="eva")
    assert await said(versions) == ("3", "Muy buenas")
    assert [(one.version.number, one.is_live) for one in await versions.history(HELLO)] == [
        (3, True), (2, False), (1, False),
    ]  # fmt: skip


async def test_a_draft_or_a_version_that_is_not_there_is_not_rolled_back_to(versions: Versions) -> None:
    await versions.save(HELLO, "Buenas", author="ana")
    with pytest.raises(VersionError, match="never published"):
        await versions.roll_back(HELLO, 2, by="ana")
    with pytest.raises(Unknown):
        await versions.roll_back(HELLO, 7, by="ana")
    with pytest.raises(Unknown):
        await versions.publish(HELLO, 7, by="ana")


async def test_the_later_of_two_editors_is_told_of_the_first(versions: Versions, clock: FrozenClock) -> None:
    await versions.save(HELLO, "Buenas", author="ana", expected=1)
    with pytest.raises(Conflict) as refused:
        await versions.save(HELLO, "Hola", author="eva", expected=1)
    assert (refused.value.author, refused.value.number, refused.value.at) == ("ana", 2, clock.now())
    assert "ana was there before with version 2 at 2026-11-21 09:30 UTC" in str(refused.value)
    assert len(await versions.history(HELLO)) == 2
    await versions.save(HELLO, "Hola", author="eva", expected=2)


async def test_publishing_over_somebody_elses_publication_is_refused_too(versions: Versions) -> None:
    await versions.save(HELLO, "Hola", author="eva")
    await publish(versions, "Buenas")
    with pytest.raises(Conflict, match="ana was there before with version 3"):
        await versions.publish(HELLO, 2, by="eva", expected_live=1)
    with pytest.raises(Conflict):
        await versions.roll_back(HELLO, 1, by="eva", expected_live=2)
    await versions.publish(HELLO, 2, by="eva", expected_live=3)
    with pytest.raises(Conflict):
        await versions.publish(OWN, (await versions.save(OWN, "Hola", author="eva")).number, by="eva", expected_live=4)  # fmt: skip


async def test_fifty_edits_at_once_lose_no_version(versions: Versions) -> None:
    texts = [f"Hola {number}" for number in range(50)]
    saved = await asyncio.gather(*(versions.save(HELLO, text, author=text) for text in texts))
    assert sorted(one.number for one in saved) == list(range(2, 52))
    kept = {one.version.number: one.version for one in await versions.history(HELLO)}
    assert all(kept[one.number].content == one.content for one in saved)
    assert {one.version.content["text"] for one in await versions.history(HELLO)} >= set(texts)


async def test_of_fifty_editors_who_saw_the_same_one_wins_and_all_others_know(versions: Versions) -> None:
    async def edit(name: str) -> Version | Conflict:
        try:
            return await versions.save(HELLO, f"Hola {name}", author=name, expected=1)
        except Conflict as conflict:
            return conflict

    outcomes = await asyncio.gather(*(edit(str(number)) for number in range(50)))
    (winner,) = [one for one in outcomes if isinstance(one, Version)]
    assert {one.author for one in outcomes if isinstance(one, Conflict)} == {winner.author}


async def test_a_schedule_begins_and_ends_by_itself(versions: Versions, clock: FrozenClock) -> None:
    await publish(versions, "Buenas")
    christmas = clock.now() + timedelta(days=30)
    await publish(versions, "Feliz Navidad", from_at=christmas, until_at=christmas + timedelta(days=14))
    assert await said(versions) == ("2", "Buenas")
    assert [one.number for one in (await versions.standings())[HELLO].scheduled] == [3]
    clock.advance(timedelta(days=30))
    assert await said(versions) == ("3", "Feliz Navidad")
    clock.advance(timedelta(days=14))
    assert await said(versions) == ("2", "Buenas")


async def test_what_is_published_during_a_schedule_is_said_after_it(
    versions: Versions, clock: FrozenClock
) -> None:
    await publish(versions, "Feliz Navidad", until_at=clock.now() + timedelta(days=14))
    clock.advance(timedelta(days=1))
    await publish(versions, "Buenas")
    assert await said(versions) == ("3", "Buenas")
    clock.advance(timedelta(days=20))
    assert await said(versions) == ("3", "Buenas")


async def test_a_schedule_can_be_cancelled(versions: Versions, clock: FrozenClock) -> None:
    later = clock.now() + timedelta(days=1)
    planned = await publish(versions, "Feliz Navidad", from_at=later)
    await versions.cancel(HELLO, planned.id, by="eva")
    clock.advance(timedelta(days=2))
    assert (await said(versions))[0] == "1"
    now = await publish(versions, "Buenas")
    with pytest.raises(Unknown):
        await versions.cancel(HELLO, now.id, by="eva")


async def test_an_end_before_its_beginning_is_refused(versions: Versions, clock: FrozenClock) -> None:
    now, day = clock.now(), timedelta(days=1)
    for from_at, until_at in ((None, now), (now + day, now + day), (now - 2 * day, now - day)):
        with pytest.raises(VersionError, match="end before it begins"):
            await publish(versions, "Buenas", from_at=from_at, until_at=until_at)


async def test_a_hotels_own_words_win_there_and_only_there(versions: Versions) -> None:
    await publish(versions, "Buenas")
    await publish(versions, "Buenas del Mirador", OWN)
    assert await said(versions) == ("2", "Buenas")
    assert await said(versions, OWN) == ("2@mirador", "Buenas del Mirador")
    assert await said(versions, Place("greeting.hello", "es", "porto")) == ("2", "Buenas")
    await versions.roll_back(OWN, 1, by="ana")
    assert await said(versions, OWN) == ("2", "Buenas")


async def test_retired_words_give_way_to_those_before_them(versions: Versions) -> None:
    await publish(versions, "Buenas")
    await publish(versions, "Muy buenas")
    await versions.retire(HELLO, 3, by="eva", note="complaints")
    assert await said(versions) == ("2", "Buenas")
    with pytest.raises(VersionError, match="retired"):
        await versions.publish(HELLO, 3, by="ana")
    with pytest.raises(VersionError, match="packaged"):
        await versions.retire(HELLO, 1, by="ana")
    assert (await versions.history(HELLO))[0].version.state == "retired"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hola {{ hotell }}", "unknown-placeholder"),
        ("Hola {{ hotel", "syntax"),
        ("Son {{ total | money }}", "not-given"),
        ("Hola {{ guest_name }}", "personal"),
        ("Hola {{ phone }}", "unguarded"),
    ],
)
async def test_words_with_a_fault_are_kept_and_not_published(
    versions: Versions, text: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        await publish(versions, text)
    assert code in {problem.code for problem in refused.value.problems}
    assert (await said(versions))[0] == "1"
    assert (await versions.history(HELLO))[0].version.state == "draft"
    assert code in {problem.code for problem in await versions.check(HELLO, text)}


async def test_a_phrase_that_would_break_those_that_borrow_it_is_refused(versions: Versions) -> None:
    place = Place("phrase.party", "en")
    with pytest.raises(Refused):
        await publish(versions, "{{ party.babies }}", place)
    await publish(versions, "{{ party.adults }} people", place)


async def test_words_that_are_no_words_are_not_even_saved(versions: Versions) -> None:
    for body in ("", {"text": "Hi", "buttons": [{"title": "x"}]}, {"text": "Hi", "attachments": [{"kind": "x", "at": timedelta(1)}]}):  # fmt: skip
        with pytest.raises(BadWording):
            await versions.save(HELLO, body, author="ana")
    assert len(await versions.history(HELLO)) == 1


async def test_what_was_changed_can_be_compared_word_by_word(versions: Versions) -> None:
    await versions.save(HELLO, "Muy buenas de {{ hotel }}", author="ana")
    (change,) = await versions.compare(HELLO, 1, 2)
    assert change.part == "text"
    assert [piece.text for piece in change.pieces if piece.op == "added"] == ["Muy buenas"]
    with pytest.raises(Unknown):
        await versions.compare(HELLO, 1, 9)


async def test_every_step_leaves_a_line_with_its_author_and_reason(versions: Versions) -> None:
    await publish(versions, "Buenas")
    await versions.roll_back(HELLO, 1, by="eva", note="too short")
    await versions.retire(HELLO, 2, by="eva")
    lines = [(line["action"], line["by"], line["number"], line["note"]) for line in await versions.audit("greeting.hello")]  # fmt: skip
    assert lines == [
        ("retire", "eva", 2, ""),
        ("roll_back", "eva", 1, "too short"),
        ("publish", "ana", 2, ""),
        ("save", "ana", 2, ""),
    ]


async def test_the_revision_moves_with_what_guests_read_and_with_nothing_else(
    versions: Versions, engine: AsyncEngine
) -> None:
    async def revision() -> int:
        async with engine.connect() as connection:
            return await ledger.revision(connection)

    assert await revision() == 0
    await versions.save(HELLO, "Buenas", author="ana")
    assert await revision() == 0
    await versions.publish(HELLO, 2, by="ana")
    assert await revision() == 1
    await versions.roll_back(HELLO, 1, by="ana")
    assert await revision() == 2
    await versions.save(HELLO, "Hola", author="ana", variant="warm")
    assert await revision() == 3


async def test_an_arms_words_are_in_the_catalog_without_being_published(versions: Versions) -> None:
    version = await versions.save(HELLO, "¡Hola!", author="ana", variant="warm")
    catalog = await versions.catalog()
    assert catalog.variants[HELLO, version.number].text == "¡Hola!"
    assert (await said(versions))[0] == "1"


async def test_a_reply_of_the_hotels_own_comes_and_goes(versions: Versions) -> None:
    place = Place("question.sauna", "en")
    await publish(versions, "We have no sauna.", place)
    assert await said(versions, place) == ("2", "We have no sauna.")
    await versions.roll_back(place, 1, by="ana")
    assert (await versions.catalog()).get("question.sauna", "en") is None


async def test_a_list_shows_what_waits_to_be_published(versions: Versions) -> None:
    await publish(versions, "Buenas")
    await versions.save(HELLO, "Hola", author="eva")
    standing = (await versions.standings())[HELLO]
    assert (standing.live, standing.latest, standing.has_draft) == (2, 3, True)
    for number, author in ((1, "posada"), (3, "eva")):
        version = await versions.version(HELLO, number)
        assert version is not None
        assert version.author == author
    assert await versions.version(HELLO, 4) is None
    assert await versions.version(Place("no.such", "es"), 1) is None
