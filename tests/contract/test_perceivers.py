"""One contract for every sense and for the scripted fake."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from perception.behaviour.perceiver import BehaviourPerceiver
from perception.emotion import LABELS
from perception.errors import PerceptionError
from perception.face.perceiver import FacePerceiver
from perception.perceiver import Perceiver
from perception.signals.face_observation import BOUNDS, EXPRESSIONS, N_EMBEDDING, FaceTrack, RestingFace
from perception.signals.typing_behaviour import TypingBehaviour
from perception.signals.typing_habit import TypingHabit
from perception.sound import Sound
from perception.text.perceiver import TextPerceiver
from perception.voice.perceiver import VoicePerceiver
from perception.window import Window
from tests.fakes.observer import observation
from tests.fakes.perceiver import GLAD, ScriptedPerceiver
from tests.fakes.typing import USUAL, habit_of, typed

MODELS = Path(__file__).resolve().parents[2] / "models"
RATE_HZ = 16_000
Samples = NDArray[np.float32]

WORDS = ["I am so happy for you!", "my dog died", "ok", "play something quiet", "😭"]
NO_WORDS = [None, "", " ", "\n\t", "\x00", "\u200b\ufeff"]
HOSTILE_WORDS = [
    "\x00" * 50,
    "a\x00b\x01\x02",
    "\ud800 lone \udfff surrogates",
    "x" * 1_000_000,
    "so sad " * 150_000,
    "e\u0301" * 3000,
    "\u202e reversed \u202d",
    "😀" * 5000,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "[CLS] [SEP] [MASK] [PAD]",
    "'; DROP TABLE users; --",
    "<script>alert(1)</script>",
    "\uffff\ufffe",
    "Z̷̢̛a̸͠l̶̕g̴o̵" * 40,
]


def humming(pitch_hz: float, duration_s: float = 1.5) -> Samples:
    """Vowel-like: harmonics of a gliding pitch, four syllables a second."""
    t = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * np.cumsum(pitch_hz * (1.0 + 0.15 * np.sin(3 * t))) / RATE_HZ
    voice = sum(np.sin(n * phase) / n for n in range(1, 15)) * (0.6 - 0.5 * np.cos(2 * np.pi * 4 * t))
    return (0.1 * voice).astype(np.float32)


def noise(duration_s: float, level: float, seed: int = 1) -> Samples:
    """White noise."""
    values = np.random.default_rng(seed).normal(0.0, level, int(duration_s * RATE_HZ))
    return values.astype(np.float32)


VOICES = [humming(110.0), humming(180.0, 0.5), humming(240.0, 3.0), humming(320.0, 9.0), noise(2.0, 0.1)]
NO_VOICES = [
    None,
    np.zeros(0, np.float32),
    np.zeros(1, np.float32),
    np.zeros(RATE_HZ * 5, np.float32),
    np.full(RATE_HZ, 0.5, np.float32),
    noise(2.0, 1e-4),
    humming(200.0, 0.1),
]
HOSTILE_VOICES = [
    np.ones(RATE_HZ, np.float32),
    np.tile(np.array([1.0, -1.0], np.float32), RATE_HZ),
    np.eye(1, RATE_HZ, 100, dtype=np.float32)[0],
    1e30 * humming(200.0),
    1e-30 * humming(200.0),
    np.clip(40.0 * humming(150.0), -1.0, 1.0),
    np.tile(humming(150.0), 80),
    noise(0.26, 1.0),
]


REST = RestingFace((0.5,) * len(EXPRESSIONS), (-0.2, 0.1), 40.0)
FACES = [
    *(FaceTrack((observation(0.0, name),)) for name in EXPRESSIONS),
    FaceTrack(
        tuple(observation(0.2 * n, EXPRESSIONS[n % 3], quality=0.1 * (n % 10)) for n in range(40)), REST
    ),
    FaceTrack((observation(),), is_photo=True),
]
NO_FACES = [None, FaceTrack(()), FaceTrack((), REST)]
EXTREME = {
    name: (bound,) * n_values if n_values else bound
    for name, (n_values, _, bound) in BOUNDS.items()
    if name != "n_faces"
}
HOSTILE_FACES = [
    FaceTrack((observation(quality=0.0),) * 3),
    FaceTrack((observation(0.0, **EXTREME),)),
    FaceTrack((observation(5.0), observation(1.0), observation(1.0), observation(-1e12))),
    FaceTrack(tuple(observation(0.01 * n) for n in range(2000))),
    FaceTrack((observation(),), RestingFace((-1e9,) * len(EXPRESSIONS), (1e9, -1e9), 1e9)),
    FaceTrack((observation(embedding=(1e3, *(-1e3,) * (N_EMBEDDING - 1))), observation(1.0))),
]


TYPED = [typed(speed) for speed in (0.5, 2.0, 4.0, 8.0)]
HOSTILE_TYPED = [
    TypingBehaviour(n_keys=10**12, typing_s=1e-9),
    TypingBehaviour(n_keys=10, typing_s=1e300, n_pauses=10**9, longest_pause_s=1e300, n_deletions=10),
    TypingBehaviour(n_keys=40, typing_s=0.0),
    typed(reply_delay_s=1e300),
]


@dataclass(frozen=True)
class Sense:
    """A sense and what it is given."""

    make: Callable[[], Perceiver]
    sensible: Sequence[Window]
    silent: Sequence[Window]
    hostile: Sequence[Window]


def said(texts: Sequence[str | None]) -> list[Window]:
    return [Window(text=text) for text in texts]


def heard(voices: Sequence[Samples | None]) -> list[Window]:
    return [Window(voice=None if samples is None else Sound(samples)) for samples in voices]


def looked(faces: Sequence[FaceTrack | None]) -> list[Window]:
    return [Window(face=face) for face in faces]


def written(texts: Sequence[TypingBehaviour], habit: TypingHabit | None = USUAL) -> list[Window]:
    return [Window(behaviour=text, habit=habit) for text in texts]


SENSES = {
    "scripted": Sense(
        lambda: ScriptedPerceiver([(0.0, GLAD)]), said(WORDS), said(NO_WORDS), said(HOSTILE_WORDS)
    ),
    "text": Sense(lambda: TextPerceiver(MODELS / "text"), said(WORDS), said(NO_WORDS), said(HOSTILE_WORDS)),
    "voice": Sense(
        lambda: VoicePerceiver(MODELS / "voice"),
        heard(VOICES),
        heard(NO_VOICES),
        [
            *heard(HOSTILE_VOICES),
            Window(voice=Sound(humming(200.0), rate_hz=44_100)),
            Window(voice="a file name"),  # type: ignore[arg-type]
        ],
    ),
    "face": Sense(
        lambda: FacePerceiver(MODELS / "face"),
        looked(FACES),
        looked(NO_FACES),
        [*looked(HOSTILE_FACES), Window(face="a file name")],  # type: ignore[arg-type]
    ),
    "behaviour": Sense(
        BehaviourPerceiver,
        written(TYPED),
        [Window(), *written(TYPED, None), *written(TYPED, TypingHabit()), *written([typed(n_keys=3)])],
        [
            *written(HOSTILE_TYPED),
            *written(TYPED, habit_of(*[typed(1e-6)] * 9)),
            Window(behaviour="a file name", habit=USUAL),  # type: ignore[arg-type]
        ],
    ),
}


@pytest.fixture(scope="module")
def perceivers() -> dict[str, Perceiver]:
    return {name: sense.make() for name, sense in SENSES.items()}


def cases(kind: str) -> pytest.MarkDecorator:
    """Every sense with every window of a kind."""
    rows = [
        pytest.param(name, window, id=f"{name}-{number}")
        for name, sense in SENSES.items()
        for number, window in enumerate(getattr(sense, kind))
    ]
    return pytest.mark.parametrize(("name", "window"), rows)


@cases("sensible")
def test_a_reading_is_a_distribution_with_everything_in_range(
    perceivers: dict[str, Perceiver], name: str, window: Window
) -> None:
    reading = perceivers[name].perceive(window)
    assert reading is not None
    assert len(reading.probabilities) == len(LABELS)
    assert math.isclose(sum(reading.probabilities), 1.0, abs_tol=1e-6)
    assert -1.0 <= reading.valence <= 1.0
    assert -1.0 <= reading.arousal <= 1.0
    assert 0.0 <= reading.confidence <= 1.0
    assert reading.modality is perceivers[name].modality
    assert reading.observable <= set(LABELS)
    unseen = [
        p for label, p in zip(LABELS, reading.probabilities, strict=True) if label not in reading.observable
    ]
    assert sum(unseen) == 0.0


@cases("silent")
def test_silence_gives_nothing_or_an_unsure_neutral(
    perceivers: dict[str, Perceiver], name: str, window: Window
) -> None:
    reading = perceivers[name].perceive(window)
    assert reading is None or (reading.label == "neutral" and reading.confidence < 0.5)


@pytest.mark.parametrize("name", SENSES)
def test_a_window_for_another_sense_gives_nothing(perceivers: dict[str, Perceiver], name: str) -> None:
    others = SENSES["text" if name == "voice" else "voice"].sensible
    assert [perceivers[name].perceive(window) for window in others] == [None] * len(others)


@pytest.mark.parametrize("name", SENSES)
def test_the_same_input_gives_the_same_reading(perceivers: dict[str, Perceiver], name: str) -> None:
    for window in SENSES[name].sensible:
        assert perceivers[name].perceive(window) == perceivers[name].perceive(window)


@cases("hostile")
def test_hostile_input_is_read_or_refused_but_never_crashes(
    perceivers: dict[str, Perceiver], name: str, window: Window
) -> None:
    try:
        reading = perceivers[name].perceive(window)
    except PerceptionError:
        return
    assert reading is None or math.isfinite(reading.valence + reading.arousal + reading.confidence)


@pytest.mark.parametrize("name", SENSES)
def test_a_batch_reads_as_one_by_one_and_in_order(perceivers: dict[str, Perceiver], name: str) -> None:
    longer = Window(text="a longer sentence about the weather " * 4, voice=Sound(humming(130.0, 5.0)))
    windows = [*SENSES[name].sensible, Window(), longer]
    together = perceivers[name].perceive_batch(windows)
    alone = [perceivers[name].perceive(window) for window in windows]
    for one, other in zip(together, alone, strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            np.testing.assert_allclose(one.probabilities, other.probabilities, atol=1e-9)
            assert one.label == other.label
