"""Rules look back only as far as the longest rule; older states of the conversation are not computed.

RulePolicy describes the conversation before every action it ever took, several times a turn, and compares all of it with
the rules. A rule that is shorter than the history is already decided when its own states are through (see
`_is_rule_applicable`), so the rest changes nothing. Also: the rules, kept as JSON text, are decoded once.
"""

from __future__ import annotations

import functools
import json
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, BotUttered
from rasa.shared.core.trackers import DialogueStateTracker


def install() -> None:
    RulePolicy._prediction_states = _prediction_states  # type: ignore[method-assign]
    RulePolicy._rule_key_to_state = staticmethod(_decoded)  # type: ignore[method-assign]


@functools.cache
def _decoded(rule_key: str) -> list[State]:
    states: list[State] = json.loads(rule_key)
    return states


def _prediction_states(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    # rule_only_data is for policies that learn from stories; RulePolicy never leaves out what only rules know.
    states = recent_states(tracker, domain, longest_rule(self) + 1)
    self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
    return states


def longest_rule(policy: RulePolicy) -> int:
    """In states."""
    known: int | None = getattr(policy, "_posada_longest_rule", None)
    if known is None:
        keys = [*policy.lookup[RULES], *policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
        known = max((len(_decoded(key)) for key in keys), default=0)
        policy._posada_longest_rule = known  # type: ignore[attr-defined]
    return known


def recent_states(tracker: DialogueStateTracker, domain: Domain, most: int) -> list[State]:
    """The last states of the conversation: before each of the latest actions, and now. As Tracker.past_states ends."""
    applied = tracker.applied_events()
    skipped = sum(isinstance(event, ActionExecuted) for event in applied) + 1 - most
    replica = tracker.init_copy()
    states: list[State] = []
    for event in applied:
        if isinstance(event, BotUttered):
            continue  # No part of any state, and there are many.
        if isinstance(event, ActionExecuted):
            if skipped <= 0:
                states.append(domain.get_active_state(replica))
            skipped -= 1
        event.apply_to(replica)
    states.append(domain.get_active_state(replica))
    return states
