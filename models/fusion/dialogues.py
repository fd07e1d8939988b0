"""Dialogues built of real parts: one real speaker for each person, words and faces with the label of the turn
or, as often as people disagree who saw and heard the same clip, with another one."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.fusion.courses import N_TURNS, NEUTRAL, Courses
from models.fusion.network import BEHAVIOUR, FACE, N_PERSON, SENSES, TEXT, VOICE
from models.fusion.parts import Parts
from models.fusion.readings import N_HEARD, Floats, Places, Read
from perception.behaviour.perceiver import reading_of
from perception.dynamics import LEAST_SHARE, as_numbers
from perception.emotion import LABELS

OWN_WORDS: Final = {True: 0.7, False: 0.1}
"""Share of MELD's turns that keep their utterance, of spoken ones and of written ones; the others get a
sentence of GoEmotions with that label, which somebody wrote."""

AT_REST: Final = (2.0, 5.0)
"""Beta distribution of the share of a person's turns in which the face stays at rest whatever is felt: at a
keyboard most faces show little. Own judgement: FER's pictures were searched for by emotion."""

CORRECTS: Final = (0.0, 0.0, 0.15, 0.4)
"""Shares of turns in which a person says what they feel; one of them for each person."""

TYPING_EFFECT: Final = 0.2
"""There is no open set of typing with emotions. How livelier than usual somebody types is simulated: it has
this correlation with the arousal of what they feel, and says nothing of good or bad. The behaviour sense then
reads it. Own judgement; the studies that `perception.behaviour.perceiver` names found small effects."""

AROUSAL_SPREAD: Final = 0.35
"""Standard deviation of the arousal of MELD's labels where they stand on the circumplex."""


@dataclass(frozen=True, eq=False)
class Dialogues:
    """Of n persons and t turns: `courses`; `readings` (n, t, 4, 12) and `present` (n, t, 4); `text` and
    `face` (n, t) rows of the parts' embeddings, with which kind of words in `meld` (n, t); `said` (n, t)
    whether the person named the label; `speaker` (n,), `spoken` (n, t) whether they spoke."""

    courses: Courses
    readings: Floats
    present: Floats
    text: Places
    meld: NDArray[np.bool_]
    face: Places
    said: NDArray[np.bool_]
    speaker: Places
    spoken: NDArray[np.bool_]

    def person(self, *, corrected: bool = True) -> Floats:
        """(n, t, 80) what is known of each person before each turn: the means and, where they said, the
        errors of each sense so far. Without corrections nothing is known of the errors."""
        said = self.said if corrected else np.zeros_like(self.said)
        return person_vectors(self.readings, self.present, self.courses.label, said)


def built(
    parts: Parts,
    courses: Courses,
    rng: np.random.Generator,
    *,
    corrects: float | None = None,
    speaking: float = 1.0,
) -> Dialogues:
    """Fill courses with what is heard and seen. `corrects` is the share of turns in which everybody says what
    they feel; without it one of CORRECTS. `speaking` is the share of persons who speak; the others write."""
    n = len(courses.label)
    speakers = np.unique(parts.voices.speaker[parts.voice_rows])
    speaker = rng.choice(speakers, n, p=_by_corpus(speakers))
    readings = np.zeros((n, N_TURNS, len(SENSES), len(LABELS) + 3), np.float32)
    present = np.ones((n, N_TURNS, len(SENSES)), np.float32)
    spoken = np.broadcast_to(rng.random((n, 1)) < speaking, (n, N_TURNS))
    text, is_meld = _words(parts, courses, spoken, rng)
    every = _together(parts.dialogues.read, parts.sentences)
    readings[:, :, TEXT] = as_readings(every, np.where(is_meld, text, text + len(parts.dialogues.read)))
    voice, seen = _voices(parts, courses.label, speaker, rng)
    heard = [as_readings(read, np.maximum(voice, 0)) for read in parts.voices.heard]
    n_before = np.cumsum(voice >= 0, 1) - (voice >= 0)
    stage = np.searchsorted(N_HEARD, n_before, side="right") - 1
    for at, values in enumerate(heard):
        readings[:, :, VOICE] = np.where((stage == at)[:, :, None], values, readings[:, :, VOICE])
    present[:, :, VOICE] = (voice >= 0) & spoken
    at_rest = rng.random((n, N_TURNS)) < rng.beta(*AT_REST, (n, 1))
    face = _of_label(parts.faces.label, np.where(at_rest, NEUTRAL, seen), rng)
    readings[:, :, FACE] = as_readings(parts.faces, np.maximum(face, 0))
    present[:, :, FACE] = face >= 0
    readings[:, :, BEHAVIOUR] = typed(courses.affect, rng)
    share = rng.choice(CORRECTS, (n, 1)) if corrects is None else np.full((n, 1), corrects)
    said = rng.random((n, N_TURNS)) < share
    return Dialogues(
        courses,
        readings * present[..., None],
        present,
        text,
        is_meld,
        np.maximum(face, 0),
        said,
        speaker,
        spoken,
    )


def masked(
    dialogues: Dialogues, rng: np.random.Generator, *, whole: float = 0.35, single: float = 0.1
) -> Dialogues:
    """Senses left out at random: for a whole dialogue, and for single turns of it. One is always left."""
    n = len(dialogues.speaker)
    keeps = rng.random((n, 1, len(SENSES))) >= np.array([0.1, whole + 0.15, whole + 0.15, whole + 0.15])
    now = rng.random(dialogues.present.shape) >= single
    present = dialogues.present * keeps * now
    none = present[:, :, :3].sum(2) == 0
    present[:, :, TEXT] = np.where(none, dialogues.present[:, :, TEXT], present[:, :, TEXT])
    return with_present(dialogues, present)


def with_present(dialogues: Dialogues, present: Floats) -> Dialogues:
    """Only these senses, of those that were there."""
    present = (dialogues.present * present).astype(np.float32)
    return replace(dialogues, present=present, readings=dialogues.readings * present[..., None])


def weakened(readings: Floats, rng: np.random.Generator) -> Floats:
    """Voices and faces of which less is left than of the corpora's: mixed with next to nothing, as the senses
    themselves do where they are far off, dark or turned away."""
    found = readings.copy()
    for sense in (VOICE, FACE):
        share = np.where(rng.random(readings.shape[:2]) < 0.4, rng.uniform(0.1, 1.0, readings.shape[:2]), 1.0)
        flat = np.where(np.arange(len(LABELS)) == NEUTRAL, 0.44, 0.08)
        p = np.exp(readings[:, :, sense, : len(LABELS)])
        there = readings[:, :, sense, -1:] > 0
        mixed = share[..., None] * p + (1.0 - share[..., None]) * flat
        found[:, :, sense, : len(LABELS)] = np.where(there, logarithms(mixed), 0.0)
        found[:, :, sense, len(LABELS) :] *= share[..., None]
    return found


def logarithms(probabilities: Floats) -> Floats:
    """Natural logarithms, of no less than LEAST_SHARE."""
    return np.log(np.maximum(probabilities, LEAST_SHARE)).astype(np.float32)


def as_readings(read: Read, rows: Places) -> Floats:
    """(..., 12) of some rows."""
    values = np.concatenate([logarithms(read.probabilities), read.affect, read.confidence[:, None]], 1)
    return values[rows].astype(np.float32)


def typed(affect: Floats, rng: np.random.Generator) -> Floats:
    """(n, t, 2) -> (n, t, 12) what the behaviour sense reads of simulated typing."""
    shape = affect.shape[:2]
    noise = rng.normal(size=shape) * np.sqrt(1.0 - TYPING_EFFECT**2)
    drive = TYPING_EFFECT * affect[..., 1] / AROUSAL_SPREAD + noise
    strength = np.tanh(drive / 2.0)
    steps = np.linspace(-1.0, 1.0, 81)
    read = np.stack([as_numbers(reading_of(float(step), 1.0)) for step in steps])
    found: Floats = read[np.abs(strength[..., None] - steps).argmin(-1)]
    found[..., -1] *= rng.uniform(0.3, 1.0, shape)
    return found


def person_vectors(readings: Floats, present: Floats, label: Places, said: NDArray[np.bool_]) -> Floats:
    """See `personalization.expression.ExpressionProfile.vector`, here for all persons and turns at once."""
    n, t = label.shape
    p = np.exp(readings[..., : len(LABELS)]) * present[..., None]
    confirmed = said[:, :, None] * present
    n_read, n_confirmed = _before(present), _before(confirmed)
    error = (np.eye(len(LABELS), dtype=np.float32)[label][:, :, None] - p) * confirmed[..., None]
    mean = _before(p) / np.maximum(n_read, 1.0)[..., None] - POPULATION
    bias = _before(error) / np.maximum(n_confirmed, 1.0)[..., None]
    found = np.concatenate(
        [
            (n_read / (n_read + 8.0))[..., None] * mean * (n_read > 0)[..., None],
            (n_confirmed / (n_confirmed + 4.0))[..., None] * bias,
            np.log1p(n_read)[..., None] / 4.0,
            np.log1p(n_confirmed)[..., None] / 4.0,
        ],
        axis=-1,
    )
    return found.reshape(n, t, N_PERSON).astype(np.float32)


POPULATION: Final = np.zeros((len(SENSES), len(LABELS)), np.float32)


def _before(values: Floats) -> Floats:
    """Sum over the turns before each turn."""
    return np.concatenate([np.zeros_like(values[:, :1]), np.cumsum(values[:, :-1], 1)], 1)


def _by_corpus(speakers: Places) -> Floats:
    """CREMA-D's speakers half of the time: of them is known how each of their clips is seen."""
    corpus = speakers // 1000
    weight = np.array([0.6, 0.25, 0.15])[corpus] / np.bincount(corpus, minlength=3)[corpus]
    return weight / weight.sum()


def _together(one: Read, other: Read) -> Read:
    return Read(
        *(
            np.concatenate([getattr(one, name), getattr(other, name)])
            for name in ("probabilities", "affect", "confidence", "embedding", "label")
        )
    )


def _words(
    parts: Parts, courses: Courses, spoken: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[Places, NDArray[np.bool_]]:
    """(n, t) rows of MELD's utterances or of the sentences, and which of them they are."""
    share = np.where(spoken, OWN_WORDS[True], OWN_WORDS[False])
    own = (courses.utterance >= 0) & (rng.random(courses.label.shape) < share)
    sentence = _of_label(parts.sentences.label, courses.label, rng)
    return np.where(own, courses.utterance, sentence), own


def _of_label(labels: Places, wanted: Places, rng: np.random.Generator) -> Places:
    """A random row with each wanted label, -1 where there is none."""
    found = np.full(wanted.shape, -1)
    for label in range(len(LABELS)):
        rows, places = np.flatnonzero(labels == label), wanted == label
        if len(rows):
            found[places] = rng.choice(rows, int(places.sum()))
    return found


def _voices(parts: Parts, label: Places, speaker: Places, rng: np.random.Generator) -> tuple[Places, Places]:
    """(n, t) rows of the voices, -1 for none, and the labels that the faces beside them show.

    CREMA-D: a clip that people who saw and heard it gave this label; the face shows what those said who only
    saw it. Others: a clip that was acted so; the face shows what some clip of CREMA-D shows with that label.
    """
    voices, voted = parts.voices, parts.voted
    rows, seen = np.full(label.shape, -1), label.copy()
    for one in np.unique(speaker):
        own = np.flatnonzero(voices.speaker[voted.rows] == one)
        for wanted in range(len(LABELS)):
            places = (speaker == one)[:, None] & (label == wanted)
            n = int(places.sum())
            if n == 0:
                continue
            if len(own):
                picked = own[voted.both[own] == wanted]
                if len(picked):
                    clip = rng.choice(picked, n)
                    rows[places] = voted.rows[clip]
                    seen[places] = np.where(voted.seen[clip] >= 0, voted.seen[clip], wanted)
                continue
            mine = parts.voice_rows[
                (voices.speaker[parts.voice_rows] == one) & (voices.perceived[parts.voice_rows] == wanted)
            ]
            if len(mine):
                rows[places] = rng.choice(mine, n)
            alike = np.flatnonzero((voted.both == wanted) & (voted.seen >= 0))
            if len(alike):
                seen[places] = voted.seen[rng.choice(alike, n)]
    return rows, seen
