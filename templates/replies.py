"""The one door to the hotel's words: a reply's name and values in, the finished reply out. It never raises.

Floors, each below the other: the wanted language, the property's own, English; the catalog in use, then the packaged
one; and last `error.generic`, which every catalog is made to have. Each fall is counted and logged by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from common.log import get_log
from templates.compiled import Rendered, RenderError
from templates.experiments import Reader
from templates.metrics import ReplyMetrics
from templates.renderer import Renderer
from templates.running import Chosen, Running
from templates.store import Catalog, Store, read_catalog
from templates.wording import Wording

LAST_LANGUAGE = "en"
LAST_REPLY = "error.generic"

_log = get_log("templates")


@dataclass(frozen=True)
class Reply:
    """What goes to the guest, and which words it was. experiment, arm: of the one that runs on it, else None.

    buttons: `{"title", "payload": {"intent", "entities"}}`; attachments: plain JSON with a `kind`.
    """

    template: str
    version: str
    arm: str | None
    language: str
    text: str
    buttons: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    experiment: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "template": self.template,
            "version": self.version,
            "experiment": self.experiment,
            "arm": self.arm,
            "language": self.language,
            "text": self.text,
            "buttons": self.buttons,
            "attachments": self.attachments,
        }


class Replies:
    """property_languages: each property's default language by id. Raises LookupError without a working last reply."""

    def __init__(
        self,
        store: Store,
        *,
        packaged: Catalog,
        metrics: ReplyMetrics,
        property_languages: Mapping[str, str] | None = None,
        default_language: str = LAST_LANGUAGE,
        experiments: Running | None = None,
    ) -> None:
        self._experiments = experiments
        self._store = store
        self._metrics = metrics
        self._property_languages = dict(property_languages or {})
        self._default_language = default_language
        self._packaged = Renderer(packaged)
        self._renderer = Renderer(store.current) if store.current is not packaged else self._packaged
        last = packaged.get(LAST_REPLY, LAST_LANGUAGE)
        if last is None:
            raise LookupError(f"the packaged catalog has no {LAST_REPLY} in {LAST_LANGUAGE}")
        self._last = (last, self._packaged.render(last, {}))

    def render(
        self,
        name: str,
        *,
        language: str,
        channel: str,
        values: Mapping[str, Any],
        guest_key: str | None = None,
        guest_since: datetime | None = None,
        property_id: str | None = None,
    ) -> Reply:
        """The named reply, or the nearest there is.

        channel: "webchat", "api", "cmdline" or "whatsapp"; all read the same words so far. guest_key: what an
        experiment assigns its arm by, stable for one guest (None for whoever takes part in none); guest_since: when this
        guest first wrote. `recall` is to be awaited before.
        """
        languages = self._languages(language, property_id)
        reader = Reader(guest_key, language, channel, property_id, guest_since)
        chosen, found = self._of_experiment(name, languages, reader, values)
        if found is None:
            found = self._first(name, languages, values)
        if found is None:
            chosen = None
        if found is None and name != LAST_REPLY:
            found = self._first(LAST_REPLY, languages, values)
        wording, rendered = found or self._last
        reply = Reply(
            template=wording.key,
            version=wording.version,
            experiment=chosen.experiment if chosen else None,
            arm=chosen.arm if chosen else None,
            language=wording.language,
            text=rendered.text,
            buttons=rendered.buttons,
            attachments=rendered.attachments,
        )
        self._metrics.rendered(reply.template, reply.language, reply.version, reply.arm)
        return reply

    async def recall(self, guest_key: str | None) -> None:
        """What must be known of a guest before a render, where it is not known without asking. Never raises."""
        if self._experiments is not None:
            await self._experiments.recall(guest_key)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the catalog in use is written in."""
        return self._store.current.languages

    def _of_experiment(
        self, name: str, languages: tuple[str, ...], reader: Reader, values: Mapping[str, Any]
    ) -> tuple[Chosen | None, tuple[Wording, Rendered] | None]:
        """The arm, if the guest has one, and its words, if they are not the published ones."""
        if self._experiments is None:
            return None, None
        current = self._current()
        language = next((one for one in languages if current.catalog.get(name, one)), reader.language)
        chosen = self._experiments.arm_for(name, replace(reader, language=language))
        if chosen is None or chosen.wording is None:
            return chosen, None
        try:
            return chosen, (chosen.wording, current.render(chosen.wording, values))
        except RenderError as error:
            # The guest reads the published words, and so was not shown this arm.
            self._metrics.fell_back("broken")
            _log.error("arm broken", template=name, experiment=chosen.experiment, arm=chosen.arm, why=str(error))
            return None, None

    def _first(
        self, name: str, languages: tuple[str, ...], values: Mapping[str, Any]
    ) -> tuple[Wording, Rendered] | None:
        is_known = False
        for floor, (renderer, language) in enumerate(self._floors(languages)):
            wording = renderer.catalog.get(name, language)
            if wording is None:
                continue
            is_known = True
            try:
                rendered = renderer.render(wording, values)
            except RenderError as error:
                self._metrics.fell_back("broken")
                _log.error(
                    "reply broken", template=name, language=language, version=wording.version, why=str(error)
                )
                continue
            if floor:
                self._metrics.fell_back("language" if renderer.catalog is self._store.current else "packaged")
            return wording, rendered
        if is_known:
            self._metrics.fell_back("unrenderable")
        else:
            self._metrics.fell_back("unknown_key")
            _log.error("reply unknown", template=name)
        return None

    def _floors(self, languages: tuple[str, ...]) -> Iterator[tuple[Renderer, str]]:
        current = self._current()
        for language in languages:
            yield current, language
        if current is not self._packaged:
            for language in languages:
                yield self._packaged, language

    def _languages(self, wanted: str, property_id: str | None) -> tuple[str, ...]:
        own = self._property_languages.get(property_id or "", self._default_language)
        return tuple(dict.fromkeys((wanted, own, LAST_LANGUAGE)))

    def _current(self) -> Renderer:
        catalog = self._store.current
        if self._renderer.catalog is not catalog:
            self._renderer = Renderer(catalog)
        return self._renderer


def build_replies(
    *,
    metrics: ReplyMetrics | None = None,
    property_languages: Mapping[str, str] | None = None,
    default_language: str = LAST_LANGUAGE,
    experiments: Running | None = None,
) -> Replies:
    """The door as a process uses it: the packaged catalog, counted in the process's own registry."""
    packaged = read_catalog()
    return Replies(
        Store(packaged),
        packaged=packaged,
        metrics=metrics or ReplyMetrics(),
        property_languages=property_languages,
        default_language=default_language,
        experiments=experiments,
    )
