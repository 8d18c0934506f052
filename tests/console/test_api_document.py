"""The staff's JSON against its own OpenAPI document, by Schemathesis: whatever is sent, the answer is one that was told of."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.schemas import OpenApiSchema
from sqlalchemy import insert

from bot.gateway.deliveries import DECISIONS
from common.knowledge.entry import Subject
from console.api_tokens import make_token
from console.roles import Role
from pms.outbox.letters import list_letters
from templates.experiment_tables import exposures, outcomes
from templates.place import Place
from tests.api_checks import FEW, MANY, hold

from .conftest import NOW, Browser, Console
from .letters import booked, dead_booking, waiting_booking
from .test_canned import approve
from .test_knowledge_pages import asked

ROOM = "/api/v1/admin/"
GREETING = Place("greeting.hello", "en")
CHECKIN = Subject("mirador", "fact.checkin")
WARM = {
    "id": "warm",
    "keys": [GREETING.key],
    "arms": [{"name": "control"}, {"name": "warm", "versions": {GREETING.key: {"en": 3}}}],
}


@pytest.fixture
async def bearer(console: Console) -> dict[str, str]:
    member = await console.member("ana", Role.ADMIN)
    return {"Authorization": f"Bearer {await make_token(console.engine, 'checks', member=member)}"}


async def test_every_answer_is_one_the_document_tells_of(
    console: Console, browser: Browser, bearer: dict[str, str]
) -> None:
    """Of things that are there, and of names that are nobody's; with what fits, and with what does not."""
    known = await a_house_with_everything(console)
    schema = await the_schema(browser)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 25
    for operation in operations:
        found = await asyncio.to_thread(lambda one=operation: list(faults(one, known, console.url, bearer)))
        assert not found, f"{operation.label}: {found}"


async def test_what_goes_well_is_told_of_too(
    console: Console, browser: Browser, bearer: dict[str, str]
) -> None:
    """Chance makes no experiment that could run, so here the deeds follow each other."""
    known = await a_house_with_everything(console)
    schema = await the_schema(browser)

    async def send(method: str, path: str, body: Any = None, **names: Any) -> int:
        operation = schema[ROOM + path.partition("?")[0]][method]
        address = (ROOM + path).format(**{**known, **names})
        answer = await browser.request(method, address, headers=bearer, json=body)
        operation.validate_response(answer)
        return answer.status_code

    sized = {"baseline": 0.1, "lift": 0.03, "guests_per_day": 100}
    assert await send("POST", "experiments/plan", sized) == 200
    assert await send("POST", "experiments/plan", {**sized, "lift": 0}) == 422
    planned = {"planned_guests": 900, "planned_days": 18}
    layer = {"name": "greetings", "from": 0, "to": 0.5}
    draft = {**WARM, "id": "cool", "layer": layer, **planned}
    one, act = "experiments/{experiment}", "experiments/{experiment}/{deed}"
    assert await send("POST", "experiments", draft) == 201
    assert await send("POST", "experiments", draft) == 409
    assert await send("GET", one, experiment="cool") == 200
    assert await send("GET", "experiments") == 200
    assert await send("POST", act, {}, experiment="cool", deed="delete") == 204
    assert await send("GET", one, experiment="cool") == 404
    weights = {"weights": {"control": 80, "warm": 20}, "allocation": 0.5}
    for deed, body in (("weights", weights), ("stop", {}), ("decide", {"winner": "warm"})):
        assert await send("POST", act, body, deed=deed) == 200, deed
    assert await send("GET", f"{one}/report") == 200
    new = {"id": "greeting.again", "text": "Welcome back to {{ hotel }}.", "note": "asked for"}
    assert await send("POST", "templates", new) == 201
    versions = "templates/{key}/versions"
    publish, roll_back = "templates/{key}/publish/{version}", "templates/{key}/rollback/{version}"
    assert await send("PUT", versions, {"text": "Hi.", "expected": 3}) == 201
    assert await send("POST", publish, version=4) == 200
    assert await send("POST", roll_back, version=3) == 200
    assert await send("POST", roll_back, {"expected_live": 9}, version=4) == 409
    assert await send("PUT", versions, {"text": "Hi {{ whoever }}.", "expected": 4}) == 201
    assert await send("POST", publish, version=5) == 422
    entry = "properties/{hotel}/entries/{name}"
    content = {"time": "16:00", "text": {"en": "Ring."}}
    assert await send("PUT", f"{entry}/versions", {"content": content, "expected": 3}) == 201
    assert await send("POST", f"{entry}/publish/{{version}}", {}, version=4) == 200
    assert await send("POST", f"{entry}/rollback/{{version}}", {"expected_live": 4}, version=1) == 200
    assert await send("GET", f"{entry}/history") == 200
    answer = {"questions": {"en": ["Can I store my bike?"]}, "answers": {"en": "Yes."}}
    assert await send("POST", "properties/{hotel}/entries", {"content": answer}) == 201
    assert await send("GET", "properties/{hotel}/unanswered") == 200
    for deed in ("dismiss", "show"):
        assert await send("POST", f"properties/{{hotel}}/unanswered/{{turn}}/{deed}") == 204
    (line,) = await console.book.lines("mirador", "answer")
    own = {"name": line.subject.name, "version": 2}
    times = {"from": "2027-01-01T00:00:00+01:00", "until": "2027-02-01T00:00:00+01:00"}
    assert await send("POST", f"{entry}/publish/{{version}}", times, **own) == 200
    (move,) = (await console.book.open(line.subject)).coming
    assert await send("POST", f"{entry}/cancel/{{publication}}", {}, **own, publication=move.id) == 200
    assert await send("POST", f"{entry}/publish/{{version}}", {}, **own) == 200
    assert await send("POST", f"{entry}/retire", {"expected_live": 2}, **own) == 200
    assert await send("POST", f"{entry}/retire", {}, **own) == 409
    assert await send("POST", f"{entry}/restore", {"note": "spring"}, **own) == 200
    one = "conversations/{conversation}"
    for deed in ("take", "release", "take", "hand_back"):
        assert await send("POST", f"{one}/{deed}", {}) == 200, deed
    assert await send("POST", f"{one}/draft_mode", {"is_on": True}) == 200
    assert await send("POST", f"{one}/messages", {"text": "Hello.", "message_id": "m1"}) == 201
    assert await send("POST", f"{one}/assign", {"to": "ANA"}) == 200
    assert await send("POST", f"{one}/assign", {"to": "nobody"}) == 422
    assert await send("GET", f"{one}/standing") == 200
    assert await send("GET", f"{one}/drafts") == 200
    draft = await console.seeds.draft(known["conversation"])
    assert await send("POST", "drafts/{draft}/send", {"text": "In other words."}, draft=draft) == 200
    assert await send("POST", "drafts/{draft}/send", {}, draft=draft) == 409
    draft = await console.seeds.draft(known["conversation"])
    assert await send("POST", "drafts/{draft}/drop", {}, draft=draft) == 204
    assert await send("GET", "changes?since=2026-11-21T09:00:00Z") == 200
    assert await send("GET", "changes?since=2026-11-21T09:00:00Z&conversation=c_5F2K9") == 200
    for decision in DECISIONS:
        reply = await console.seeds.undelivered(known["conversation"])
        for status in (204, 409):
            assert await send("POST", "replies/{reply}/decide", {"decision": decision}, reply=reply) == status
    assert await send("GET", f"{one}/canned") == 200
    assert await send("POST", f"{one}/approved", {"key": "canned.come_back"}) == 422
    await approve(console, "canned.come_back")
    approved = {"key": "canned.come_back", "message_id": "m2"}
    assert await send("POST", f"{one}/approved", approved) == 201
    for away in (f"{one}/print", "conversations/export.csv?language=es", "conversations/export.json"):
        assert await send("GET", away) == 200
    by_hand = {"why": "booked by hand", "reference": await booked(console, "at the desk")}
    assert await send("POST", "dead-letters/{letter}/settle", by_hand) == 200
    assert await send("GET", "dead-letters/{letter}") == 200
    who = known["conversation"]
    assert await send("POST", "guests/find", {"who": who}) == 200
    assert await send("POST", "guests/find", {"who": "nobody@nowhere.example"}) == 404
    assert await send("POST", "guests/export", {"who": who}) == 200
    assert await send("POST", "guests/erase", {"who": who, "repeated": "another"}) == 409
    assert await send("POST", "guests/erase", {"who": who, "repeated": who}) == 200
    assert await send("POST", "guests/erase", {"who": who, "repeated": who}) == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("dead-letters/x/settle", r'{"why": "\u0000"}'),
        ("dead-letters/x/settle", r'{"why": "\ud800"}'),
        ("dead-letters/x/settle", r'{"why": "done", "\u0000": 1}'),
        ("dead-letters/x/settle", "["),
        ("dead-letters/x/settle", "[" * 30_000),
        ("dead-letters/x/settle", "[" * 900 + "]" * 900),
        ("dead-letters/%00/settle", '{"why": "done"}'),
        ("experiments", "null"),
        ("experiments/x/weights", '{"weights": {"a": 1e400}}'),
        ("experiments/x/weights", '{"weights": {"a": NaN}}'),
        ("experiments/x/weights", '{"weights": {"a": 1' + "0" * 400 + "}}"),
        ("experiments/x/decide", '{"winner": true}'),
        ("templates/greeting.hello/publish/2", '{"from": "0001-01-01T00:00:00+14:00"}'),
        ("templates/greeting.hello/publish/2", '{"until": "9999-12-31T23:59:59-14:00"}'),
        ("templates/greeting.hello/publish/2", '{"from": "2026-12-24"}'),
        ("templates/greeting.hello/publish/99999999999999999999", "{}"),
        ("templates/greeting.hello/publish/2", '{"expected_live": true}'),
        ("templates", '{"id": "greeting.new", "content": ' + '{"a":' * 90 + "1" + "}" * 91),
    ],
    ids=range(18),
)
async def test_what_no_database_keeps_is_refused_before_it_gets_there(
    browser: Browser, bearer: dict[str, str], path: str, body: str
) -> None:
    answer = await browser.post(ROOM + path, headers=bearer, content=body)
    assert (answer.status_code, answer.json()["status"]) == (400, 400), answer.text


async def test_a_query_that_means_nothing_is_refused_and_an_empty_one_asks_nothing(
    browser: Browser, bearer: dict[str, str]
) -> None:
    for query in (
        "page=two",
        "page=0",
        "page=99999999999",
        "page=10001",
        "language=xx",
        "id=%00",
        "from=yesterday",
    ):
        assert (await browser.get(f"{ROOM}conversations?{query}", headers=bearer)).status_code == 400, query
    for query in ("page=", "language=", "page=2&later=yes"):
        assert (await browser.get(f"{ROOM}conversations?{query}", headers=bearer)).status_code == 200, query


async def test_what_does_not_fit_is_named_and_only_to_those_who_may_know(
    browser: Browser, bearer: dict[str, str]
) -> None:
    body = {"id": "x", "keys": ["greeting.hello", 7], "arms": [{"name": "a"}], "colour": "red"}
    answer = await browser.post(f"{ROOM}experiments", headers=bearer, json=body)
    assert answer.json()["detail"] == "keys[1] is a text. arms has at least 2. colour is not known here."
    assert (await browser.post(f"{ROOM}experiments", json=body)).status_code == 401
    assert (await browser.post(f"{ROOM}nowhere", headers=bearer, json=body)).status_code == 404


async def a_house_with_everything(console: Console) -> dict[str, Any]:
    """Every kind of thing the addresses speak of; and what stands in an address for it."""
    conversation = await console.seeds.conversation()
    await console.seeds.pms_call(await console.seeds.turn(conversation))
    await console.seeds.reply(conversation, None, "Confirmado.", at=NOW)
    await dead_booking(console)
    await waiting_booking(console)
    (letter,) = await list_letters(console.engine)
    for words in ("Hello from {{ hotel }}.", "Good day from {{ hotel }}."):
        await console.versions.save(GREETING, words, author="eva")
    await console.versions.publish(GREETING, 2, by="eva", until_at=NOW + timedelta(days=9))
    for number, time in ((1, "15:00"), (2, "16:00")):
        await console.book.save(CHECKIN, {"time": time}, author="eva", expected=number)
    turn = await asked(console, "where is the moon kept", "c_1")
    await console.experiments.create(WARM, by="eva")
    await console.experiments.start("warm", by="eva")
    seen = {"experiment": "warm", "at": NOW}
    arms = [(arm, f"{arm}-{number}") for arm in ("control", "warm") for number in range(9)]
    sale = {**seen, "guest_key": "warm-1", "kind": "booking", "amount_minor": 10_000, "currency": "EUR"}
    async with console.engine.begin() as connection:
        await connection.execute(
            insert(exposures), [{**seen, "arm": arm, "guest_key": key} for arm, key in arms]
        )
        await connection.execute(insert(outcomes), sale)
    return {
        "conversation": conversation,
        "draft": await console.seeds.draft(conversation),
        "reply": await console.seeds.undelivered(conversation),
        "letter": letter.id,
        "key": GREETING.key,
        "experiment": "warm",
        "hotel": CHECKIN.property_id,
        "name": CHECKIN.name,
        "turn": turn,
        "version": 3,
        "a": 1,
        "b": 3,
    }


async def the_schema(browser: Browser) -> OpenApiSchema:
    """Of the staff's addresses: one process has one document, and other tests' addresses stand in it too.

    Without its word on tokens: every call here has one, and those without are another test's. And with the hotel's
    name, which no document has.
    """
    document = (await browser.get("/docs/openapi.json")).json()
    paths = {path: told for path, told in document["paths"].items() if path.startswith(ROOM)}
    for told in paths.values():
        for operation in told.values():
            operation.pop("security")
            for schema in hotels_of(operation):
                schema["enum"] = ["mirador"]
    only_ours = {"openapi": document["openapi"], "info": document["info"], "paths": paths}
    return schemathesis.openapi.from_dict(only_ours, config=SchemathesisConfig())


def hotels_of(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each place where a program names a hotel."""
    yield from (one["schema"] for one in operation.get("parameters", ()) if one["name"] == "property")
    if "requestBody" in operation:
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        yield from (schema for name, schema in body.get("properties", {}).items() if name == "property")


def faults(
    operation: APIOperation, known: dict[str, Any], url: str, bearer: dict[str, str]
) -> Iterator[FailureGroup]:
    named = {one.name: known[one.name] for one in operation.path_parameters if one.name in known}
    for mode in GenerationMode:
        for there, examples in [(named, MANY), ({}, FEW)] if named else [({}, MANY)]:
            cases = operation.as_strategy(generation_mode=mode, path_parameters=there)
            try:
                hold(cases, examples, url, bearer)
            except FailureGroup as failures:
                yield failures
            except Unsatisfiable:
                # Where nothing is asked but a name, every text is one.
                assert mode.is_negative, operation.label
