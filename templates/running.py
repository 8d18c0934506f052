"""The experiments that run now, in memory: asked at every render, so that a render never waits for the database.

Which arm is a hash, known without asking anybody. Only where weights were changed since, and the guest's arm depends on
whether they came before or after, what was stored is read once (`recall`) and kept. What was given first is stored soon
after, off the way of the reply.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from common.clock import Clock
from common.log import get_log
from templates.experiments import HOLD_OUT, Experiment, Reader, admits, arm_by_hash, is_certain
from templates.hold_out import HELD, is_held_out
from templates.sticky import Assignments
from templates.wording import Wording

LOOK_SECONDS = 0.5
"""How long a change made by another process may go unseen; one made in this process is seen at once."""

SWEEP_SECONDS = 3600.0
_MOST_GUESTS = 50_000
_AT_ONCE = 200

_log = get_log("templates.running")

ReadRunning = Callable[[], Awaitable[Iterable[Experiment]]]
ReadWords = Callable[[str, str, int], Awaitable[Wording | None]]
"""key, language, number of a version → its words."""


@dataclass(frozen=True)
class Chosen:
    """wording: None where the arm says what is published."""

    experiment: str
    arm: str
    wording: Wording | None


class Running:
    """hold_out: the share of guests that take part in nothing, ever: they read what control reads, and are counted."""

    def __init__(
        self,
        read_running: ReadRunning,
        read_words: ReadWords,
        assignments: Assignments,
        clock: Clock,
        *,
        hold_out: float = 0.0,
    ) -> None:
        self._read_running = read_running
        self._read_words = read_words
        self._assignments = assignments
        self._clock = clock
        self._hold_out = hold_out
        self._snapshot = _Snapshot()
        self._known: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._recalled: OrderedDict[str, None] = OrderedDict()
        self._unkept: dict[tuple[str, str], str] = {}

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        return self._snapshot.experiments

    def is_on(self, key: str) -> bool:
        """Whether any experiment runs on this reply; the quick question, for most replies have none."""
        return key in self._snapshot.by_key

    def arm_for(self, key: str, reader: Reader) -> Chosen | None:
        """None where no experiment says anything: none on this reply, not for this guest, or an arm nobody knows for sure."""
        snapshot = self._snapshot
        on_key = snapshot.by_key.get(key)
        if not on_key or reader.key is None:
            return None
        if is_held_out(reader.key, self._hold_out):
            return self._held_out(on_key, key, reader, reader.key)
        for experiment in on_key:
            if not admits(experiment, key, reader):
                continue
            arm = self._arm(experiment, reader.key)
            if arm is not None:
                return Chosen(
                    experiment.id, arm, snapshot.words.get((experiment.id, arm, key, reader.language))
                )
        return None

    def must_recall(self, guest_key: str | None) -> bool:
        """Whether `recall` should be awaited before this guest's next reply."""
        if guest_key is None or guest_key in self._recalled:
            return False
        known = self._known.get(guest_key, {})
        return any(one.id not in known and not is_certain(one, guest_key) for one in self._snapshot.reweighed)

    async def recall(self, guest_key: str | None) -> None:
        """Reads what was assigned to this guest, if that is needed to know their arms. Never raises."""
        if guest_key is None or not self.must_recall(guest_key):
            return
        running = [one.id for one in self._snapshot.reweighed]
        try:
            found = await self._assignments.recall(guest_key, running)
        except Exception as error:
            # Until it can be read the guest gets the published words, and counts in no arm.
            _log.error("assignments cannot be read", error=type(error).__name__)
            return
        self._remember(guest_key, found)
        self._recalled[guest_key] = None
        if len(self._recalled) > _MOST_GUESTS:
            self._recalled.popitem(last=False)

    async def start(self) -> None:
        """What runs, to begin with. Never raises: without a database everybody reads the published words."""
        try:
            await self.refresh()
        except Exception as error:
            _log.error("experiments not read", error=type(error).__name__)

    async def refresh(self) -> None:
        """Takes up what was started, stopped or reweighed since. The kill switch works by this: the next render sees it."""
        running = tuple(await self._read_running())
        if [(one.id, one.revision) for one in running] == self._snapshot.revisions:
            return
        self._snapshot = await self._load(running)
        # Weights may have been changed: who was not looked up for the old ones must be for the new.
        self._recalled.clear()

    async def flush(self) -> None:
        """Stores the assignments that were given since; what does not get through is tried again."""
        while self._unkept:
            batch = dict(list(self._unkept.items())[:_AT_ONCE])
            stands = await self._assignments.keep(batch)
            for place in batch:
                self._unkept.pop(place, None)
            for (experiment, guest_key), arm in stands.items():
                # Another process was quicker, with other weights: its arm is the guest's.
                self._remember(guest_key, {experiment: arm})

    async def run(self) -> None:
        """Until cancelled; what was given last is stored on the way out."""
        swept_at: float | None = None
        try:
            while True:
                try:
                    await self.refresh()
                    await self.flush()
                    if swept_at is None or self._clock.monotonic() - swept_at >= SWEEP_SECONDS:
                        await self._assignments.forget_old()
                        swept_at = self._clock.monotonic()
                except Exception as error:
                    # The database may be away for a while: what runs goes on running, from memory.
                    _log.error("experiments not refreshed", error=type(error).__name__)
                await self._clock.sleep(LOOK_SECONDS)
        except asyncio.CancelledError:
            await self.flush()
            raise

    def _held_out(
        self, on_key: Iterable[Experiment], key: str, reader: Reader, guest_key: str
    ) -> Chosen | None:
        """Where another guest would have been shown an arm. Never stored: the hash alone says it."""
        for experiment in on_key:
            if admits(experiment, key, reader) and arm_by_hash(experiment, guest_key) is not None:
                control = experiment.arms[0].name
                words = self._snapshot.words.get((experiment.id, control, key, reader.language))
                return Chosen(HOLD_OUT, HELD, words)
        return None

    def _arm(self, experiment: Experiment, guest_key: str) -> str | None:
        known = self._known.get(guest_key)
        if known is not None and experiment.id in known:
            self._known.move_to_end(guest_key)
            return known[experiment.id]
        if guest_key not in self._recalled and not is_certain(experiment, guest_key):
            return None
        arm = arm_by_hash(experiment, guest_key)
        if arm is not None:
            self._remember(guest_key, {experiment.id: arm})
            self._unkept[experiment.id, guest_key] = arm
        return arm

    def _remember(self, guest_key: str, arms: dict[str, str]) -> None:
        self._known.setdefault(guest_key, {}).update(arms)
        self._known.move_to_end(guest_key)
        if len(self._known) > _MOST_GUESTS:
            self._known.popitem(last=False)

    async def _load(self, running: tuple[Experiment, ...]) -> _Snapshot:
        loaded, words = [], {}
        for experiment in running:
            try:
                of_this = await self._words_of(experiment)
            except Exception as error:
                # Half an experiment would compare something else than it says.
                _log.error("experiment cannot run", experiment=experiment.id, error=type(error).__name__)
                continue
            loaded.append(experiment)
            words.update(of_this)
        return _Snapshot(running, tuple(loaded), words)

    async def _words_of(self, experiment: Experiment) -> dict[tuple[str, str, str, str], Wording]:
        words = {}
        for arm in experiment.arms:
            for key, numbers in arm.versions.items():
                for language, number in numbers.items():
                    wording = await self._read_words(key, language, number)
                    if wording is None:
                        raise LookupError(f"{key} {language} has no version {number}")
                    words[experiment.id, arm.name, key, language] = wording
        return words


class _Snapshot:
    """Swapped whole, so that a render sees all of a change or nothing of it."""

    def __init__(
        self,
        read: tuple[Experiment, ...] = (),
        experiments: tuple[Experiment, ...] = (),
        words: dict[tuple[str, str, str, str], Wording] | None = None,
    ) -> None:
        self.revisions = [(one.id, one.revision) for one in read]
        self.experiments = experiments
        self.words = words or {}
        self.reweighed = tuple(one for one in experiments if len(one.splits) > 1)
        self.by_key: dict[str, list[Experiment]] = defaultdict(list)
        for one in experiments:
            for key in one.keys:
                self.by_key[key].append(one)
        self.by_key.default_factory = None
