"""Which template approved by WhatsApp says the same as a reply, and with which parameters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import FrozenClock
from templates.compiled import RenderError
from templates.place import Place
from templates.twins import Twin, Twins
from templates.version import VersionError
from templates.versions import Versions
from tests.templates.small import PACKAGED

PLACE = Place("ask.stay_ok", "es")
TWIN = Twin(PLACE, "stay_ok", "es", "approved", ("{{ stay | date_range }}", '{{ party | phrase("party") }}'))
VALUES = {"stay": {"check_in": "2026-11-27", "check_out": "2026-11-29"}, "party": {"adults": 2}}


@pytest.fixture
def twins(engine: AsyncEngine, clock: FrozenClock) -> Twins:
    return Twins(engine, clock)


async def test_a_reply_finds_its_approved_twin(twins: Twins) -> None:
    assert await twins.approved_twin("ask.stay_ok", "es") is None
    await twins.link(TWIN, by="ana", packaged=PACKAGED)
    assert await twins.approved_twin("ask.stay_ok", "es") == TWIN
    assert await twins.approved_twin("ask.stay_ok", "en") is None
    assert await twins.all() == [TWIN]


@pytest.mark.parametrize("state", ["pending", "rejected", "paused", "disabled"])
async def test_one_that_is_not_approved_is_not_to_be_sent(twins: Twins, state: str) -> None:
    await twins.link(TWIN, by="ana", packaged=PACKAGED)
    await twins.link(replace(TWIN, state=state), by="ana", packaged=PACKAGED)  # type: ignore[arg-type]
    assert await twins.approved_twin("ask.stay_ok", "es") is None


async def test_a_hotels_own_twin_wins_there(twins: Twins) -> None:
    own = replace(TWIN, place=Place("ask.stay_ok", "es", "mirador"), name="stay_ok_mirador")
    for one in (TWIN, own):
        await twins.link(one, by="ana", packaged=PACKAGED)
    assert await twins.approved_twin("ask.stay_ok", "es", "mirador") == own
    assert await twins.approved_twin("ask.stay_ok", "es", "porto") == TWIN


def test_parameters_are_rendered_in_their_order_and_on_one_line() -> None:
    assert TWIN.values(PACKAGED, VALUES) == ["vie 27 – dom 29 nov", "2 adultos"]
    several = replace(TWIN, parameters=("a\n\n\tb {{ hotel }}",))
    assert several.values(PACKAGED, {"hotel": "Sol"}) == ["a b Sol"]
    with pytest.raises(RenderError):
        TWIN.values(PACKAGED, {})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"place": Place("no.such", "es")}, "no such reply"),
        ({"name": "Stay OK"}, "small letters"),
        ({"language_code": "español"}, "written es"),
        ({"state": "fine"}, "one of"),
        ({"parameters": ("{{ hotell }}",)}, "parameter 1"),
        ({"parameters": ("x",) * 21}, "at most"),
    ],
)
async def test_what_could_never_be_sent_is_refused(twins: Twins, change: dict[str, object], why: str) -> None:
    with pytest.raises(VersionError, match=why):
        await twins.link(replace(TWIN, **change), by="ana", packaged=PACKAGED)  # type: ignore[arg-type]


async def test_links_leave_a_line_in_the_audit(twins: Twins, versions: Versions) -> None:
    await twins.link(TWIN, by="ana", packaged=PACKAGED)
    assert await twins.unlink(PLACE, by="eva")
    assert not await twins.unlink(PLACE, by="eva")
    lines = [(line["action"], line["by"], line["note"]) for line in await versions.audit("ask.stay_ok")]
    assert lines == [("unlink_twin", "eva", ""), ("link_twin", "ana", "stay_ok: approved")]
