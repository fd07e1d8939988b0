"""The voice sense: how something was said -> EmotionReading."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import InputError, WeightsError
from perception.sound import RATE_HZ, Sound
from perception.voice.graph import Calibration, Familiarity, Floats, GraphOutput, VoiceGraph
from perception.voice.speech import Samples, clipped_share, spoken
from perception.window import Window

NETWORK_LABELS: Final = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise", "calm")
"""What the network tells apart. Calm is no emotion of the nine: it is a neutral of low arousal."""

OBSERVABLE: Final = frozenset(NETWORK_LABELS) - {"calm"}
"""Nobody acted trust or anticipation for these corpora."""

UNREADABLE: Final = np.array(
    [0.46 if label == "neutral" else 0.09 if label in OBSERVABLE else 0.0 for label in LABELS]
)
"""What is said of a sound that cannot be read: nearly flat, leaning to neutral. Mixed in as the evidence
falls."""

AFFECT: Final = {
    "joy": (0.75, 0.55),
    "sadness": (-0.65, -0.4),
    "surprise": (0.15, 0.65),
    "fear": (-0.6, 0.6),
    "anger": (-0.65, 0.7),
    "disgust": (-0.6, 0.2),
    "anticipation": (0.3, 0.3),
    "trust": (0.45, -0.1),
    "neutral": (0.0, -0.05),
}
"""Valence and arousal of a strongly voiced label: own placement on Russell's circumplex. The network's head
was trained on it, for none of its corpora was rated."""

ENOUGH_S: Final = 1.0
"""Speech from which the reading counts in full; half of it counts half."""

CLIPPED: Final = 0.02
"""Share of samples at the peak from which a recording counts as overdriven; twice that counts half."""

LEAST_EVIDENCE: Final = 0.5
"""From here on an utterance says how its speaker usually sounds; a cough or a slammed door does not."""


class VoicePerceiver:
    """Hears the voice of a window with the graph in `folder`. Loads files; safe to share between threads.

    Raises WeightsError when a file is missing, damaged or names other labels.
    """

    modality = Modality.VOICE

    def __init__(self, folder: Path) -> None:
        self._graph = VoiceGraph(folder)
        self.calibration = Calibration.load(folder / "serving.json")
        self._familiarity = Familiarity.load(folder / "familiar.npz")
        if self.calibration.labels != NETWORK_LABELS:
            raise WeightsError(
                f"{folder}/serving.json names other labels than this version knows; restore models/"
            )

    def perceive(self, window: Window) -> EmotionReading | None:
        """The reading of the window's voice; None where nobody speaks.

        It is told from the window's `speaker`, where there is one, who then has said one utterance more, if
        it was a voice. Raises InputError for sound that is no Sound or has another rate than 16 kHz.
        """
        samples = heard(window)
        if samples is None:
            return None
        output = self._graph.run(samples, window.speaker)
        evidence = self.evidence(output, quality(samples))
        if window.speaker is not None and evidence >= LEAST_EVIDENCE:
            window.speaker.add(output.summary)
        return self._reading(output, evidence)

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        """The readings of many windows, in their order."""
        return [self.perceive(window) for window in windows]

    def interpreted(self, output: GraphOutput, quality: float = 1.0) -> EmotionReading:
        """What the graph's outputs mean; `quality` in [0, 1] is what the recording leaves of the evidence."""
        return self._reading(output, self.evidence(output, quality))

    def _reading(self, output: GraphOutput, evidence: float) -> EmotionReading:
        shares = nine(self.calibration.probabilities(output.logits))
        mixed = evidence * shares + (1.0 - evidence) * UNREADABLE
        affect = np.clip(evidence * output.valence_arousal, -1.0, 1.0)
        length = max(float(np.linalg.norm(output.embedding)), 1e-9)
        return EmotionReading(
            modality=Modality.VOICE,
            probabilities=tuple((mixed / mixed.sum()).tolist()),
            valence=float(affect[0]),
            arousal=float(affect[1]),
            confidence=evidence * self.calibration.confidence(float(shares.max())),
            observable=OBSERVABLE,
            embedding=tuple((output.embedding / length).tolist()),
        )

    def evidence(self, output: GraphOutput, quality: float = 1.0) -> float:
        """How far what was heard can be trusted at all, in [0, 1]."""
        distance = self._familiarity.distance(output.embedding)
        return quality * self.calibration.evidence(distance, output.voice)


def heard(window: Window) -> Samples | None:
    """The speech of a window, None where there is none. Raises InputError."""
    sound = window.voice
    if sound is None:
        return None
    if not isinstance(sound, Sound):
        raise InputError(f"voice was {type(sound).__name__}; give a Sound or None")
    if sound.rate_hz != RATE_HZ:
        raise InputError(
            f"voice has a rate of {sound.rate_hz} Hz; the voice sense hears {RATE_HZ} Hz: resample it "
            "(perception.voice.decode does)"
        )
    return spoken(np.clip(sound.samples, -1.0, 1.0))


def quality(samples: Samples) -> float:
    """What length and overdrive leave of the evidence, in [0, 1]."""
    enough = min(1.0, len(samples) / RATE_HZ / ENOUGH_S)
    return enough / (1.0 + max(0.0, clipped_share(samples) / CLIPPED - 1.0))


def nine(shares: Floats) -> Floats:
    """(8,) probabilities of NETWORK_LABELS -> (9,) of LABELS."""
    found = np.zeros(len(LABELS))
    for label, share in zip(NETWORK_LABELS, shares, strict=True):
        found[LABELS.index("neutral" if label == "calm" else label)] += share
    return found
