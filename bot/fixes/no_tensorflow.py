"""Rasa imports TensorFlow whether a model uses it or not.

Our pipeline has no TensorFlow in it. Importing it takes more than half of Rasa's start-up and 250 MB, so an
empty stand-in takes its place: classes can derive from it and annotations can name it; nothing in it works.
"""

import sys
from abc import ABCMeta
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

ABSENT = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")
NEEDS_TENSORFLOW = (
    "DIETClassifier",
    "ResponseSelector",
    "LanguageModelFeaturizer",
    "ConveRTFeaturizer",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
)


class AbsentType(ABCMeta):
    """A class whose every missing attribute is another such class."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return AbsentType(name, (), {})


class AbsentModule(ModuleType):
    """A module whose every attribute is such a class."""

    __path__: Sequence[str] = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = AbsentType(name, (), {})
        setattr(self, name, found)
        return found


class AbsentFinder(MetaPathFinder, Loader):
    """Answers imports of TensorFlow and what hangs on it."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        if fullname.partition(".")[0] not in ABSENT:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def apply() -> None:
    """Before Rasa is imported. Does nothing where TensorFlow is there already."""
    if "tensorflow" not in sys.modules and not any(isinstance(f, AbsentFinder) for f in sys.meta_path):
        sys.meta_path.insert(0, AbsentFinder())


def needed_by(description: str) -> bool:
    """Whether a config or a model's metadata names a component that runs on TensorFlow."""
    return any(component in description for component in NEEDS_TENSORFLOW)
