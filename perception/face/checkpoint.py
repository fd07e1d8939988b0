"""The face sense by any transformers image classifier, served by torch.

Torch comes with the `train` extra, and nothing here is imported unless the settings name a checkpoint. The
face is found and measured as ever; the checkpoint is shown the part of the picture around it.
"""

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from perception.emotion import EmotionReading, Modality
from perception.errors import WeightsError
from perception.face.align import Similarity
from perception.face.graph import Calibration, GraphOutput
from perception.face.image import Image, Pixels
from perception.face.names import AFFECT, LABEL_OF
from perception.face.observer import in_front
from perception.face.perceiver import FacePerceiver
from perception.signals.face_observation import EXPRESSIONS, N_EMBEDDING, FaceObservation
from perception.voice.names import known_labels
from perception.window import Window

AROUND: Final = 0.25
"""How much is shown around the crop on every side, of its own: such models were trained on whole heads."""

LEAST_SHARE: Final = 1e-4
"""Of an expression that the model does not have, or is sure that it is not."""

CONFIDENCE: Final = 0.5
"""What a foreign model's first probability counts as confidence: it is not calibrated on anything we know."""

EXPRESSION_OF: Final = {label: name for name, label in reversed(LABEL_OF.items())}
"""The expression that stands for each of the nine labels; contempt stands for none."""

Classify = Callable[[Pixels], Sequence[float]]


@dataclass(frozen=True)
class Checkpoint:
    """A loaded model: for each of its labels the place in EXPRESSIONS, and how to ask it for their shares."""

    places: tuple[int, ...]
    classify: Classify


class CheckpointObserver:
    """Looks at pictures with the model at `source`, a folder or a hub's name; see `observer.FaceObserver`.

    Its observations have no embedding, so that every moment of a turn weighs as its quality. Raises
    WeightsError when torch, transformers or MediaPipe is missing, or when the model cannot be loaded or names
    other things than expressions.
    """

    def __init__(self, source: str) -> None:
        self._checkpoint = load(source)

    def observe(self, image: Image, t_s: float) -> FaceObservation | None:
        """The face in front; None where there is none."""
        return in_front(image, t_s, lambda place, _: self._output(image.pixels, place))

    def _output(self, pixels: Pixels, place: Similarity) -> GraphOutput:
        shares = np.zeros(len(EXPRESSIONS))
        given = self._checkpoint.classify(around(pixels, place))
        np.add.at(shares, list(self._checkpoint.places), np.maximum(np.asarray(given, np.float64), 0.0))
        shares = shares / max(float(shares.sum()), 1e-9)
        affect = shares @ np.array([AFFECT[name] for name in EXPRESSIONS])
        return GraphOutput(
            np.log(np.maximum(shares, LEAST_SHARE)), np.zeros(7), affect, np.zeros(N_EMBEDDING)
        )


class CheckpointPerceiver:
    """Reads what a CheckpointObserver observed: `perceiver.FacePerceiver` without the shipped calibration."""

    modality = Modality.FACE

    def __init__(self) -> None:
        self._perceiver = FacePerceiver(PLAIN)

    def perceive(self, window: Window) -> EmotionReading | None:
        """As `FacePerceiver.perceive`."""
        reading = self._perceiver.perceive(window)
        return None if reading is None else replace(reading, confidence=CONFIDENCE * reading.confidence)

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        """The readings of many windows, in their order."""
        return [self.perceive(window) for window in windows]


PLAIN: Final = Calibration(
    labels=EXPRESSIONS,
    scale=1.0,
    bias=(0.0,) * len(EXPRESSIONS),
    confidence_scale=1.0,
    confidence_offset=0.0,
    attention=(0.0,) * N_EMBEDDING,
    rest=(0.0,) * len(EXPRESSIONS),
)
"""Takes logits at their word."""


def around(pixels: Pixels, place: Similarity) -> Pixels:
    """The upright square around a face, black beyond the picture."""
    x = place.x0 + 0.5 * (place.a - place.b)
    y = place.y0 + 0.5 * (place.a + place.b)
    half = max(2, round((0.5 + AROUND) * place.size_px))
    left, top = round(x) - half, round(y) - half
    part = pixels[max(0, top) : max(0, top + 2 * half), max(0, left) : max(0, left + 2 * half)]
    square: NDArray[np.uint8] = np.zeros((2 * half, 2 * half, 3), np.uint8)
    down, across = max(0, -top), max(0, -left)
    square[down : down + part.shape[0], across : across + part.shape[1]] = part
    return square


def load(source: str) -> Checkpoint:
    """The model at `source`. Raises WeightsError."""
    for module in ("torch", "transformers"):
        if importlib.util.find_spec(module) is None:
            raise WeightsError(
                f"face_checkpoint was {source!r}, which needs {module}; `make install-train`, or leave the "
                "setting empty for the graph that ships"
            )
    try:
        return _loaded(source)
    except WeightsError:
        raise
    except Exception as error:  # transformers has no common class of errors for a bad checkpoint
        raise WeightsError(
            f"face_checkpoint was {source!r}, which cannot be loaded ({type(error).__name__}: {error}); "
            "give a folder or a hub's name of a transformers image classifier"
        ) from error


def _loaded(source: str) -> Checkpoint:
    torch: Any = importlib.import_module("torch")
    transformers: Any = importlib.import_module("transformers")
    processor = transformers.AutoImageProcessor.from_pretrained(source)
    model = transformers.AutoModelForImageClassification.from_pretrained(source).eval()
    names = [str(model.config.id2label[index]) for index in sorted(model.config.id2label)]

    def classify(pixels: Pixels) -> list[float]:
        inputs = processor(images=pixels, return_tensors="pt")
        with torch.no_grad():
            shares: list[float] = model(**inputs).logits[0].softmax(0).tolist()
        return shares

    return Checkpoint(places_of(names, source), classify)


def places_of(names: Sequence[str], source: str) -> tuple[int, ...]:
    """The place in EXPRESSIONS of each of a model's own labels. Raises WeightsError for one that is none."""
    labels = known_labels(list(names), source)
    unseen = sorted({label for label in labels if label not in EXPRESSION_OF})
    if unseen:
        raise WeightsError(
            f"{source} answers {list(names)}; {', '.join(unseen)} are no expressions of a face"
        )
    spelled = [name.strip().lower() for name in names]
    return tuple(
        EXPRESSIONS.index("contempt" if name == "contempt" else EXPRESSION_OF[label])
        for name, label in zip(spelled, labels, strict=True)
    )
