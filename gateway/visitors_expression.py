"""How the senses of the visitor of a session relate to what they say: moves at once, ends with the session.

The database learns the same from the same facts, a little later and only where consent allows.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

from personalization.consent import Sense
from personalization.expression import ExpressionProfile
from personalization.interaction import TurnRecord

MAX_KEPT: Final = 256
"""Turns that a word of the visitor can still teach something."""

Probabilities = Mapping[str, Sequence[float]]


class VisitorsExpression:
    """`turns` are those of the session that were stored, and `profile` has learned from, before."""

    def __init__(self, profile: ExpressionProfile | None = None, turns: Sequence[TurnRecord] = ()) -> None:
        self.profile = profile or ExpressionProfile()
        self.n_moves = 0
        self._readings: OrderedDict[str, Probabilities] = OrderedDict()
        self._labels: dict[str, str] = {}
        for turn in turns:
            self._keep(turn.turn_id, turn.by_sense)
            if turn.corrected is not None:
                self._labels[turn.turn_id] = turn.corrected

    def vector(self) -> tuple[float, ...]:
        """What the network takes; zeros for somebody never met."""
        return self.profile.vector()

    def seen(self, turn: str, readings: Probabilities) -> None:
        """A turn was read: nine probabilities by sense."""
        self._keep(turn, readings)
        self._moved(self.profile.seen(readings))

    def confirmed(self, turn: str, label: str) -> None:
        """The visitor says what a turn was; one that is not known any more teaches nothing."""
        readings, before = self._readings.get(turn), self._labels.get(turn)
        if readings is None or before == label:
            return
        self._labels[turn] = label
        self._moved(self.profile.confirmed(label, readings, before))

    def without(self, sense: Sense) -> None:
        """Consent to a sense is gone, and all that it taught."""
        for turn, readings in self._readings.items():
            self._readings[turn] = {name: read for name, read in readings.items() if name != sense}
        self._moved(self.profile.without(sense))

    def clear(self) -> None:
        """The visitor was forgotten."""
        self._readings.clear()
        self._labels.clear()
        self._moved(ExpressionProfile())

    def _keep(self, turn: str, readings: Probabilities) -> None:
        self._readings[turn] = readings
        while len(self._readings) > MAX_KEPT:
            gone, _ = self._readings.popitem(last=False)
            self._labels.pop(gone, None)

    def _moved(self, profile: ExpressionProfile) -> None:
        self.profile = profile
        self.n_moves += 1
