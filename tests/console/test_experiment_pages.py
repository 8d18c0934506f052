"""Experiments on pages: made, started, watched, switched off, decided; and the figures on them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import insert

from console.experiment_chart import HEIGHT, chart
from console.experiment_words import CAUTIONS, SENTENCES, conclusion
from console.roles import Role
from console.words import words_of
from templates import stats
from templates.experiment_figures import Figures, figures_of
from templates.experiment_tables import exposures, outcomes
from templates.experiments import HOLD_OUT, Experiment
from templates.hold_out import HELD, REST
from templates.place import Place

from .conftest import Browser, Console

HOME = "/admin/templates/ab-tests"
NEW = f"{HOME}/new?key=greeting.hello&language=es"
FORM = {"do": "create", "key": "greeting.hello", "language": "es", "name": "Más cálido", "words-1": "¡Hola desde {{ hotel }}!"}  # fmt: skip


@pytest.fixture
async def editor(console: Console, browser: Browser) -> Browser:
    await console.member("eva", Role.EDITOR)
    await browser.sign_in("eva")
    return browser


async def made(console: Console, editor: Browser, **fields: str) -> Experiment:
    answer = await editor.submit(NEW, **{**FORM, **fields})
    assert answer.status_code == 303, answer.text
    (experiment,) = await console.experiments.list()
    return experiment


async def act(editor: Browser, experiment: Experiment, deed: str, **fields: str) -> tuple[int, str]:
    address = f"{HOME}/{experiment.id}"
    answer = await editor.submit(address, do=deed, **fields)
    if answer.status_code == 303:
        return 303, unescape((await editor.get(answer.headers["location"])).text)
    return answer.status_code, unescape(answer.text)


async def seen(console: Console, experiment: Experiment, arm: str, guests: int, booked: int) -> None:
    """Guests of one arm, over twenty days, of whom some booked."""
    rows, done = [], []
    for number in range(guests):
        at = console.clock.now() + timedelta(days=20) * (number / guests)
        key = f"{arm}-{number}"
        rows.append({"experiment": experiment.id, "guest_key": key, "arm": arm, "at": at})
        if number * booked // guests != (number + 1) * booked // guests:
            done.append({"experiment": experiment.id, "guest_key": key, "kind": "booking", "at": at,
                         "amount_minor": 10_000, "currency": "EUR"})  # fmt: skip
    async with console.engine.begin() as connection:
        await connection.execute(insert(exposures), rows)
        await connection.execute(insert(outcomes), done)


async def console_figures(console: Console, experiment: Experiment) -> Figures:
    return await figures_of(console.engine, experiment, console.clock.now())


async def test_the_form_calculates_before_anything_is_made(console: Console, editor: Browser) -> None:
    sent = {**FORM, "do": "check", "baseline": "10", "lift": "3", "guests_per_day": "40"}
    answer = await editor.submit(NEW, **sent)
    page = unescape(answer.text)
    sized = stats.plan(baseline=0.1, lift=0.03, guests_per_day=40)
    assert f"About {sized.sequential.days} days" in page
    assert f"{sized.sequential.total:,} guests in all" in page
    assert f"{sized.fixed.total:,} guests would do" in page
    assert await console.experiments.list() == ()
    assert "cannot" not in page.split('role="alert"')[0]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"words-1": "{{ hotle }}"}, "The arm b: There is no such value: hotle."),
        ({"words-1": " "}, "The arm b has no words."),
        ({"name": " "}, "An experiment needs a name."),
        ({"baseline": "99", "lift": "3"}, "no number of guests can be calculated"),
        ({"weight-0": "much"}, "no number of guests can be calculated"),
        ({"key": "greeting.nowhere"}, "There is no reply “greeting.nowhere” in this language."),
        ({"allocation": "0"}, "no number of guests can be calculated"),
    ],
)
async def test_what_cannot_run_is_not_made(
    console: Console, editor: Browser, fields: dict[str, str], why: str
) -> None:
    answer = await editor.submit(NEW, **{**FORM, **fields})
    assert answer.status_code == 400
    assert why in unescape(answer.text)
    assert await console.experiments.list() == ()


async def test_a_draft_holds_its_words_as_versions_nobody_reads_yet(
    console: Console, editor: Browser
) -> None:
    experiment = await made(console, editor, **{"words-2": "¡Buenas! {{ hotel }}", "channel": "whatsapp"})
    assert (experiment.id, experiment.state, experiment.author) == ("mas-calido", "draft", "eva")
    assert [arm.name for arm in experiment.arms] == ["control", "b", "c"]
    assert experiment.audience.channels == ("whatsapp",)
    sized = stats.plan(baseline=0.1, lift=0.03, weights=(50, 50, 50), guests_per_day=20).sequential
    assert (experiment.planned_guests, experiment.planned_days) == (min(sized.guests), sized.days)
    place = Place("greeting.hello", "es")
    history = await console.versions.history(place)
    assert [shown.version.variant for shown in history] == ["mas-calido/c", "mas-calido/b", None]
    assert history[2].is_live
    # The arm's buttons do what the published ones do.
    assert history[0].version.content["buttons"] == history[2].version.content["buttons"]
    page = unescape((await editor.get(f"{HOME}/{experiment.id}")).text)
    assert "¡Hola desde {{ hotel }}!" in page
    second = await editor.submit(NEW, **FORM)
    assert second.headers["location"] == f"{HOME}/mas-calido-2?done=created"


async def test_it_runs_is_reweighed_switched_off_and_decided(console: Console, editor: Browser) -> None:
    experiment = await made(console, editor)
    status, page = await act(editor, experiment, "start")
    assert status == 303
    assert "It runs" in page
    listed = unescape((await editor.get("/admin/templates?experiment=yes")).text)
    assert "greeting.hello" in listed
    assert re.search(r"\b1 of \d+", listed)
    status, page = await act(
        editor, experiment, "weights", **{"weight-control": "80", "weight-b": "20", "allocation": "50"}
    )
    assert status == 303
    assert "control 80, b 20" in page
    status, page = await act(
        editor, experiment, "weights", **{"weight-control": "80", "weight-b": "lots", "allocation": "50"}
    )
    assert status == 409
    assert "none is below zero" in page
    assert (await act(editor, experiment, "decide", winner="b"))[0] == 409
    status, page = await act(editor, experiment, "stop")
    assert "switched off" in page
    status, page = await act(editor, experiment, "decide", winner="b")
    assert status == 303
    wording = (await console.versions.catalog()).get("greeting.hello", "es")
    assert wording is not None
    assert wording.text == "¡Hola desde {{ hotel }}!"
    assert "Decided for" in page
    assert [line.event for line in await console.experiments.history(experiment.id)] == [
        "created", "started", "weighed", "stopped", "decided",
    ]  # fmt: skip


async def test_the_report_shows_the_counts_the_sentence_and_the_chart(
    console: Console, editor: Browser
) -> None:
    experiment = await made(console, editor)
    await act(editor, experiment, "start")
    page = unescape((await editor.get(f"{HOME}/{experiment.id}")).text)
    assert "Nobody has been shown it yet." in page
    await seen(console, experiment, "control", 1500, 150)
    await seen(console, experiment, "b", 1480, 230)
    page = unescape((await editor.get(f"{HOME}/{experiment.id}")).text)
    assert "“b” is better than control" in page
    assert "Split: as configured" in page
    for figure in ("1,500", "1,480", "150", "230", "10 %<br>", "15.5 %<br>"):
        assert figure in page, figure
    assert '<polyline class="chart-line"' in page
    report = (await console_figures(console, experiment)).report
    assert report is not None
    (against,) = report.comparisons
    shown = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for estimate in (against.lift, against.relative):
        assert estimate is not None
        assert f"[{100 * estimate.low:.1f}; {100 * estimate.high:.1f}]" in shown
    assert (
        f"{against.always.p:.3g} [{100 * against.always.low:.1f}; {100 * against.always.high:.1f}]" in shown
    )
    taken = report.arms[1].revenue_minor
    assert taken is not None
    assert f"[{taken.low / 100:.2f} EUR; {taken.high / 100:.2f} EUR]" in shown
    assert f"(p = {against.guardrails[0].p:.2g})" in shown
    table = await editor.get(f"{HOME}/{experiment.id}/report.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.text.splitlines()) == 1 + 2 * 20 + 2
    german = await editor.get(f"{HOME}/{experiment.id}", headers={"Accept-Language": "de"})
    assert "„b“ ist besser als control" in unescape(german.text)
    console.clock.advance(timedelta(days=2, hours=5))
    await editor.sign_in("eva")
    again = unescape((await editor.get(f"{HOME}/{experiment.id}")).text)
    assert f"2 of {experiment.planned_days} planned days" in again
    assert f"1,480 of {experiment.planned_guests:,} planned guests" in again


async def test_a_split_that_is_not_as_configured_raises_the_alarm(console: Console, editor: Browser) -> None:
    experiment = await made(console, editor)
    await act(editor, experiment, "start")
    await seen(console, experiment, "control", 600, 60)
    await seen(console, experiment, "b", 400, 60)
    page = unescape((await editor.get(f"{HOME}/{experiment.id}")).text)
    assert "Split: not as configured" in page
    assert "The guests are not split between the arms as configured" in page
    assert "is better than control" not in page


async def test_words_in_one_more_language_join_a_draft(console: Console, editor: Browser) -> None:
    experiment = await made(console, editor)
    status, page = await act(editor, experiment, "words", language="de", **{"words-b": "{{ hotle }}"})
    assert status == 400
    assert "There is no such value: hotle" in page
    assert (await act(editor, experiment, "words", language="xx", **{"words-b": "x"}))[0] == 400
    status, page = await act(
        editor, experiment, "words", language="de", **{"words-b": "Grüß Gott, {{ hotel }}"}
    )
    assert status == 303
    assert "Grüß Gott, {{ hotel }}" in page
    (changed,) = await console.experiments.list()
    assert changed.languages["greeting.hello"] == {"es", "de"}
    assert (await act(editor, changed, "delete"))[0] == 303
    assert await console.experiments.list() == ()


async def test_one_more_reply_joins_a_draft_and_is_changed_together(
    console: Console, editor: Browser
) -> None:
    experiment = await made(console, editor)
    words = {
        "words-b": "¡Le damos la bienvenida a {{ hotel }}! Soy su asistente digital."
        "{% if privacy_url %} Sus datos: {{ privacy_url }}{% endif %}"
    }
    nowhere = await act(editor, experiment, "words", key="greeting.nowhere", language="es", **words)
    assert nowhere[0] == 400
    assert "There is no reply “greeting.nowhere”" in nowhere[1]
    silent = {"words-b": "¡Le damos la bienvenida a {{ hotel }}!"}
    refused = await act(editor, experiment, "words", key="greeting.welcome", language="es", **silent)
    assert refused[0] == 400
    assert "asistente digital" in refused[1]
    status, page = await act(editor, experiment, "words", key="greeting.welcome", language="es", **words)
    assert status == 303
    assert "¡Le damos la bienvenida" in page
    (changed,) = await console.experiments.list()
    assert changed.keys == ("greeting.hello", "greeting.welcome")
    assert changed.languages["greeting.welcome"] == {"es"}
    assert (await act(editor, changed, "start"))[0] == 303


async def test_two_experiments_on_one_reply_share_its_guests_in_a_layer(
    console: Console, editor: Browser
) -> None:
    first = await made(console, editor)
    half = {"layer": "greeting", "layer-from": "0", "layer-to": "50"}
    status, page = await act(editor, first, "layer", **half)
    assert status == 303
    assert "greeting: 0–50 %" in page
    assert (await act(editor, first, "start"))[0] == 303
    await editor.submit(NEW, **FORM)
    second = await console.experiments.get("mas-calido-2")
    assert second is not None
    assert "runs on the same reply already (greeting.hello)" in (await act(editor, second, "start"))[1]
    assert (await act(editor, second, "layer", **{**half, "layer-to": "lots"}))[0] == 409
    await act(editor, second, "layer", **half)
    assert "of the same part of the layer" in (await act(editor, second, "start"))[1]
    await act(editor, second, "layer", **{**half, "layer-from": "50", "layer-to": "100"})
    assert (await act(editor, second, "start"))[0] == 303


async def test_without_a_hold_out_there_is_no_report_of_one(editor: Browser) -> None:
    assert (await editor.get(f"{HOME}/hold-out")).status_code == 404
    assert "Hold-out" not in (await editor.get(HOME)).text


@pytest.mark.parametrize("hold_out", [0.25])
async def test_whoever_is_held_out_has_a_report_of_their_own(console: Console, editor: Browser) -> None:
    assert "25 % of guests take part in no experiment" in unescape((await editor.get(HOME)).text)
    experiment = await made(console, editor)
    held = replace(experiment, id=HOLD_OUT)
    assert "Nobody has been shown it yet." in (await editor.get(f"{HOME}/hold-out")).text
    await seen(console, held, HELD, 500, 50)
    await seen(console, experiment, "control", 750, 75)
    await seen(console, experiment, "b", 750, 150)
    page = unescape((await editor.get(f"{HOME}/hold-out")).text)
    rows = [
        re.sub(r"<[^>]+>", " ", row).split()
        for row in re.findall(r"<tr>\s*<th scope=\"row\".*?</tr>", page, re.S)
    ]
    assert [row[:4] for row in rows] == [[HELD, "0.25", "500", "50"], [REST, "0.75", "1,500", "225"]]
    assert "Split: as configured" in page
    assert "take part in no experiment and read what control reads" in page
    assert "Switch off at once" not in page
    assert "Change the weights" not in page
    table = (await editor.get(f"{HOME}/hold-out/report.csv")).text
    assert table.splitlines()[-1].split(",")[1:4] == [REST, "1500", "225"]
    for deed in ("start", "stop", "weights", "decide", "delete", "layer", "words"):
        answer = await editor.submit(f"{HOME}/hold-out", page=HOME, do=deed, language="es")
        assert answer.status_code == 404, deed


async def test_viewers_watch_and_touch_nothing(console: Console, browser: Browser) -> None:
    await console.member("eva", Role.EDITOR)
    await browser.sign_in("eva")
    experiment = await made(console, browser)
    await browser.submit("/admin/logout", page="/admin/conversations")
    await console.member("vic", Role.VIEWER)
    await browser.sign_in("vic")
    page = (await browser.get(f"{HOME}/{experiment.id}")).text
    assert experiment.name in page
    assert "Start" not in page
    assert (await browser.get(f"{HOME}/new")).status_code == 403
    assert (await browser.submit(f"{HOME}/{experiment.id}", page=HOME, do="start")).status_code == 403
    assert (await browser.get(f"{HOME}/nothing")).status_code == 404


def test_the_sentences_are_the_statistics_own() -> None:
    assert dict(SENTENCES.items()) == stats.SENTENCES
    assert dict(CAUTIONS.items()) == stats.CAUTIONS


@pytest.mark.parametrize("language", ["es", "pt", "fr", "de", "it"])
def test_every_conclusion_can_be_said_in_every_language(language: str) -> None:
    facts = {"p": 0.0004, "share": 0.12, "arm": "b", "guardrail": "handoff", "rate": 0.2, "control_rate": 0.1,
             "low": 0.011, "high": 0.042, "guests": 80, "needed": 900}  # fmt: skip
    for kind, english in SENTENCES.items():
        said = conclusion(stats.Verdict(kind, facts), words_of(language))
        assert "{" not in said
        assert said != english


def test_the_chart_stays_inside_its_frame() -> None:
    def point(day: int, lift: float | None, low: float, high: float) -> stats.Point:
        seen = None if lift is None else stats.Estimate(lift, low, high)
        return stats.Point(date(2026, 11, day), (), (seen,), (stats.Standing(0.5, low, high),))

    assert chart("b", 0, [point(1, None, -1, 1), point(2, 0.1, -1, 1)]) is None
    drawn = chart("b", 0, [point(day, 0.02 * day, -1 / day, 1 / day) for day in range(1, 21)])
    assert drawn is not None
    heights = [float(place.split(",")[1]) for place in f"{drawn.band} {drawn.line}".split()]
    assert min(heights) >= 0
    assert max(heights) <= HEIGHT
    assert len(drawn.days) <= 6
