"""How a person's senses relate to what they say they feel: a part of who they are (Liu and Wang, eq. 59).

One person always sounds low, another smiles while sad. What a sense usually reads of somebody, and how far it
is from their own word, are running means over their turns; the network that joins the senses takes them as a
vector of fixed length.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from perception.emotion import LABELS
from personalization.consent import Sense
from personalization.errors import InvalidReadingError

N_LABELS: Final = len(LABELS)
N_VECTOR: Final = len(Sense) * (2 * N_LABELS + 2)
"""80: of each sense 9 of its mean, 9 of its bias and two counts."""

N_REMEMBERED: Final = 1000
"""Turns that a mean goes over; from there on it follows the newest ones, for people change."""

SHRINK_MEAN: Final = 8.0
SHRINK_BIAS: Final = 4.0
"""Turns after which half of what was seen is believed. A person's word is rarer than a reading, and surer."""

COUNT_SCALE: Final = 4.0
"""Brings the logarithm of a count near the size of the other numbers."""

ROUNDING: Final = 1e-3
"""A probability may be that much above 1, as a sum of readings may (`perception.emotion.EmotionReading`)."""

_ZEROS: Final = (0.0,) * N_LABELS

POPULATION_MEAN: Final[Mapping[Sense, tuple[float, ...]]] = dict.fromkeys(Sense, _ZEROS)
"""What each sense reads of people on the whole, in the order of LABELS."""

Readings = Mapping[str, Sequence[float]]
"""Nine probabilities in the order of LABELS, by the name of the sense that read them."""


@dataclass(frozen=True)
class SenseExpression:
    """One sense of one person, each vector in the order of LABELS.

    `mean` is what the sense read over `n_read` turns; `bias` is what they said less what it read, over
    `n_confirmed` turns, each number in [-1, 1]. Both counts end at N_REMEMBERED.
    """

    n_read: int = 0
    n_confirmed: int = 0
    mean: tuple[float, ...] = _ZEROS
    bias: tuple[float, ...] = _ZEROS

    def read(self, probabilities: Sequence[float]) -> "SenseExpression":
        """After one more turn."""
        n_read = min(self.n_read + 1, N_REMEMBERED)
        return replace(self, n_read=n_read, mean=_moved(self.mean, probabilities, n_read))

    def told(self, label: str, probabilities: Sequence[float], instead_of: str | None) -> "SenseExpression":
        """After they said what a turn was."""
        if instead_of is not None and self.n_confirmed:
            pairs = zip(self.bias, _one_hot(label), _one_hot(instead_of), strict=True)
            moved = (b + (now - before) / self.n_confirmed for b, now, before in pairs)
            return replace(self, bias=tuple(max(-1.0, min(1.0, b)) for b in moved))
        n_confirmed = min(self.n_confirmed + 1, N_REMEMBERED)
        missed = [said - p for said, p in zip(_one_hot(label), probabilities, strict=True)]
        return replace(self, n_confirmed=n_confirmed, bias=_moved(self.bias, missed, n_confirmed))

    def vector(self, population_mean: Sequence[float]) -> tuple[float, ...]:
        """(20,) of this sense; see `ExpressionProfile.vector`."""
        believed = self.n_read / (self.n_read + SHRINK_MEAN)
        confirmed = self.n_confirmed / (self.n_confirmed + SHRINK_BIAS)
        return (
            *(believed * (mean - usual) for mean, usual in zip(self.mean, population_mean, strict=True)),
            *(confirmed * bias for bias in self.bias),
            math.log1p(self.n_read) / COUNT_SCALE,
            math.log1p(self.n_confirmed) / COUNT_SCALE,
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "n_read": self.n_read,
            "n_confirmed": self.n_confirmed,
            "mean": list(self.mean),
            "bias": list(self.bias),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "SenseExpression":
        """Read back what `as_dict` wrote."""
        return cls(
            int(stored["n_read"]),
            int(stored["n_confirmed"]),
            tuple(float(p) for p in stored["mean"]),
            tuple(float(b) for b in stored["bias"]),
        )


@dataclass(frozen=True)
class ExpressionProfile:
    """All senses of one person; those that never read anything of them are left out."""

    senses: Mapping[Sense, SenseExpression] = field(default_factory=dict)

    def of(self, sense: Sense) -> SenseExpression:
        """One sense."""
        return self.senses.get(sense, SenseExpression())

    def seen(self, readings: Readings) -> "ExpressionProfile":
        """After a turn, whatever they say of it later. Raises InvalidReadingError."""
        return self._with({
            sense: self.of(sense).read(probabilities) for sense, probabilities in _checked(readings).items()
        })  # fmt: skip

    def confirmed(self, label: str, readings: Readings, instead_of: str | None = None) -> "ExpressionProfile":
        """After they named the feeling of a turn that was `seen`: `label`, where the senses read `readings`.

        `instead_of` is what they had called the same turn before. Raises InvalidReadingError.
        """
        for word in (label, *([instead_of] if instead_of is not None else [])):
            if word not in LABELS:
                raise InvalidReadingError(f"label was {word!r}; allowed are {', '.join(LABELS)}")
        return self._with({
            sense: self.of(sense).told(label, probabilities, instead_of)
            for sense, probabilities in _checked(readings).items()
        })  # fmt: skip

    def without(self, sense: Sense) -> "ExpressionProfile":
        """With nothing known of one sense."""
        return ExpressionProfile({known: part for known, part in self.senses.items() if known != sense})

    def vector(self) -> tuple[float, ...]:
        """(N_VECTOR,) for the network that joins the senses; zeros for somebody never met.

        Of each sense in the order of `Sense`: its mean against the population's and its bias, both less the
        fewer turns they rest on, and the logarithms of both counts.
        """
        return tuple(value for sense in Sense for value in self.of(sense).vector(POPULATION_MEAN[sense]))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, by sense."""
        return {sense.value: self.senses[sense].as_dict() for sense in Sense if sense in self.senses}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any] | None) -> "ExpressionProfile":
        """Read back what `as_dict` wrote; None is somebody never met."""
        return cls({Sense(name): SenseExpression.from_dict(part) for name, part in (stored or {}).items()})

    def _with(self, changed: Mapping[Sense, SenseExpression]) -> "ExpressionProfile":
        return ExpressionProfile({**self.senses, **changed})


def _checked(readings: Readings) -> dict[Sense, Sequence[float]]:
    for name, probabilities in readings.items():
        if name not in set(Sense):
            raise InvalidReadingError(f"sense was {name!r}; allowed are {', '.join(Sense)}")
        if len(probabilities) != N_LABELS or not all(0.0 <= p <= 1.0 + ROUNDING for p in probabilities):
            raise InvalidReadingError(
                f"probabilities of {name!s} were {tuple(probabilities)}; give {N_LABELS} numbers from 0 to 1"
            )
    return {Sense(name): [min(1.0, p) for p in probabilities] for name, probabilities in readings.items()}


def _one_hot(label: str) -> tuple[float, ...]:
    return tuple(float(name == label) for name in LABELS)


def _moved(mean: Sequence[float], value: Sequence[float], n: int) -> tuple[float, ...]:
    return tuple(old + (new - old) / n for old, new in zip(mean, value, strict=True))
