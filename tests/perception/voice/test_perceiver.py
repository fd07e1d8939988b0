"""The shipped voice sense: what it says of voices, and above all of what is none."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import InputError, WeightsError
from perception.signals.speaker_baseline import SpeakerBaseline
from perception.sound import Sound
from perception.voice.decode import decoded
from perception.voice.graph import Calibration, windows
from perception.voice.perceiver import NETWORK_LABELS, OBSERVABLE, VoicePerceiver, nine, quality
from perception.window import Window

VOICE = Path(__file__).resolve().parents[3] / "models" / "voice"
RATE_HZ = 16_000
Samples = NDArray[np.float32]

CONFIDENT = 0.5
NEUTRAL_READING = [
    "The train to the coast leaves at a quarter past nine from the second platform.",
    "Add two spoons of flour, stir, and leave the dough for half an hour.",
    "Chapter four describes how the tables are built and how they are read.",
]


@pytest.fixture(scope="module")
def perceiver() -> VoicePerceiver:
    return VoicePerceiver(VOICE)


def reading_of(perceiver: VoicePerceiver, samples: Samples) -> EmotionReading | None:
    return perceiver.perceive(Window(voice=Sound(samples.astype(np.float32))))


def is_unsure(reading: EmotionReading | None) -> bool:
    """No emotion is claimed with confidence."""
    return reading is None or reading.label == "neutral" or reading.confidence < CONFIDENT


def seconds(duration_s: float) -> NDArray[np.float64]:
    return np.arange(int(duration_s * RATE_HZ)) / RATE_HZ


def noise(tilt: float, level: float, seed: int, duration_s: float = 3.0) -> Samples:
    """Gaussian noise whose power falls with frequency to the power of `tilt`."""
    n = int(duration_s * RATE_HZ)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=n))
    spectrum *= np.maximum(np.fft.rfftfreq(n, 1.0 / RATE_HZ), 30.0) ** (-tilt / 2.0)
    values = np.fft.irfft(spectrum, n)
    return (level * values / values.std()).astype(np.float32)


def chords(seed: int, duration_s: float = 4.0) -> Samples:
    """Three notes with overtones, changing twice a second."""
    rng = np.random.default_rng(seed)
    t = seconds(0.5)
    parts = []
    for _ in range(int(duration_s / 0.5)):
        roots = 110.0 * 2.0 ** (rng.choice([0, 3, 4, 5, 7, 9, 12, 16, 19], 3) / 12.0)
        fade = np.exp(-2.0 * t)
        parts.append(fade * sum(np.sin(2 * np.pi * f * k * t) / k**2 for f in roots for k in range(1, 7)))
    return (0.1 * np.concatenate(parts)).astype(np.float32)


def knocks(seed: int) -> Samples:
    rng = np.random.default_rng(seed)
    found = rng.normal(0.0, 1e-3, 3 * RATE_HZ)
    for start in rng.integers(0, 2 * RATE_HZ, 7):
        decay = np.exp(-np.arange(1600) / rng.uniform(60, 400))
        found[start : start + 1600] += 0.4 * decay * rng.normal(size=1600)
    return found.astype(np.float32)


@pytest.mark.parametrize("tilt", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("level", [0.003, 0.05, 0.3])
def test_noise_of_any_colour_and_level_is_no_emotion(
    perceiver: VoicePerceiver, tilt: float, level: float
) -> None:
    for seed in range(4):
        assert is_unsure(reading_of(perceiver, noise(tilt, level, seed)))


def test_music_is_no_emotion(perceiver: VoicePerceiver) -> None:
    unsure = [is_unsure(reading_of(perceiver, chords(seed))) for seed in range(12)]
    assert all(unsure)


def test_a_steady_tone_and_mains_hum_are_no_emotion(perceiver: VoicePerceiver) -> None:
    t = seconds(3.0)
    for hertz in (50.0, 100.0, 440.0, 1000.0):
        tone = 0.2 * np.sin(2 * np.pi * hertz * t) + 1e-3 * np.random.default_rng(1).normal(size=len(t))
        assert is_unsure(reading_of(perceiver, tone.astype(np.float32)))


def test_knocks_and_keys_are_no_emotion(perceiver: VoicePerceiver) -> None:
    assert all(is_unsure(reading_of(perceiver, knocks(seed))) for seed in range(8))


def test_sound_of_another_rate_is_refused_with_both_rates(perceiver: VoicePerceiver) -> None:
    with pytest.raises(InputError, match=r"44100 Hz.*16000 Hz"):
        perceiver.perceive(Window(voice=Sound(noise(1.0, 0.1, 1), rate_hz=44_100)))


def test_a_reading_never_names_what_voices_do_not_show(perceiver: VoicePerceiver) -> None:
    reading = reading_of(perceiver, chords(1))
    assert reading is not None
    assert reading.observable == OBSERVABLE
    assert reading.probabilities[LABELS.index("trust")] == 0.0
    assert reading.probabilities[LABELS.index("anticipation")] == 0.0
    assert reading.embedding is not None
    assert np.linalg.norm(reading.embedding) == pytest.approx(1.0)


def test_calm_counts_as_neutral() -> None:
    shares = np.zeros(8)
    shares[NETWORK_LABELS.index("calm")] = 0.7
    shares[NETWORK_LABELS.index("neutral")] = 0.3
    assert nine(shares)[LABELS.index("neutral")] == pytest.approx(1.0)


def test_short_and_overdriven_recordings_count_less() -> None:
    clean = noise(1.0, 0.05, 1, duration_s=2.0)
    assert quality(clean) == 1.0
    assert quality(clean[:8000]) == pytest.approx(0.5)
    assert quality(np.clip(20.0 * clean, -0.3, 0.3)) < 0.2


def test_a_long_utterance_is_read_in_a_bounded_number_of_windows() -> None:
    assert [len(part) for part in windows(np.zeros(1000, np.float32), 64_000)] == [1000]
    parts = windows(np.arange(100_000, dtype=np.float32), 64_000)
    assert [len(part) for part in parts] == [64_000, 64_000]
    assert parts[-1][-1] == 99_999.0
    assert len(windows(np.zeros(16_000 * 600, np.float32), 64_000)) == 8


def test_a_missing_or_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="restore models/"):
        VoicePerceiver(tmp_path)
    (tmp_path / "serving.json").write_text('{"labels": 3')
    with pytest.raises(WeightsError, match="restore models/"):
        Calibration.load(tmp_path / "serving.json")
    for name in ("voice.onnx", "familiar.npz"):
        shutil.copy(VOICE / name, tmp_path)
    text = (VOICE / "serving.json").read_text().replace('"anger"', '"rage"')
    (tmp_path / "serving.json").write_text(text)
    with pytest.raises(WeightsError, match="other labels"):
        VoicePerceiver(tmp_path)


def spoken_by_machine(text: str, voice: str, tmp_path: Path) -> Samples:
    """A neutral reading: espeak-ng knows no mood."""
    espeak = shutil.which("espeak-ng")
    if espeak is None:
        pytest.skip("espeak-ng is not installed")
    path = tmp_path / "said.wav"
    subprocess.run([espeak, "-v", voice, "-s", "150", "-w", str(path), text], check=True)  # noqa: S603
    return decoded(path).samples


@pytest.mark.parametrize("voice", ["en-us", "en-gb+f3", "en-us+m3", "en-gb+f1"])
@pytest.mark.parametrize("text", NEUTRAL_READING, ids=range(len(NEUTRAL_READING)))
def test_a_neutral_reading_is_no_confident_emotion(
    perceiver: VoicePerceiver, text: str, voice: str, tmp_path: Path
) -> None:
    assert is_unsure(reading_of(perceiver, spoken_by_machine(text, voice, tmp_path)))


@pytest.mark.parametrize("text", NEUTRAL_READING, ids=range(len(NEUTRAL_READING)))
def test_a_whispered_overdriven_or_telephoned_reading_is_no_confident_emotion(
    perceiver: VoicePerceiver, text: str, tmp_path: Path
) -> None:
    whisper = spoken_by_machine(text, "en-us+whisper", tmp_path)
    plain = spoken_by_machine(text, "en-us", tmp_path)
    overdriven = np.clip(25.0 * plain, -0.9, 0.9)
    narrow = np.repeat(plain[::2], 2)  # 8 kHz without a filter, as a bad telephone does it
    spectrum = np.fft.rfft(plain)
    spectrum[np.fft.rfftfreq(len(plain), 1.0 / RATE_HZ) > 3400.0] = 0.0
    telephone = np.fft.irfft(spectrum, len(plain)).astype(np.float32)
    for samples in (whisper, overdriven, narrow, telephone):
        assert is_unsure(reading_of(perceiver, samples))


@pytest.mark.data
def test_confidence_falls_when_a_voice_is_buried_in_noise(perceiver: VoicePerceiver, data_dir: Path) -> None:
    clear, buried = [], []
    for path in sorted((data_dir / "voice" / "ravdess").glob("03-01-0[345]-02-01-0?-2[1-4].ogg")):
        samples = decoded(path).samples
        hiss = noise(1.0, 2.0 * float(samples.std()), 1, 10.0)[: len(samples)]
        for found, heard in ((clear, samples), (buried, np.clip(samples + hiss, -1.0, 1.0))):
            reading = reading_of(perceiver, heard)
            found.append(reading.confidence if reading is not None else 0.0)
    assert len(clear) == 24
    assert np.mean(buried) < 0.75 * np.mean(clear)


def test_the_sense_is_the_voice(perceiver: VoicePerceiver) -> None:
    assert perceiver.modality is Modality.VOICE


def test_an_utterance_tells_how_its_speaker_usually_sounds_and_noise_does_not(
    perceiver: VoicePerceiver, tmp_path: Path
) -> None:
    voice, speaker = spoken_by_machine(NEUTRAL_READING[0], "en-us", tmp_path), SpeakerBaseline()
    for expected in (1, 2):
        perceiver.perceive(Window(voice=Sound(voice), speaker=speaker))
        assert speaker.n_heard == expected
    perceiver.perceive(Window(voice=Sound(noise(1.0, 0.1, 3)), speaker=speaker))
    perceiver.perceive(Window(voice=None, speaker=speaker))
    assert speaker.n_heard == 2


def test_a_stranger_is_read_as_if_there_were_no_baseline(perceiver: VoicePerceiver, tmp_path: Path) -> None:
    voice = Sound(spoken_by_machine(NEUTRAL_READING[1], "en-us", tmp_path))
    assert perceiver.perceive(Window(voice=voice, speaker=SpeakerBaseline())) == perceiver.perceive(
        Window(voice=voice)
    )


def test_a_known_speaker_is_read_otherwise_than_a_stranger(perceiver: VoicePerceiver, tmp_path: Path) -> None:
    speaker = SpeakerBaseline()
    for text in NEUTRAL_READING:
        perceiver.perceive(Window(voice=Sound(spoken_by_machine(text, "en-us", tmp_path)), speaker=speaker))
    voice = Sound(spoken_by_machine(NEUTRAL_READING[0], "en-us", tmp_path))
    known, stranger = (perceiver.perceive(Window(voice=voice, speaker=who)) for who in (speaker, None))
    assert known is not None
    assert stranger is not None
    assert known.probabilities != stranger.probabilities
