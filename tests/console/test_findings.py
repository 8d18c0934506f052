"""What lint finds is told to staff in the language they read: no English sentence on a translated page."""

from __future__ import annotations

import ast
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest

from common.languages import SPOKEN
from common.settings import ROOT
from console.render import Assets, Pages
from console.reply_preview import MEANINGS, Line, Verdict, judge, told
from console.words import SOURCE, words_of
from templates.lint import Problem
from templates.store import read_catalog
from templates.wording import read_wording

PACKAGED = read_catalog()
SLIPS = (
    "{{ hotle }}",
    "{{ total }}",
    "{{ hotel | upper }}",
    "{{ stay | date_range('huge') }}",
    "{{ nights | plural(one='# night') }}",
    "{{ party | phrase('nobody') }}",
    "{% for a in offers %}{% for b in offers %}x{% endfor %}{% endfor %}",
    "{% for a in hotel %}x{% endfor %}",
    "{% if hotel %}",
    "Hello **there** *you {{ guest_name }}",
    "x" * 5_000,
)


def emitted_codes() -> set[str]:
    """Every code that the source of lint names where it makes a finding."""
    makers = {"Finding", "Problem", "_problem", "problem", "refuse"}
    found = set()
    for name in ("lint", "check", "compiler"):
        tree = ast.parse((ROOT / "templates" / f"{name}.py").read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call):
                maker = getattr(call.func, "id", getattr(call.func, "attr", ""))
                words = (
                    [one.value for one in call.args if isinstance(one, ast.Constant)]
                    if maker in makers
                    else []
                )
                found |= {str(one) for one in words if str(one).replace("-", "").isalpha()}
    return found


def page_of(verdict: Verdict, language: str) -> str:
    values: dict[str, Any] = {
        "verdict": verdict,
        "meanings": MEANINGS,
        "channel_names": {},
        "written_in": "en",
    }
    return unescape(
        Pages(Assets()).render(
            "_reply_verdict.html", words_of(language), {**values, "query": SimpleNamespace()}
        )
    )


def test_every_code_has_a_meaning() -> None:
    assert len(emitted_codes()) > 20
    assert emitted_codes() <= MEANINGS.keys()


@pytest.mark.parametrize("language", SPOKEN)
def test_every_code_is_said_in_every_language(language: str) -> None:
    for code, meaning in MEANINGS.items():
        problem = Problem("greeting.hello", "en", code, "an English sentence", about="a_name")
        said = words_of(language).say(told(problem))
        assert said == f"{words_of(language).say(meaning)}: a_name"
        assert (meaning in said) == (language == SOURCE), code
        page = page_of(Verdict((problem,), (Line(1, "x", (problem,)),), ()), language)
        assert words_of(language).say(meaning) in page
        assert ("an English sentence" in page) == (language == SOURCE)


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("body", SLIPS)
def test_a_real_slip_shows_what_it_concerns_and_no_english(body: str, language: str) -> None:
    wording = read_wording("greeting.hello", "en", body)
    verdict = judge(wording, PACKAGED.with_words(wording), PACKAGED)
    assert verdict.problems
    page = page_of(verdict, language)
    for problem in verdict.problems:
        assert language == SOURCE or problem.about in page
        assert (problem.message in page) == (language == SOURCE)
    for preview in verdict.previews:
        assert not preview.fault or (preview.fault in page) == (language == SOURCE)
