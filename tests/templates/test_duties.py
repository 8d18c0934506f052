"""However the greeting is worded, a guest reads that a machine writes and where the privacy notice is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from common.languages import SPOKEN
from templates import ledger
from templates.arm_words import ArmWords
from templates.duties import DUTIES, example, says_assistant
from templates.exchange import import_words, read_words
from templates.lint import problems_of
from templates.place import Place
from templates.store import read_catalog
from templates.version import Refused
from templates.versions import Versions
from templates.wording import read_wording

PACKAGED = read_catalog()
WELCOME = Place("greeting.welcome", "en")
LINK = "{% if privacy_url %} Your data: {{ privacy_url }}{% endif %}"
HONEST = "Welcome to {{ hotel }}! I am its digital assistant." + LINK


@pytest.fixture
def versions(engine: AsyncEngine, clock: FrozenClock) -> Versions:
    return Versions(engine, clock, packaged=PACKAGED)


def codes(body: object, *, key: str = WELCOME.key, language: str = "en") -> set[str]:
    wording = read_wording(key, language, body)
    problems = problems_of(wording, PACKAGED.with_words(wording), packaged=PACKAGED)
    return {problem.code for problem in problems if problem.is_blocking}


def test_honest_words_of_the_hotels_own_pass() -> None:
    assert codes(HONEST) == set()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Welcome to {{ hotel }}!" + LINK, "no-assistant"),
        ("Welcome to {{ hotel }}! I am Ana, the assistant manager." + LINK, "no-assistant"),
        ("Welcome! I am both happy and robust." + LINK, "no-assistant"),
        ("Welcome!{% if privacy_url %} I am a bot. {{ privacy_url }}{% endif %}", "no-assistant"),
        ("Welcome!{% if hotel == 'Nowhere' %} I am a bot.{% endif %}" + LINK, "no-assistant"),
        ("Welcome to {{ hotel }}! I am its digital assistant.", "value-dropped"),
        (
            "I am a bot.{% if hotel == 'Nowhere' and privacy_url %} {{ privacy_url }}{% endif %}",
            "value-dropped",
        ),
        ("I am a bot.{% if privacy_url %} Your data are safe.{% endif %}", "value-dropped"),
        ({"text": HONEST, "channels": {"whatsapp": "Welcome to {{ hotel }}!" + LINK}}, "no-assistant"),
        ({"text": HONEST, "channels": {"whatsapp": "I am a bot."}}, "value-dropped"),
        (
            {
                "text": "I am a bot.",
                "buttons": [
                    {
                        "title": "Ok",
                        "intent": "x",
                        "when": "privacy_url",
                        "entities": {"url": "{{ privacy_url }}"},
                    }
                ],
            },
            "value-dropped",
        ),
    ],
)
def test_words_that_lost_a_duty_are_blocked(body: object, code: str) -> None:
    assert codes(body) == {code}


@pytest.mark.parametrize("language", SPOKEN)
def test_each_language_has_its_own_way_of_saying_it(language: str) -> None:
    for key in DUTIES:
        wording = PACKAGED.get(key, language)
        assert wording is not None
        assert codes({"text": wording.text}, key=key, language=language) == set()
        assert codes("{{ hotel }}", key=key, language=language) >= {"no-assistant"}
    assert says_assistant(f"X {example(language)}.", language)


async def test_a_draft_is_kept_and_never_published(versions: Versions) -> None:
    version = await versions.save(WELCOME, "Welcome to {{ hotel }}!", author="ana")
    found = {one.code for one in await versions.check(WELCOME, version.content)}
    assert {"no-assistant", "value-dropped"} <= found
    with pytest.raises(Refused, match="digital assistant"):
        await versions.publish(WELCOME, version.number, by="ana")
    assert await ArmWords(versions).faults(WELCOME.key, "en", version.number) != []
    own = replace(WELCOME, property_id="mirador")
    version = await versions.save(own, "Welcome to {{ hotel }}!", author="ana")
    with pytest.raises(Refused, match="privacy_url"):
        await versions.publish(own, version.number, by="ana")


async def test_files_that_lost_it_are_taken_as_drafts_only(versions: Versions, tmp_path: Path) -> None:
    file = tmp_path / "en" / "greeting.yml"
    file.parent.mkdir()
    file.write_text("greeting.disclosure: Hello from {{ hotel }}", encoding="utf-8")
    words = read_words(tmp_path)
    with pytest.raises(Refused, match="digital assistant"):
        await import_words(versions, words, by="ana", note="", publish=True)
    assert len((await import_words(versions, words, by="ana", note="", publish=False)).saved) == 1


async def test_a_rollback_brings_back_no_words_that_lost_it(versions: Versions) -> None:
    """They were published before there was a duty."""
    version = await versions.save(WELCOME, "Welcome to {{ hotel }}!", author="ana")
    async with ledger.writing(versions.engine) as connection:
        await versions.point(connection, WELCOME, version.number, by="ana", note="")
    await versions.roll_back(WELCOME, 1, by="ana")
    with pytest.raises(Refused):
        await versions.roll_back(WELCOME, version.number, by="ana")
    honest = await versions.save(WELCOME, HONEST, author="ana")
    await versions.publish(WELCOME, honest.number, by="ana")
    await versions.roll_back(WELCOME, 1, by="ana")
    assert (await versions.roll_back(WELCOME, honest.number, by="ana")).number == honest.number
