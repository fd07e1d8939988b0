"""The text sense: words -> EmotionReading."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from perception.emotion import GOEMOTIONS_TO_PLUTCHIK, LABELS, EmotionReading, Modality
from perception.errors import InputError, WeightsError
from perception.text.affect import blended
from perception.text.english import EnglishTables
from perception.text.graph import Calibration, Floats, GraphOutput, TextGraph
from perception.text.wording import plain
from perception.window import Window

UNREADABLE: Final = tuple(0.28 if label == "neutral" else 0.09 for label in LABELS)
"""What is said of a text that cannot be read: nearly flat, leaning to neutral. Mixed in as the evidence of
English falls."""


class TextPerceiver:
    """Reads the words of a window with the graph in `folder`. Loads files; safe to share between threads.

    Raises WeightsError when a file is missing, damaged or names other labels.
    """

    modality = Modality.TEXT

    def __init__(self, folder: Path, n_threads: int = 1) -> None:
        self._graph = TextGraph(folder, n_threads)
        self.calibration = Calibration.load(folder / "serving.json")
        self._english = EnglishTables.load(folder / "english.npz")
        if self.calibration.labels != tuple(GOEMOTIONS_TO_PLUTCHIK):
            raise WeightsError(
                f"{folder}/serving.json names other labels than this version knows; restore models/"
            )

    def perceive(self, window: Window) -> EmotionReading | None:
        """The reading of the window's words; None without any. Raises InputError for a text that is no
        string."""
        return self.perceive_batch([window])[0]

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        """The readings of many windows, in their order; each as if it were alone."""
        texts = [_words(window) for window in windows]
        rows = [row for row, text in enumerate(texts) if text]
        found: list[EmotionReading | None] = [None] * len(texts)
        if rows:
            kept = [texts[row] for row in rows]
            for row, reading in zip(rows, self._readings(kept, self._graph.run(kept)), strict=True):
                found[row] = reading
        return found

    def _readings(self, texts: list[str], output: GraphOutput) -> list[EmotionReading]:
        evidence = np.array([self._english.evidence(text) for text in texts]) * (1.0 - output.unknown)
        emotions = self.calibration.probabilities(output.logits)
        shares = plutchik(emotions)
        confidence = evidence * self.calibration.confidence(shares.max(1))
        affect = evidence[:, None] * blended(emotions, output.valence_arousal, self.calibration.labels)
        mixed = evidence[:, None] * shares + (1.0 - evidence[:, None]) * np.array(UNREADABLE)
        mixed = mixed / mixed.sum(1, keepdims=True)
        return [
            EmotionReading(
                modality=Modality.TEXT,
                probabilities=tuple(mixed[row].tolist()),
                valence=float(affect[row, 0]),
                arousal=float(affect[row, 1]),
                confidence=float(confidence[row]),
                embedding=tuple(output.embedding[row].tolist()),
                meaning=tuple(output.meaning[row].tolist()),
            )
            for row in range(len(texts))
        ]


def plutchik(emotions: Floats) -> Floats:
    """(n, 28) probabilities -> (n, 9) shares that sum to 1; what no label claims is neutral."""
    shares = emotions @ _TABLE
    shares[:, LABELS.index("neutral")] += np.maximum(0.0, 1.0 - shares.sum(1))
    together: Floats = shares / shares.sum(1, keepdims=True)
    return together


_TABLE: Final = np.array(
    [[row.get(label, 0.0) for label in LABELS] for row in GOEMOTIONS_TO_PLUTCHIK.values()]
)


def _words(window: Window) -> str:
    if window.text is None:
        return ""
    if not isinstance(window.text, str):
        raise InputError(f"text was {type(window.text).__name__}; give a string or None")
    return plain(window.text)
