"""Every rule is compared with every turn of a conversation, long or short (RasaHQ/rasa #8235).

Only a rule that ends in the newest turn's action and intent can fit, so the search begins with those. Beyond
the longest rule's length each comparison says yes, so the search ends there. The outcome is the same.
"""

import itertools
from collections.abc import Iterable
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER

State = dict[str, Any]
End = tuple[str | None, str | None]
Index = dict[End, set[str]]


def possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """The rules that fit the conversation so far."""
    keys = ending_like(self, lookup, states[-1]) if states else set(lookup)
    for age, state in enumerate(reversed(states)):
        if age >= longest(self, keys):
            break
        keys = {key for key in keys if self._is_rule_applicable(key, age, state)}
    return keys


def ending_like(policy: RulePolicy, lookup: dict[str, str], state: State) -> set[str]:
    """The rules whose last action and intent are this state's, or are left open."""
    if not state.get(PREVIOUS_ACTION):
        return set(lookup)  # a beginning is compared in another way
    indexes: dict[int, Index] = policy.__dict__.setdefault("_undertone_indexes", {})
    index = indexes.get(id(lookup))
    if index is None:
        index = indexes[id(lookup)] = index_of(policy, lookup)
    action, intent = _end_of(state)
    return set().union(*(index.get(end, ()) for end in itertools.product({None, action}, {None, intent})))


def index_of(policy: RulePolicy, lookup: dict[str, str]) -> Index:
    """The rules by the action and the intent of their last state; None where a rule names none."""
    index: Index = {}
    for key in lookup:
        index.setdefault(_end_of(policy._rule_key_to_state(key)[-1]), set()).add(key)  # noqa: SLF001
    return index


def _end_of(state: State) -> End:
    return _named(state, PREVIOUS_ACTION, "action_name"), _named(state, USER, "intent")


def _named(state: State, part: str, name: str) -> str | None:
    value = state.get(part, {}).get(name)
    return value if isinstance(value, str) and value != SHOULD_NOT_BE_SET else None


def longest(policy: RulePolicy, keys: Iterable[str]) -> int:
    """The number of states of the longest of these rules; 0 if there is none."""
    return max((len(policy._rule_key_to_state(key)) for key in keys), default=0)  # noqa: SLF001


def apply() -> None:
    """After Rasa is imported."""
    RulePolicy._get_possible_keys = possible_keys  # noqa: SLF001
