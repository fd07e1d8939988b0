"""Every rule is compared with every turn of a conversation, long or short (RasaHQ/rasa #8235).

Beyond the longest rule's length each comparison says yes, so the search ends there; the outcome is the same.
"""

from collections.abc import Iterable
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy

State = dict[str, Any]


def possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """The rules that fit the conversation so far."""
    keys = set(lookup)
    for age, state in enumerate(reversed(states)):
        if age >= longest(self, keys):
            break
        keys = {key for key in keys if self._is_rule_applicable(key, age, state)}
    return keys


def longest(policy: RulePolicy, keys: Iterable[str]) -> int:
    """The number of states of the longest of these rules; 0 if there is none."""
    return max((len(policy._rule_key_to_state(key)) for key in keys), default=0)  # noqa: SLF001


def apply() -> None:
    """After Rasa is imported."""
    RulePolicy._get_possible_keys = possible_keys  # noqa: SLF001
