"""`undertone evaluate face`: the served graph on FER's PrivateTest."""

import json
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.face import measures
from models.face.fer import FER2013, Fer, load
from models.face.prepare import landmarks
from models.face.served import Served, served
from models.figures import write_figures
from models.reliability import calibration_error
from perception.emotion import EmotionReading
from perception.face.align import SIDE
from perception.face.graph import FaceGraph
from perception.face.names import AFFECT
from perception.face.perceiver import FacePerceiver
from perception.signals.face_observation import EXPRESSIONS

Floats = NDArray[np.float64]

SPLIT = "PrivateTest"
N_TIMED = 200


@dataclass(frozen=True, eq=False)
class Test:
    """The pictures of the test split, what the graph says of them, and the readings made of it."""

    fer: Fer
    plain: Served
    readings: list[EmotionReading]

    @property
    def confidence(self) -> Floats:
        """(n,)."""
        return np.array([reading.confidence for reading in self.readings])

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the reading's label, one of the nine, is what most people said; contempt counts as
        disgust."""
        said = np.array([int(np.argmax(reading.probabilities)) for reading in self.readings])
        return said == self.plain.truth_nine


def evaluate(models_dir: Path, data_dir: Path, work: Path, out_dir: Path, pictures: Path) -> dict[str, Any]:
    """Measure `models_dir`/face on PrivateTest; write results.json and plots to `out_dir`, and a sheet of the
    worst errors, which are other people's pictures, to `pictures`.

    Landmarks are kept in `work`; the comparison of ways to read a turn is reported where `work` holds it.
    """
    folder = models_dir / "face"
    fer = load(data_dir)
    found = landmarks(fer, work)
    graph, perceiver = FaceGraph(folder), FacePerceiver(folder)
    rows = fer.rows(SPLIT)
    plain, mirrored = served(graph, fer, found, rows), served(graph, fer, found, rows, mirrored=True)
    readings = [
        perceiver.interpreted(one.logits, one.valence_arousal, one.embedding) for one in plain.outputs
    ]
    test = Test(fer, plain, readings)
    results = write_figures(
        out_dir / "results.json",
        {
            "ferplus": ferplus(fer, plain, mirrored),
            "fer2013": fer2013(fer, plain, mirrored),
            **_confidence(test),
            **_affect(test),
            "found": float(found.found[rows].mean()),
            "without_landmarks": measures.accuracy(
                plain.truth[~found.found[rows]], plain.logits.argmax(1)[~found.found[rows]]
            ),
            "turn": _turn(work),
            "p50_ms": p50_ms(graph),
        },
    )
    if find_spec("matplotlib") is not None:
        from models.face.plots import plot_all

        plot_all(test, results, out_dir)
    write_worst(test, pictures)
    return results


def ferplus(fer: Fer, plain: Served, mirrored: Served) -> dict[str, Any]:
    """The eight expressions, against what most of ten people said."""
    said = plain.logits.argmax(1)
    alone = ~fer.crosses[plain.rows]
    f1 = measures.f1_per_label(plain.truth, said, len(EXPRESSIONS))
    clear = clear_majority(plain.votes)
    return {
        **measures.figures(plain.truth, said, len(EXPRESSIONS)),
        "without_copies": measures.accuracy(plain.truth[alone], said[alone]),
        "mirrored": measures.accuracy(mirrored.truth, mirrored.logits.argmax(1)),
        "clear_majority": {"n": int((clear >= 0).sum()), "accuracy": measures.accuracy(clear, said)},
        "per_label": dict(zip(EXPRESSIONS, f1, strict=True)),
    }


def fer2013(fer: Fer, plain: Served, mirrored: Served) -> dict[str, Any]:
    """The seven labels that FER2013 gave its pictures."""
    said = plain.fer2013.argmax(1)
    alone = ~fer.crosses[plain.rows]
    f1 = measures.f1_per_label(plain.labels, said, len(FER2013))
    return {
        **measures.figures(plain.labels, said, len(FER2013)),
        "without_copies": measures.accuracy(plain.labels[alone], said[alone]),
        "mirrored": measures.accuracy(mirrored.labels, mirrored.fer2013.argmax(1)),
        "per_label": dict(zip(FER2013, f1, strict=True)),
    }


def clear_majority(votes: NDArray[np.float32]) -> NDArray[np.int64]:
    """(n, 10) votes -> (n,) as the authors of FER+ count: single votes do not, and the first label has more
    than half of the rest; -1 elsewhere, and where it is no expression."""
    kept = np.where(votes > 1.0, votes, 0.0)
    first = kept.argmax(1)
    clear = (kept.max(1) > 0.5 * kept.sum(1)) & (first < len(EXPRESSIONS))
    return np.where(clear, first, -1)


def _confidence(test: Test) -> dict[str, float]:
    known = test.plain.truth >= 0
    confidence, right = test.confidence[known], test.right[known]
    sure = confidence >= np.quantile(confidence, 0.5)
    return {
        "ece": calibration_error(confidence, right),
        "accuracy_nine": float(right.mean()),
        "accuracy_surer_half": float(right[sure].mean()),
    }


def _affect(test: Test) -> dict[str, float]:
    votes = test.plain.votes[:, : len(EXPRESSIONS)]
    known = votes.sum(1) > 0
    shares = votes[known] / votes[known].sum(1, keepdims=True)
    truth = shares @ np.array([AFFECT[name] for name in EXPRESSIONS])
    said = np.array([one.valence_arousal for one in test.plain.outputs])[known]
    return {
        "valence_r": measures.correlation(said[:, 0], truth[:, 0]),
        "arousal_r": measures.correlation(said[:, 1], truth[:, 1]),
    }


def p50_ms(graph: FaceGraph) -> float:
    """Median time for one crop on one thread, in milliseconds."""
    crop = np.random.default_rng(1).uniform(0.0, 255.0, (SIDE, SIDE)).astype(np.float32)
    times = []
    for _ in range(N_TIMED):
        started = time.perf_counter()
        graph.run(crop)
        times.append(time.perf_counter() - started)
    return float(np.median(times) * 1000.0)


def write_worst(test: Test, folder: Path, n_pictures: int = 60) -> Path:
    """A sheet of the most confident errors, with what people said and what was read beneath each."""
    from models.face.sheet import contact_sheet

    wrong = np.flatnonzero(~test.right & (test.plain.truth >= 0))
    worst = wrong[np.argsort(-test.confidence[wrong])][:n_pictures]
    captions = [
        f"{EXPRESSIONS[test.plain.truth[place]]}\n{test.readings[place].label} {test.confidence[place]:.2f}"
        for place in worst
    ]
    folder.mkdir(parents=True, exist_ok=True)
    return contact_sheet(test.fer.tiles[test.plain.rows[worst]], captions, folder / "worst.png")


def _turn(work: Path) -> dict[str, Any]:
    path = work / "turn.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found
