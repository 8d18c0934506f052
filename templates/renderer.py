"""From a wording and plain JSON values to what a guest reads. Compiled once per wording; no floors, no metrics.

Raises one error, RenderError, whatever went wrong; `replies.py` decides what the guest reads instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import UndefinedError

from templates.check import MAX_SOURCE, Finding, Findings, check, check_reference
from templates.formats import filters_for
from templates.kinds import BadValue, Kind, ListOf
from templates.placeholders import KINDS
from templates.sandbox import Sandbox
from templates.store import Catalog
from templates.wording import Attachment, Button, Wording

MAX_OUTPUT = 4096

_REFERENCE = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)\s*\}\}")
_MARKS = re.compile(r"\{[{%#]")
# A date may end in the full stop of its month ("29 de nov."), and so may the sentence.
_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")
_HOLES = re.compile(r"\n(?:[ \t]*\n)+")


class RenderError(Exception):
    """This wording cannot be rendered with these values. The text names templates and values, not their content."""


@dataclass(frozen=True)
class Rendered:
    """buttons: `{"title", "payload": {"intent", "entities"}}`; attachments: plain JSON with a `kind`."""

    text: str
    buttons: list[dict[str, Any]]
    attachments: list[dict[str, Any]]


class Renderer:
    """Renders one catalog. Each language has one sandbox; each wording is compiled when it is first wanted."""

    def __init__(self, catalog: Catalog, kinds: Mapping[str, Kind] = KINDS) -> None:
        self.catalog = catalog
        self.kinds = kinds
        self._sandboxes: dict[str, Sandbox] = {}
        self._compiled: dict[Wording, _Compiled] = {}

    def render(self, wording: Wording, values: Mapping[str, Any]) -> Rendered:
        """values: plain JSON by placeholder name; what the wording does not use is not looked at."""
        compiled = self._compiled.get(wording) or self._compile(wording)
        try:
            return compiled.render(values)
        except BadValue as error:
            raise RenderError(f"{wording.key}: {error}") from error
        except UndefinedError as error:
            raise RenderError(f"{wording.key}: {error.message}") from error
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # Such a message may quote a value, and a value may be a guest's: the type alone is enough to look it up.
            raise RenderError(f"{wording.key}: {type(error).__name__}") from error

    def findings(self, wording: Wording) -> Findings:
        """What is wrong with a wording, and which values it uses."""
        parts = _Parts(self, wording)
        parts.read()
        return parts.findings

    def sandbox(self, language: str) -> Sandbox:
        sandbox = self._sandboxes.get(language)
        if sandbox is None:
            phrase = _phrase_filter(self, language)
            sandbox = self._sandboxes[language] = Sandbox({**filters_for(language), "phrase": phrase})
        return sandbox

    def _compile(self, wording: Wording) -> _Compiled:
        parts = _Parts(self, wording)
        compiled = parts.read()
        if parts.findings.problems:
            first = parts.findings.problems[0]
            raise RenderError(f"{wording.key}: {first.code}: {first.message}")
        self._compiled[wording] = compiled
        return compiled


Words = Callable[[Mapping[str, Any]], str]
Passed = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]


@dataclass(frozen=True)
class _CompiledButton:
    title: Words
    intent: Passed
    entities: Passed
    each: str | None
    when: str | None

    def render(self, given: Mapping[str, Any], typed: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.when is not None and not given.get(self.when):
            return []
        if self.each is None:
            return [self._one(given, typed)]
        items = zip(given.get(self.each) or (), typed.get(self.each) or (), strict=False)
        return [self._one({**given, "item": raw}, {**typed, "item": item}) for raw, item in items]

    def _one(self, given: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
        entities = self.entities(given, typed)
        return {
            "title": self.title(typed),
            "payload": {
                "intent": self.intent(given, typed),
                "entities": {name: value for name, value in entities.items() if value is not None},
            },
        }


@dataclass(frozen=True)
class _CompiledAttachment:
    fields: Passed
    when: str | None


@dataclass(frozen=True)
class _Compiled:
    kinds: tuple[tuple[str, Kind], ...]
    text: Words
    buttons: tuple[_CompiledButton, ...]
    attachments: tuple[_CompiledAttachment, ...]

    def render(self, given: Mapping[str, Any]) -> Rendered:
        typed = {}
        for name, kind in self.kinds:
            value = given.get(name)
            if value is not None:
                try:
                    typed[name] = kind.convert(value)
                except BadValue as error:
                    raise BadValue(f"{name} is {error}") from error
        text = self.text(typed)
        if not text:
            raise BadValue("with these values nothing is left to say")
        return Rendered(
            text=text,
            buttons=[made for button in self.buttons for made in button.render(given, typed)],
            attachments=[
                attachment.fields(given, typed)
                for attachment in self.attachments
                if attachment.when is None or given.get(attachment.when)
            ],
        )


class _Parts:
    """Reads a wording part by part, checking each, and gathers the problems of all."""

    def __init__(self, renderer: Renderer, wording: Wording) -> None:
        self.renderer = renderer
        self.wording = wording
        self.sandbox = renderer.sandbox(wording.language)
        self.is_phrase = wording.category == "phrase"
        self.findings = Findings()

    def read(self) -> _Compiled:
        text = self.words(self.wording.text)
        printed, self.findings.used = self.findings.used, set()
        buttons = tuple(self.button(button) for button in self.wording.buttons)
        attachments = tuple(self.attachment(attachment) for attachment in self.wording.attachments)
        self.findings.carried = self.findings.used
        self.findings.used = printed | self.findings.carried
        kinds = tuple((name, self.renderer.kinds[name]) for name in sorted(self.findings.used))
        return _Compiled(kinds, text, buttons, attachments)

    def attachment(self, attachment: Attachment) -> _CompiledAttachment:
        if attachment.when is not None:
            self.note(self.reference(attachment.when, None))
            self.findings.optional.add(attachment.when)
        return _CompiledAttachment(self.passed(attachment.fields, None), attachment.when)

    def button(self, button: Button) -> _CompiledButton:
        item: Kind | None = None
        for name in filter(None, (button.each, button.when)):
            self.note(self.reference(name, None))
        if button.when is not None:
            self.findings.optional.add(button.when)
        if button.each is not None:
            listed = self.renderer.kinds.get(button.each)
            if isinstance(listed, ListOf):
                item = listed.item
            else:
                self.refuse("loop", f"each: {button.each} is no list")
        return _CompiledButton(
            title=self.words(button.title, item),
            intent=self.passed(button.intent, item),
            entities=self.passed(dict(button.entities), item),
            each=button.each,
            when=button.when,
        )

    def words(self, source: str, item: Kind | None = None) -> Words:
        """A template that prints."""
        if len(source) > MAX_SOURCE:
            self.findings.problems.append(
                Finding("too-long", f"over {MAX_SOURCE} characters before it is rendered")
            )
            return _constant("")
        if not _MARKS.search(source):
            return _constant(_close_holes(source))
        kinds, language = self.renderer.kinds, self.wording.language
        try:
            parsed = self.sandbox.parse(source)
            if self.note(check(parsed, declared=kinds, language=language, item=item)):
                return _printer(self.sandbox, parsed)
        except TemplateSyntaxError as error:
            self.refuse("syntax", error.message or "not a template", error.lineno)
        except (RecursionError, SyntaxError, MemoryError):
            # Python's own limits on nesting, reached while the template is read or turned into code.
            self.refuse("syntax", "nested too deeply")
        return _constant("")

    def passed(self, value: Any, item: Kind | None) -> Passed:
        """A value handed on as JSON: a constant; "{{ reference }}", as it was given; or words with values in them."""
        if isinstance(value, Mapping):
            fields = {str(name): self.passed(part, item) for name, part in value.items()}
            return lambda given, typed: {name: part(given, typed) for name, part in fields.items()}
        if isinstance(value, list):
            parts = [self.passed(part, item) for part in value]
            return lambda given, typed: [part(given, typed) for part in parts]
        if not isinstance(value, str) or not _MARKS.search(value):
            return lambda given, typed: value
        reference = _REFERENCE.fullmatch(value)
        if reference is None:
            words = self.words(value, item)
            return lambda given, typed: words(typed)
        path = reference[1].split(".")
        self.note(self.reference(reference[1], item))
        return lambda given, typed: _dig(given, path)

    def reference(self, path: str, item: Kind | None) -> Findings:
        return check_reference(path, declared=self.renderer.kinds, language=self.wording.language, item=item)

    def note(self, findings: Findings) -> bool:
        """Keep what a check found; True when the part may be compiled."""
        problems = [*findings.problems, *self._phrase_problems(findings)]
        self.findings.problems += problems
        self.findings.used |= findings.used
        self.findings.optional |= findings.optional
        self.findings.phrases |= findings.phrases
        return not problems

    def refuse(self, code: str, message: str, line: int = 1) -> None:
        self.findings.problems.append(Finding(code, message, line))

    def _phrase_problems(self, findings: Findings) -> list[Finding]:
        problems = []
        for name in sorted(findings.phrases):
            phrase = self.renderer.catalog.get(f"phrase.{name}", self.wording.language)
            if self.is_phrase:
                problems.append(Finding("phrase", "a phrase is made of no other phrase"))
            elif phrase is None or name not in self.renderer.kinds:
                problems.append(Finding("phrase", f"there is no phrase.{name} in {self.wording.language}"))
            elif name in findings.phrases_in_loops and "{% for" in phrase.text:
                problems.append(Finding("nested-loop", f"phrase.{name} loops, and stands in a loop"))
        return problems


def _phrase_filter(renderer: Renderer, language: str) -> Callable[[Any, str], str]:
    """`{{ party | phrase("party") }}`: the words of phrase.party, whose one value is called `party`."""

    def phrase(value: Any, name: str) -> str:
        wording = renderer.catalog.get(f"phrase.{name}", language)
        if wording is None:
            raise RenderError(f"there is no phrase.{name}")
        compiled = renderer._compiled.get(wording) or renderer._compile(wording)
        return compiled.text({name: value})

    return phrase


def _printer(sandbox: Sandbox, parsed: nodes.Template) -> Words:
    template = Template.from_code(sandbox, sandbox.compile(parsed), {}, None)

    def words(typed: Mapping[str, Any]) -> str:
        chunks: list[str] = []
        length = 0
        for chunk in template.root_render_func(template.new_context(dict(typed), shared=True)):
            length += len(chunk)
            if length > MAX_OUTPUT:
                raise RenderError(f"over {MAX_OUTPUT} characters once rendered")
            chunks.append(chunk)
        return _close_holes("".join(chunks))

    return words


def _constant(text: str) -> Words:
    return lambda typed: text


def _close_holes(text: str) -> str:
    """An `if` that says nothing leaves empty lines behind; at most one stays between two paragraphs."""
    text = text.strip()
    if ".." in text:
        text = _DOUBLE_STOP.sub(".", text)
    return _HOLES.sub("\n\n", text) if "\n\n" in text or "\n " in text else text


def _dig(given: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = given
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
