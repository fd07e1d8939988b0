"""What it brings to know somebody: new persons, from their first turn on, with and without corrections,
against the same network that takes everybody for somebody never met."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from models.fusion.baselines import as_sequences
from models.fusion.calibrate import softmaxed
from models.fusion.courses import N_TURNS, courses
from models.fusion.dialogues import Dialogues, built
from models.fusion.measures import interval
from models.fusion.network import FusionNetwork
from models.fusion.parts import Parts
from models.fusion.runs import Sequences, possible, run

TURNS: Final = (1, 5, 20)
N_DIALOGUES: Final = 1000
CORRECTED: Final = {"never corrected": 0.0, "corrected in 3 of 10 turns": 0.3}


def personal_figures(network: FusionNetwork, tested: Parts, seed: int = 3) -> dict[str, Any]:
    """For each of CORRECTED: accuracy and log likelihood at TURNS with the person known and as if never met,
    the gain with its interval over the real speakers; `course` the gain in accuracy at every turn."""
    found: dict[str, Any] = {}
    for name, share in CORRECTED.items():
        rng = np.random.default_rng(seed)
        dialogues = built(tested, courses(tested.dialogues, N_DIALOGUES, rng), rng, corrects=share)
        found[name] = gains(network, tested, dialogues)
    return found


def gains(network: FusionNetwork, tested: Parts, dialogues: Dialogues) -> dict[str, Any]:
    """Of some dialogues."""
    known = as_sequences(tested, dialogues, network.size)
    never_met = replace(known, person=torch.zeros_like(known.person))
    right, sure = judged(network, known)
    right_before, sure_before = judged(network, never_met)
    gain = right.astype(np.float64) - right_before.astype(np.float64)
    rng = np.random.default_rng(1)
    found: dict[str, Any] = {}
    for turn in TURNS:
        at = turn - 1
        found[f"turn {turn}"] = {
            "accuracy": float(right[:, at].mean()),
            "accuracy_never_met": float(right_before[:, at].mean()),
            "gain": interval(gain[:, at], dialogues.speaker, rng),
            "gain_log_likelihood": interval((sure - sure_before)[:, at], dialogues.speaker, rng),
        }
    late = slice(TURNS[-1] - 1, N_TURNS)
    found[f"turns {TURNS[-1]} to {N_TURNS}"] = {
        "gain": interval(gain[:, late].mean(1), dialogues.speaker, rng),
        "gain_log_likelihood": interval((sure - sure_before)[:, late].mean(1), dialogues.speaker, rng),
    }
    found["course"] = gain.mean(0).tolist()
    return found


def judged(network: FusionNetwork, sequences: Sequences) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """(n, t) whether each turn is read right, and the log likelihood of its label."""
    with torch.no_grad():
        logits = possible(torch.stack([one.logits for one in run(network, sequences)], 1), sequences)
    label = sequences.label.numpy()
    flat = softmaxed(logits.flatten(0, 1).numpy())
    sure = np.log(flat[np.arange(len(flat)), label.ravel()].clip(1e-6)).reshape(label.shape)
    return logits.argmax(2).numpy() == label, sure
