"""The class of an event is looked up by its name, not searched for among all classes.

Rasa walks the whole tree of event classes for each event it reads, in actions' answers and in stored conversations.
"""

from __future__ import annotations

import functools

from rasa.shared.core.events import Event


def install() -> None:
    search = Event.resolve_by_type

    @functools.cache
    def resolve(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        return search(type_name, default)

    Event.resolve_by_type = staticmethod(resolve)  # type: ignore[method-assign]
