"""The learned fusion: a recurrent network over the turns, conditioned on the person (models/fusion)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import InputError, WeightsError
from perception.fusion import NEVER_ALONE, Fused, contradict
from perception.served_graph import session_of, sigmoid, softmax
from perception.weights import serving_record

Floats = NDArray[np.float32]

SENSES: Final = (Modality.TEXT, Modality.VOICE, Modality.FACE, Modality.BEHAVIOUR)
"""In the order of the network's inputs."""

LEAST_SHARE: Final = 0.005
"""Below this share a label's logarithm says no more."""

LONGEST_S: Final = 30 * 24 * 3600.0
"""Time between two turns is cut here."""

EMBEDDED: Final = {Modality.TEXT: "text_embedding", Modality.FACE: "face_embedding"}
"""The senses whose own vector is read, and its input."""

WIDTHS: Final = {Modality.TEXT: 768, Modality.FACE: 128}
"""Of these vectors, as `as_vector` gives them."""

VECTOR_LENGTH: Final = 10.0
"""What the senses' vectors of length 1 are stretched to, to be heard beside the readings' logarithms."""

STATE: Final = ("hidden", "cell", "memory", "remembered")
OWN_AFFECT: Final = 0.5
"""Share of valence and arousal that is the senses' own, weighted by the network's shares; the rest is its own
head's, which knows labels' places alone."""


@dataclass(frozen=True)
class Calibration:
    """serving.json, fitted on the dev side. Of each of the 16 subsets of SENSES (the first sense is the
    highest bit): `offsets` (16, 9), added to the logits so that rare labels are not drowned by the frequent
    ones (logit adjustment, Menon et al., 2021), `temperatures` of what that gives, and `confidence` (16, 4),
    which turns the first label's log odds, whether senses contradict each other and how far they agree with
    that label into the chance that it is right."""

    labels: tuple[str, ...]
    senses: tuple[str, ...]
    offsets: tuple[tuple[float, ...], ...]
    temperatures: tuple[float, ...]
    confidence: tuple[tuple[float, ...], ...]

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Read serving.json. Raises WeightsError when it is missing or damaged."""
        return serving_record(cls, path)

    def shares(self, logits: Floats, subset: int) -> NDArray[np.float64]:
        """(9,) logits -> the probabilities of the labels."""
        return softmax((logits.astype(np.float64) + self.offsets[subset]) / self.temperatures[subset])

    def chance(self, share: float, mixed: float, agreed: float, subset: int) -> float:
        """The probability that the first label, of this share, is right."""
        share = min(max(share, 1e-4), 1.0 - 1e-4)
        known = (np.log(share / (1.0 - share)), mixed, agreed, 1.0)
        return sigmoid(float(np.dot(self.confidence[subset], known)))


@dataclass(frozen=True, eq=False)
class FusionState:
    """What is carried from turn to turn, the arrays of STATE; of the same size at every turn. Numbers of the
    network, from which no words, sound or picture can be had back."""

    arrays: tuple[Floats, ...]


class LearnedFusion:
    """The graph in `folder`. Loads files; safe to share between threads.

    What it says of change and need was for its training; the course and the table of needs tell those.
    Raises WeightsError when a file is missing, damaged or made for other labels.
    """

    def __init__(self, folder: Path) -> None:
        self.calibration = Calibration.load(folder / "serving.json")
        made_for = (self.calibration.labels, self.calibration.senses)
        if made_for != (LABELS, tuple(str(sense) for sense in SENSES)):
            raise WeightsError(
                f"{folder}/serving.json names other labels than this version knows; restore models/"
            )
        self._session = session_of(folder / "fusion.onnx")
        self._shapes = {one.name: [int(n) for n in one.shape] for one in self._session.get_inputs()}
        self._names = [one.name for one in self._session.get_outputs()]
        for sense, name in EMBEDDED.items():
            if self._shapes[name][-1] != WIDTHS[sense]:
                raise WeightsError(
                    f"{folder}/fusion.onnx is of another version: its {name} has {self._shapes[name][-1]} "
                    f"numbers, the {sense} sense gives {WIDTHS[sense]}; restore models/ from the repository"
                )

    def fuse(
        self,
        readings: Mapping[Modality, EmotionReading],
        memory: Any = None,
        elapsed_s: float = 0.0,
        person: Sequence[float] = (),
    ) -> tuple[Fused | None, Any]:
        """See `perception.fusion.Fusion`. Raises InputError for a person's vector of another length."""
        if readings.keys() <= NEVER_ALONE:
            return None, memory
        before = memory if isinstance(memory, FusionState) else self._begin()
        inputs = self._inputs(readings, elapsed_s, person)
        inputs |= dict(zip(STATE, before.arrays, strict=True))
        outputs = dict(zip(self._names, self._session.run(None, inputs), strict=True))
        after = FusionState(tuple(outputs[f"{name}_after"] for name in STATE))
        return self._fused(readings, inputs, outputs), after

    def _begin(self) -> FusionState:
        return FusionState(tuple(np.zeros(self._shapes[name], np.float32) for name in STATE))

    def _inputs(
        self, readings: Mapping[Modality, EmotionReading], elapsed_s: float, person: Sequence[float]
    ) -> dict[str, Floats]:
        inputs = {
            name: np.zeros(self._shapes[name], np.float32)
            for name in ("readings", "present", "embedded", "person", *EMBEDDED.values())
        }
        for at, sense in enumerate(SENSES):
            reading = readings.get(sense)
            if reading is None:
                continue
            inputs["present"][0, at] = 1.0
            inputs["readings"][0, at] = as_numbers(reading)
            vector = as_vector(reading)
            if len(vector) == WIDTHS.get(sense):
                inputs[EMBEDDED[sense]][0] = vector
                inputs["embedded"][0, at] = 1.0
        if person:
            if len(person) != inputs["person"].size:
                raise InputError(
                    f"the person's vector has {len(person)} numbers; give {inputs['person'].size}, or none "
                    "for somebody never met"
                )
            inputs["person"][0] = person
        elapsed = np.log1p(min(max(elapsed_s, 0.0), LONGEST_S))
        spoken = float(Modality.VOICE in readings)
        scalars = {"elapsed": elapsed, "own": 1.0, "spoken": spoken}
        return inputs | {name: np.array([[value]], np.float32) for name, value in scalars.items()}

    def _fused(
        self,
        readings: Mapping[Modality, EmotionReading],
        inputs: Mapping[str, Floats],
        outputs: Mapping[str, Floats],
    ) -> Fused:
        calibration = self.calibration
        subset = sum(1 << (len(SENSES) - 1 - at) for at, sense in enumerate(SENSES) if sense in readings)
        probabilities = calibration.shares(outputs["logits"][0], subset)
        mixed = contradict(readings)
        agreed = agreement(inputs["readings"], inputs["present"], probabilities.argmax(keepdims=True))
        weights = {
            str(sense): float(outputs["weights"][0, at])
            for at, sense in enumerate(SENSES)
            if sense in readings
        }
        own = np.sum(
            [weights[str(s)] * np.array([r.valence, r.arousal]) for s, r in readings.items()], axis=0
        )
        affect = np.clip(OWN_AFFECT * own + (1.0 - OWN_AFFECT) * outputs["affect"][0], -1.0, 1.0)
        reading = EmotionReading(
            modality=Modality.FUSED,
            probabilities=tuple((probabilities / probabilities.sum()).tolist()),
            valence=float(affect[0]),
            arousal=float(affect[1]),
            confidence=calibration.chance(float(probabilities.max()), float(mixed), float(agreed[0]), subset),
            observable=frozenset().union(*(one.observable for one in readings.values())),
        )
        return Fused(reading, weights, mixed)


def as_numbers(reading: EmotionReading) -> Floats:
    """(12,) log probabilities, valence, arousal, confidence: what the network is told of one sense."""
    shares = np.log(np.maximum(reading.probabilities, LEAST_SHARE))
    return np.array([*shares, reading.valence, reading.arousal, reading.confidence], np.float32)


def as_vector(reading: EmotionReading) -> Floats:
    """What the network is told of one sense beside its reading: its own vector, and what words say; empty
    without any."""
    return VECTOR_LENGTH * np.array([*(reading.embedding or ()), *(reading.meaning or ())], np.float32)


def agreement(readings: Floats, present: Floats, label: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """(n, 4, 12) readings, (n, 4) of 0 and 1, (n,) places in LABELS -> (n,) the mean share that text, voice
    and face, as far as they are there, give to that label, 0 to 1."""
    n_apart = len(SENSES) - len(NEVER_ALONE)
    places = label[:, None, None].repeat(n_apart, 1)
    shares = np.exp(np.take_along_axis(readings[:, :n_apart], places, 2)[..., 0].astype(np.float64))
    there = present[:, :n_apart]
    found: NDArray[np.float64] = (shares * there).sum(1) / there.sum(1).clip(1.0)
    return found
