"""Experiments on the hotel's words: the list, the form that makes one, and one with its report and what may be done with it."""

from __future__ import annotations

import csv
import io
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import raw, redirect

from common.clock import Clock
from common.languages import LANGUAGES, SPOKEN
from common.money import Money
from common.properties import Properties
from console.experiment_chart import HEIGHT, WIDTH, chart
from console.experiment_desk import MAX_ARMS, Checked, ExperimentDesk, Wish, read_wish
from console.experiment_words import EVENTS, GOALS, STATES, cautions, conclusion
from console.gate import field, not_found
from console.refusals import refusals_of
from console.reply_pages import CHANNEL_NAMES
from console.roles import Role
from console.sessions import Session
from console.view import View
from console.words import Saying, marked
from templates.experiment_figures import Figures
from templates.experiment_life import NotNow
from templates.experiment_report import table_of
from templates.experiments import HOLD_OUT, BadExperiment, Experiment
from templates.version import VersionError
from templates.wording import BadWording

EDITS = Role.EDITOR
HOME = "/admin/templates/ab-tests"
_DONE = {
    "created": marked("The experiment is a draft: look at it, then start it."),
    "words": marked("The words are added."),
    "layer": marked("The guests it shares with other experiments are set."),
    "start": marked("It runs: guests read it from the next reply on."),
    "stop": marked("It is switched off: everybody reads the published words from the next reply on."),
    "weights": marked("New guests are shared out so; whoever has an arm keeps it."),
    "decide": marked("Decided: the winner's words are published."),
}


class ExperimentPages:
    def __init__(self, view: View, desk: ExperimentDesk, properties: Properties, clock: Clock) -> None:
        self._view = view
        self._desk = desk
        self._properties = properties
        self._clock = clock

    async def listing(self, request: Request, _session: Session) -> HTTPResponse:
        return self._view.answer(
            request,
            "experiments.html",
            experiments=await self._desk.experiments.list(),
            states=STATES,
            hold_out=self._desk.hold_out,
            may_edit=self._may_edit(request),
            zone=self._properties.default.zone,
        )

    async def new(self, request: Request, _session: Session) -> HTTPResponse:
        key, language = self._asked(request)
        text = await self._desk.published(key, language) or ""
        return await self._form(request, Wish(key, language, words=(text,)), None)

    async def create(self, request: Request, session: Session) -> HTTPResponse:
        key, language = self._asked(request)
        key = field(request, "key") or key
        language = field(request, "language") if field(request, "language") in LANGUAGES else language
        wish = read_wish(key, language, lambda name: field(request, name), lambda name: _all(request, name))
        checked = await self._desk.check(wish)
        if field(request, "do") != "create" or checked.faults:
            status = 400 if field(request, "do") == "create" else 200
            return await self._form(request, wish, checked, status=status)
        try:
            made = await self._desk.create(wish, by=session.member.name)
        except (BadExperiment, NotNow, VersionError, BadWording) as error:
            checked = Checked(checked.plan, tuple(refusals_of(error)))
            status = 400 if isinstance(error, BadExperiment) else 409
            return await self._form(request, wish, checked, status=status)
        return redirect(f"{HOME}/{made.id}?done=created", status=303)

    async def one(self, request: Request, _session: Session, experiment: str) -> HTTPResponse:
        return await self._page(request, await self._found(experiment))

    async def act(self, request: Request, session: Session, experiment: str) -> HTTPResponse:
        """Start, stop, other weights, decide, delete, more words, a layer: whichever button was pressed."""
        if experiment == HOLD_OUT:
            raise not_found(marked("There is no such experiment"))
        found, by, deed = await self._found(experiment), session.member.name, field(request, "do")
        door = self._desk.experiments
        try:
            if deed == "start":
                await door.start(found.id, by=by)
            elif deed == "stop":
                await door.stop(found.id, by=by)
            elif deed == "weights":
                weights = {arm.name: _weight(field(request, f"weight-{arm.name}")) for arm in found.arms}
                allocation = _weight(field(request, "allocation")) / 100
                await door.reweigh(found.id, weights, by=by, allocation=allocation)
            elif deed == "decide":
                await door.decide(found.id, field(request, "winner"), by=by)
            elif deed == "words":
                faults = await self._add_words(request, found, by)
                if faults:
                    return await self._page(request, found, faults=faults, status=400)
            elif deed == "layer":
                start, end = (_weight(field(request, name)) / 100 for name in ("layer-from", "layer-to"))
                await self._desk.put_in_layer(found, field(request, "layer").strip(), start, end, by=by)
            elif deed == "delete":
                await door.delete(found.id, by=by)
                return redirect(HOME, status=303)
            else:
                raise not_found()
        except (BadExperiment, NotNow, VersionError, BadWording) as error:
            found = await self._found(experiment)
            return await self._page(request, found, faults=refusals_of(error), status=409)
        return redirect(f"{HOME}/{found.id}?done={deed}", status=303)

    async def table(self, _request: Request, _session: Session, experiment: str) -> HTTPResponse:
        """A line for each day and arm, for a spreadsheet."""
        found = await self._found(experiment)
        written = io.StringIO()
        csv.writer(written).writerows(table_of(await self._desk.figures(found)))
        name = f'attachment; filename="{found.id}.csv"'
        return raw(
            written.getvalue().encode(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": name},
        )

    async def _add_words(self, request: Request, found: Experiment, by: str) -> list[Saying]:
        language = field(request, "language")
        if language not in LANGUAGES:
            return [Saying(marked("Choose a language."))]
        key = field(request, "key") or found.keys[0]
        if await self._desk.published(key, language) is None:
            return [Saying(marked("There is no reply “%(key)s” in this language."), {"key": key[:100]})]
        words = [field(request, f"words-{arm.name}") for arm in found.arms[1:]]
        faults: list[Saying] = []
        for arm, text in zip(found.arms[1:], words, strict=True):
            faults += await self._desk.faults_of(key, language, arm.name, text)
        if not faults:
            await self._desk.add_words(found, key, language, words, by=by)
        return faults

    async def _found(self, experiment: str) -> Experiment:
        found = await self._desk.find(experiment[:100])
        if found is None:
            raise not_found(marked("There is no such experiment"))
        return found

    async def _form(
        self, request: Request, wish: Wish, checked: Checked | None, *, status: int = 200
    ) -> HTTPResponse:
        return self._view.answer(
            request,
            "experiment_new.html",
            status=status,
            wish=wish,
            checked=checked,
            keys=await self._desk.keys(),
            published=await self._desk.published(wish.key, wish.language),
            languages=LANGUAGES.values(),
            channel_names=CHANNEL_NAMES,
            hotels=list(self._properties),
            goals=GOALS,
            max_arms=MAX_ARMS,
        )

    async def _page(
        self,
        request: Request,
        experiment: Experiment,
        *,
        faults: list[Saying] | None = None,
        status: int = 200,
    ) -> HTTPResponse:
        words = self._view.words(request)
        figures = await self._desk.figures(experiment)
        report = figures.report
        series = report.series if report else ()
        drawn = [chart(arm.name, index, series) for index, arm in enumerate(experiment.arms[1:])]
        done = _DONE.get(request.args.get("done", ""))
        return self._view.answer(
            request,
            "experiment.html",
            status=status,
            experiment=experiment,
            report=report,
            figures=figures,
            days_run=experiment.days_run(figures.as_of),
            money=_money(figures),
            conclusion=conclusion(report.verdict, words) if report else "",
            kind=report.verdict.kind.value if report else "",
            cautions=cautions(report.verdict, words) if report else [],
            charts=[one for one in drawn if one],
            chart_size=(WIDTH, HEIGHT),
            faults=faults or [],
            done=Saying(done) if done else None,
            states=STATES,
            goals=GOALS,
            events=EVENTS,
            history=await self._desk.experiments.history(experiment.id),
            channel_names=CHANNEL_NAMES,
            languages=LANGUAGES,
            arm_words=await self._desk.arm_words(experiment),
            spoken=SPOKEN,
            keys=await self._desk.keys() if experiment.state == "draft" else (),
            is_hold_out=experiment.id == HOLD_OUT,
            may_edit=self._may_edit(request) and experiment.id != HOLD_OUT,
            zone=self._properties.default.zone,
        )

    def _asked(self, request: Request) -> tuple[str, str]:
        language = request.args.get("language", "")
        own = self._view.words(request).language
        return request.args.get("key", "greeting.hello")[:100], language if language in LANGUAGES else own

    def _may_edit(self, request: Request) -> bool:
        return self._view.role(request).may_act_as(EDITS)


def _money(figures: Figures) -> Any:
    """Writes an amount of minor units, as a filter of the page."""
    currency = figures.currency
    return lambda minor: f"{Money(round(minor), currency).major} {currency}" if currency else "–"


def _all(request: Request, name: str) -> list[str]:
    form: Any = request.form or {}
    return [str(one) for one in (form.getlist(name) if hasattr(form, "getlist") else ()) or ()]


def _weight(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return -1.0
