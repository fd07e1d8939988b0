"""The voice network as it is served: ONNX graph, front end inside, and the numbers that belong to it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from perception.errors import WeightsError
from perception.served_graph import chance_of_right, session_of, sigmoid, softmax
from perception.signals.speaker_baseline import SpeakerBaseline
from perception.sound import RATE_HZ
from perception.voice.speech import Samples
from perception.weights import serving_record

Floats = NDArray[np.float64]

WINDOW_S: Final = 4.0
"""Longest stretch that is read at once; training saw no utterance that was longer."""

N_WINDOWS: Final = 8
"""Stretches of one long utterance that are read, evenly placed: half a minute costs no more than a
minute."""


@dataclass(frozen=True)
class GraphOutput:
    """Of one utterance: `logits` (8,), `valence_arousal` (2,) in [-1, 1], `voice` the logit that this is a
    voice at all, `embedding` (192,), `summary` (n_summary,) what is measured of the utterance as it is, for
    the speaker's baseline."""

    logits: Floats
    valence_arousal: Floats
    voice: float
    embedding: Floats
    summary: NDArray[np.float32]


@dataclass(frozen=True)
class Calibration:
    """serving.json: `scale` and the labels' `bias` turn logits into calibrated ones; the others turn the
    first share into the probability that it is right, and the distance from everything heard in training
    into evidence (see `Familiarity`). All fitted on the dev speakers."""

    labels: tuple[str, ...]
    scale: float
    bias: tuple[float, ...]
    confidence_scale: float
    confidence_offset: float
    distance_scale: float
    distance_offset: float
    voice_scale: float
    voice_offset: float

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Read serving.json. Raises WeightsError when it is missing or damaged."""
        return serving_record(cls, path)

    def probabilities(self, logits: Floats) -> Floats:
        """(8,) logits -> (8,) probabilities that sum to 1."""
        return softmax(self.scale * logits + np.array(self.bias))

    def confidence(self, share: float) -> float:
        """Share of the first label -> the probability that it is right, of a familiar voice."""
        return chance_of_right(share, self.confidence_scale, self.confidence_offset)

    def evidence(self, distance: float, voice: float) -> float:
        """How far what was heard can be trusted at all, in [0, 1]."""
        familiar = sigmoid(self.distance_scale * distance + self.distance_offset)
        return familiar * sigmoid(self.voice_scale * voice + self.voice_offset)


@dataclass(frozen=True)
class Familiarity:
    """How far an embedding lies from those of the training clips: the squared Mahalanobis distance to the
    nearest label's mean, per dimension (about 1 for a training clip). `means` (8, 192), `whitening`
    (192, 192)."""

    means: Floats
    whitening: Floats

    @classmethod
    def load(cls, path: Path) -> "Familiarity":
        """Read familiar.npz. Raises WeightsError when it is missing or damaged."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                return cls(arrays["means"].astype(np.float64), arrays["whitening"].astype(np.float64))
        except (OSError, ValueError, KeyError) as error:
            raise WeightsError(
                f"{path} cannot be read ({error}); restore models/ from the repository"
            ) from error

    def distance(self, embedding: Floats) -> float:
        """Of one (192,) embedding."""
        apart = (embedding - self.means) @ self.whitening
        return float((apart**2).mean(1).min())


class VoiceGraph:
    """Speech -> network outputs. Safe to share between threads."""

    def __init__(self, folder: Path, graph: str = "voice.onnx") -> None:
        path = folder / graph
        self._session = session_of(path)
        self._n_summary = summary_size(self._session, path)

    def run(self, samples: Samples, speaker: SpeakerBaseline | None = None) -> GraphOutput:
        """Outputs of (n_samples,) at 16 kHz, told from how the speaker usually sounds; a long utterance is
        the mean of its windows."""
        size = int(WINDOW_S * RATE_HZ)
        known = as_inputs(speaker, self._n_summary)
        return mean_of(
            [self._session.run(None, {"samples": window[None], **known}) for window in windows(samples, size)]
        )


def summary_size(session: ort.InferenceSession, path: Path) -> int:
    """Numbers of a speaker's baseline. Raises WeightsError for a graph that takes none."""
    for given in session.get_inputs():
        if given.name == "baseline":
            return int(given.shape[1])
    raise WeightsError(f"{path} takes no baseline of the speaker; restore models/ from the repository")


def as_inputs(speaker: SpeakerBaseline | None, size: int) -> dict[str, NDArray[np.float32]]:
    """What the graph is told of the speaker."""
    mean, n_heard = (speaker or SpeakerBaseline()).known(size)
    return {"baseline": mean[None], "n_heard": np.array([[n_heard]], np.float32)}


def windows(values: NDArray[np.float32], size: int) -> list[NDArray[np.float32]]:
    """At most N_WINDOWS stretches of at most `size` along the first axis, evenly placed."""
    if len(values) <= size:
        return [values]
    n_windows = min(N_WINDOWS, -(-len(values) // size))
    starts = np.linspace(0, len(values) - size, n_windows).astype(int)
    return [values[start : start + size] for start in starts]


def mean_of(found: list[list[NDArray[np.float32]]]) -> GraphOutput:
    """The graph's outputs for the windows of one utterance -> those of the utterance."""
    logits, affect, voice, embedding, summary = (
        np.mean([parts[place][0] for parts in found], axis=0).astype(np.float64) for place in range(5)
    )
    return GraphOutput(logits, affect, float(voice[0]), embedding, summary.astype(np.float32))
