"""What is wrong with a catalog, all of it at once: for CI, for editors, and before anything is published.

Renders every reply with the samples of `placeholders.py`, in every language, against the limits of the chat channels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from jinja2 import nodes

from templates.check import Findings
from templates.compiled import Rendered, RenderError
from templates.duties import duty_of, example, says_assistant
from templates.placeholders import PLACEHOLDERS, SAMPLES
from templates.renderer import Renderer, sandbox
from templates.store import Catalog
from templates.wording import LAST_LANGUAGE, LAST_REPLY, Button, Wording, body_of

# WhatsApp's limits are the narrowest of our channels (Cloud API, "Messages": text and interactive objects,
# read 2026-11-21): a body of 4096 characters, 1024 above buttons or a list, 20 on a button.
MAX_TEXT = 4096
MAX_TEXT_WITH_BUTTONS = 1024
MAX_BUTTON_TITLE = 20

# Replies are plain text; every channel shows them as they stand. A lone sign would turn half a message bold there.
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|&[a-z]+;")
_LINK = re.compile(r"\[[^\]]*\]\(")
_MARKS = ("**", "__", "~~", "```")

# Worth a look, but guests can read what has them: translations that lag behind, and matters of taste.
_ADVICE = frozenset(
    {"missing-language", "missing-placeholder", "extra-placeholder", "buttons", "attachments", "markup"}
)
_DUTIES = frozenset({"no-assistant", "value-dropped"})
_NO_ASSISTANT = 'it must say that no person writes, for example "{}"'


@dataclass(frozen=True, order=True)
class Problem:
    """language and key say where; code is stable and short, message is for people who read
    English; about: the names or numbers it concerns, for a sentence in another language; line counts within the text."""

    key: str
    language: str
    code: str
    message: str
    line: int = 1
    about: str = ""

    def __str__(self) -> str:
        return f"{self.language} {self.key}:{self.line} {self.code}: {self.message}"

    @property
    def is_blocking(self) -> bool:
        """Whether words with it may not be published: guests would read something broken, or nothing of them."""
        return self.code not in _ADVICE


def lint(catalog: Catalog) -> list[Problem]:
    """Every problem of every reply, by key and language. English is what translations are measured by."""
    renderer = Renderer(catalog)
    problems = set(_missing(catalog))
    for wording in catalog:
        problems.update(_of_wording(renderer, wording))
    for property_id, view in catalog.of_properties.items():
        renderer = Renderer(view)
        for wording in view:
            if catalog.get(wording.key, wording.language) is not wording:
                problems.update(
                    replace(problem, message=f"{problem.message} (in {property_id}'s own words)")
                    for problem in _of_wording(renderer, wording)
                )
    return sorted(problems)


def problems_of(wording: Wording, catalog: Catalog, *, packaged: Catalog) -> list[Problem]:
    """What is wrong with one reply in one language, which stands in `catalog`, and with those that borrow from it.

    packaged: what the code gives values for. A value that the packaged words of a reply never use is not given to it.
    """
    renderer = Renderer(catalog)
    problems = set(_of_wording(renderer, wording))
    problems.update(_beyond_contract(renderer, wording, packaged))
    if wording.category == "phrase":
        name = wording.key.partition(".")[2]
        for other in catalog:
            if other.language == wording.language and _borrows(renderer, other, name):
                problems.update(_of_forms(renderer, other))
    return sorted(problems)


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.is_blocking]


def undone_duties(problems: Iterable[Problem]) -> list[Problem]:
    """Those by which a guest would not be told what every guest must be."""
    return [problem for problem in problems if problem.code in _DUTIES]


@lru_cache(maxsize=4096)
def values_given(key: str, packaged: Catalog) -> Mapping[str, bool]:
    """The values this reply is given, by the packaged words in every language: name → whether it may be absent."""
    renderer = Renderer(packaged)
    used: set[str] = set()
    needed: set[str] = set()
    for language in packaged.languages:
        wording = packaged.get(key, language)
        if wording is not None:
            findings = renderer.findings(wording)
            used |= findings.used
            needed |= findings.used - findings.optional
    return MappingProxyType({name: name not in needed for name in sorted(used)})


def _of_wording(renderer: Renderer, wording: Wording) -> Iterator[Problem]:
    yield from _of_forms(renderer, wording)
    source = renderer.catalog.get(wording.key, LAST_LANGUAGE)
    if source is not None and source is not wording:
        yield from _against(wording, renderer.findings(wording), source, renderer.findings(source))


def _of_forms(renderer: Renderer, wording: Wording) -> Iterator[Problem]:
    for channel, form in (("", wording), *wording.channels.items()):
        findings = renderer.findings(form)
        for finding in findings.problems:
            yield _problem(form, finding.code, finding.message, finding.line, finding.about)
        for name in sorted(findings.carried):
            if PLACEHOLDERS[name].is_personal:
                why = f"{name} is the guest's own: buttons and attachments travel further than words"
                yield _problem(form, "personal", why, about=name)
        if not findings.problems:
            is_narrow = channel in ("", "whatsapp") and wording.on("whatsapp") is form
            yield from _rendered(renderer, form, findings, is_narrow)


def _beyond_contract(renderer: Renderer, wording: Wording, packaged: Catalog) -> Iterator[Problem]:
    given = values_given(wording.key, packaged)
    is_new = wording.key not in packaged.keys
    for form in wording.forms:
        findings = renderer.findings(form)
        for name in sorted(findings.used):
            if is_new and PLACEHOLDERS[name].is_personal:
                yield _problem(
                    form,
                    "personal",
                    f"{name} is the guest's own, and this reply is not known to need it",
                    about=name,
                )
            elif not is_new and name not in given:
                code = "personal" if PLACEHOLDERS[name].is_personal else "not-given"
                yield _problem(form, code, f"{name} is not among the values this reply is given", about=name)
            elif not is_new and given[name] and name not in findings.optional:
                yield _problem(form, "unguarded", f"{name} may be absent: ask for it with if", about=name)


def _borrows(renderer: Renderer, wording: Wording, name: str) -> bool:
    # Most do not, and to see it they need not be compiled.
    written = repr(body_of(wording))
    return "phrase" in written and name in written and name in renderer.findings(wording).phrases


def _missing(catalog: Catalog) -> Iterator[Problem]:
    if catalog.get(LAST_REPLY, LAST_LANGUAGE) is None:
        yield Problem(LAST_REPLY, LAST_LANGUAGE, "missing-reply", "the reply below all others is missing")
    for key in catalog.keys:
        for language in catalog.languages:
            if catalog.get(key, language) is None:
                yield Problem(key, language, "missing-language", f"not written in {language}")


def _against(wording: Wording, findings: Findings, source: Wording, wanted: Findings) -> Iterator[Problem]:
    """A translation says what its source says: the same values, the same buttons."""
    # In a condition a value only chooses words, and languages choose by different things.
    said, sources = findings.used - findings.optional, wanted.used - wanted.optional
    for name in sorted(wanted.used - findings.used):
        yield _problem(
            wording, "missing-placeholder", f"{name} stands in {source.language}, not here", about=name
        )
    for name in sorted(said - wanted.used):
        yield _problem(
            wording, "extra-placeholder", f"{name} stands here, not in {source.language}", about=name
        )
    for name in sorted((said & wanted.optional) - sources):
        yield _problem(
            wording, "unguarded", f"{name} may be absent: {source.language} asks for it with if", about=name
        )
    shape = [(button.intent, button.entities, button.each, button.when) for button in wording.buttons]
    if shape != [(button.intent, button.entities, button.each, button.when) for button in source.buttons]:
        yield _problem(wording, "buttons", f"the buttons do something else than in {source.language}")
    if [one.fields.get("kind") for one in wording.attachments] != [
        one.fields.get("kind") for one in source.attachments
    ]:
        yield _problem(wording, "attachments", f"the attachments are others than in {source.language}")


def _rendered(renderer: Renderer, wording: Wording, findings: Findings, is_narrow: bool) -> Iterator[Problem]:
    """is_narrow: whether WhatsApp, the narrowest channel, reads these words."""
    try:
        rendered = renderer.render(wording, SAMPLES)
    except RenderError as error:
        yield _problem(wording, "unrenderable", str(error))
        return
    yield from _text_problems(wording, rendered, is_narrow)
    yield from _duty_problems(wording, rendered)
    bare = {name: value for name, value in SAMPLES.items() if name not in findings.optional}
    try:
        least = renderer.render(wording, bare)
        if duty_of(wording.key).says_assistant and not says_assistant(least.text, wording.language):
            yield _problem(
                wording,
                "no-assistant",
                _NO_ASSISTANT.format(example(wording.language)),
                about=example(wording.language),
            )
    except RenderError as error:
        # Saying nothing is refused at render time, and then the guest reads the general error: no half answer.
        if "nothing is left" not in str(error):
            yield _problem(wording, "unguarded", f"without its optional values: {error}")
    titles = [str(button["title"]) for button in rendered.buttons]
    for button in wording.buttons:
        titles += _choices(renderer, wording, button)
    for title in titles if is_narrow else ():
        if len(title) > MAX_BUTTON_TITLE:
            yield _problem(
                wording, "button-title", f"over {MAX_BUTTON_TITLE} characters: {title}", about=title
            )


def _duty_problems(wording: Wording, rendered: Rendered) -> Iterator[Problem]:
    """What a guest reads counts: a value in a condition that is never true, or in a button, is not said."""
    duty = duty_of(wording.key)
    if duty.says_assistant and not says_assistant(rendered.text, wording.language):
        yield _problem(
            wording,
            "no-assistant",
            _NO_ASSISTANT.format(example(wording.language)),
            about=example(wording.language),
        )
    for name in duty.keeps:
        if str(SAMPLES[name]) not in rendered.text:
            yield _problem(wording, "value-dropped", f"guests must read {name} here", about=name)


def _choices(renderer: Renderer, wording: Wording, button: Button) -> list[str]:
    """Every word a title may choose: samples show one of them."""
    title = sandbox(wording.language).parse(button.title)
    filters = (found for found in title.find_all(nodes.Filter) if found.name == "choose")
    values = (keyword.value for found in filters for keyword in found.kwargs)
    return [str(value.value) for value in values if isinstance(value, nodes.Const)]


def _text_problems(wording: Wording, rendered: Rendered, is_narrow: bool) -> Iterator[Problem]:
    most = MAX_TEXT_WITH_BUTTONS if rendered.buttons else MAX_TEXT
    if is_narrow and len(rendered.text) > most:
        yield _problem(
            wording,
            "too-long",
            f"{len(rendered.text)} characters; at most {most}",
            about=f"{len(rendered.text)} > {most}",
        )
    if _TAG.search(rendered.text) or _LINK.search(rendered.text):
        line = _line_with(wording, _TAG) or _line_with(wording, _LINK)
        yield _problem(wording, "markup", "replies are plain text: no HTML, no links in brackets", line or 1)
    for mark in _MARKS:
        if mark in rendered.text:
            line = _line_with(wording, re.compile(re.escape(mark))) or 1
            yield _problem(wording, "markup", f"replies are plain text: {mark} would be shown", line, mark)
    for sign in "*_~`":
        if (
            len(re.findall(rf"(?<!\w){re.escape(sign)}(?=\S)|(?<=\S){re.escape(sign)}(?!\w)", rendered.text))
            % 2
        ):
            line = _line_with(wording, re.compile(re.escape(sign))) or 1
            yield _problem(wording, "markup", f"a {sign} without its twin", line, sign)


def _line_with(wording: Wording, pattern: re.Pattern[str]) -> int | None:
    """Where it stands in the source; None when a value or a phrase brought it."""
    found = pattern.search(wording.text)
    return wording.text.count("\n", 0, found.start()) + 1 if found else None


def _problem(wording: Wording, code: str, message: str, line: int = 1, about: str = "") -> Problem:
    return Problem(wording.key, wording.language, code, message, line, about)
