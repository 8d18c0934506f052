"""Renders the wordings of one catalog. Compiled once each; no floors, no metrics.

Raises one error, RenderError, whatever went wrong; `replies.py` decides what the guest reads instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import TemplateError
from jinja2.exceptions import UndefinedError

from templates.check import Findings
from templates.compiled import PHRASES, Compiled, Phrases, Rendered, RenderError
from templates.compiler import Compiler
from templates.formats import filters_for
from templates.kinds import BadValue, Kind
from templates.placeholders import KINDS
from templates.sandbox import Sandbox
from templates.store import Catalog
from templates.wording import Wording


@cache
def sandbox(language: str) -> Sandbox:
    """One per language in the whole process: it knows filters, and no words."""
    return Sandbox(filters_for(language))


@dataclass(frozen=True)
class _Kept:
    """phrases: the wordings that were borrowed from while it was checked; with others it is checked anew."""

    compiled: Compiled
    phrases: Mapping[str, Wording | None]


class CompileCache:
    """What was compiled, by wording: a catalog that replaces another brings most of its wordings along."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Wording, _Kept] = WeakKeyDictionary()

    def get(self, wording: Wording, phrase_of: Callable[[str], Wording | None]) -> Compiled | None:
        kept = self._kept.get(wording)
        if kept is None or any(phrase_of(name) is not phrase for name, phrase in kept.phrases.items()):
            return None
        return kept.compiled

    def put(self, wording: Wording, compiled: Compiled, phrases: Mapping[str, Wording | None]) -> None:
        self._kept[wording] = _Kept(compiled, phrases)


class Renderer:
    """Renders one catalog. Each wording is compiled when it is first wanted, and once for all that share `cache`."""

    def __init__(
        self, catalog: Catalog, kinds: Mapping[str, Kind] = KINDS, *, cache: CompileCache | None = None
    ) -> None:
        self.catalog = catalog
        self.kinds = kinds
        self._cache = cache or CompileCache()
        self._compiled: dict[Wording, Compiled] = {}
        self._checked: dict[Wording, tuple[Compiled, Findings]] = {}
        self._phrases: dict[str, Phrases] = {}

    def render(self, wording: Wording, values: Mapping[str, Any]) -> Rendered:
        """values: plain JSON by placeholder name; what the wording does not use is not looked at."""
        compiled = self._compiled.get(wording) or self._compile(wording)
        try:
            return compiled.render(values, self._phrases_in(wording.language))
        except BadValue as error:
            raise RenderError(f"{wording.key}: {error}") from error
        except UndefinedError as error:
            raise RenderError(f"{wording.key}: {error.message}") from error
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # Such a message may quote a value, and a value may be a guest's: the type alone is enough to look it up.
            raise RenderError(f"{wording.key}: {type(error).__name__}") from error

    def findings(self, wording: Wording) -> Findings:
        """What is wrong with a wording, and which values it uses."""
        return self._check(wording)[1]

    def _compile(self, wording: Wording) -> Compiled:
        compiled = self._cache.get(wording, partial(self._phrase_wording, wording.language))
        if compiled is None:
            compiled, findings = self._check(wording)
            if findings.problems:
                first = findings.problems[0]
                raise RenderError(f"{wording.key}: {first.code}: {first.message}")
            borrowed = {name: self._phrase_wording(wording.language, name) for name in findings.phrases}
            self._cache.put(wording, compiled, borrowed)
        self._compiled[wording] = compiled
        return compiled

    def _check(self, wording: Wording) -> tuple[Compiled, Findings]:
        """Lint asks what is wrong and then renders: that is one compilation, not two."""
        checked = self._checked.get(wording)
        if checked is None:
            compiler = Compiler(
                wording,
                sandbox=sandbox(wording.language),
                kinds=self.kinds,
                phrase_of=partial(self._phrase_wording, wording.language),
            )
            checked = self._checked[wording] = compiler.compile(), compiler.findings
        return checked

    def _phrase_wording(self, language: str, name: str) -> Wording | None:
        return self.catalog.get(f"phrase.{name}", language)

    def _phrases_in(self, language: str) -> Phrases:
        phrases = self._phrases.get(language)
        if phrases is None:
            phrases = self._phrases[language] = partial(self._say_phrase, language)
        return phrases

    def _say_phrase(self, language: str, name: str, value: Any) -> str:
        wording = self._phrase_wording(language, name)
        if wording is None:
            raise RenderError(f"there is no phrase.{name}")
        compiled = self._compiled.get(wording) or self._compile(wording)
        return compiled.text({name: value, PHRASES: self._phrases_in(language)})
