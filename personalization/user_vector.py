"""What is learned of a person's taste, in the space of items."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class UserVector:
    """A point in the space of items, by the names of its dimensions; those left out are 0.

    The length is at most 1. `n_events` counts what moved it, `n_picked` those of them that were likes, plays
    and completions. Without any event it says nothing.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    n_events: int = 0
    n_picked: int = 0

    def without(self, dimension: str) -> "UserVector":
        """The same taste with one of its dimensions at 0."""
        return replace(self, weights={name: w for name, w in self.weights.items() if name != dimension})

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, the strongest dimensions first."""
        strongest = sorted(self.weights.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
        return {"weights": dict(strongest), "n_events": self.n_events, "n_picked": self.n_picked}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any] | None) -> "UserVector":
        """Read back what `as_dict` wrote; None is somebody of whom nothing was learned."""
        if stored is None:
            return cls()
        weights = {name: float(value) for name, value in stored["weights"].items()}
        return cls(weights, int(stored["n_events"]), int(stored["n_picked"]))
