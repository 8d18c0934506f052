"""Each measure gives what the code of Rasa it replaces gives. `python … MODEL`: the mini hotel's model."""

from __future__ import annotations

import asyncio
import copy
import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from bot.rasa import left_out, quiet

left_out.install()
quiet.install()

import rasa.core.actions.action as actions  # noqa: E402
from jsonschema import ValidationError  # noqa: E402
from rasa.core.actions.forms import FormAction  # noqa: E402
from rasa.core.agent import Agent  # noqa: E402
from rasa.core.channels.channel import UserMessage  # noqa: E402
from rasa.core.policies.rule_policy import RulePolicy  # noqa: E402
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER  # noqa: E402
from rasa.engine.runner.dask import DaskGraphRunner  # noqa: E402
from rasa.shared.core.events import Event, SlotSet, UserUttered, deserialise_events  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity  # noqa: E402
from rasa.utils.endpoints import EndpointConfig  # noqa: E402

MODEL = sys.argv[1]

STOCK = {
    "applied": DialogueStateTracker.applied_events,
    "copy": DialogueStateTracker.copy,
    "temporary": FormAction._temporary_tracker,
    "states": RulePolicy._prediction_states,
    "decoded": RulePolicy._rule_key_to_state,
    "validate": actions.RemoteAction._validate_action_result,
    "body": actions.RemoteAction._action_call_format,
    "resolve": Event.resolve_by_type,
}

from bot.rasa import tune  # noqa: E402
from bot.rasa.tuning import action_body, applied_events, rule_states, tracker_copy  # noqa: E402
from bot.rasa.tuning.graph import PlainGraphRunner  # noqa: E402
from tests.bot.rasa.inside import checks, conversations  # noqa: E402

tune.install()
AGENT = Agent.load(MODEL)
DOMAIN = AGENT.domain
SEEDS = range(40)


def tracker_of(events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("someone", events, DOMAIN.slots)


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    state = tracker.current_state(EventVerbosity.ALL)
    state["events"] = [json.dumps(event.as_dict(), sort_keys=True, default=str) for event in tracker.events]
    return state


def rule_policy() -> RulePolicy:
    runner = AGENT.processor.graph_runner
    for node in runner._instantiated_nodes.values():
        if isinstance(node._component, RulePolicy):
            return node._component
    raise AssertionError("the mini model has a rule policy")


def check_applied_events_are_carried_on_exactly() -> None:
    for seed in SEEDS:
        tracker = tracker_of([])
        for event in conversations.conversation(seed, 25):
            tracker.update(event)
            assert [id(one) for one in applied_events.applied_events(tracker)] == [
                id(one) for one in STOCK["applied"](tracker)
            ], seed


def check_applied_events_are_found_in_one_step_and_after_events_were_replaced() -> None:
    for seed in SEEDS:
        tracker = tracker_of(conversations.conversation(seed, 25))
        assert applied_events.applied_events(tracker) == STOCK["applied"](tracker)
        tracker.events = type(tracker.events)(conversations.conversation(seed + 100, 25))
        assert applied_events.applied_events(tracker) == STOCK["applied"](tracker)
        tracker.events.clear()
        assert applied_events.applied_events(tracker) == []


def check_a_caller_may_change_the_list_it_got() -> None:
    tracker = tracker_of(conversations.conversation(1, 5))
    applied_events.applied_events(tracker).clear()
    assert applied_events.applied_events(tracker) == STOCK["applied"](tracker)


def check_a_copy_is_in_the_same_state_and_independent() -> None:
    for seed in SEEDS:
        tracker = tracker_of(conversations.conversation(seed, 12))
        twin = tracker_copy.copy_of(tracker)
        assert state_of(twin) == state_of(STOCK["copy"](tracker)) == state_of(tracker)
        before = copy.deepcopy(state_of(tracker))
        twin.update(SlotSet("stay", "changed"))
        twin.update(UserUttered("more"))
        twin.change_loop_to("booking_form")
        twin.interrupt_loop(True)
        assert state_of(tracker) == before


def check_a_forms_temporary_tracker_is_the_same() -> None:
    form = FormAction("booking_form", None)
    for seed in SEEDS:
        tracker = tracker_of(conversations.conversation(seed, 12))
        candidates = [SlotSet("party", "two")]
        ours = form._temporary_tracker(tracker, candidates, DOMAIN)
        stock = STOCK["temporary"](form, tracker, candidates, DOMAIN)
        for state in (ours_state := state_of(ours), stock_state := state_of(stock)):
            del state["events"], state["latest_event_time"]
        assert ours_state == stock_state, seed


def check_rules_choose_the_same_action() -> None:
    policy = rule_policy()
    chosen = set()
    for seed in SEEDS:
        events = conversations.conversation(seed, 15)
        for length in range(3, len(events)):
            tracker = tracker_of(copy.deepcopy(events[:length]))
            ours = policy.predict_action_probabilities(tracker, DOMAIN)
            RulePolicy._prediction_states = STOCK["states"]
            RulePolicy._rule_key_to_state = staticmethod(STOCK["decoded"])
            stock = policy.predict_action_probabilities(tracker_of(copy.deepcopy(events[:length])), DOMAIN)
            rule_states.install()
            assert ours == stock, (seed, length)
            chosen.add(ours.max_confidence_index)
    assert len(chosen) >= 6, "the conversations meet several rules"


def check_states_are_the_end_of_all_states() -> None:
    for seed in SEEDS:
        tracker = tracker_of(conversations.conversation(seed, 15))
        every = tracker.past_states(DOMAIN)
        for most in (1, 3, 7, 1000):
            assert rule_states.recent_states(tracker, DOMAIN, most) == every[-most:], (seed, most)


def check_messages_run_through_the_same_components() -> None:
    plain = AGENT.processor.graph_runner
    assert isinstance(plain, PlainGraphRunner)
    target = AGENT.processor.model_metadata.nlu_target
    for text in ("hello", "", "/greet", "two adults from friday", "😀"):
        inputs = lambda: {  # noqa: E731
            PLACEHOLDER_MESSAGE: [UserMessage(text)],  # noqa: B023
            PLACEHOLDER_TRACKER: tracker_of([]),
        }
        ours, stock = (
            run(inputs(), [target])[target][0].as_dict(only_output_properties=True)
            for run in (plain.run, lambda *args: DaskGraphRunner.run(plain, *args))
        )
        assert ours == stock


def check_answers_are_judged_as_by_the_schema() -> None:
    action = actions.RemoteAction("action_book", None)
    slot = {"event": "slot", "timestamp": None, "name": "stay", "value": {"nights": 2}}
    answers: list[Any] = [
        {}, {"events": []}, {"events": [], "responses": []}, {"events": [slot], "responses": [{"response": "x"}]},
        {"events": [{**slot, "timestamp": 5.0}]}, {"events": [{**slot, "timestamp": True}]},
        {"events": [{**slot, "name": None}]}, {"events": [{"event": "slot", "name": "stay"}]},
        {"events": [{**slot, "timestamp": "now"}]}, {"events": [{**slot, "metadata": {}}]},
        {"events": [{"event": "followup", "name": "action_listen"}]}, {"events": [{"event": "nonsense"}]},
        {"events": [{"event": "restart"}, slot]}, {"events": {}}, {"events": None}, {"responses": {}},
        {"responses": ["x"]}, {"events": ["x"]}, [], None, "x", {"other": 1}, {"events": [{"event": "form", "name": None}]},
    ]  # fmt: skip
    for answer in answers:
        assert _verdict(action, STOCK["validate"], answer) == _verdict(
            action, actions.RemoteAction._validate_action_result, answer
        ), answer


def _verdict(action: Any, validate: Any, answer: Any) -> bool:
    try:
        return bool(validate(action, copy.deepcopy(answer)))
    except ValidationError:
        return False


def check_the_action_body_is_a_part_of_rasas() -> None:
    action = actions.RemoteAction("action_book", None)
    for seed in SEEDS:
        tracker = tracker_of(conversations.conversation(seed, 10))
        ours, stock = action_body.body("action_book", tracker, {}), STOCK["body"](action, tracker, DOMAIN)
        assert ours.keys() == stock.keys()
        for key in ("next_action", "sender_id", "version"):
            assert ours[key] == stock[key]
        for key in stock["tracker"].keys() - {"events", "latest_message"}:
            assert ours["tracker"][key] == stock["tracker"][key]
        events = ours["tracker"]["events"]
        tail = stock["tracker"]["events"][-len(events) :]
        assert [event["event"] for event in events] == [event["event"] for event in tail]
        assert sum(event["event"] == "user" for event in events) == 2
        assert json.loads(json.dumps(ours)) == ours


def check_event_types_are_the_same() -> None:
    for name in ("user", "bot", "slot", "action", "session_started", "followup", "rewind", "topic"):
        assert Event.resolve_by_type(name) is STOCK["resolve"](name)
    try:
        Event.resolve_by_type("nonsense")
    except ValueError:
        pass
    else:
        raise AssertionError("an unknown event is an error, as before")
    assert isinstance(deserialise_events([{"event": "slot", "name": "stay", "value": 1}])[0], SlotSet)


def check_another_rasa_is_refused() -> None:
    import rasa

    version, rasa.__version__ = rasa.__version__, "3.6.22"
    try:
        tune.install()
    except tune.UnknownRasa:
        pass
    else:
        raise AssertionError("it was tried on one version only")
    finally:
        rasa.__version__ = version


def check_a_call_waits_for_a_service_that_is_being_started_and_is_made_once() -> None:
    heard: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"events": []}')

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    async def call() -> Any:
        endpoint = EndpointConfig(f"http://127.0.0.1:{port}", deadline=5)
        calling = asyncio.ensure_future(endpoint.request(json={"next_action": "action_book"}))
        await asyncio.sleep(0.05)
        assert not calling.done()
        server = HTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=server.handle_request, daemon=True).start()
        try:
            return await calling
        finally:
            server.server_close()
            await endpoint._posada_session.close()  # type: ignore[attr-defined]

    assert asyncio.run(call()) == {"events": []}
    assert heard == [{"next_action": "action_book"}]


if __name__ == "__main__":
    sys.exit(checks.run_all(sys.modules[__name__]))
