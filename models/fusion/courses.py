"""Whose turns are built: a person's course of labels over time, and what it calls for."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from models.fusion.network import N_NEEDS
from models.fusion.readings import Floats, Places
from models.fusion.words import Dialogues
from perception.emotion import LABELS, EmotionReading, Modality
from perception.need import NEEDS, need_of
from perception.trajectory import Trajectory
from perception.voice.perceiver import AFFECT

N_TURNS: Final = 24
FELT: Final = 0.8
"""Share of a turn's label, and how much of its place in valence and arousal, for whoever knows what is
felt."""

NEUTRAL: Final = LABELS.index("neutral")
WITH_WORDS_ONLY: Final = tuple(LABELS.index(label) for label in ("anticipation", "trust"))
"""Labels that nobody acted and no camera shows: they come by words."""

SHARE_WITH_WORDS_ONLY: Final = 0.08
SHARE_OF_STRETCHES: Final = 0.25
SHARE_OF_WRITERS: Final = 0.25
"""Of the courses to learn from: made of stretches of any label, so that rare ones are learned; and with
labels as frequent as GoEmotions' writers have them. The others, and all that are tested on, are MELD's."""

LASTS: Final = 0.35
"""How often a writer's next turn has the label of the one before."""


@dataclass(frozen=True, eq=False)
class Courses:
    """Of n persons and N_TURNS turns each: `label`, `need` (place in NEEDS, the last is none), `affect` (n,
    t, 2), `elapsed_s` since the turn before, `utterance` the row of MELD's words, -1 where others are
    drawn."""

    label: Places
    need: Places
    affect: Floats
    elapsed_s: Floats
    utterance: Places


def courses(
    dialogues: Dialogues, n: int, rng: np.random.Generator, *, written: Places | None = None
) -> Courses:
    """`n` courses of MELD's speakers; with the labels of what was `written` elsewhere also others, as one
    learns from: of writers, of stretches, and with labels that MELD lacks."""
    varied = written is not None
    of_speaker = [np.flatnonzero(dialogues.speaker == one) for one in np.unique(dialogues.speaker)]
    long = [rows for rows in of_speaker if len(rows) >= N_TURNS]
    weight = np.sqrt([len(rows) for rows in long])
    label, utterance = np.zeros((n, N_TURNS), np.int64), np.full((n, N_TURNS), -1)
    elapsed_s = np.exp(rng.normal(3.0, 0.8, (n, N_TURNS))).clip(1.0, 600.0)
    for person in range(n):
        kind = rng.random()
        if written is not None and kind < SHARE_OF_STRETCHES + SHARE_OF_WRITERS:
            label[person] = _stretches(rng) if kind < SHARE_OF_STRETCHES else _writer(written, rng)
            continue
        rows = long[rng.choice(len(long), p=weight / weight.sum())]
        start = int(rng.integers(len(rows) - N_TURNS + 1))
        utterance[person] = rows[start : start + N_TURNS]
        label[person] = dialogues.read.label[utterance[person]]
        new = np.flatnonzero(np.diff(dialogues.dialogue[utterance[person]])) + 1
        elapsed_s[person, new] *= 20.0
    if varied:
        other = rng.random(label.shape) < SHARE_WITH_WORDS_ONLY
        label[other] = rng.choice(WITH_WORDS_ONLY, int(other.sum()))
        utterance[other] = -1
    elapsed_s[:, 0] = 0.0
    return Courses(label, needs(label), placed(label), elapsed_s.astype(np.float32), utterance)


def _stretches(rng: np.random.Generator) -> Places:
    found: list[int] = []
    while len(found) < N_TURNS:
        found += [int(rng.integers(len(LABELS)))] * int(rng.integers(1, 5))
    return np.array(found[:N_TURNS])


def _writer(written: Places, rng: np.random.Generator) -> Places:
    found = rng.choice(written, N_TURNS)
    for turn in np.flatnonzero(rng.random(N_TURNS) < LASTS):
        found[turn] = found[max(turn - 1, 0)]
    return found


def placed(label: Places) -> Floats:
    """Labels -> (..., 2) valence and arousal, where they stand on the circumplex."""
    return FELT * np.array([AFFECT[one] for one in LABELS], np.float32)[label]


def needs(label: Places) -> Places:
    """What the documented table (`perception.need`) says of each turn of (n, t) for one who knows what is
    felt.

    Nobody labelled needs: the network learns to apply the table to a course of which it only hears.
    """
    found = np.full(label.shape, N_NEEDS - 1)
    for person, course in enumerate(label):
        trajectory = Trajectory()
        for turn, reading in enumerate(map(_known, course.tolist())):
            point = trajectory.append(reading)
            need = need_of(trajectory.mood or reading, point)
            if need is not None:
                found[person, turn] = NEEDS.index(need)
    return found


def _known(label: int) -> EmotionReading:
    shares = np.full(len(LABELS), (1.0 - FELT) / (len(LABELS) - 1))
    shares[label] = FELT
    valence, arousal = FELT * np.array(AFFECT[LABELS[label]])
    return EmotionReading(Modality.FUSED, tuple(shares.tolist()), float(valence), float(arousal), FELT)
