"""The one door to the hotel's words: a reply's name and values in, the finished reply out. It never raises.

Floors, each below the other: the wanted language, the property's own, English; in each the hotel's own words, the
common ones, the packaged ones; and last `error.generic`, which every catalog is made to have. Each fall is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter_ns
from typing import Any

from common.log import get_log
from templates.compiled import Rendered, RenderError
from templates.experiments import Reader
from templates.metrics import ReplyMetrics
from templates.renderer import CompileCache, Renderer
from templates.running import Chosen, Running
from templates.store import Catalog, Store, read_catalog
from templates.usage import Usage
from templates.wording import LAST_LANGUAGE, LAST_REPLY, Wording

_log = get_log("templates")

type Floor = tuple[Renderer, str, str]
"""Whose words, in which language, and what it is called to have fallen so far."""


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
        usage: Usage | None = None,
        property_languages: Mapping[str, str] | None = None,
        default_language: str = LAST_LANGUAGE,
        experiments: Running | None = None,
    ) -> None:
        self._experiments = experiments
        self._store = store
        self._metrics = metrics
        self._usage = usage or Usage()
        self._property_languages = dict(property_languages or {})
        self._default_language = default_language
        self._cache = CompileCache()
        self._packaged = Renderer(packaged, cache=self._cache)
        # Of the catalog in use: the common words under None, and a renderer a hotel that has its own.
        self._renderers: tuple[Catalog, dict[str | None, Renderer]] = (packaged, {})
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

        channel: "webchat", "api", "cmdline" or "whatsapp"; a reply may have words of its own for one. guest_key: what
        an experiment assigns its arm by, stable for one guest (None for whoever takes part in none); guest_since: when
        this guest first wrote. `recall` is to be awaited before.
        """
        started = perf_counter_ns()
        floors = self._floors(self._languages(language, property_id), property_id)
        chosen, found = None, None
        running = self._experiments
        if running is not None and guest_key is not None and running.is_on(name):
            # In the language that the published words would be said in, and with the phrases of that hotel.
            renderer, spoken, _ = next((one for one in floors if one[0].catalog.get(name, one[1])), floors[0])
            chosen = running.arm_for(name, Reader(guest_key, spoken, channel, property_id, guest_since))
            chosen, found = self._in_arm(chosen, renderer, channel, values)
        if found is None:
            found = self._first(name, floors, channel, values)
        if found is None:
            chosen = None
        if found is None and name != LAST_REPLY:
            found = self._first(LAST_REPLY, floors, channel, values)
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
        self._usage.add(reply.template, reply.language, reply.version, reply.arm, perf_counter_ns() - started)
        return reply

    async def recall(self, guest_key: str | None) -> None:
        """What must be known of a guest before a render, where it is not known without asking. Never raises."""
        if self._experiments is not None:
            await self._experiments.recall(guest_key)

    @property
    def catalog(self) -> Catalog:
        """The words in use."""
        return self._store.current

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the catalog in use is written in."""
        return self._store.current.languages

    def _in_arm(
        self, chosen: Chosen | None, renderer: Renderer, channel: str, values: Mapping[str, Any]
    ) -> tuple[Chosen | None, tuple[Wording, Rendered] | None]:
        """The arm's own words; none where it says what is published."""
        if chosen is None or chosen.wording is None:
            return chosen, None
        try:
            return chosen, (chosen.wording, renderer.render(chosen.wording.on(channel), values))
        except RenderError as error:
            # The guest reads the published words, and so was not shown this arm.
            self._metrics.fell_back("broken")
            wording = chosen.wording
            _log.error(
                "arm broken",
                template=wording.key,
                language=wording.language,
                experiment=chosen.experiment,
                arm=chosen.arm,
                why=str(error),
            )
            return None, None

    def _first(
        self, name: str, floors: Sequence[Floor], channel: str, values: Mapping[str, Any]
    ) -> tuple[Wording, Rendered] | None:
        is_known = False
        for number, (renderer, language, fallback) in enumerate(floors):
            wording = renderer.catalog.get(name, language)
            if wording is None:
                continue
            is_known = True
            try:
                rendered = renderer.render(wording.on(channel), values)
            except RenderError as error:
                self._metrics.fell_back("broken")
                _log.error(
                    "reply broken", template=name, language=language, version=wording.version, why=str(error)
                )
                continue
            if number:
                self._metrics.fell_back(fallback)
            return wording, rendered
        if is_known:
            self._metrics.fell_back("unrenderable")
        else:
            self._metrics.fell_back("unknown_key")
            _log.error("reply unknown", template=name)
        return None

    def _floors(self, languages: tuple[str, ...], property_id: str | None) -> list[Floor]:
        """The catalog is taken here, once a render."""
        catalog, renderers = self._renderers
        if self._store.current is not catalog:
            catalog = self._store.current
            renderers = {}
            self._renderers = catalog, renderers
        common = self._renderer_of(catalog, renderers, None)
        own = self._renderer_of(catalog, renderers, property_id)
        floors: list[Floor] = []
        for place, language in enumerate(languages):
            fallback = "language" if place else "packaged"
            floors.append((own, language, fallback))
            if own is not common:
                floors.append((common, language, "language" if place else "common"))
            if common is not self._packaged:
                floors.append((self._packaged, language, "packaged"))
        return floors

    def _renderer_of(
        self, catalog: Catalog, renderers: dict[str | None, Renderer], property_id: str | None
    ) -> Renderer:
        renderer = renderers.get(property_id)
        if renderer is None:
            view = catalog.of_property(property_id)
            if property_id is not None and view is catalog:
                # Not kept: ids of hotels come from outside, and are not to fill the memory.
                return self._renderer_of(catalog, renderers, None)
            is_packaged = view is self._packaged.catalog
            renderer = self._packaged if is_packaged else Renderer(view, cache=self._cache)
            renderers[property_id] = renderer
        return renderer

    def _languages(self, wanted: str, property_id: str | None) -> tuple[str, ...]:
        own = self._property_languages.get(property_id or "", self._default_language)
        return tuple(dict.fromkeys((wanted, own, LAST_LANGUAGE)))


def build_replies(
    *,
    store: Store | None = None,
    packaged: Catalog | None = None,
    metrics: ReplyMetrics | None = None,
    usage: Usage | None = None,
    property_languages: Mapping[str, str] | None = None,
    default_language: str = LAST_LANGUAGE,
    experiments: Running | None = None,
) -> Replies:
    """The door as a process uses it: by default the packaged catalog, counted in the process's own registry."""
    packaged = packaged or read_catalog()
    return Replies(
        store or Store(packaged),
        packaged=packaged,
        metrics=metrics or ReplyMetrics(),
        usage=usage,
        property_languages=property_languages,
        default_language=default_language,
        experiments=experiments,
    )
