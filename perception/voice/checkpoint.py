"""The voice sense by any SpeechBrain or transformers checkpoint, served by torch.

Torch comes with the `train` extra, and none of it is imported unless the settings name a checkpoint. A
SpeechBrain checkpoint may bring Python of its own (`custom_interface.py`), which runs with the rights of this
process: name only a source that is trusted like a package.
"""

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import WeightsError
from perception.sound import RATE_HZ
from perception.voice.names import known_labels
from perception.voice.perceiver import AFFECT, heard, quality
from perception.voice.speech import Samples
from perception.window import Window

CHECKPOINT_NEEDS: Final = ("torch", "speechbrain", "transformers")

CONFIDENCE: Final = 0.5
"""What a foreign model's first probability counts as confidence: it is not calibrated on anything we know."""

LONGEST_S: Final = 20.0
"""Of a longer utterance the end is read: how somebody ends is how they feel now."""

Classify = Callable[[Samples], Sequence[float]]


@dataclass(frozen=True)
class Checkpoint:
    """A loaded model: its labels, as ours, in the order of its probabilities, and how to ask it."""

    labels: list[str]
    classify: Classify


class CheckpointPerceiver:
    """Hears a window's voice with the model at `source`, a folder or a hub's name.

    Raises WeightsError when torch is missing, or when the model cannot be loaded or names no emotions.
    """

    modality = Modality.VOICE

    def __init__(self, source: str) -> None:
        self._checkpoint = load(source)
        self._observable = frozenset(self._checkpoint.labels)

    def perceive(self, window: Window) -> EmotionReading | None:
        """As `VoicePerceiver.perceive`."""
        samples = heard(window)
        if samples is None:
            return None
        samples = samples[-int(LONGEST_S * RATE_HZ) :]
        found = self._checkpoint.classify(np.ascontiguousarray(samples))
        shares = np.zeros(len(LABELS))
        for label, share in zip(self._checkpoint.labels, found, strict=True):
            shares[LABELS.index(label)] += max(0.0, float(share))
        shares = shares / max(float(shares.sum()), 1e-9)
        affect = sum(share * np.array(AFFECT[label]) for label, share in zip(LABELS, shares, strict=True))
        return EmotionReading(
            modality=Modality.VOICE,
            probabilities=tuple(shares.tolist()),
            valence=float(affect[0]),
            arousal=float(affect[1]),
            confidence=CONFIDENCE * quality(samples) * float(shares.max()),
            observable=self._observable,
        )

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        """As `VoicePerceiver.perceive_batch`."""
        return [self.perceive(window) for window in windows]


def load(source: str) -> Checkpoint:
    """The model at `source`: SpeechBrain's where there is a hyperparams.yaml, else transformers'.

    Raises WeightsError.
    """
    for module in CHECKPOINT_NEEDS:
        if importlib.util.find_spec(module) is None:
            raise WeightsError(
                f"voice_checkpoint was {source!r}, which needs {module}; `make install-train`, or set "
                "backend to onnx for the graph that ships"
            )
    try:
        return _speechbrain(source) if is_speechbrain(source) else _transformers(source)
    except WeightsError:
        raise
    except Exception as error:  # two libraries, each with its own tree of errors for a bad checkpoint
        raise WeightsError(
            f"voice_checkpoint was {source!r}, which cannot be loaded ({type(error).__name__}: {error}); "
            "give a folder or a hub's name of a SpeechBrain or transformers audio classifier"
        ) from error


def is_speechbrain(source: str) -> bool:
    """Whether a folder holds SpeechBrain's hyperparams.yaml; of a hub's name, whether it is SpeechBrain's."""
    folder = Path(source)
    if folder.is_dir():
        return (folder / "hyperparams.yaml").is_file()
    return source.startswith("speechbrain/")


def _speechbrain(source: str) -> Checkpoint:
    torch = importlib.import_module("torch")
    interfaces = importlib.import_module("speechbrain.inference.interfaces")
    own_interface = Path(source) / "custom_interface.py"
    if own_interface.is_file() or not Path(source).is_dir():
        classifier = interfaces.foreign_class(
            source=source, pymodule_file="custom_interface.py", classname=_interface_name(own_interface)
        )
    else:
        classification = importlib.import_module("speechbrain.inference.classifiers")
        classifier = classification.EncoderClassifier.from_hparams(source=source, savedir=source)
    encoder = classifier.hparams.label_encoder
    names = [str(encoder.ind2lab[index]) for index in sorted(encoder.ind2lab)]

    def classify(samples: Samples) -> list[float]:
        with torch.no_grad():
            scores = classifier.classify_batch(torch.from_numpy(samples)[None])[0].reshape(-1)
        # some interfaces answer with logarithms, some with cosines; both order and add up as logits
        chances = scores if bool((scores >= 0).all()) and _is_one(float(scores.sum())) else scores.softmax(0)
        found: list[float] = chances.tolist()
        return found

    return Checkpoint(known_labels(names, source), classify)


def _transformers(source: str) -> Checkpoint:
    torch = importlib.import_module("torch")
    transformers = importlib.import_module("transformers")
    extractor = transformers.AutoFeatureExtractor.from_pretrained(source)
    model = transformers.AutoModelForAudioClassification.from_pretrained(source).eval()
    names = [str(model.config.id2label[index]) for index in sorted(model.config.id2label)]

    def classify(samples: Samples) -> list[float]:
        inputs = extractor(samples, sampling_rate=RATE_HZ, return_tensors="pt")
        with torch.no_grad():
            chances: list[float] = model(**inputs).logits[0].softmax(0).tolist()
        return chances

    return Checkpoint(known_labels(names, source), classify)


def _interface_name(own_interface: Path) -> str:
    """The class that a checkpoint's own interface offers; of a hub's, the name that SpeechBrain's emotion
    models use."""
    if not own_interface.is_file():
        return "CustomEncoderWav2vec2Classifier"
    for line in own_interface.read_text(encoding="utf-8").splitlines():
        if line.startswith("class "):
            return line.removeprefix("class ").split("(")[0].split(":")[0].strip()
    raise WeightsError(f"{own_interface} defines no class; it is no SpeechBrain interface")


def _is_one(value: float) -> bool:
    return abs(value - 1.0) < 1e-3
