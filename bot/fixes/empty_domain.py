"""An empty domain is built in every turn, to see whether the own one is empty.

Measured: 2 % of Rasa's time. Here it is built once.
"""

from functools import lru_cache
from typing import Any

from rasa.shared.core.domain import Domain


@lru_cache(maxsize=1)
def _emptiness() -> dict[str, Any]:
    empty: dict[str, Any] = Domain.empty().as_dict()
    return empty


def is_empty(self: Domain) -> bool:
    """Whether nothing is in it."""
    return bool(self.as_dict() == _emptiness())


def apply() -> None:
    """After Rasa is imported."""
    Domain.is_empty = is_empty
