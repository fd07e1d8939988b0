"""serving.json: thresholds and calibration of the served graph, fitted on GoEmotions dev alone."""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from models.text.measures import right_labels
from models.text.prepare import Sentences
from models.text.thresholds import Floats, steady
from perception.emotion import GOEMOTIONS_TO_PLUTCHIK
from perception.text.graph import Calibration, TextGraph
from perception.text.perceiver import plutchik
from perception.text.wording import plain


def calibrate(folder: Path, dev: Sentences) -> Calibration:
    """Fit on the graph in `folder` and write `folder`/serving.json."""
    if dev.emotions is None:
        raise ValueError("calibration needs labelled sentences")
    logits = TextGraph(folder, n_threads=2).run([plain(text) or "." for text in dev.texts]).logits
    truth = dev.emotions.astype(float)
    scale, offset = _platt(logits.ravel(), truth.ravel() > 0.5)
    emotions = 1.0 / (1.0 + np.exp(-(scale * logits + offset)))
    shares = plutchik(emotions)
    first = shares.argmax(1)
    right = right_labels(truth)[np.arange(len(first)), first]
    top = np.clip(shares.max(1), 1e-4, 1.0 - 1e-4)
    confidence_scale, confidence_offset = _platt(np.log(top / (1.0 - top)), right)
    values = {
        "labels": list(GOEMOTIONS_TO_PLUTCHIK),
        "thresholds": [round(float(value), 3) for value in steady(dev.emotions, emotions)],
        "scale": round(scale, 4),
        "offset": round(offset, 4),
        "confidence_scale": round(confidence_scale, 4),
        "confidence_offset": round(confidence_offset, 4),
    }
    path = folder / "serving.json"
    path.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    return Calibration.load(path)


def _platt(scores: Floats, right: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> tuple[float, float]:
    model = LogisticRegression(C=1e4).fit(scores[:, None], right)
    return float(model.coef_[0, 0]), float(model.intercept_[0])
