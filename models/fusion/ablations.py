"""What each part of the fusion network is worth: the same run without it, after Liu and Wang's section
4.4."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from torch import nn

from models.fusion.baselines import Exam, as_sequences, exam, learned_marks
from models.fusion.dialogues import with_present
from models.fusion.fit import Report, silent
from models.fusion.measures import over_seeds
from models.fusion.network import SENSES, FusionNetwork, Size
from models.fusion.parts import Parts
from models.fusion.rivals import WithoutDynamics, WithoutGates, WithoutOpinions, WithoutPerson
from models.fusion.runs import Hparams

VARIANTS: Final[dict[str, Callable[[Size], nn.Module]]] = {
    "whole": FusionNetwork,
    "senses side by side instead of gates": WithoutGates,
    "attention between senses instead of gates": lambda size: FusionNetwork(replace(size, fusion="cross")),
    "no dynamics": WithoutDynamics,
    "no person": WithoutPerson,
    "no opinions of the senses": WithoutOpinions,
}
ALONE: Final = ("text", "voice", "face")
"""Senses that are also learned and tested alone: no fusion at all."""

NAMES: Final = (*VARIANTS, *(f"{one} alone" for one in ALONE))


def ablation_figures(
    learned: Parts,
    tested: Parts,
    hparams: Hparams,
    seeds: Sequence[int],
    report: Report = silent,
    names: Sequence[str] = NAMES,
) -> dict[str, Any]:
    """Marks of every variant by name, over seeds."""
    given = exam(tested, hparams.size)
    runs: list[dict[str, Any]] = []
    for seed in seeds:
        now, found = replace(hparams, seed=seed), {}
        for name in names:
            report(f"{name}, seed {seed}", 0.0)
            if name in VARIANTS:
                found[name] = learned_marks(learned, given, now, VARIANTS[name])
            else:
                only = np.array([float(name == f"{sense} alone") for sense in SENSES], np.float32)
                shown = with_present(given.dialogues, only)
                alone = Exam(shown, as_sequences(tested, shown, hparams.size), given.meld)
                found[name] = learned_marks(learned, alone, now, FusionNetwork, senses=only)
                if name != "text alone":
                    del found[name]["meld"]  # MELD has words alone
            report(f"{name}, seed {seed}", 1.0)
        runs.append(found)
    return over_seeds(runs)
