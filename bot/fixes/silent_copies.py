"""Rasa copies states, events and entities deeply for debug lines that nobody sees (RasaHQ/rasa #11313).

The copies are arguments of `structlogger.debug` and are made whatever the level is. In the modules below
`copy.deepcopy` serves nothing else, so there it hands back what it is given.
"""

import copy
from types import SimpleNamespace

import rasa.core.policies.memoization
import rasa.core.policies.rule_policy
import rasa.core.processor

MODULES = (rasa.core.processor, rasa.core.policies.memoization, rasa.core.policies.rule_policy)


def apply() -> None:
    """After Rasa is imported. Not for somebody who debugs Rasa: logged states could change after the line."""
    handed_back = SimpleNamespace(copy=copy.copy, deepcopy=lambda value: value)
    for module in MODULES:
        module.copy = handed_back  # type: ignore[attr-defined]
