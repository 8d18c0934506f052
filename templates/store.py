"""Where the words stand in memory: a catalog that never changes, and a store that swaps one catalog for another whole.

The packaged YAML is version "1" of every reply and the last floor below any other. A render takes the catalog once
and keeps it, so that no reply is half of one edit and half of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from templates.place import EVERYWHERE, Place
from templates.wording import BadWording, Wording, read_wording

PACKAGED = Path(__file__).parent / "catalog"


class BadCatalog(ValueError):
    """Catalog files that cannot be read; `faults` has one sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Catalog:
    """Every reply in every language, at one moment.

    own_words: what single hotels say otherwise, by property id; variants: words that only an experiment's guests read,
    by place and number.
    """

    def __init__(
        self,
        wordings: Iterable[Wording],
        *,
        revision: int = 1,
        own_words: Mapping[str, Iterable[Wording]] | None = None,
        variants: Mapping[tuple[Place, int], Wording] | None = None,
    ) -> None:
        self.revision = revision
        self.variants: Mapping[tuple[Place, int], Wording] = MappingProxyType(dict(variants or {}))
        self._wordings: Mapping[tuple[str, str], Wording] = MappingProxyType(
            {(wording.language, wording.key): wording for wording in wordings}
        )
        self.of_properties: Mapping[str, Catalog] = {
            property_id: Catalog([*self, *own], revision=revision, variants=self.variants)
            for property_id, own in (own_words or {}).items()
        }

    def of_property(self, property_id: str | None) -> Catalog:
        """As one hotel speaks: the common words under its own."""
        return self.of_properties.get(property_id or "", self)

    def with_words(self, *wordings: Wording, property_id: str = EVERYWHERE) -> Catalog:
        """A catalog in which these stand too, as if they were published: for checking them before they are."""
        return Catalog([*self.of_property(property_id), *wordings], revision=self.revision)

    def get(self, key: str, language: str) -> Wording | None:
        return self._wordings.get((language, key))

    def __iter__(self) -> Iterator[Wording]:
        return iter(self._wordings.values())

    def __len__(self) -> int:
        return len(self._wordings)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(sorted({key for _, key in self._wordings}))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({language for language, _ in self._wordings}))


class Store:
    """The catalog that renders use now."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    @property
    def current(self) -> Catalog:
        return self._catalog

    def swap(self, catalog: Catalog) -> None:
        """From the next render on; one reference is set, so a render sees the old words or the new."""
        self._catalog = catalog


def read_catalog(folder: Path = PACKAGED) -> Catalog:
    """The catalog in `<folder>/<language>/<category>.yml`. Raises BadCatalog with every fault it found."""
    wordings: list[Wording] = []
    faults: list[str] = []
    for file in sorted(folder.glob("*/*.yml")):
        language, category = file.parent.name, file.stem
        try:
            entries = yaml.load(file.read_text(encoding="utf-8"), Loader=_NoDuplicates)  # noqa: S506 - a safe loader's child
        except (yaml.YAMLError, BadWording) as error:
            faults.append(f"{language}/{file.name}: {' '.join(str(error).split())}")
            continue
        if not isinstance(entries, Mapping):
            faults.append(f"{language}/{file.name}: not a mapping of replies")
            continue
        for key, body in entries.items():
            try:
                if not str(key).startswith(f"{category}."):
                    raise BadWording(f"{language} {key}: stands in {file.name}, but is no {category} reply")
                wordings.append(read_wording(str(key), language, body))
            except BadWording as error:
                faults.append(str(error))
    if faults:
        raise BadCatalog(faults)
    return Catalog(wordings)


class _NoDuplicates(yaml.CSafeLoader):
    """YAML keeps the last of two equal keys and says nothing; a reply written twice must be seen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for name, _ in node.value:
            if name.value in seen:
                raise BadWording(f"{name.value} stands twice")
            seen.add(name.value)
        return super().construct_mapping(node, deep=deep)
