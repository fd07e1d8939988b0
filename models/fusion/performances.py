"""RAVDESS: voice and face of the same performance, actors held out; both together against each alone.

A voice is read by the network that never heard RAVDESS, for every actor alike: read by the one that ships, an
actor of its training would be read better than one who is tested. A face is the 35 action units of the clip.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.fusion.dialogues import as_readings
from models.fusion.fit import Fit, Report, as_courses, fitted, only, shares, silent
from models.fusion.measures import mean_of, over_seeds, scores, spread_of
from models.fusion.network import FACE, N_READING, SENSES, VOICE, Size
from models.fusion.readings import N_HEARD, Floats, Places, as_arrays, from_arrays, kept, of_readings
from models.voice.corpora import CORPORA
from models.voice.examples import spoken
from perception.voice.graph import Familiarity
from perception.voice.perceiver import VoicePerceiver

ACTED: Final = ("neutral", "calm", "joy", "sadness", "anger", "fear", "disgust", "surprise")
N_ACTION_UNITS: Final = 35
N_FOLDS: Final = 6
GOAL: Final = 0.08
"""By how much macro-F1 of both is to be above that of the better one."""

SETS: Final = {"voice": (VOICE,), "face": (FACE,), "voice+face": (VOICE, FACE)}
HPARAMS: Final = Fit(
    Size(embeddings=(0, 0, N_ACTION_UNITS, 0), n_outputs=len(ACTED), embedding_dropout=0.1, dropout=0.2),
    epochs=25,
    batch_size=64,
    window=1,
    whole=0.3,
    single=0.0,
    noise=0.3,
)


@dataclass(frozen=True, eq=False)
class Performances:
    """Of n performances: `readings` (n, 12) of the voice, `action_units` (n, 35), `label` (n,) the place in
    ACTED, `actor` (n,) from 1."""

    readings: Floats
    action_units: Floats
    label: Places
    actor: Places


def performances(models_dir: Path, data_dir: Path, work: Path, build: Path, n_heard: int = 0) -> Performances:
    """All of RAVDESS, each voice after `n_heard` other utterances of its actor, one of N_HEARD."""
    arrays = kept(work / "ravdess-unheard.npz", lambda: _unheard(models_dir, data_dir, build / "voice"))
    read = from_arrays(
        {name: values[N_HEARD.index(n_heard)] for name, values in arrays.items() if name != "name"}
    )
    with np.load(data_dir / "fusion" / "ravdess_face_action_units.npz") as faces:
        place = {str(clip)[2:]: row for row, clip in enumerate(faces["clip"])}
        names = [str(name).removesuffix(".ogg") for name in arrays["name"]]
        units = faces["action_units"][[place[name[2:]] for name in names]]
    return Performances(
        as_readings(read, np.arange(len(read))),
        units.astype(np.float32),
        np.array([int(name[6:8]) - 1 for name in names]),
        np.array([int(name[18:20]) for name in names]),
    )


def _unheard(models_dir: Path, data_dir: Path, voice_work: Path) -> dict[str, NDArray[np.generic]]:
    from models.fusion.voices import by_left_out_network

    corpora = spoken(data_dir, voice_work / "features", CORPORA)
    one = corpora.pop("ravdess")
    familiar = Familiarity.load(models_dir / "voice" / "familiar.npz").means[0]
    sense = VoicePerceiver(models_dir / "voice")
    reads = [
        as_arrays(
            of_readings(
                [replace(sense.interpreted(output), embedding=None) for output in outputs],
                [None] * len(one.clips),
            )
        )
        for outputs in by_left_out_network(corpora, one, voice_work / "runs" / "without-ravdess", familiar)
    ]
    stacked = {name: np.stack([read[name] for read in reads]) for name in reads[0]}
    return stacked | {"name": np.array([clip.name for clip in one.clips], "U24")}


def folds(actor: Places) -> list[NDArray[np.bool_]]:
    """Which performances are tested in each fold: those of every N_FOLDS-th pair of a man and a woman."""
    return [((actor - 1) // 2) % N_FOLDS == fold for fold in range(N_FOLDS)]


def said(
    given: Performances, hparams: Fit, seed: int, senses: Sequence[int], report: Report = silent
) -> dict[str, Floats]:
    """What networks say of actors they never met, which learned from `senses`: (n, 8) shares for each subset
    of them in SETS."""
    found = {
        name: np.zeros((len(given.label), len(ACTED)), np.float32)
        for name, places in SETS.items()
        if set(places) <= set(senses)
    }
    for fold, held_out in enumerate(folds(given.actor)):
        mean, spread = given.action_units[~held_out].mean(0), given.action_units[~held_out].std(0)
        units = (given.action_units - mean) / (spread + 1e-3)
        present = np.zeros((len(units), 1, len(SENSES)), np.float32)
        present[:, :, list(senses)] = 1.0
        readings = np.zeros((len(units), 1, len(SENSES), N_READING), np.float32)
        readings[:, 0, VOICE] = given.readings
        for rows, learned in ((~held_out, True), (held_out, False)):
            part = as_courses(
                hparams.size,
                readings[rows],
                {FACE: units[rows][:, None]},
                present[rows],
                given.label[rows][:, None],
            )
            part = only(part, np.ones(len(SENSES), np.float32))
            if learned:
                network = fitted(part, hparams, seed)
                continue
            for name, values in found.items():
                keep = np.isin(np.arange(len(SENSES)), SETS[name])
                values[rows] = shares(network, only(part, keep.astype(np.float32)))[:, 0]
        report(f"RAVDESS, seed {seed}", (fold + 1) / N_FOLDS)
    return found


def performance_figures(
    given: Performances, seeds: Sequence[int], report: Report = silent, hparams: Fit = HPARAMS
) -> dict[str, Any]:
    """Both senses together against each alone: by the same network with one left out (`masked`), and by a
    network of its own (`own`). `gain` is over the best of these."""
    runs = []
    for seed in seeds:
        both = said(given, hparams, seed, (VOICE, FACE), report)
        one = {f"masked {name}": both[name] for name in ("voice", "face")}
        one["own voice"] = said(given, hparams, seed, (VOICE,), report)["voice"]
        one["own face"] = said(given, hparams, seed, (FACE,), report)["face"]
        one["fused"] = both["voice+face"]
        figures = {name: scores(given.label, values.argmax(1)) for name, values in one.items()}
        best = max(figures[name]["macro_f1"] for name in one if name != "fused")
        runs.append(figures | {"gain": figures["fused"]["macro_f1"] - best})
    found = over_seeds(runs)
    return found | {
        "split": f"{N_FOLDS} folds of four actors, each tested by networks that never met them",
        "reached": mean_of(found["gain"]) - spread_of(found["gain"]) >= GOAL,
    }
