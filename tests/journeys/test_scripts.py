"""Every scripted guest, against everything real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from common.languages import SPOKEN
from tests.installation import Guest
from tests.journeys.script import Script, play, scripts

pytestmark = pytest.mark.journey


def test_all_languages_have_the_same_errands() -> None:
    errands: dict[str, set[str]] = {}
    for script in scripts():
        errands.setdefault(script.language, set()).add(script.name.split("/")[1])
    needed = {"book", "status", "change", "cancel"}
    for language in SPOKEN:
        assert needed <= errands[language], f"{language} lacks {needed - errands[language]}"


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.name)
def test_journey(script: Script, guest: Callable[..., Guest]) -> None:
    play(script, guest(language=script.language), datetime.now(ZoneInfo("Europe/Madrid")).date())
