"""What editors do, on whichever database: run on SQLite here and on PostgreSQL by tests/services."""

from __future__ import annotations

import asyncio

import pytest

from common.knowledge.book import BELOW, Book, BookError, Conflict, Refused, Unknown
from common.knowledge.entry import Subject
from common.knowledge.known import Known
from common.properties import Properties

PARKING = Subject("mirador", "fact.parking")
FULL = {"available": True, "price": "9,50", "per": "stay", "text": {"es": "Junto a la puerta."}}
BIKES = {
    "questions": {"en": ["Can I store my bike?"]},
    "answers": {"en": "Yes, in the courtyard.", "es": "Sí, en el patio."},
}


def asked(known: Known, properties: Properties, text: str, language: str = "en") -> str | None:
    found = known.answer(properties.default, text, said_in=language, reply_in=language)
    return found.text if found else None


async def a_fact_goes_to_guests_and_back(book: Book, properties: Properties) -> None:
    hotel = properties.default
    before = hotel.facts["parking"]
    version = await book.save(PARKING, FULL, author="eva", expected=BELOW)
    assert version.number == 2
    assert (await book.known()).hotel(hotel).facts["parking"] == before
    await book.publish(PARKING, 2, by="eva", expected_live=BELOW)
    fact = (await book.known()).hotel(hotel).facts["parking"]
    assert (fact.price and fact.price.minor, fact.per, fact.text) == (950, "stay", FULL["text"])
    assert (await book.known()).hotel(hotel).facts["breakfast"] == hotel.facts["breakfast"]
    await book.roll_back(PARKING, BELOW, by="ana", expected_live=2)
    back = (await book.known()).hotel(hotel).facts["parking"]
    assert (back.available, back.price, back.per, back.text) == (
        before.available,
        before.price,
        before.per,
        before.text,
    )
    await book.roll_back(PARKING, 2, by="ana")
    log = [(line["by"], line["action"], line["number"]) for line in await book.audit(PARKING)]
    assert log == [
        ("ana", "roll_back", 2),
        ("ana", "roll_back", 1),
        ("eva", "publish", 2),
        ("eva", "save", 2),
    ]


async def an_answer_is_said_once_published_and_no_more_when_taken_back(
    book: Book, properties: Properties
) -> None:
    bikes = book.new_answer("mirador")
    with pytest.raises(Unknown):
        await book.open(bikes)
    await book.save(bikes, BIKES, author="eva", expected=BELOW)
    assert asked(await book.known(), properties, "can i store my bike") is None
    await book.publish(bikes, 2, by="eva")
    assert asked(await book.known(), properties, "can i store my bike") == "Yes, in the courtyard."
    known = await book.known()
    found = known.answer(properties.default, "can i store my bike", said_in="en", reply_in="es")
    assert found is not None
    assert (found.text, found.language, found.version) == ("Sí, en el patio.", "es", 2)
    await book.roll_back(bikes, BELOW, by="eva")
    assert asked(await book.known(), properties, "can i store my bike") is None


async def two_editors_do_not_overwrite_each_other(book: Book) -> None:
    await book.save(PARKING, FULL, author="eva", expected=BELOW)
    with pytest.raises(Conflict, match="eva was there before with version 2"):
        await book.save(PARKING, FULL, author="ana", expected=BELOW)
    await book.save(PARKING, FULL, author="ana", expected=2)
    await book.publish(PARKING, 3, by="ana", expected_live=BELOW)
    with pytest.raises(Conflict, match="ana was there before with version 3"):
        await book.publish(PARKING, 2, by="eva", expected_live=BELOW)
    with pytest.raises(Conflict):
        await book.roll_back(PARKING, BELOW, by="eva", expected_live=BELOW)
    with pytest.raises(BookError, match="never published"):
        await book.roll_back(PARKING, 2, by="eva")


async def thirty_editors_at_once_lose_no_version(book: Book) -> None:
    async def edit(number: int) -> int:
        version = await book.save(PARKING, {**FULL, "text": {"en": str(number)}}, author=str(number))
        await book.publish(PARKING, version.number, by=str(number))
        return version.number

    assert sorted(await asyncio.gather(*map(edit, range(30)))) == list(range(2, 32))
    sheet = await book.open(PARKING)
    assert {one.content["text"].get("en") for one in sheet.versions[:-1]} == {str(n) for n in range(30)}
    revision = (await book.known()).revision
    assert revision == 30
    assert sheet.live.number == sheet.moves[0].number


async def faults_are_kept_as_drafts_and_never_published(book: Book) -> None:
    await book.save(PARKING, {**FULL, "price": "a lot", "per": "hour"}, author="eva")
    with pytest.raises(Refused) as refused:
        await book.publish(PARKING, 2, by="eva")
    assert [(one.code, one.part) for one in refused.value.faults] == [("price", "price"), ("per", "per")]
    first, second = book.new_answer("mirador"), book.new_answer("mirador")
    await book.save(first, BIKES, author="eva")
    await book.publish(first, 2, by="eva")
    await book.save(second, {**BIKES, "questions": {"en": ["Could I store my bike, please?"]}}, author="eva")
    with pytest.raises(Refused, match="asked-elsewhere"):
        await book.publish(second, 2, by="eva")


STEPS = (
    an_answer_is_said_once_published_and_no_more_when_taken_back,
    a_fact_goes_to_guests_and_back,
)
ALONE = (
    two_editors_do_not_overwrite_each_other,
    thirty_editors_at_once_lose_no_version,
    faults_are_kept_as_drafts_and_never_published,
)
