"""Experiments as JSON: definitions as docs/guides/experiments.md shows them, their life, and the report."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, json

from common.json_shapes import one_of
from console import api_schemas as schemas
from console.api_document import Told
from console.api_guard import ApiGuard
from console.api_shape import body_of
from console.experiment_desk import ExperimentDesk
from console.gate import Stopped, not_found
from console.reply_pages import EDITS
from console.roles import Role
from console.staff import Member
from console.wire import iso
from templates.experiment_life import NotNow
from templates.experiment_report import report_json
from templates.experiments import PLAN, BadExperiment, Experiment, to_definition
from templates.stats import plan
from templates.version import VersionError

_DEEDS = ("start", "stop", "weights", "decide", "delete")


def add_experiments(api: Blueprint, guard: ApiGuard, desk: ExperimentDesk) -> None:
    door = desk.experiments

    async def listing(_request: Request, _member: Member) -> HTTPResponse:
        return json({"experiments": [experiment_to_wire(one) for one in await door.list()]})

    async def create(request: Request, member: Member) -> HTTPResponse:
        try:
            made = await door.create(body_of(request), by=member.name)
        except BadExperiment as error:
            raise Stopped(400, "Not an experiment", str(error)) from error
        except NotNow as error:
            raise Stopped(409, "Not as it stands", str(error)) from error
        return json(experiment_to_wire(made), status=201)

    async def plan_of(request: Request, _member: Member) -> HTTPResponse:
        try:
            sized = plan(**body_of(request))
        except (ValueError, ArithmeticError) as error:
            raise Stopped(422, "No such plan", str(error)) from error
        return json(
            {
                **asdict(sized),
                "planned_guests": min(sized.sequential.guests),
                "planned_days": sized.sequential.days,
            }
        )

    async def one(_request: Request, _member: Member, experiment: str) -> HTTPResponse:
        return json(experiment_to_wire(await find(experiment)))

    async def report(_request: Request, _member: Member, experiment: str) -> HTTPResponse:
        return json(report_json(await desk.figures(await find(experiment))))

    async def act(request: Request, member: Member, experiment: str, deed: str) -> HTTPResponse:
        found, by = await find(experiment), member.name
        body = body_of(request)
        try:
            if deed == "start":
                after = await door.start(found.id, by=by)
            elif deed == "stop":
                after = await door.stop(found.id, by=by)
            elif deed == "weights":
                after = await door.reweigh(found.id, _weights(body), by=by, allocation=_share(body))
            elif deed == "decide":
                after = await door.decide(found.id, str(body.get("winner") or ""), by=by)
            elif deed == "delete":
                await door.delete(found.id, by=by)
                return empty(status=204)
            else:
                raise not_found("There is no such address")
        except BadExperiment as error:
            raise Stopped(422, "It cannot run so", str(error)) from error
        except (NotNow, VersionError) as error:
            raise Stopped(409, "Not as it stands", str(error)) from error
        return json(experiment_to_wire(after))

    async def find(experiment: str) -> Experiment:
        found = await desk.find(experiment[:100])
        if found is None:
            raise not_found("There is no such experiment")
        return found

    gate = guard.gate
    gate.add(
        api,
        "/experiments",
        "experiments",
        get=guard.reads(listing),
        post=guard.acts(create, role=EDITS),
        is_form=False,
        summary="Experiments, newest first. POST a definition for a draft",
        told={
            "GET": Told(schemas.EXPERIMENTS),
            "POST": Told(schemas.EXPERIMENT, status=201, body=schemas.DEFINITION),
        },
    )
    gate.add(
        api,
        f"/experiments/{PLAN}",
        "experiment_plan",
        post=guard.acts(plan_of, role=Role.VIEWER),
        is_form=False,
        summary="Before the start: how many guests and days it takes to find a lift; planned_guests and planned_days go "
        "into the definition",
        told={"POST": Told(schemas.PLAN, body=schemas.NEW_PLAN)},
    )
    gate.add(
        api,
        "/experiments/<experiment:str>",
        "experiment",
        get=guard.reads(one),
        summary="One experiment as it is defined",
        told={"GET": Told(schemas.EXPERIMENT)},
    )
    gate.add(
        api,
        "/experiments/<experiment:str>/report",
        "experiment_report",
        get=guard.reads(report),
        summary="Counts, intervals, always-valid p, the split's check, and the sentence that says what may be concluded",
        told={"GET": Told(schemas.REPORT)},
    )
    gate.add(
        api,
        "/experiments/<experiment:str>/<deed:str>",
        "experiment_act",
        post=guard.acts(act, role=EDITS),
        is_form=False,
        summary="start, stop, weights {weights: {arm: weight}, allocation?}, decide {winner}, delete",
        told={
            "POST": Told(
                schemas.EXPERIMENT,
                path={"deed": one_of(_DEEDS)},
                body=schemas.EXPERIMENT_DEED,
                also={204: None},
            )
        },
    )


def experiment_to_wire(experiment: Experiment) -> dict[str, Any]:
    return {
        **to_definition(experiment),
        "state": experiment.state,
        "revision": experiment.revision,
        "author": experiment.author,
        "winner": experiment.winner,
        **{
            name: iso(at)
            for name, at in (
                ("created_at", experiment.created_at),
                ("started_at", experiment.started_at),
                ("stopped_at", experiment.stopped_at),
                ("decided_at", experiment.decided_at),
            )
        },
    }


def _weights(body: dict[str, Any]) -> dict[str, float]:
    given = body.get("weights")
    if not isinstance(given, dict) or not all(type(one) in (int, float) for one in given.values()):
        raise Stopped(400, "Bad body", "weights is an object: a number for each arm.")
    return {str(arm): float(weight) for arm, weight in given.items()}


def _share(body: dict[str, Any]) -> float | None:
    given = body.get("allocation")
    if given is not None and type(given) not in (int, float):
        raise Stopped(400, "Bad body", "allocation is a number.")
    return None if given is None else float(given)
