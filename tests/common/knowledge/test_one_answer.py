"""A question has one answer: what comes back by itself keeps its questions, and nothing else is published with them."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from common.clock import FrozenClock
from common.knowledge.book import BELOW, Book, BookError, Refused
from common.knowledge.entry import Subject
from common.knowledge.matching import plain_words
from common.properties import Properties
from tests.common.knowledge.editing import asked

DAY = timedelta(days=1)
BIKE, BOAT, BUS = "Can I store my bike?", "May I moor a boat?", "Where does the bus stop?"


@pytest.fixture
def first(book: Book) -> Subject:
    return book.new_answer("mirador")


@pytest.fixture
def second(book: Book) -> Subject:
    return book.new_answer("mirador")


async def draft(book: Book, subject: Subject, *questions: str) -> int:
    body = {"questions": {"en": list(questions)}, "answers": {"en": f"{subject.topic} {questions[0]}"}}
    return (await book.save(subject, body, author="eva")).number


async def publish(book: Book, subject: Subject, *questions: str, days: tuple[int, int] | None = None) -> int:
    """days: from when until when, counted from now."""
    number = await draft(book, subject, *questions)
    now = book._clock.now()
    from_at, until_at = (None, None) if days is None else (now + DAY * days[0], now + DAY * days[1])
    await book.publish(subject, number, by="eva", from_at=from_at, until_at=until_at)
    return number


async def test_what_comes_back_when_other_words_end_keeps_its_question(
    book: Book, first: Subject, second: Subject, properties: Properties, clock: FrozenClock
) -> None:
    await publish(book, first, BIKE)
    await publish(book, first, BOAT, days=(0, 3))
    for days in (None, (0, 2), (5, 6)):
        with pytest.raises(Refused, match="asked-elsewhere"):
            await publish(book, second, BIKE, days=days)
    await publish(book, second, BUS)
    clock.advance(3 * DAY)
    assert asked(await book.known(), properties, BIKE) == f"{first.topic} {BIKE}"


async def test_what_comes_back_when_other_words_are_called_off_keeps_it_too(
    book: Book, first: Subject, second: Subject, properties: Properties, clock: FrozenClock
) -> None:
    """The older words end before the newer, so that they would never be said again by themselves."""
    await publish(book, first, BIKE, days=(0, 2))
    await publish(book, first, BOAT, days=(0, 3))
    with pytest.raises(Refused):
        await publish(book, second, BIKE)
    (ending, *_) = sorted((await book.open(first)).coming, key=lambda move: -move.number)
    await book.cancel(first, ending.id, by="eva")
    assert asked(await book.known(), properties, BIKE) == f"{first.topic} {BIKE}"
    clock.advance(2 * DAY)
    await publish(book, second, BIKE)
    assert asked(await book.known(), properties, BIKE) == f"{second.topic} {BIKE}"


async def test_words_that_others_replaced_for_good_give_their_question_up(
    book: Book, first: Subject, second: Subject, properties: Properties
) -> None:
    old = await publish(book, first, BIKE)
    await publish(book, first, BOAT)
    await publish(book, second, BIKE)
    assert asked(await book.known(), properties, BIKE) == f"{second.topic} {BIKE}"
    # And do not come back with it by any of the ways there are.
    with pytest.raises(Refused, match="asked-elsewhere"):
        await book.roll_back(first, old, by="eva")
    await book.roll_back(first, BELOW, by="eva")
    with pytest.raises(Refused, match="asked-elsewhere"):
        await book.roll_back(first, old, by="eva")
    await book.retire(second, by="eva")
    await book.roll_back(first, old, by="eva")
    with pytest.raises(Refused, match="asked-elsewhere"):
        await book.restore(second, by="eva")
    assert asked(await book.known(), properties, BIKE) == f"{first.topic} {BIKE}"


async def test_the_editor_says_so_before_anybody_publishes(
    book: Book, first: Subject, second: Subject
) -> None:
    await publish(book, first, BIKE)
    await publish(book, first, BOAT, days=(0, 3))
    faults = await book.faults(second, {"questions": {"en": [BIKE]}, "answers": {"en": "Yes."}})
    assert [(one.code, one.value) for one in faults] == [("asked-elsewhere", BIKE)]


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_staff_do_no_question_ever_has_two_answers(
    book: Book, properties: Properties, clock: FrozenClock, seed: int
) -> None:
    chance = random.Random(seed)
    subjects = [book.new_answer("mirador") for _ in range(3)]
    for _ in range(40):
        subject = chance.choice(subjects)
        try:
            match chance.randrange(6):
                case 0 | 1:
                    days = chance.choice([None, (0, 1), (0, 3), (1, 2), (1, 4)])
                    await publish(book, subject, *chance.sample([BIKE, BOAT, BUS], 2), days=days)
                case 2:
                    sheet = await book.open(subject)
                    await book.roll_back(subject, chance.choice(sheet.versions).number, by="eva")
                case 3:
                    for move in (await book.open(subject)).coming[:1]:
                        await book.cancel(subject, move.id, by="eva")
                case 4:
                    await book.retire(subject, by="eva")
                case 5:
                    await book.restore(subject, by="eva")
        except BookError:
            pass
        clock.advance(timedelta(hours=chance.choice([0, 0, 7, 30])))
        own = (await book.known()).answers.get("mirador")
        said = [
            plain_words(question, "en")
            for version in (own.versions.values() if own else ())
            for question in version.content["questions"]["en"]
        ]
        assert len(said) == len(set(said))
