"""Live readings of voice and face, which come apart, shown as one: the ring would jump between them."""

from typing import Any, Final

from gateway.effects import Effect, Send
from gateway.protocol import Emotion
from gateway.vocabulary import LABELS
from perception.fusion import shares

FRESH_S: Final = 1.0
"""So long a live reading counts beside a newer one of another sense."""


class LiveRing:
    """The newest live reading of each sense. No I/O; time is a parameter."""

    def __init__(self) -> None:
        self._newest: dict[str, tuple[Emotion, float]] = {}

    def together(self, effects: list[Effect], now: float) -> list[Effect]:
        """The effects, live readings among them joined with what other senses said within the last second."""
        return [self._joined(effect, now) for effect in effects]

    def clear(self) -> None:
        """Nothing read before counts any more."""
        self._newest.clear()

    def _joined(self, effect: Effect, now: float) -> Effect:
        if not (isinstance(effect, Send) and isinstance(effect.message, Emotion) and effect.message.partial):
            return effect
        newest = effect.message
        (sense,) = newest.weights
        self._newest[sense] = newest, now
        fresh = {name: emotion for name, (emotion, at) in self._newest.items() if now - at <= FRESH_S}
        return Send(newest.model_copy(update=_mean(fresh))) if len(fresh) > 1 else effect


def _mean(emotions: dict[str, Emotion]) -> dict[str, Any]:
    """The plain mean, since voice and face see the same labels: what a turn's fusion reads it remembers, and
    this is no turn."""
    weights = shares({sense: emotion.confidence for sense, emotion in emotions.items()})

    def mean(values: dict[str, float]) -> float:
        return round(sum(weights[sense] * value for sense, value in values.items()), 4)

    probabilities = {
        label: mean({sense: emotion.probabilities[label] for sense, emotion in emotions.items()})
        for label in emotions[next(iter(emotions))].probabilities
    }
    fields = {
        name: mean({sense: getattr(emotion, name) for sense, emotion in emotions.items()})
        for name in ("valence", "arousal", "confidence")
    }
    return {
        **fields,
        "probabilities": probabilities,
        "label": max(LABELS, key=lambda label: probabilities[label]),  # type: ignore[index]  # LABELS are labels
        "weights": {sense: round(weight, 4) for sense, weight in weights.items()},
    }
