"""Rasa without TensorFlow, and other libraries it imports for others: whatever it takes from there is a stand-in.

Rasa imports TensorFlow for classifiers our pipeline never uses; that was most of its start-up time and of its memory. The
stand-ins satisfy module-level code (base classes, decorators, annotations, `tf.a.b.c`). They do no work: a pipeline with
DIET or TED would train on nothing, so `forbid_neural_components` names the fault before Rasa starts.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

STUBBED = frozenset(
    {
        "tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras", "tf_keras", "jax",
        "matplotlib", "aiogram", "slack_sdk", "twilio", "webexteamssdk",
    }
)  # fmt: skip
"""Top-level packages that are never really imported. Beside TensorFlow: what draws for `rasa test`, and the clients of
channels we never mount; together 19 MB and a fifth of the imports."""

NEURAL_COMPONENTS = (
    "DIETClassifier",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
    "ResponseSelector",
    "LanguageModelFeaturizer",
    "ConveRTFeaturizer",
)


class NeedsTensorFlow(Exception):
    """config.yml names a component that cannot work without TensorFlow."""


def install() -> None:
    """Answer every later import of TensorFlow with stand-ins. Harmless when called twice."""
    if not any(isinstance(finder, _StubFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _StubFinder())


def forbid_neural_components(config: Path) -> None:
    """Raises NeedsTensorFlow when the pipeline would silently learn nothing."""
    if not config.is_file():
        return
    words = config.read_text(encoding="utf-8").split()
    found = [name for name in NEURAL_COMPONENTS if name in words]
    if found:
        raise NeedsTensorFlow(
            f"{config} names {', '.join(found)}, which cannot run here: TensorFlow is left out"
        )


class _StandInType(type):
    """A class whose attributes, calls, subscripts and unions are stand-ins again."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if not cls.__dict__.get("_is_stand_in"):
            return super().__call__(*args, **kwargs)  # A class of Rasa's that inherits from a stand-in.
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]  # Used as a decorator: what it decorates stays as it is.
        return cls

    def __getitem__(cls, _: Any) -> Any:
        return cls

    def __or__(cls, _: Any) -> Any:
        return cls

    def __ror__(cls, _: Any) -> Any:
        return cls

    def __bool__(cls) -> bool:
        return False


def _stand_in(name: str) -> Any:
    return _StandInType(
        name, (), {"_is_stand_in": True, "__class_getitem__": classmethod(lambda cls, _: cls)}
    )


class _StubModule(types.ModuleType):
    # Rasa compares this version at import; it is the one its lock names.
    __version__ = "2.12.0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _stand_in(name)
        setattr(self, name, value)
        return value


class _StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.split(".")[0] in STUBBED:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = _StubModule(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run."""
