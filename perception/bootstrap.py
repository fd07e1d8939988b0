"""Assembles perception from a folder of models; the only place that loads them."""

from dataclasses import dataclass
from pathlib import Path

from perception.fusion import ConfidenceFusion, Fusion
from perception.perceiver import Perceiver
from perception.pipeline import Observer, Pipeline

GRAPH = "face.onnx"
FUSION_GRAPH = "fusion.onnx"


@dataclass(frozen=True)
class PerceptionConfig:
    """`models_dir` holds one folder per model; `n_threads` is the number of texts of a batch that
    are read side by side. `voice_checkpoint`, where given, names another model for the voice sense, served
    by torch: a folder or a hub's name (see `perception.voice.checkpoint`). `faces` says whether faces are
    read, `pictures` whether that is also from pictures that come here; `face_checkpoint` is to them what
    `voice_checkpoint` is to voices (see `perception.face.checkpoint`)."""

    models_dir: Path
    n_threads: int = 1
    voice_checkpoint: str = ""
    faces: bool = True
    pictures: bool = True
    face_checkpoint: str = ""


def build_pipeline(config: PerceptionConfig) -> Pipeline:
    """Load every sense that ships; a face sense whose network was taken away is left out.

    Raises WeightsError when a file is missing or cannot be loaded, with what to do.
    """
    from perception.behaviour.perceiver import BehaviourPerceiver
    from perception.text.perceiver import TextPerceiver

    text = TextPerceiver(config.models_dir / "text", n_threads=config.n_threads)
    senses: list[Perceiver] = [text, build_voice(config)]
    observer: Observer | None = None
    folder = config.models_dir / "face"
    if config.faces and (folder / GRAPH).is_file():
        if config.face_checkpoint:
            from perception.face.checkpoint import CheckpointObserver, CheckpointPerceiver

            senses.append(CheckpointPerceiver())
            observer = CheckpointObserver(config.face_checkpoint) if config.pictures else None
        else:
            senses.append(build_face(folder))
            observer = build_observer(folder) if config.pictures else None
    return Pipeline([*senses, BehaviourPerceiver()], observer, build_fusion(config.models_dir / "fusion"))


def build_fusion(folder: Path) -> Fusion:
    """The learned fusion in `folder`; the plain mean where its network was taken away."""
    if not (folder / FUSION_GRAPH).is_file():
        return ConfidenceFusion()
    from perception.dynamics import LearnedFusion

    return LearnedFusion(folder)


def build_face(folder: Path) -> Perceiver:
    """The face sense alone: reads what was observed, here or in a browser."""
    from perception.face.perceiver import FacePerceiver

    return FacePerceiver(folder)


def build_observer(folder: Path) -> Observer:
    """What looks at pictures for it."""
    from perception.face.observer import FaceObserver

    return FaceObserver(folder)


def build_voice(config: PerceptionConfig) -> Perceiver:
    """The voice sense alone: the shipped graph, or the checkpoint that the settings name."""
    if config.voice_checkpoint:
        from perception.voice.checkpoint import CheckpointPerceiver

        return CheckpointPerceiver(config.voice_checkpoint)
    from perception.voice.perceiver import VoicePerceiver

    return VoicePerceiver(config.models_dir / "voice")
