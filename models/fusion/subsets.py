"""What becomes of the reading when a sense errs, contradicts or fails: built dialogues of the test parts.

Every subset as it is, with its calibration error, is in `models.fusion.tested`."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from models.fusion.baselines import as_sequences
from models.fusion.calibrate import contradicting, served
from models.fusion.courses import N_TURNS, courses
from models.fusion.dialogues import Dialogues, built, with_present
from models.fusion.measures import scores
from models.fusion.network import FACE, N_LABELS, TEXT, VOICE, FusionNetwork
from models.fusion.parts import Parts
from models.fusion.readings import Floats, Places
from models.fusion.runs import possible, run
from models.reliability import calibration_error
from perception.dynamics import Calibration

N_DIALOGUES: Final = 300
MIDDLE: Final = slice(N_TURNS // 3, 2 * N_TURNS // 3)
DISTURBED: Final = {"text": TEXT, "voice": VOICE, "face": FACE}


def disturbance_figures(
    network: FusionNetwork, calibration: Calibration, tested: Parts, seed: int = 3
) -> dict[str, Any]:
    """Scores and calibration error, each beside those of the plain mean of the readings on the same turns:
    `undisturbed`; `noise` on each sense; `conflict`, where the face shows another label than the turn's;
    `missing` in the middle third, in those turns (`then`) and in the ones after (`after`)."""
    rng = np.random.default_rng(seed)
    dialogues = built(tested, courses(tested.dialogues, N_DIALOGUES, rng), rng)
    everywhere = np.ones(dialogues.courses.label.shape, bool)
    found: dict[str, Any] = {
        "undisturbed": marks(network, calibration, tested, dialogues, {"all": everywhere})["all"]
    }
    for name, sense in DISTURBED.items():
        noisy = mistaken(dialogues, sense, rng)
        found[f"noise on {name}"] = marks(network, calibration, tested, noisy, {"all": everywhere})["all"]
    apart = (tested.faces.label[dialogues.face] != dialogues.courses.label) & (
        dialogues.present[:, :, FACE] > 0
    )
    found["conflict"] = marks(network, calibration, tested, dialogues, {"all": apart})["all"]
    then, after = (np.zeros_like(everywhere) for _ in range(2))
    then[:, MIDDLE], after[:, MIDDLE.stop :] = True, True
    for name, sense in DISTURBED.items():
        present = np.ones_like(dialogues.present)
        present[:, MIDDLE, sense] = 0.0
        shown = with_present(dialogues, present)
        for when, turns in marks(network, calibration, tested, shown, {"then": then, "after": after}).items():
            found[f"{name} missing in the middle third, {when}"] = turns
    return found


def mistaken(dialogues: Dialogues, sense: int, rng: np.random.Generator) -> Dialogues:
    """One sense takes every turn for another one, of somebody else's with another label: its reading and its
    vector are that one's."""
    row, turn = others(dialogues.courses.label, dialogues.present[:, :, sense] > 0, rng)
    readings = dialogues.readings.copy()
    readings[:, :, sense] = dialogues.readings[row, turn, sense]
    if sense == TEXT:
        return replace(
            dialogues, readings=readings, text=dialogues.text[row, turn], meld=dialogues.meld[row, turn]
        )
    if sense == FACE:
        return replace(dialogues, readings=readings, face=dialogues.face[row, turn])
    return replace(dialogues, readings=readings)


def others(label: Places, there: NDArray[np.bool_], rng: np.random.Generator) -> tuple[Places, Places]:
    """(n, t) row and turn of another turn whose label differs, of those that are `there`; a turn that is not
    there stays as it is.

    Raises ValueError where all labels are alike.
    """
    row, turn = np.indices(label.shape)
    for one in np.unique(label[there]):
        mine, free = there & (label == one), np.argwhere(there & (label != one))
        if not len(free):
            raise ValueError(f"every turn has the label {one}; to take one for another it needs two labels")
        row[mine], turn[mine] = free[rng.integers(0, len(free), int(mine.sum()))].T
    return row, turn


def marks(
    network: FusionNetwork,
    calibration: Calibration,
    tested: Parts,
    dialogues: Dialogues,
    chosen: dict[str, NDArray[np.bool_]],
) -> dict[str, Any]:
    """Figures of some of the turns (n, t) by name. Turns in which nothing was sensed do not count."""
    sequences = as_sequences(tested, dialogues, network.size)
    with torch.no_grad():
        logits = possible(
            torch.stack([one.logits for one in run(network.eval(), sequences)], 1), sequences
        ).numpy()
    shares, confidence = calibrated(logits, dialogues, calibration)
    plain = plain_mean(dialogues)
    read = dialogues.present[:, :, :3].sum(2) > 0
    found = {}
    for name, turns in chosen.items():
        rows = turns & read
        label, said = dialogues.courses.label[rows], shares[rows].argmax(1)
        found[name] = scores(label, said) | {
            "ece": calibration_error(confidence[rows], said == label),
            "plain_mean": scores(label, plain[rows]),
        }
    return found


def calibrated(
    logits: Floats, dialogues: Dialogues, calibration: Calibration
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n, t, 9) shares and (n, t) confidence, each turn's by the senses that were there."""
    n, t = logits.shape[:2]
    shares, confidence = served(
        calibration,
        logits.reshape(n * t, -1),
        dialogues.readings.reshape(n * t, *dialogues.readings.shape[2:]),
        dialogues.present.reshape(n * t, -1),
        contradicting(dialogues).ravel(),
    )
    return shares.reshape(n, t, -1), confidence.reshape(n, t)


def plain_mean(dialogues: Dialogues) -> Places:
    """(n, t) labels by the mean of the readings, weighted by confidence."""
    shares = np.exp(dialogues.readings[..., :N_LABELS]) * dialogues.present[..., None]
    found: Places = (shares * dialogues.readings[..., -1:]).sum(2).argmax(2)
    return found
