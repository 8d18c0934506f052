"""Renders the wordings of one catalog. Compiled once each; no floors, no metrics.

Raises one error, RenderError, whatever went wrong; `replies.py` decides what the guest reads instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from jinja2 import TemplateError
from jinja2.exceptions import UndefinedError

from templates.check import Findings
from templates.compiled import Compiled, Rendered, RenderError
from templates.compiler import Compiler
from templates.formats import filters_for
from templates.kinds import BadValue, Kind
from templates.placeholders import KINDS
from templates.sandbox import Sandbox
from templates.store import Catalog
from templates.wording import Wording


class Renderer:
    """Renders one catalog. Each language has one sandbox; each wording is compiled when it is first wanted."""

    def __init__(self, catalog: Catalog, kinds: Mapping[str, Kind] = KINDS) -> None:
        self.catalog = catalog
        self.kinds = kinds
        self._sandboxes: dict[str, Sandbox] = {}
        self._compiled: dict[Wording, Compiled] = {}

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
        compiler = self._compiler(wording)
        compiler.compile()
        return compiler.findings

    def sandbox(self, language: str) -> Sandbox:
        sandbox = self._sandboxes.get(language)
        if sandbox is None:
            filters = filters_for(language)
            filters["phrase"] = partial(self._phrase, language=language)
            sandbox = self._sandboxes[language] = Sandbox(filters)
        return sandbox

    def _compile(self, wording: Wording) -> Compiled:
        compiler = self._compiler(wording)
        compiled = compiler.compile()
        if compiler.findings.problems:
            first = compiler.findings.problems[0]
            raise RenderError(f"{wording.key}: {first.code}: {first.message}")
        self._compiled[wording] = compiled
        return compiled

    def _compiler(self, wording: Wording) -> Compiler:
        return Compiler(
            wording,
            sandbox=self.sandbox(wording.language),
            kinds=self.kinds,
            phrase_of=lambda name: self.catalog.get(f"phrase.{name}", wording.language),
        )

    def _phrase(self, value: Any, name: str, *, language: str) -> str:
        """The filter in `{{ party | phrase("party") }}`: the words of phrase.party, whose one value is called `party`."""
        wording = self.catalog.get(f"phrase.{name}", language)
        if wording is None:
            raise RenderError(f"there is no phrase.{name}")
        compiled = self._compiled.get(wording) or self._compile(wording)
        return compiled.text({name: value})
