"""`undertone evaluate voice`: the served graph on speakers that it never heard."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.figures import write_figures
from models.reliability import calibration_error
from models.voice import measures
from models.voice.augment import NoVoice
from models.voice.corpora import CORPORA, KNOWN, LABELS, Clip
from models.voice.examples import Spoken, affect_of, spoken
from models.voice.left_out import N_OTHERS
from models.voice.shipped import BandGraph
from perception.emotion import EmotionReading
from perception.signals.speaker_baseline import SpeakerBaseline
from perception.voice.graph import GraphOutput, VoiceGraph
from perception.voice.perceiver import VoicePerceiver

Floats = NDArray[np.float64]

CONFIDENT = 0.5
"""From here on a reading counts as a confident one where nobody's emotion can be heard."""

N_UNFAMILIAR = 60
N_TIMED = 60
TIMED_S = 3.0


@dataclass(frozen=True)
class Measured:
    """The graph's outputs and the readings made of them, for the test clips of one corpus."""

    corpus: str
    clips: list[Clip]
    outputs: list[GraphOutput]
    readings: list[EmotionReading]

    def said(self, allowed: Sequence[str]) -> list[str]:
        """The best of the allowed labels, clip by clip, as the graph says it."""
        columns = [LABELS.index(label) for label in allowed]
        return [allowed[int(output.logits[columns].argmax())] for output in self.outputs]

    @property
    def truth(self) -> list[str]:
        """The label that was acted."""
        return [clip.label for clip in self.clips]

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the reading's label, one of the nine, is the one acted; calm counts as neutral."""
        pairs = zip(self.clips, self.readings, strict=True)
        return np.array([_as_nine(clip.label) == reading.label for clip, reading in pairs])

    @property
    def confidence(self) -> Floats:
        """(n,)."""
        return np.array([reading.confidence for reading in self.readings])


def evaluate(models_dir: Path, data_dir: Path, work: Path, out_dir: Path) -> dict[str, Any]:
    """Measure `models_dir`/voice on the test speakers of every corpus; write results.json and plots to
    `out_dir`.

    Runs that leave one corpus out (see `left_out`) are reported where `work` holds them.
    """
    folder = models_dir / "voice"
    corpora = spoken(data_dir, work / "features", CORPORA)
    graph, perceiver = BandGraph(folder / "voice.onnx"), VoicePerceiver(folder)
    tests = [measured(graph, perceiver, name, one) for name, one in corpora.items()]
    distorted = [
        measured(graph, perceiver, name, one, variant=1)
        for name, one in corpora.items()
        if len(one.features) > 1
    ]
    together = np.concatenate([test.confidence for test in tests]), np.concatenate([t.right for t in tests])
    results: dict[str, Any] = {
        "corpora": {test.corpus: corpus_figures(test) for test in tests},
        "distorted": {test.corpus: short_figures(test) for test in distorted},
        "ece": calibration_error(*together),
        "accuracy_nine": float(together[1].mean()),
        "unfamiliar": unfamiliar(graph, perceiver, corpora),
        "later": later(graph, corpora),
        "left_out": _left_out(work),
        "p50_ms_3s": p50_ms(folder),
    }
    results = write_figures(out_dir / "results.json", results)
    if find_spec("matplotlib") is not None:
        from models.voice.plots import plot_all

        plot_all(tests, results, out_dir)
    return results


def measured(
    graph: BandGraph, perceiver: VoicePerceiver, corpus: str, one: Spoken, variant: int = 0
) -> Measured:
    """Run the graph over the test speakers of a corpus, as recorded or distorted."""
    rows = one.rows("test")
    outputs = [graph.run(one.features[variant].clip(row)) for row in rows]
    return Measured(
        corpus,
        [one.clips[row] for row in rows],
        outputs,
        [perceiver.interpreted(output) for output in outputs],
    )


def later(graph: BandGraph, corpora: dict[str, Spoken], seed: int = 5) -> dict[str, dict[str, float]]:
    """Macro-F1 on the test speakers when N_OTHERS other utterances of theirs were heard before, of any
    emotion."""
    rng = np.random.default_rng(seed)
    found: dict[str, dict[str, float]] = {}
    for name, one in corpora.items():
        rows, labels = one.rows("test"), KNOWN[name]
        bands = {row: one.features[0].clip(row) for row in rows.tolist()}
        summaries = {row: graph.run(part).summary for row, part in bands.items()}
        speaker_of = {row: one.clips[row].speaker for row in bands}
        columns = [LABELS.index(label) for label in labels]
        found[name] = {}
        for n_others in N_OTHERS:
            said = []
            for row, part in bands.items():
                others = [other for other in bands if speaker_of[other] == speaker_of[row] and other != row]
                speaker = SpeakerBaseline()
                for other in rng.permutation(others)[:n_others]:
                    speaker.add(summaries[int(other)])
                said.append(labels[int(graph.run(part, speaker).logits[columns].argmax())])
            truth = [one.clips[row].label for row in bands]
            found[name][str(n_others)] = measures.macro_f1(truth, said, labels)
    return found


def corpus_figures(test: Measured) -> dict[str, Any]:
    """Everything about one corpus."""
    labels = KNOWN[test.corpus]
    said, truth = test.said(labels), test.truth
    right = np.array([one == other for one, other in zip(said, truth, strict=True)])
    affect = np.stack([affect_of(clip) for clip in test.clips])
    heard = np.array([[reading.valence, reading.arousal] for reading in test.readings])
    return {
        "n": len(truth),
        "labels": len(labels),
        "macro_f1": measures.macro_f1(truth, said, labels),
        "accuracy": float(right.mean()),
        "majority": measures.majority(truth, labels),
        "per_label": measures.f1_per_label(truth, said, labels),
        "speakers": measures.spread(right, [clip.speaker for clip in test.clips]),
        "accuracy_nine": float(test.right.mean()),
        "ece": calibration_error(test.confidence, test.right),
        "confidence": float(test.confidence.mean()),
        "valence_r": measures.correlation(heard[:, 0], affect[:, 0]),
        "arousal_r": measures.correlation(heard[:, 1], affect[:, 1]),
    }


def short_figures(test: Measured) -> dict[str, float]:
    """The same, where the recordings were distorted."""
    labels = KNOWN[test.corpus]
    return {
        "macro_f1": measures.macro_f1(test.truth, test.said(labels), labels),
        "ece": calibration_error(test.confidence, test.right),
        "confidence": float(test.confidence.mean()),
    }


def unfamiliar(
    graph: BandGraph, perceiver: VoicePerceiver, corpora: dict[str, Spoken]
) -> dict[str, dict[str, float]]:
    """Where no emotion can be heard: the mean confidence, and how often a label that is not neutral is said
    with more than CONFIDENT."""
    makers = NoVoice(torch.Generator().manual_seed(11))
    every = [one.features[0].clip(row) for one in corpora.values() for row in one.rows("test")[::9]]
    kinds = {"noise": makers.noise, "bursts": makers.bursts, "tones": makers.music, "whisper": makers.whisper}
    found = {}
    for name, make in kinds.items():
        made = [make(torch.from_numpy(bands)) for bands in every[:: max(1, len(every) // N_UNFAMILIAR)]]
        levels = [(one - one.max()).clamp(min=-80.0).numpy() for one in made]
        readings = [perceiver.interpreted(graph.run(bands)) for bands in levels]
        found[name] = {
            "confidence": float(np.mean([reading.confidence for reading in readings])),
            "confident_emotion": float(
                np.mean(
                    [reading.label != "neutral" and reading.confidence > CONFIDENT for reading in readings]
                )
            ),
        }
    return found


def p50_ms(folder: Path) -> float:
    """Median time from 3 s of sound to the graph's outputs on one thread, in milliseconds."""
    graph = VoiceGraph(folder)
    samples = np.random.default_rng(1).normal(0.0, 0.1, int(TIMED_S * 16_000)).astype(np.float32)
    times = []
    for _ in range(N_TIMED):
        started = time.perf_counter()
        graph.run(samples)
        times.append(time.perf_counter() - started)
    return float(np.median(times) * 1000.0)


def _left_out(work: Path) -> dict[str, Any]:
    path = work / "left_out.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _as_nine(label: str) -> str:
    return "neutral" if label == "calm" else label
