"""What two senses say where they contradict one another, in words for a question."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.mood_vocabulary import LABELS

SPOKEN_SENSES: Mapping[str, str] = {
    "text": "words",
    "voice": "voice",
    "face": "face",
    "behaviour": "way of typing",
}
"""How a sense is spoken of, after "your"."""

SPOKEN_FEELINGS: Mapping[str, str] = {
    "joy": "glad",
    "sadness": "sad",
    "surprise": "surprised",
    "fear": "worried",
    "anger": "angry",
    "disgust": "disgusted",
    "anticipation": "excited",
    "trust": "safe",
    "neutral": "calm",
}
"""One word for each label, after "more"; all are of `bot.mood_vocabulary`, which understands them again."""

SURE = 0.4
"""Confidence from which a sense can contradict another one, as perception judges it; one without is sure."""


@dataclass(frozen=True)
class SensesApart:
    """Two senses, in the order of SPOKEN_SENSES; their labels, or None where these are not known."""

    first: str
    second: str
    first_label: str | None = None
    second_label: str | None = None

    def label_of(self, sense: str) -> str | None:
        """What one of the two says; None for any other."""
        return {self.first: self.first_label, self.second: self.second_label}.get(sense)


def senses_apart(emotion: object) -> SensesApart | None:
    """Of the senses that are sure the two that lie farthest apart in valence, by `parts` of metadata.emotion.

    Without parts the two that weigh most, by `weights`; None where fewer than two are known.
    """
    if not isinstance(emotion, Mapping):
        return None
    return _by_parts(emotion.get("parts")) or _by_weights(emotion.get("weights"))


def spoken_feelings(apart: SensesApart) -> dict[str, str]:
    """Entities first_feeling and second_feeling: a word for what each of the two senses says, where known."""
    labels = {"first_feeling": apart.first_label, "second_feeling": apart.second_label}
    return {name: SPOKEN_FEELINGS[label] for name, label in labels.items() if label is not None}


def _by_parts(parts: object) -> SensesApart | None:
    if not isinstance(parts, Mapping):
        return None
    known = {
        sense: (_number(parts[sense].get("valence")), str(parts[sense].get("label")))
        for sense in SPOKEN_SENSES
        if isinstance(parts.get(sense), Mapping) and _can_contradict(parts[sense])
    }
    if len({label for _, label in known.values()}) < 2:
        return None
    low, high = min(known, key=lambda sense: known[sense][0]), max(known, key=lambda sense: known[sense][0])
    if known[low][1] == known[high][1]:
        return None
    first, second = sorted((low, high), key=list(SPOKEN_SENSES).index)
    return SensesApart(first, second, known[first][1], known[second][1])


def _can_contradict(part: Mapping[str, object]) -> bool:
    return part.get("label") in LABELS and _number(part.get("confidence", SURE)) >= SURE


def _by_weights(weights: object) -> SensesApart | None:
    if not isinstance(weights, Mapping):
        return None
    shares = {sense: _number(weights.get(sense)) for sense in SPOKEN_SENSES}
    heard = sorted((sense for sense in shares if shares[sense] > 0.0), key=lambda sense: -shares[sense])[:2]
    if len(heard) < 2:
        return None
    first, second = sorted(heard, key=list(SPOKEN_SENSES).index)
    return SensesApart(first, second)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else 0.0
