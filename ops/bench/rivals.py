"""What our replies and arms are measured against: the same words said, and the same guests shared out, by libraries.

Each says our own catalog's greeting and quote, from the same JSON, as somebody would write it with that library. What no
library has (date ranges, money in our style) it takes from `templates/formats.py`, remembered as ours is.
Only `.venv-words` has all of them, so each is imported by its own class.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any, Protocol

from jinja2 import Environment
from prometheus_client import CollectorRegistry

from common.languages import SPOKEN
from common.money import Money
from templates import formats
from templates.metrics import ReplyMetrics
from templates.replies import Replies
from templates.store import Catalog, Store, read_catalog
from templates.wording import body_of

GREETING, QUOTE = "greeting.hello", "availability.room_free"
_PHRASE = '{{ party | phrase("party") }}'
_ADULTS = re.compile(
    r'\{\{ party\.adults \| plural\(one="# (?P<one>[^"]+)", other="# (?P<other>[^"]+)"\) \}\}'
)

Values = Mapping[str, Any]
Said = tuple[str, tuple[str, ...]]
"""The text, and the titles of the buttons below it."""


class Speaker(Protocol):
    name: str

    def greeting(self, language: str, values: Values) -> Said: ...

    def quote(self, language: str, values: Values) -> Said: ...


class Book(Protocol):
    name: str

    async def arms(self, guests: Sequence[str]) -> list[str]:
        """The arm of each guest, in their order."""
        ...


class Ours:
    """The real door: floors, typed values, the sandbox, buttons with their payload, metrics and usage."""

    name = "ours"

    def __init__(self) -> None:
        packaged = read_catalog()
        self._replies = Replies(Store(packaged), packaged=packaged, metrics=ReplyMetrics(CollectorRegistry()))

    def greeting(self, language: str, values: Values) -> Said:
        return self._say(GREETING, language, values)

    def quote(self, language: str, values: Values) -> Said:
        return self._say(QUOTE, language, values)

    def _say(self, key: str, language: str, values: Values) -> Said:
        reply = self._replies.render(key, language=language, channel="api", values=values)
        return reply.text, tuple(button["title"] for button in reply.buttons)


class PlainJinja:
    """Templates compiled beforehand and kept by name and language; the same filters; no sandbox, no checks, no counting."""

    name = "Jinja2"

    def __init__(self) -> None:
        catalog = read_catalog()
        self._templates: dict[tuple[str, str], Any] = {}
        for language in SPOKEN:
            environment = Environment(autoescape=False)  # noqa: S701 - chat text, as in our own sandbox.
            environment.filters.update(formats.filters_for(language))
            phrase = body_of_key(catalog, "phrase.party", language)["text"]
            sources = {QUOTE: body_of_key(catalog, QUOTE, language)["text"].replace(_PHRASE, phrase)}
            greeting = body_of_key(catalog, GREETING, language)
            sources[GREETING] = greeting["text"]
            for number, button in enumerate(greeting["buttons"]):
                sources[f"{GREETING}.{number}"] = button["title"]
            for key, source in sources.items():
                self._templates[key, language] = environment.from_string(source)

    def greeting(self, language: str, values: Values) -> Said:
        hotel = values["hotel"]
        titles = tuple(self._find(f"{GREETING}.{number}", language).render() for number in range(3))
        return self._find(GREETING, language).render(hotel=hotel), titles

    def quote(self, language: str, values: Values) -> Said:
        text = self._find(QUOTE, language).render(
            room=values["room"],
            stay=_days(values),
            party=values["party"],
            total=Money.from_json(values["total"]),
        )
        return text, ()

    def _find(self, key: str, language: str) -> Any:
        return self._templates.get((key, language)) or self._templates[key, "en"]


class PythonI18n:
    """`i18n.t` with placeholders and its plurals, which know one and many; dates and money are handed in as text."""

    name = "python-i18n"

    def __init__(self) -> None:
        i18n = import_module("i18n")
        i18n.set("fallback", "en")
        catalog = read_catalog()
        for language in SPOKEN:
            greeting = body_of_key(catalog, GREETING, language)
            i18n.add_translation(
                "greeting.hello", greeting["text"].replace("{{ hotel }}", "%{hotel}"), locale=language
            )
            for number, button in enumerate(greeting["buttons"]):
                i18n.add_translation(f"greeting.button_{number}", button["title"], locale=language)
            text, one, other = quote_parts(catalog, language, "%{{{}}}")
            plurals = {"one": f"%{{count}} {one}", "other": f"%{{count}} {other}"}
            forms = {form: text.replace("%{party}", words) for form, words in plurals.items()}
            i18n.add_translation("availability.room_free", forms, locale=language)
        self._t = i18n.t

    def greeting(self, language: str, values: Values) -> Said:
        titles = tuple(self._t(f"greeting.button_{number}", locale=language) for number in range(3))
        return self._t("greeting.hello", locale=language, hotel=values["hotel"]), titles

    def quote(self, language: str, values: Values) -> Said:
        text = self._t(
            "availability.room_free",
            locale=language,
            count=values["party"]["adults"],
            **_in_words(language, values),
        )
        return text, ()


class Fluent:
    """fluent.runtime: a bundle a language, its own plurals and numbers; dates and money are handed in as text."""

    name = "Fluent"

    def __init__(self) -> None:
        runtime = import_module("fluent.runtime")
        catalog = read_catalog()
        self._bundles = {}
        for language in SPOKEN:
            greeting = body_of_key(catalog, GREETING, language)
            lines = [f"greeting = {greeting['text'].replace('{{ hotel }}', '{ $hotel }')}"]
            lines += [
                f"button-{number} = {button['title']}" for number, button in enumerate(greeting["buttons"])
            ]
            text, one, other = quote_parts(catalog, language, "{{ ${} }}")
            plural = f"{{ $adults ->\n    [one] {{ $adults }} {one}\n   *[other] {{ $adults }} {other}\n }}"
            lines.append(f"quote = {text.replace('{ $party }', plural)}")
            bundle = runtime.FluentBundle([language], use_isolating=False)
            bundle.add_resource(runtime.FluentResource("\n".join(lines) + "\n"))
            self._bundles[language] = bundle

    def greeting(self, language: str, values: Values) -> Said:
        titles = tuple(self._say(f"button-{number}", language, {}) for number in range(3))
        return self._say("greeting", language, {"hotel": values["hotel"]}), titles

    def quote(self, language: str, values: Values) -> Said:
        given = {"adults": values["party"]["adults"], **_in_words(language, values)}
        return self._say("quote", language, given), ()

    def _say(self, key: str, language: str, given: Values) -> str:
        bundle = self._bundles.get(language) or self._bundles["en"]
        text, _errors = bundle.format_pattern(bundle.get_message(key).value, given)
        return str(text)


class GrowthBook:
    """Its inline experiment, 50/50. is_sticky: with its sticky buckets in memory; else the hash, each time anew."""

    def __init__(self, *, is_sticky: bool) -> None:
        growthbook = import_module("growthbook")
        self.name = "GrowthBook, sticky" if is_sticky else "GrowthBook"
        service = growthbook.InMemoryStickyBucketService() if is_sticky else None
        self._book = growthbook.GrowthBook(attributes={}, sticky_bucket_service=service)
        self._experiment = growthbook.Experiment(
            key="greeting", variations=["a", "b"], weights=[0.5, 0.5], hashVersion=2
        )

    async def arms(self, guests: Sequence[str]) -> list[str]:
        found = []
        for guest in guests:
            self._book.set_attributes({"id": guest})
            found.append(self._book.run(self._experiment).value)
        return found


def body_of_key(catalog: Catalog, key: str, language: str) -> dict[str, Any]:
    """A wording as its YAML says it. Raises LookupError."""
    wording = catalog.get(key, language)
    if wording is None:
        raise LookupError(f"{key} is not in the catalog in {language}")
    return body_of(wording)


def quote_parts(catalog: Catalog, language: str, mark: str) -> tuple[str, str, str]:
    """The quote with `mark` around each name instead of our own braces, and the words for one adult and for several."""
    text = body_of_key(catalog, QUOTE, language)["text"]
    adults = _ADULTS.match(body_of_key(catalog, "phrase.party", language)["text"])
    if adults is None:
        raise LookupError(f"phrase.party does not begin with the adults in {language}")
    text = re.sub(r"\{\{ (\w+)[^}]*\}\}", lambda found: mark.format(found[1]), text)
    return text, adults["one"], adults["other"]


def _days(values: Values) -> dict[str, date]:
    return {name: date.fromisoformat(day) for name, day in values["stay"].items()}


def _in_words(language: str, values: Values) -> dict[str, str]:
    return {
        "room": formats.inside(values["room"], language=language),
        "stay": formats.date_range(_days(values), language=language),
        "total": formats.money(Money.from_json(values["total"]), language=language),
    }
