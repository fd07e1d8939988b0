"""`undertone evaluate fusion` and `undertone evaluate dynamics`: the figures over several seeds, as JSON, and
their pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from models.figures import write_figures
from models.fusion import plots
from models.fusion.ablations import ablation_figures
from models.fusion.baselines import baseline_figures
from models.fusion.calibrate import calibrate
from models.fusion.fit import Report, silent
from models.fusion.hparams import read
from models.fusion.measures import over_seeds
from models.fusion.mosi import WITH_READINGS, mosi_figures, segments, with_readings
from models.fusion.network import FusionNetwork
from models.fusion.parts import Parts, parts
from models.fusion.performances import performance_figures, performances
from models.fusion.personal import personal_figures
from models.fusion.runs import Hparams
from models.fusion.subsets import disturbance_figures
from models.fusion.tested import tested
from models.fusion.train import trained
from models.fusion.wording import of_meld
from perception.dynamics import Calibration

SEEDS: Final = (1, 2, 3)
N_EPOCHS_COMPARED: Final = 10
N_DIALOGUES_COMPARED: Final = 1024
"""The budget that all models of the comparison share: a little over a third of hparams.toml's, so that it
takes an hour."""

N_HEARD: Final = 20
"""Utterances heard of an actor before the ones that are read, in the second table of RAVDESS."""


@dataclass(frozen=True, eq=False)
class Run:
    """A trained network, and how far it can be believed."""

    network: FusionNetwork
    calibration: Calibration


def evaluate_fusion(
    models_dir: Path,
    data_dir: Path,
    work: Path,
    build: Path,
    out_dir: Path,
    seeds: Sequence[int] = SEEDS,
    report: Report = silent,
) -> dict[str, Any]:
    """How much the senses bring together: on real performances and segments, on built dialogues with every
    subset, with noise, conflict and failing senses. Writes fusion.json and its pictures into `out_dir`.

    `work` keeps what the senses read and the finished runs; `build` is the folder that holds what their own
    training left.
    """
    sides, runs = _runs(models_dir, data_dir, work, build, seeds, report)
    given = segments(data_dir)
    found: dict[str, Any] = {
        "performances": performance_figures(performances(models_dir, data_dir, work, build), seeds, report),
        "performances_of_known_voices": performance_figures(
            performances(models_dir, data_dir, work, build, N_HEARD), seeds, report
        ),
        "mosi": mosi_figures(given, seeds, report),
        "mosi_with_readings": mosi_figures(
            with_readings(given, models_dir, data_dir, work), seeds, report, WITH_READINGS
        ),
    }
    of_runs = []
    for at, run in enumerate(runs):
        whole = tested(run.network, run.calibration, sides["test"])
        of_runs.append(
            {
                "subsets": whole["subsets"],
                "disturbed": disturbance_figures(run.network, run.calibration, sides["test"]),
            }
        )
        report("built dialogues", (at + 1) / len(runs))
    found |= over_seeds(of_runs)
    write_figures(out_dir / "fusion.json", found)
    plots.plot_fusion(found, runs[0].network, runs[0].calibration, sides["test"], out_dir)
    return found


def evaluate_dynamics(
    models_dir: Path,
    data_dir: Path,
    work: Path,
    build: Path,
    out_dir: Path,
    seeds: Sequence[int] = SEEDS,
    report: Report = silent,
    hparams: Hparams | None = None,
) -> dict[str, Any]:
    """What the course and the person bring: baselines and ablations, change on MELD, new persons. Writes
    dynamics.json and its pictures into `out_dir`. All models of the comparison share the recipe `hparams`,
    without it that of hparams.toml with N_EPOCHS_COMPARED of N_DIALOGUES_COMPARED."""
    sides, runs = _runs(models_dir, data_dir, work, build, seeds, report)
    shared = hparams or replace(read(), epochs=N_EPOCHS_COMPARED, n_dialogues=N_DIALOGUES_COMPARED)
    learned, test = sides["train"], sides["test"]
    found: dict[str, Any] = {
        "meld": over_seeds([of_meld(run.network, test) for run in runs]),
        "personal": over_seeds([personal_figures(run.network, test) for run in runs]),
        "baselines": baseline_figures(learned, test, data_dir, shared, seeds, report),
        "ablations": ablation_figures(learned, test, shared, seeds, report),
    }
    write_figures(out_dir / "dynamics.json", found)
    plots.plot_dynamics(found, runs[0].network, test, out_dir)
    return found


def _runs(
    models_dir: Path, data_dir: Path, work: Path, build: Path, seeds: Sequence[int], report: Report
) -> tuple[dict[str, Parts], list[Run]]:
    sides = {side: parts(models_dir, data_dir, work, build, side) for side in ("train", "dev", "test")}
    hparams, runs = read(), []
    for at, seed in enumerate(seeds):
        network = trained(sides["train"], hparams, seed, work, lambda what: report(what, 0.0))
        folder = work / f"calibration-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        runs.append(Run(network, calibrate(network, sides["dev"], folder)))
        report("networks", (at + 1) / len(seeds))
    return sides, runs
