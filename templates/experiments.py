"""What an experiment is, and which arm of it a guest falls into. Pure: the same answer on every machine, at any time.

Not here: what was assigned before (`running.py`), who changed what (`experiment_life.py`), what came of it (`outcomes.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from common.declined import Declined
from templates.assignment import bucket, choose
from templates.wording import KEY

STICKY = timedelta(days=30)
"""How long a guest keeps an arm whatever happens to the weights, and how long what they do counts for it."""

OUTCOMES = ("booking", "quote_accepted", "cancelled", "handoff", "error", "satisfaction")
"""The outcomes that the desk tells of by itself, but satisfaction, which comes by the API like a hotel's own."""

HOLD_OUT = "hold-out"
"""The id that whoever takes part in nothing is counted under (`hold_out.py`); no experiment's own."""
PLAN = "plan"
"""In an address, the calculation before the start; no experiment's id either."""

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LONGEST_ID, _LONGEST_ARM = 64, 32


class Fault(Declined):
    """One reason why a definition cannot run. In `arm`, `why` is another fault, or one that lint found in its words."""

    REASONS: ClassVar[Mapping[str, str]] = {
        "no-mapping": "not a mapping",
        "unknown-part": "%(parts)s: not a part of an experiment",
        "missing-part": "%(part)s: is missing",
        "unreadable": "not written as experiments are: %(why)s",
        "id": f"id: up to {_LONGEST_ID} small letters, digits, - or _",
        "id-hold-out": f"id: '{HOLD_OUT}' is the name of those who take part in none",
        "id-plan": f"id: '{PLAN}' is the name of the calculation before the start",
        "keys": "keys: at least one reply, each once",
        "key": "keys: '%(key)s' is not a reply's name",
        "arms": "arms: at least two, each with a name of its own",
        "arm-name": "arms: '%(arm)s' is not a name",
        "arm-elsewhere": "arm %(arm)s: the experiment is not on '%(key)s'",
        "controls": "arms: only one may leave the words as they are published",
        "control-first": "arms: the one that leaves the words as they are published comes first",
        "no-language": "%(key)s: there is no language in which every arm has words",
        "audience-language": "audience: not every arm has words for '%(key)s' in '%(language)s'",
        "weights-of-arms": "weights: exactly one for each arm",
        "weights": "weights: one for each arm, none below zero",
        "one-weight": "weights: at least two arms get guests",
        "allocation": "allocation: a share above 0 and up to 1",
        "layer": "layer: a name, and a part of [0, 1) with its start below its end",
        "goal": "goal: the name of an outcome",
        "arm": "arm %(arm)s: %(why)s",
        "no-version": "%(key)s has no version %(number)s in '%(language)s'",
    }


class BadExperiment(ValueError):
    """A definition that cannot run, for these faults."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Arm:
    """versions: the number of the words, by reply and language; what is not named is said as published.

    An arm without any is the control: whatever the hotel says anyway.
    """

    name: str
    versions: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def is_control(self) -> bool:
        return not any(self.versions.values())


@dataclass(frozen=True)
class Audience:
    """Who takes part; what is left empty lets everybody in. Languages are those a reply is given in."""

    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    only_new_guests: bool = False


@dataclass(frozen=True)
class Split:
    """How guests are shared out from a moment on. allocation: the share that takes part at all."""

    weights: tuple[float, ...]
    allocation: float = 1.0
    since: datetime | None = None


@dataclass(frozen=True)
class Layer:
    """Experiments of one layer divide its guests between them: this one has those from `start` up to `end` of [0, 1)."""

    name: str
    start: float
    end: float

    def overlaps(self, other: Layer) -> bool:
        return self.name == other.name and self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Reader:
    """The guest that a reply is for. key: None for one that takes part in nothing. since: when they first wrote to us."""

    key: str | None
    language: str
    channel: str
    property_id: str | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Experiment:
    """splits: oldest first; the last one is in force. goal: the outcome that decides. salt: its own, never changed.

    arms: the first is what the others are compared with. planned_guests: of the smallest arm, and planned_days: of the
    whole, both as calculated before the start.
    """

    id: str
    name: str
    keys: tuple[str, ...]
    arms: tuple[Arm, ...]
    splits: tuple[Split, ...]
    audience: Audience = Audience()
    goal: str = "booking"
    layer: Layer | None = None
    planned_guests: int | None = None
    planned_days: int | None = None
    salt: str = ""
    state: str = "draft"
    revision: int = 1
    author: str = ""
    winner: str | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    decided_at: datetime | None = None

    @property
    def split(self) -> Split:
        return self.splits[-1]

    @property
    def weights(self) -> dict[str, float]:
        """By arm, as they are now."""
        return dict(zip((arm.name for arm in self.arms), self.split.weights, strict=True))

    def days_run(self, now: datetime) -> int:
        """Whole days since the start, until it was stopped; 0 for a draft."""
        return max(0, ((self.stopped_at or now) - self.started_at).days) if self.started_at else 0

    def arm(self, name: str) -> Arm | None:
        return next((arm for arm in self.arms if arm.name == name), None)

    @cached_property
    def languages(self) -> Mapping[str, frozenset[str]]:
        """By reply, the languages in which every arm but the control has words of its own."""
        tested = [arm.versions for arm in self.arms if not arm.is_control]
        return {
            key: frozenset.intersection(*(frozenset(words.get(key, ())) for words in tested))
            for key in self.keys
            if tested
        }


def admits(experiment: Experiment, key: str, reader: Reader) -> bool:
    """Whether the guest belongs to the audience of this reply's experiment."""
    audience = experiment.audience
    if reader.language not in experiment.languages.get(key, ()):
        # A guest who would read the published words in every arm tells nothing about any of them.
        return False
    if audience.languages and reader.language not in audience.languages:
        return False
    if audience.channels and reader.channel not in audience.channels:
        return False
    if audience.properties and reader.property_id not in audience.properties:
        return False
    if audience.only_new_guests:
        started = experiment.started_at
        return reader.since is not None and started is not None and reader.since >= started
    return True


def arm_by_hash(experiment: Experiment, guest_key: str, split: Split | None = None) -> str | None:
    """The arm that this split (the one in force) gives the guest; None for one outside the share that takes part."""
    split = split or experiment.split
    layer = experiment.layer
    if layer is not None and not layer.start <= bucket(f"layer-{layer.name}", guest_key) < layer.end:
        return None
    # Two places, so that widening the share moves nobody who takes part from one arm to another.
    if bucket(f"{experiment.salt}-share", guest_key) >= split.allocation:
        return None
    return experiment.arms[choose(bucket(experiment.salt, guest_key), split.weights)].name


def is_certain(experiment: Experiment, guest_key: str) -> bool:
    """Whether every split there has been gives the guest the same: then nothing need be remembered to know the arm."""
    given = {arm_by_hash(experiment, guest_key, split) for split in experiment.splits}
    return len(given) == 1


def reweighed(
    experiment: Experiment, *, weights: Mapping[str, float], allocation: float | None, at: datetime
) -> Experiment:
    """With one split more. Raises BadExperiment for weights of other arms than its own."""
    if set(weights) != {arm.name for arm in experiment.arms}:
        raise BadExperiment([Fault("weights-of-arms")])
    split = Split(
        tuple(float(weights[arm.name]) for arm in experiment.arms),
        experiment.split.allocation if allocation is None else allocation,
        at,
    )
    changed = replace(experiment, splits=(*experiment.splits, split))
    if faults := faults_of(changed):
        raise BadExperiment(faults)
    return changed


def faults_of(experiment: Experiment) -> list[Fault]:
    """Why this definition cannot run."""
    faults = []
    if not NAME.fullmatch(experiment.id) or len(experiment.id) > _LONGEST_ID:
        faults.append(Fault("id"))
    if experiment.id == HOLD_OUT:
        faults.append(Fault("id-hold-out"))
    if experiment.id == PLAN:
        faults.append(Fault("id-plan"))
    if not experiment.keys or len(set(experiment.keys)) != len(experiment.keys):
        faults.append(Fault("keys"))
    faults += [Fault("key", key=key) for key in experiment.keys if not KEY.fullmatch(key)]
    names = [arm.name for arm in experiment.arms]
    if len(names) < 2 or len(set(names)) != len(names):
        faults.append(Fault("arms"))
    faults += [
        Fault("arm-name", arm=name) for name in names if not NAME.fullmatch(name) or len(name) > _LONGEST_ARM
    ]
    for arm in experiment.arms:
        for key in arm.versions:
            if key not in experiment.keys:
                faults.append(Fault("arm-elsewhere", arm=arm.name, key=key))
    if sum(arm.is_control for arm in experiment.arms) > 1:
        faults.append(Fault("controls"))
    elif any(arm.is_control for arm in experiment.arms[1:]):
        faults.append(Fault("control-first"))
    for key, languages in experiment.languages.items():
        if not languages:
            faults.append(Fault("no-language", key=key))
        for language in experiment.audience.languages:
            if language not in languages:
                faults.append(Fault("audience-language", key=key, language=language))
    faults += _faults_of_numbers(experiment)
    return faults


def _faults_of_numbers(experiment: Experiment) -> list[Fault]:
    faults = []
    split = experiment.split
    if len(split.weights) != len(experiment.arms) or not all(
        math.isfinite(weight) and weight >= 0 for weight in split.weights
    ):
        faults.append(Fault("weights"))
    elif sum(weight > 0 for weight in split.weights) < 2:
        faults.append(Fault("one-weight"))
    if not 0 < split.allocation <= 1:
        faults.append(Fault("allocation"))
    layer = experiment.layer
    if layer is not None and not (NAME.fullmatch(layer.name) and 0 <= layer.start < layer.end <= 1):
        faults.append(Fault("layer"))
    if not NAME.fullmatch(experiment.goal) or len(experiment.goal) > _LONGEST_ARM:
        faults.append(Fault("goal"))
    return faults


def read_definition(body: Any) -> Experiment:
    """From JSON or YAML as docs/guides/experiments.md shows it. Raises BadExperiment with every fault it found."""
    if not isinstance(body, Mapping):
        raise BadExperiment([Fault("no-mapping")])
    unknown = set(body) - {
        "id",
        "name",
        "keys",
        "arms",
        "allocation",
        "audience",
        "goal",
        "layer",
        "planned_guests",
        "planned_days",
        "splits",
    }
    if unknown:
        raise BadExperiment([Fault("unknown-part", parts=", ".join(sorted(map(str, unknown))))])
    try:
        arms = list(body["arms"])
        splits = body.get("splits") or [
            {"weights": [arm.get("weight", 1) for arm in arms], "allocation": body.get("allocation", 1)}
        ]
        experiment = Experiment(
            id=str(body["id"]),
            name=str(body.get("name") or body["id"]),
            keys=tuple(str(key) for key in body["keys"]),
            arms=tuple(_read_arm(arm) for arm in arms),
            splits=tuple(_read_split(split) for split in splits),
            audience=_read_audience(body.get("audience") or {}),
            goal=str(body.get("goal") or "booking"),
            layer=_read_layer(body.get("layer")),
            planned_guests=int(body["planned_guests"]) if body.get("planned_guests") else None,
            planned_days=int(body["planned_days"]) if body.get("planned_days") else None,
        )
    except KeyError as error:
        raise BadExperiment([Fault("missing-part", part=error.args[0])]) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise BadExperiment([Fault("unreadable", why=error)]) from error
    if faults := faults_of(experiment):
        raise BadExperiment(faults)
    return experiment


def to_definition(experiment: Experiment) -> dict[str, Any]:
    """Plain JSON that `read_definition` reads back, with the splits there have been."""
    audience, layer = experiment.audience, experiment.layer
    return {
        "id": experiment.id,
        "name": experiment.name,
        "keys": list(experiment.keys),
        "arms": [
            {
                "name": arm.name,
                "weight": weight,
                "versions": {key: dict(numbers) for key, numbers in arm.versions.items()},
            }
            for arm, weight in zip(experiment.arms, experiment.split.weights, strict=True)
        ],
        "allocation": experiment.split.allocation,
        "audience": {
            "languages": list(audience.languages),
            "channels": list(audience.channels),
            "properties": list(audience.properties),
            "new_guests": audience.only_new_guests,
        },
        "goal": experiment.goal,
        "planned_guests": experiment.planned_guests,
        "planned_days": experiment.planned_days,
        "layer": {"name": layer.name, "from": layer.start, "to": layer.end} if layer else None,
        "splits": [
            {
                "since": split.since.isoformat() if split.since else None,
                "allocation": split.allocation,
                "weights": list(split.weights),
            }
            for split in experiment.splits
        ],
    }


def _read_arm(body: Mapping[str, Any]) -> Arm:
    versions = {
        str(key): {str(language): int(number) for language, number in numbers.items()}
        for key, numbers in (body.get("versions") or {}).items()
    }
    return Arm(str(body["name"]), versions)


def _read_split(body: Mapping[str, Any]) -> Split:
    since = body.get("since")
    return Split(
        tuple(float(weight) for weight in body["weights"]),
        float(body.get("allocation", 1)),
        datetime.fromisoformat(since) if since else None,
    )


def _read_audience(body: Mapping[str, Any]) -> Audience:
    return Audience(
        **{
            name: tuple(str(one) for one in body.get(name) or ())
            for name in ("languages", "channels", "properties")
        },
        only_new_guests=bool(body.get("new_guests")),
    )


def _read_layer(body: Mapping[str, Any] | None) -> Layer | None:
    return Layer(str(body["name"]), float(body["from"]), float(body["to"])) if body else None
