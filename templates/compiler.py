"""From a wording as it is written to one made ready, checking every part on the way.

Reads all of it even when something is wrong, so that lint can show everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import Template, TemplateSyntaxError, nodes

from templates.check import MAX_SOURCE, Finding, Findings, check, check_reference
from templates.compiled import (
    Compiled,
    CompiledAttachment,
    CompiledButton,
    Passed,
    RenderError,
    Words,
    tidy_up,
)
from templates.kinds import Kind, ListOf
from templates.sandbox import Sandbox
from templates.wording import Attachment, Button, Wording

MAX_OUTPUT = 4096

_REFERENCE = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)\s*\}\}")
_MARKS = re.compile(r"\{[{%#]")


class Compiler:
    """One wording's. kinds: the values it may use; phrase_of: finds a phrase of its language by name."""

    def __init__(
        self,
        wording: Wording,
        *,
        sandbox: Sandbox,
        kinds: Mapping[str, Kind],
        phrase_of: Callable[[str], Wording | None],
    ) -> None:
        self.wording = wording
        self.sandbox = sandbox
        self.kinds = kinds
        self.phrase_of = phrase_of
        self.findings = Findings()

    def compile(self) -> Compiled:
        """Not to be used when `findings` has problems afterwards."""
        text = self.words(self.wording.text)
        printed, self.findings.used = self.findings.used, set()
        buttons = tuple(self.button(button) for button in self.wording.buttons)
        attachments = tuple(self.attachment(attachment) for attachment in self.wording.attachments)
        self.findings.carried = self.findings.used
        self.findings.used = printed | self.findings.carried
        kinds = tuple((name, self.kinds[name]) for name in sorted(self.findings.used))
        return Compiled(kinds, text, buttons, attachments)

    def attachment(self, attachment: Attachment) -> CompiledAttachment:
        if attachment.when is not None:
            self.note(self.reference(attachment.when, None))
            self.findings.optional.add(attachment.when)
        return CompiledAttachment(self.passed(attachment.fields, None), attachment.when)

    def button(self, button: Button) -> CompiledButton:
        item: Kind | None = None
        for name in filter(None, (button.each, button.when)):
            self.note(self.reference(name, None))
        if button.when is not None:
            self.findings.optional.add(button.when)
        if button.each is not None:
            listed = self.kinds.get(button.each)
            if isinstance(listed, ListOf):
                item = listed.item
            else:
                self.refuse("loop", f"each: {button.each} is no list", about=button.each)
        return CompiledButton(
            title=self.words(button.title, item),
            intent=self.passed(button.intent, item),
            entities=self.passed(dict(button.entities), item),
            each=button.each,
            when=button.when,
        )

    def words(self, source: str, item: Kind | None = None) -> Words:
        """A template that prints."""
        if len(source) > MAX_SOURCE:
            self.refuse(
                "too-long", f"over {MAX_SOURCE} characters before it is rendered", about=str(MAX_SOURCE)
            )
            return _constant("")
        if not _MARKS.search(source):
            return _constant(tidy_up(source))
        try:
            parsed = self.sandbox.parse(source)
            if self.note(check(parsed, declared=self.kinds, language=self.wording.language, item=item)):
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
        return check_reference(path, declared=self.kinds, language=self.wording.language, item=item)

    def note(self, findings: Findings) -> bool:
        """Keep what a check found; True when the part may be compiled."""
        problems = [*findings.problems, *self._phrase_problems(findings)]
        self.findings.problems += problems
        self.findings.used |= findings.used
        self.findings.optional |= findings.optional
        self.findings.phrases |= findings.phrases
        return not problems

    def refuse(self, code: str, message: str, line: int = 1, about: str = "") -> None:
        self.findings.problems.append(Finding(code, message, line, about))

    def _phrase_problems(self, findings: Findings) -> list[Finding]:
        problems = []
        for name in sorted(findings.phrases):
            phrase = self.phrase_of(name)
            if self.wording.category == "phrase":
                problems.append(Finding("phrase", "a phrase is made of no other phrase", about=name))
            elif phrase is None or name not in self.kinds:
                problems.append(
                    Finding("phrase", f"there is no phrase.{name} in {self.wording.language}", about=name)
                )
            elif name in findings.phrases_in_loops and self.sandbox.parse(phrase.text).find(nodes.For):
                problems.append(
                    Finding("nested-loop", f"phrase.{name} loops, and stands in a loop", about=name)
                )
        return problems


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
        return tidy_up("".join(chunks))

    return words


def _constant(text: str) -> Words:
    return lambda typed: text


def _dig(given: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = given
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
