"""Libraries that Rasa imports and Posada never uses are left out: what is taken from them is a stand-in.

TensorFlow alone was most of Rasa's start-up time and of its memory; then it need not even be installed. The stand-ins
satisfy module-level code (base classes, decorators, annotations, `tf.a.b.c`). They do no work: a pipeline with DIET or TED
would learn nothing, so `forbid_neural_components` names the fault before Rasa starts.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import sys
import tarfile
import types
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

NEVER_USED = frozenset(
    {
        "tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras", "tf_keras", "jax",
        "matplotlib", "aiogram", "slack_sdk", "twilio", "webexteamssdk",
    }
)  # fmt: skip
"""Top-level packages that are never really imported. Beside TensorFlow: what draws for `rasa test`, and the clients of
channels we never mount; together 19 MB."""

LEARNING = frozenset({"sklearn"})
"""Needed for training, and by Rasa's own classifiers; 38 MB that a model of our components does without."""

NEURAL_COMPONENTS = (
    "DIETClassifier",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
    "ResponseSelector",
    "LanguageModelFeaturizer",
    "ConveRTFeaturizer",
)

# Parts of a model that never call a library in LEARNING when they serve. One that does after all fails with LeftOut.
_SERVES_WITHOUT_LEARNING = (
    "bot.nlu.",
    "rasa.core.policies.ensemble.",
    "rasa.core.policies.rule_policy.",
    "rasa.graph_components.",
    "rasa.nlu.classifiers.fallback_classifier.",
    "rasa.nlu.classifiers.regex_message_handler.",
)


class NeedsTensorFlow(Exception):
    """config.yml names a component that cannot work without TensorFlow."""


class LeftOut(Exception):
    """Something was called that lives in a library which this process does without."""


def install(packages: Iterable[str] = NEVER_USED) -> None:
    """Answer every later import of these packages with stand-ins."""
    sys.meta_path.insert(0, _StandInFinder(frozenset(packages)))


def spared_by(model: Path) -> frozenset[str]:
    """Packages that serving this model does not need. None when the model cannot be read: Rasa will say why."""
    try:
        with tarfile.open(model) as archive:
            found = archive.extractfile("metadata.json")
            parts = json.load(found)["predict_schema"]["nodes"].values() if found else []
    except (OSError, KeyError, ValueError, tarfile.TarError):
        return frozenset()
    names = [str(part["uses"]) for part in parts]
    return (
        LEARNING
        if names and all(name.startswith(_SERVES_WITHOUT_LEARNING) for name in names)
        else frozenset()
    )


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
        return _stand_in(name, cls.__dict__.get("_package", ""))

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if not cls.__dict__.get("_is_stand_in"):
            return super().__call__(*args, **kwargs)  # A class of Rasa's that inherits from a stand-in.
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]  # Used as a decorator: what it decorates stays as it is.
        if cls.__dict__["_package"] in LEARNING:
            # Modules only import from these; whoever calls one means it, and must not go on with nothing.
            raise LeftOut(f"{cls.__dict__['_package']}: {cls.__name__}")
        return cls

    def __getitem__(cls, _: Any) -> Any:
        return cls

    def __or__(cls, _: Any) -> Any:
        return cls

    def __ror__(cls, _: Any) -> Any:
        return cls

    def __bool__(cls) -> bool:
        return False


def _stand_in(name: str, package: str) -> Any:
    members = {
        "_is_stand_in": True,
        "_package": package,
        "__class_getitem__": classmethod(lambda cls, _: cls),
    }
    return _StandInType(name, (), members)


class _StandInModule(types.ModuleType):
    # Rasa compares TensorFlow's version at import; it is the one its lock names.
    __version__ = "2.12.0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _stand_in(name, self.__name__.split(".")[0])
        setattr(self, name, value)
        return value


class _StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, packages: frozenset[str]) -> None:
        self._packages = packages

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.split(".")[0] in self._packages:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = _StandInModule(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run."""
