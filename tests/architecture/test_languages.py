"""A language that is begun has everything the others have. `python -m ops.languages <code>` lists the places, docs/how-to/add-a-language.md
the order."""

from __future__ import annotations

import pytest

from common.languages import SPOKEN
from ops import languages

_LONG = 40
"""Words: so long a list of several languages' words is no accident; a shorter one may lack a language that needs no word of its own there."""


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_has_its_words_examples_replies_and_scripts(language: str) -> None:
    missing = languages.files_missing(language)
    assert not missing, f"{language} lacks {missing}"


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_has_a_row_in_every_table_by_language(language: str) -> None:
    lacking = [one.where for one in languages.tables() if language in one.lacks]
    assert not lacking, f"{language} has no row in {lacking}"


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_has_words_of_its_own_in_every_long_list_of_mixed_words(language: str) -> None:
    silent = [one.where for one in languages.mixed_words() if one.size >= _LONG and language in one.lacks]
    assert not silent, f"no word of {language} in {silent}"


def test_tables_and_mixed_words_are_found() -> None:
    """Else the tests above would pass because nothing was looked at."""
    assert len(languages.tables()) > 30
    assert sum(one.size >= _LONG for one in languages.mixed_words()) > 12
    assert languages.files_missing("xx")
