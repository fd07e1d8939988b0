"""A batch of band spectrograms as other mouths, rooms, lines and microphones would have given it.

CREMA-D exists only as spectrograms, so everything here works on band power: what adds in a room or a wire
adds in power, what filters multiplies it.
"""

import math
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import grid_sample, interpolate

from models.voice.frontend import BAND_HZ, HOP, N_BANDS, RATE_HZ

FRAME_S: Final = HOP / RATE_HZ
LEAST: Final = 1e-9


OCTAVES: Final = torch.from_numpy(np.log2(BAND_HZ / 1000.0)).float()
CURVE_POINTS: Final = 7


class Augmentation:
    """(batch, n_frames, 86) dB -> (batch, n_frames, 86) power.

    Every `n_together` rows are one person in one place: they share mouth, room, noise and line, and differ in
    tempo.
    """

    def __init__(self, generator: torch.Generator, strength: float = 1.0, n_together: int = 1) -> None:
        self.generator, self.strength, self.n_together = generator, strength, n_together

    def __call__(self, decibel: Tensor) -> Tensor:
        decibel = self.warped(decibel)
        decibel = self.floored(self.compressed(decibel))
        power = 10.0 ** (decibel / 10.0)
        power = self.in_room(power)
        power = self.with_noise(power)
        return self.through_channel(power)

    def uniform(self, low: float, high: float, n: int, *shape: int) -> Tensor:
        """(n, *shape) uniform values in [low, high), the same for rows that belong together."""
        drawn = torch.rand(n // self.n_together, *shape, generator=self.generator)
        return self.together(low + (high - low) * drawn)

    def happens(self, chance: float, n: int) -> Tensor:
        """(n, 1, 1) of 0 and 1, the same for rows that belong together."""
        drawn = torch.rand(n // self.n_together, 1, 1, generator=self.generator)
        return self.together((drawn < chance * self.strength).float())

    def together(self, drawn: Tensor) -> Tensor:
        """One row for each that belongs together -> one for each."""
        return drawn.repeat_interleave(self.n_together, 0)

    def warped(self, decibel: Tensor) -> Tensor:
        """Faster or slower, and with a longer or shorter vocal tract."""
        n, n_frames, n_bands = decibel.shape
        speed = 1.0 + self.strength * (0.3 * torch.rand(n, 1, generator=self.generator) - 0.15)
        tract = 1.0 + self.strength * self.uniform(-0.12, 0.12, n, 1)
        t = torch.linspace(-1.0, 1.0, n_frames)[None] * speed
        hertz = torch.from_numpy(BAND_HZ).float()[None] * tract
        places = np.interp(hertz.numpy(), BAND_HZ, np.arange(n_bands))
        f = torch.from_numpy(places).float() * (2.0 / (n_bands - 1)) - 1.0
        grid = torch.stack(
            [f[:, None, :].expand(n, n_frames, n_bands), t[:, :, None].expand(n, n_frames, n_bands)], dim=-1
        )
        warped = grid_sample(decibel[:, None], grid, padding_mode="reflection", align_corners=True)
        return warped[:, 0]

    def compressed(self, decibel: Tensor) -> Tensor:
        """A wider or narrower range between loud and soft, as automatic gain leaves it."""
        n = len(decibel)
        factor = 1.0 + self.happens(0.3, n) * self.uniform(-0.2, 0.15, n, 1, 1)
        return decibel * factor

    def floored(self, decibel: Tensor) -> Tensor:
        """Nothing below a floor that differs from clip to clip, and a codec's small errors."""
        n = len(decibel)
        floor = self.uniform(-80.0, -45.0, n, 1, 1)
        errors = torch.randn(decibel.shape, generator=self.generator) * self.uniform(0.0, 1.5, n, 1, 1)
        return torch.maximum(decibel + errors, floor)

    def in_room(self, power: Tensor) -> Tensor:
        """Every frame rings on: exponential decay over time."""
        n = len(power)
        kept = torch.exp(-13.8 * FRAME_S / self.uniform(0.15, 0.8, n, 1))
        ringing = torch.zeros_like(power[:, 0])
        tail = torch.empty_like(power)
        for frame in range(power.shape[1]):
            tail[:, frame] = ringing
            ringing = kept * (ringing + power[:, frame])
        wet = self.happens(0.4, n) * 10.0 ** (self.uniform(-14.0, 0.0, n, 1, 1) / 10.0)
        return power + wet * tail * ((1.0 - kept) / kept)[:, None]

    def with_noise(self, power: Tensor) -> Tensor:
        """Steady or slowly changing noise of any colour, and other voices of the batch behind."""
        n, n_frames, _ = power.shape
        level = power.mean((1, 2), keepdim=True)
        colour = 10.0 ** (self.curves(n, 6.0, self.uniform(-9.0, 0.0, n, 1)) / 10.0)[:, None, :]
        colour = colour / colour.mean(2, keepdim=True)
        flutter = -torch.log(torch.rand(power.shape, generator=self.generator).clamp(min=1e-4))
        slow = torch.randn(n, 1, 5, generator=self.generator) * self.uniform(0.0, 5.0, n, 1, 1)
        slow = interpolate(slow, n_frames, mode="linear", align_corners=True).transpose(1, 2)
        snr_db = self.uniform(8.0, 40.0, n, 1, 1)
        noise = level * colour * flutter * 10.0 ** ((slow - snr_db) / 10.0)
        others = self.n_together
        behind = power.roll(others, 0) * level / level.roll(others, 0).clamp(min=LEAST)
        behind = behind * 10.0 ** (-self.uniform(8.0, 25.0, n, 1, 1) / 10.0)
        return power + self.happens(0.8, n) * noise + self.happens(0.15, n) * behind

    def through_channel(self, power: Tensor) -> Tensor:
        """A smooth random response; sometimes cut above, as a telephone or a codec does, or below."""
        n = len(power)
        curve = self.curves(n, 5.0, self.uniform(-3.0, 3.0, n, 1))
        upper = self.uniform(1.3, 3.0, n, 1)
        lower = self.uniform(-3.7, -1.7, n, 1)
        steep_above, steep_below = self.uniform(15.0, 60.0, n, 1), self.uniform(10.0, 40.0, n, 1)
        cut_above = self.happens(0.3, n)[..., 0] * steep_above * (OCTAVES - upper).clamp(min=0.0)
        cut_below = self.happens(0.3, n)[..., 0] * steep_below * (lower - OCTAVES).clamp(min=0.0)
        curve = self.strength * curve - (cut_above + cut_below).clamp(max=60.0)
        return power * 10.0 ** (curve / 10.0)[:, None, :]

    def curves(self, n: int, spread_db: float, tilt_db: Tensor) -> Tensor:
        """(n, 86) smooth curves in dB: random points over log frequency and a tilt per octave."""
        points = torch.randn(n // self.n_together, 1, CURVE_POINTS, generator=self.generator) * spread_db
        fine = self.together(interpolate(points, 200, mode="linear", align_corners=True)[:, 0])
        low, high = float(OCTAVES[0]), float(OCTAVES[-1])
        place = ((OCTAVES - low) / (high - low) * 199.0).round().long()
        return fine[:, place] + tilt_db * OCTAVES


def masked(values: Tensor, generator: torch.Generator) -> Tensor:
    """SpecAugment on normalised values: two stretches of time and two of bands are set to 0."""
    n, n_frames, n_bands = values.shape
    keep = torch.ones_like(values)
    for _ in range(2):
        for size, longest, axis in ((n_frames, n_frames // 10, 1), (n_bands, 9, 2)):
            length = torch.randint(0, max(2, longest), (n, 1), generator=generator)
            start = torch.randint(0, size, (n, 1), generator=generator)
            place = torch.arange(size)[None]
            hidden = (place >= start) & (place < start + length)
            keep = keep * (~hidden).float().unsqueeze(3 - axis)
    return values * keep


class NoVoice:
    """Spectrograms without a voice's emotion: noise, hum, tones and chords, and whispered words."""

    def __init__(self, generator: torch.Generator) -> None:
        self.generator = generator

    def __call__(self, decibel: Tensor) -> Tensor:
        """(n, n_frames, 86) dB of voices -> as many without, in dB below their loudest point."""
        kinds = torch.randint(0, 4, (len(decibel),), generator=self.generator)
        makers = (self.noise, self.music, self.whisper, self.bursts)
        rows = [makers[int(kind)](row) for kind, row in zip(kinds, decibel, strict=True)]
        made = torch.stack(rows)
        return (made - made.amax((1, 2), keepdim=True)).clamp(min=-80.0)

    def noise(self, voice: Tensor) -> Tensor:
        """Steady noise of a random colour."""
        return self._colour() + self._flutter(voice)

    def bursts(self, voice: Tensor) -> Tensor:
        """Knocks, keys and traffic: noise that comes and goes."""
        n_points = int(torch.randint(3, 30, (1,), generator=self.generator))
        course = torch.randn(1, 1, n_points, generator=self.generator) * 12.0
        slow = interpolate(course, len(voice), mode="linear", align_corners=True)[0].T
        return self._colour() + self._flutter(voice) + slow

    def music(self, voice: Tensor) -> Tensor:
        """Notes with overtones, held for a while, several at once."""
        power = torch.full(voice.shape, 1e-6)
        hertz = torch.from_numpy(BAND_HZ).float()
        held = int(torch.randint(8, 60, (1,), generator=self.generator))
        for start in range(0, len(voice), held):
            for _ in range(int(torch.randint(1, 5, (1,), generator=self.generator))):
                base = 80.0 * 2.0 ** (4.0 * float(torch.rand(1, generator=self.generator)))
                for overtone in range(1, 9):
                    if base * overtone > hertz[-1]:
                        break
                    band = int((hertz - base * overtone).abs().argmin())
                    fade = torch.exp(-torch.arange(min(held, len(voice) - start)) / (held * 0.7))
                    power[start : start + held, band] += fade / overtone**2
        return 10.0 * torch.log10(power) + 0.2 * self._flutter(voice)

    def whisper(self, voice: Tensor) -> Tensor:
        """The words without the vocal cords: no harmonics, little below 700 Hz."""
        smooth = torch.nn.functional.avg_pool1d(
            10.0 ** (voice / 10.0), 13, 1, padding=6, count_include_pad=False
        )
        tilt = 9.0 * (OCTAVES + 0.5).clamp(max=0.0) + 3.0 * OCTAVES.clamp(min=0.0)
        return 10.0 * torch.log10(smooth.clamp(min=1e-8)) + tilt + self._flutter(voice)

    def _colour(self) -> Tensor:
        tilt = float(torch.rand(1, generator=self.generator)) * 10.0 - 8.0
        points = torch.randn(1, 1, CURVE_POINTS, generator=self.generator) * 6.0
        return interpolate(points, N_BANDS, mode="linear", align_corners=True)[0] + tilt * OCTAVES

    def _flutter(self, voice: Tensor) -> Tensor:
        uniform = torch.rand(voice.shape, generator=self.generator).clamp(1e-4, 1.0 - 1e-4)
        return 10.0 / math.log(10.0) * torch.log(-torch.log(uniform))
