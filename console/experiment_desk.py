"""Experiments as staff make them: one reply, other words for it, a share of guests; the words become versions for an arm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from console.reply_preview import told
from console.words import Saying, marked
from templates.experiment_figures import Figures, figures_of
from templates.experiment_life import Experiments
from templates.experiments import HOLD_OUT, PLAN, Experiment, to_definition
from templates.hold_out import as_experiment, hold_out_figures
from templates.lint import blocking
from templates.place import Place
from templates.stats import Plan, plan
from templates.versions import Versions
from templates.wording import BadWording

MAX_ARMS = 3
_CONTROL = "control"


@dataclass(frozen=True)
class Wish:
    """What the form asks for. words: of each arm but control, as typed; shares in percent; lift in points."""

    key: str
    language: str
    name: str = ""
    words: tuple[str, ...] = ("",)
    weights: tuple[float, ...] = (50, 50)
    allocation: float = 100
    channels: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    only_new_guests: bool = False
    goal: str = "booking"
    baseline: float = 10
    lift: float = 3
    guests_per_day: float = 20

    @property
    def arms(self) -> tuple[str, ...]:
        return (_CONTROL, *(chr(ord("b") + place) for place in range(len(self.words))))


@dataclass(frozen=True)
class Checked:
    """plan: None while the figures make no sense."""

    plan: Plan | None
    faults: tuple[Saying, ...] = field(default=())


class ExperimentDesk:
    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        experiments: Experiments,
        versions: Versions,
        *,
        hold_out: float = 0.0,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self.experiments = experiments
        self._versions = versions
        self.hold_out = hold_out

    async def find(self, experiment_id: str) -> Experiment | None:
        """By its id; the hold-out's is one too, where guests are held out."""
        if experiment_id == HOLD_OUT:
            return as_experiment(self.hold_out)
        return await self.experiments.get(experiment_id)

    async def by_reply(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for experiment in await self.experiments.running():
            for key in experiment.keys:
                found.setdefault(key, []).append(experiment.name)
        return found

    async def figures(self, experiment: Experiment) -> Figures:
        gather = hold_out_figures if experiment.id == HOLD_OUT else figures_of
        return await gather(self._engine, experiment, self._clock.now())

    async def published(self, key: str, language: str) -> str | None:
        wording = (await self._versions.catalog()).get(key, language)
        return wording.text if wording else None

    async def keys(self) -> tuple[str, ...]:
        return (await self._versions.catalog()).keys

    async def arm_words(self, experiment: Experiment) -> list[tuple[str, str, str, int | None, str]]:
        """Arm, reply, language, version and text, in the arms' order; a version of None is what is published."""
        told: list[tuple[str, str, str, int | None, str]] = []
        for arm in experiment.arms:
            for key in experiment.keys:
                for language in sorted(experiment.languages.get(key, ())):
                    number = arm.versions.get(key, {}).get(language)
                    if number is None:
                        told.append(
                            (arm.name, key, language, None, await self.published(key, language) or "")
                        )
                        continue
                    version = await self._versions.version(Place(key, language), number)
                    text = str(version.content.get("text", "")) if version else ""
                    told.append((arm.name, key, language, number, text))
        return told

    async def check(self, wish: Wish) -> Checked:
        """Everything that keeps it from being made, at once."""
        faults: list[Saying] = []
        if await self.published(wish.key, wish.language) is None:
            faults.append(
                Saying(marked("There is no reply “%(key)s” in this language."), {"key": wish.key[:100]})
            )
        else:
            for arm, text in zip(wish.arms[1:], wish.words, strict=True):
                faults += await self._faults_of_words(wish, arm, text)
        if not wish.name.strip():
            faults.append(Saying(marked("An experiment needs a name.")))
        sized = _plan(wish)
        if sized is None:
            faults.append(Saying(marked("With these figures no number of guests can be calculated.")))
        return Checked(sized, tuple(faults))

    async def create(self, wish: Wish, *, by: str) -> Experiment:
        """A draft with its words. Raises BadExperiment, NotNow, VersionError, BadWording."""
        experiment_id = await self._free_id(wish.name)
        sized = _plan(wish)
        definition = {
            "id": experiment_id,
            "name": wish.name.strip(),
            "keys": [wish.key],
            "arms": [
                {"name": name, "weight": weight, "versions": {}}
                for name, weight in zip(wish.arms, wish.weights, strict=True)
            ],
            "allocation": wish.allocation / 100,
            "audience": {
                "channels": list(wish.channels),
                "properties": list(wish.properties),
                "new_guests": wish.only_new_guests,
            },
            "goal": wish.goal,
            "planned_guests": min(sized.sequential.guests) if sized else None,
            "planned_days": sized.sequential.days if sized else None,
        }
        for arm, text in zip(definition["arms"][1:], wish.words, strict=True):  # type: ignore[index]
            number = await self._save(wish.key, wish.language, text, experiment_id, arm["name"], by)
            arm["versions"] = {wish.key: {wish.language: number}}
        return await self.experiments.create(definition, by=by)

    async def add_words(
        self, experiment: Experiment, key: str, language: str, words: Sequence[str], *, by: str
    ) -> Experiment:
        """Every arm's words of one more reply or language (or other ones of the same). Raises as `create`, and Moved."""
        definition = to_definition(experiment)
        if key not in experiment.keys:
            definition["keys"].append(key)
        for arm, text in zip(definition["arms"][1:], words, strict=True):
            number = await self._save(key, language, text, experiment.id, arm["name"], by)
            arm["versions"].setdefault(key, {})[language] = number
        del definition["splits"]
        return await self.experiments.edit(definition, by=by, revision=experiment.revision)

    async def put_in_layer(
        self, experiment: Experiment, name: str, start: float, end: float, *, by: str
    ) -> Experiment:
        """start, end: of the layer's guests, from 0 to 1; without a name it is in none. Raises as `edit`."""
        definition = to_definition(experiment)
        definition["layer"] = {"name": name, "from": start, "to": end} if name else None
        del definition["splits"]
        return await self.experiments.edit(definition, by=by, revision=experiment.revision)

    async def faults_of(self, key: str, language: str, arm: str, text: str) -> list[Saying]:
        return await self._faults_of_words(Wish(key, language), arm, text)

    async def _faults_of_words(self, wish: Wish, arm: str, text: str) -> list[Saying]:
        try:
            body = await self._body(wish.key, wish.language, text)
            problems = blocking(await self._versions.check(Place(wish.key, wish.language), body))
        except BadWording:
            return [Saying(marked("The arm %(arm)s has no words."), {"arm": arm})]
        said = marked("The arm %(arm)s: %(why)s.")
        return [Saying(said, {"arm": arm, "why": told(problem)}) for problem in problems]

    async def _body(self, key: str, language: str, text: str) -> dict[str, Any]:
        """The published reply with these words in place of its own: its buttons do what they did."""
        history = await self._versions.history(Place(key, language))
        live = next((shown.version.content for shown in history if shown.is_live), {})
        return {**live, "text": text.replace("\r\n", "\n")}

    async def _save(self, key: str, language: str, text: str, experiment_id: str, arm: str, by: str) -> int:
        version = await self._versions.save(
            Place(key, language),
            await self._body(key, language, text),
            author=by,
            note=experiment_id,
            variant=f"{experiment_id}/{arm}"[:40],
        )
        return version.number

    async def _free_id(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "experiment"
        taken = {HOLD_OUT, PLAN, *(one.id for one in await self.experiments.list())}
        return next(
            candidate
            for candidate in (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
            if candidate not in taken
        )


def read_wish(
    key: str, language: str, field_of: Callable[[str], str], all_of: Callable[[str], list[str]]
) -> Wish:
    """From a sent form. A figure that is none is taken as nothing, and then said to make no sense."""
    words = [field_of(f"words-{number}") for number in range(1, MAX_ARMS)]
    while len(words) > 1 and not words[-1].strip():
        words.pop()
    weights = [_figure(field_of(f"weight-{number}"), 50) for number in range(len(words) + 1)]
    return Wish(
        key=key,
        language=language,
        name=field_of("name")[:120],
        words=tuple(words),
        weights=tuple(weights),
        allocation=_figure(field_of("allocation"), 100),
        channels=tuple(all_of("channel")),
        properties=tuple(all_of("hotel")),
        only_new_guests=bool(field_of("new_guests")),
        goal=field_of("goal") or "booking",
        baseline=_figure(field_of("baseline"), 10),
        lift=_figure(field_of("lift"), 3),
        guests_per_day=_figure(field_of("guests_per_day"), 20),
    )


def _plan(wish: Wish) -> Plan | None:
    try:
        return plan(
            baseline=wish.baseline / 100,
            lift=wish.lift / 100,
            weights=wish.weights,
            guests_per_day=wish.guests_per_day * wish.allocation / 100,
        )
    except (ValueError, ArithmeticError):
        return None


def _figure(text: str, otherwise: float) -> float:
    if not text.strip():
        return otherwise
    try:
        return min(max(float(text.replace(",", ".")), -1.0), 1e6)
    except ValueError:
        return -1.0
