"""What the served graphs share: how one is loaded, and how its logits become calibrated shares."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from perception.errors import WeightsError

Floats = NDArray[np.float64]


def session_of(path: Path, outputs: Collection[str] = ()) -> ort.InferenceSession:
    """The graph in `path`, on one thread that does not spin; safe to share. Raises WeightsError when it is
    missing, damaged, or of another version, which lacks one of the `outputs`."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library raises bare or private types for an unreadable file
        raise WeightsError(
            f"{path} cannot be loaded ({error}); restore models/ from the repository"
        ) from error
    given = [one.name for one in session.get_outputs()]
    missing = [name for name in outputs if name not in given]
    if missing:
        raise WeightsError(
            f"{path} is of another version: it gives {', '.join(given)}, and not {', '.join(missing)}; "
            "restore models/ from the repository"
        )
    return session


def softmax(logits: Floats) -> Floats:
    """(n,) logits -> (n,) shares that sum to 1, without overflow."""
    weights = np.exp(logits - logits.max())
    shares: Floats = weights / weights.sum()
    return shares


def chance_of_right(share: float, scale: float, offset: float) -> float:
    """Share of the first label -> the probability that it is right (Platt scaling of its log odds)."""
    share = min(max(share, 1e-4), 1.0 - 1e-4)
    return sigmoid(scale * float(np.log(share / (1.0 - share))) + offset)


def sigmoid(value: float) -> float:
    """The logistic function, without overflow."""
    return float(np.exp(-np.logaddexp(0.0, -value)))
