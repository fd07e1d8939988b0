"""The network with its calibration on the test side: what results.json and the card say."""

from typing import Any, Final

import numpy as np
from sklearn.metrics import f1_score

from models.figures import rounded
from models.fusion.calibrate import Answers, answers, served, softmaxed, subsets
from models.fusion.courses import courses
from models.fusion.dialogues import Dialogues, built, with_present
from models.fusion.network import N_LABELS, SENSES, FusionNetwork
from models.fusion.parts import Parts
from models.fusion.readings import Places
from models.fusion.wording import macro_f1, of_meld, of_sentences
from models.reliability import calibration_error
from perception.dynamics import Calibration
from perception.need import NEEDS

N_DIALOGUES: Final = 300
NEED_SHARE: Final = 0.35
"""As `perception.need.SURE`: a wrong need costs more than none."""


def tested(network: FusionNetwork, calibration: Calibration, parts: Parts, seed: int = 3) -> dict[str, Any]:
    """Of spoken dialogues every subset of senses; of written ones words alone; MELD; single sentences."""
    rng = np.random.default_rng(seed)
    spoken = built(parts, courses(parts.dialogues, N_DIALOGUES, rng), rng)
    written = built(parts, courses(parts.dialogues, N_DIALOGUES, rng), rng, speaking=0.0)
    found = {
        "meld": of_meld(network, parts),
        "sentences": of_sentences(network, parts),
        "subsets": {
            name_of(subset): of_subset(network, calibration, parts, spoken, subset) for subset in subsets()
        },
        "written": of_subset(network, calibration, parts, written, (1, 0, 0, 0)),
    }
    figures: dict[str, Any] = rounded(found)
    return figures


def of_subset(
    network: FusionNetwork,
    calibration: Calibration,
    parts: Parts,
    dialogues: Dialogues,
    subset: tuple[int, ...],
) -> dict[str, Any]:
    """Figures of the dialogues with these senses alone; `mean` is that of the plain mean of the readings
    weighted by confidence, which knows no turn before."""
    shown = with_present(dialogues, np.array(subset, np.float32))
    given = answers(network, parts, shown)
    shares, confidence = served(calibration, given.logits, given.readings, given.present, given.mixed)
    said = shares.argmax(1)
    right = said == given.label
    majority = np.full_like(said, np.bincount(given.label).argmax())
    return {
        "n": len(said),
        "macro_f1": macro_f1(given.label, said),
        "accuracy": float(right.mean()),
        "ece": calibration_error(confidence, right),
        "majority": {
            "macro_f1": macro_f1(given.label, majority),
            "accuracy": float((majority == given.label).mean()),
        },
        "mean": of_plain_mean(shown),
        "mixed": {
            "share": float(given.mixed.mean()),
            "accuracy": float(right[given.mixed].mean()) if given.mixed.any() else None,
            "confidence": float(confidence[given.mixed].mean()) if given.mixed.any() else None,
        },
        "need": of_need(given),
        "weights": dict(zip(SENSES, given.weights.mean(0).tolist(), strict=True)),
    }


def of_plain_mean(dialogues: Dialogues) -> dict[str, float]:
    """Each turn's readings, weighted by confidence."""
    read = dialogues.present[:, :, :3].sum(2) > 0
    shares = np.exp(dialogues.readings[..., :N_LABELS]) * dialogues.present[..., None]
    said = (shares * dialogues.readings[..., -1:]).sum(2).argmax(2)[read]
    label = dialogues.courses.label[read]
    return {"macro_f1": macro_f1(label, said), "accuracy": float((said == label).mean())}


def of_need(given: Answers) -> dict[str, float]:
    """The need against what the table says of the true course; `macro_f1` over all needs and none."""
    shares = softmaxed(given.need)
    sure = (shares.argmax(1) < len(NEEDS)) & (shares.max(1) >= NEED_SHARE)
    said = np.where(sure, shares.argmax(1), len(NEEDS))
    most = np.full_like(said, np.bincount(given.wanted).argmax())
    return {
        "macro_f1": _need_f1(given.wanted, said),
        "accuracy": float((said == given.wanted).mean()),
        "majority_macro_f1": _need_f1(given.wanted, most),
        "majority_accuracy": float((most == given.wanted).mean()),
    }


def _need_f1(wanted: Places, said: Places) -> float:
    return float(f1_score(wanted, said, labels=np.unique(wanted), average="macro", zero_division=0.0))


def name_of(subset: tuple[int, ...]) -> str:
    """Such as `text+face`."""
    return "+".join(sense for sense, there in zip(SENSES, subset, strict=True) if there)
