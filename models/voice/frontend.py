"""Waveform -> what the network hears: mel power as CREMA-D's pictures were made, fewer bands, no level, no
channel."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

RATE_HZ: Final = 16_000
N_FFT: Final = 1024
HOP: Final = 256
N_MELS: Final = 128
FLOOR_DB: Final = -80.0
N_NARROW: Final = 44
"""Mel bands that are kept as they are, up to 1 kHz, where the voice's harmonics stand apart; above, two
neighbours are one."""

N_BANDS: Final = N_NARROW + (N_MELS - N_NARROW) // 2


class MelPower(nn.Module):
    """(batch, n_samples) -> (batch, n_frames, 128) mel power: n_fft 1024, hop 256, Hann, centred, Slaney's
    mel bands to 8 kHz."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("window", torch.hann_window(N_FFT), persistent=False)
        self.register_buffer("bank", torch.from_numpy(slaney_bank()), persistent=False)

    def forward(self, samples: Tensor) -> Tensor:
        padded = nn.functional.pad(samples, (N_FFT // 2, N_FFT // 2))
        spectrum = torch.view_as_real(
            torch.stft(padded, N_FFT, HOP, window=self.window, center=False, return_complex=True)
        )
        power = spectrum.square().sum(-1).transpose(1, 2)  # (batch, n_frames, 513)
        return power @ self.bank


class BandPower(nn.Module):
    """(batch, n_samples) -> (batch, n_frames, 86) power of the network's bands."""

    def __init__(self) -> None:
        super().__init__()
        self.mel = MelPower()
        self.register_buffer("bands", torch.from_numpy(band_matrix()), persistent=False)

    def forward(self, samples: Tensor) -> Tensor:
        power: Tensor = self.mel(samples) @ self.bands
        return power


def slaney_bank() -> NDArray[np.float32]:
    """(513, 128) triangles of equal area, evenly placed on Slaney's mel scale (linear below 1 kHz,
    logarithmic above), from 0 to 8 kHz."""
    edges = mel_to_hz(np.linspace(0.0, hz_to_mel(np.array(RATE_HZ / 2.0)), N_MELS + 2))
    frequencies = np.linspace(0.0, RATE_HZ / 2.0, N_FFT // 2 + 1)
    rising = (frequencies[:, None] - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - frequencies[:, None]) / np.diff(edges)[1:]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return (triangles * 2.0 / (edges[2:] - edges[:-2])).astype(np.float32)


def hz_to_mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slaney's scale: 200/3 Hz a mel up to 1 kHz, then 27 mels for a factor of 6.4."""
    low = hz / (200.0 / 3.0)
    return np.where(hz < 1000.0, low, 15.0 + 27.0 * np.log(np.maximum(hz, 1.0) / 1000.0) / np.log(6.4))


def mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `hz_to_mel`."""
    return np.where(mel < 15.0, mel * 200.0 / 3.0, 1000.0 * np.exp((mel - 15.0) * np.log(6.4) / 27.0))


def decibel(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mel power of a clip -> dB below its loudest point, at least FLOOR_DB: the pictures' scale."""
    loudest = max(float(power.max(initial=0.0)), 1e-10)
    return np.maximum(10.0 * np.log10(np.maximum(power, 1e-10) / loudest), FLOOR_DB).astype(np.float32)


def band_matrix() -> NDArray[np.float32]:
    """(128, 86): mel bands to the bands of the network; a wide one is the mean of two."""
    matrix = np.zeros((N_MELS, N_BANDS), np.float32)
    matrix[np.arange(N_NARROW), np.arange(N_NARROW)] = 1.0
    wide = np.arange(N_NARROW, N_BANDS)
    matrix[2 * wide - N_NARROW, wide] = matrix[2 * wide - N_NARROW + 1, wide] = 0.5
    return matrix


def band_hz() -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """(86,) centre frequency of each band of the network."""
    centres = mel_to_hz(np.linspace(0.0, hz_to_mel(np.array(RATE_HZ / 2.0)), N_MELS + 2))[1:-1]
    wide = centres[N_NARROW:].reshape(-1, 2).mean(1)
    return np.concatenate([centres[:N_NARROW], wide])


BAND_HZ: Final = band_hz()


@dataclass(frozen=True)
class Forgetting:
    """How much of the recording the front end forgets.

    A band's power is taken relative to its own mean over the utterance, that mean smoothed over
    2 * `reach` + 1 neighbours, so that the voice's harmonics stay and microphone and room go; `share` is how
    much of that (in dB) is taken, the rest is relative to the utterance's mean power. What lies `floor_db`
    below the reference fades out. First, `noise_gain` times the band's quietest `noise_frames` frames are
    taken away: how far a voice stands above the noise tells of the recording's gain, and within one corpus
    betrays how loud, and so how angry, somebody was.
    """

    share: float = 0.5
    reach: int = 8
    floor_db: float = 28.0
    noise_frames: int = 9
    noise_gain: float = 1.5


SPREAD: Final = 2.5
MIDDLE: Final = 1.1
"""Bring what enters the network to about zero mean and unit variance over the training clips."""


class Normalised(nn.Module):
    """(batch, n_frames, 86) band power -> (batch, n_frames, 86) without level, channel and noise floor."""

    def __init__(self, forgetting: Forgetting) -> None:
        super().__init__()
        self.share, self.reach = forgetting.share, forgetting.reach
        self.gain = 10.0 ** (forgetting.floor_db / 10.0)
        self.span = float(np.log1p(self.gain))
        self.noise_frames, self.noise_gain = forgetting.noise_frames, forgetting.noise_gain

    def forward(self, power: Tensor) -> Tensor:
        slow = nn.functional.avg_pool1d(power.transpose(1, 2), self.noise_frames, 1)
        noise = slow.amin(2)[:, None, :]  # (batch, 1, 86)
        power = (power - self.noise_gain * noise).clamp(min=0.0)
        mean = power.mean(1, keepdim=True)
        level = mean.mean(2, keepdim=True).clamp(min=1e-12)
        smooth = nn.functional.avg_pool1d(
            nn.functional.pad(mean, (self.reach, self.reach), mode="replicate"), 2 * self.reach + 1, 1
        )
        channel = (smooth / level).clamp(min=1e-6) ** self.share
        return torch.log1p(self.gain * power / (level * channel)) * (SPREAD / self.span) - MIDDLE
