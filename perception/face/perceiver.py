"""The face sense: how somebody looked during a turn -> EmotionReading."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import InputError, WeightsError
from perception.face.attention import MOST, weights_of
from perception.face.baseline import learned, without_rest
from perception.face.graph import Calibration
from perception.face.names import OBSERVABLE, nine
from perception.face.stillness import STILL_SHARE, is_still
from perception.signals.face_observation import (
    EXPRESSIONS,
    N_EMBEDDING,
    FaceObservation,
    FaceTrack,
    RestingFace,
)
from perception.window import Window

Floats = NDArray[np.float64]

UNREADABLE: Final = np.array(
    [0.4 if label == "neutral" else 0.1 if label in OBSERVABLE else 0.0 for label in LABELS]
)
"""What is said of a face that cannot be read: nearly flat, leaning to neutral. Mixed in as the evidence
falls."""


class FacePerceiver:
    """Reads the observations of a window by a calibration, or by the one in a folder. Needs neither graph nor
    mesh: what a browser observed is read alike. Safe to share between threads.

    Raises WeightsError when the file is missing, damaged or names other labels.
    """

    modality = Modality.FACE

    def __init__(self, source: Path | Calibration) -> None:
        if isinstance(source, Calibration):
            self.calibration = source
            return
        self.calibration = Calibration.load(source / "serving.json")
        if self.calibration.labels != EXPRESSIONS or len(self.calibration.attention) != N_EMBEDDING:
            raise WeightsError(
                f"{source}/serving.json names other labels than this version knows; restore models/"
            )

    def perceive(self, window: Window) -> EmotionReading | None:
        """The reading of the window's face; None where none was seen. Raises InputError for a track that is
        no FaceTrack."""
        track = window.face
        if track is None:
            return None
        if not isinstance(track, FaceTrack):
            raise InputError(f"face was {type(track).__name__}; give a FaceTrack or None")
        return self._reading(track) if track.observations else None

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        """The readings of many windows, in their order."""
        return [self.perceive(window) for window in windows]

    def rest_after(
        self, rest: RestingFace | None, observation: FaceObservation, step_s: float
    ) -> RestingFace | None:
        """The expression at rest after one more moment, `step_s` seconds after the last one."""
        shares = self.calibration.probabilities(np.array(observation.logits))
        return learned(rest, observation, shares, step_s)

    def _reading(self, track: FaceTrack) -> EmotionReading:
        observations = track.observations[-MOST:]
        weights = weights_of(observations, np.array(self.calibration.attention))
        logits = weights @ np.array([one.logits for one in observations])
        affect = weights @ np.array([one.valence_arousal for one in observations])
        logits, affect = without_rest(logits, affect, track.rest, np.array(self.calibration.rest))
        evidence = float(weights @ np.array([one.quality for one in observations]))
        if not track.is_photo and is_still(observations):
            evidence *= STILL_SHARE
        return self.interpreted(
            logits, affect, weights @ np.array([one.embedding for one in observations]), evidence
        )

    def interpreted(
        self, logits: Floats, affect: Floats, embedding: Floats, evidence: float = 1.0
    ) -> EmotionReading:
        """What the network's outputs mean; `evidence` in [0, 1] is what pose, distance and light leave."""
        shares = nine(self.calibration.probabilities(logits))
        mixed = evidence * shares + (1.0 - evidence) * UNREADABLE
        valence, arousal = np.clip(evidence * affect, -1.0, 1.0)
        length = max(float(np.linalg.norm(embedding)), 1e-9)
        return EmotionReading(
            modality=Modality.FACE,
            probabilities=tuple((mixed / mixed.sum()).tolist()),
            valence=float(valence),
            arousal=float(arousal),
            confidence=evidence * self.calibration.confidence(float(shares.max())),
            observable=OBSERVABLE,
            embedding=tuple((embedding / length).tolist()),
        )
