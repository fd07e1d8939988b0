"""Crops as cameras and the mesh make them: placed a little wrong, badly lit, blurred, noisy, half covered."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from perception.face.align import SIDE


@dataclass(frozen=True)
class Augmentation:
    """Spread of what is done to a crop. `turn_deg`, `shift` (of the crop's side), `zoom` and `stretch`
    (natural logarithms) are deviations; the others are the shares of crops that something is done to."""

    turn_deg: float = 7.0
    shift: float = 0.025
    zoom: float = 0.07
    stretch: float = 0.05
    light: float = 0.7
    blur: float = 0.3
    sharpen: float = 0.15
    noise: float = 0.3
    cover: float = 0.3


class Augment:
    """Makes crops of tiles; one object for one process, its randomness is `generator`'s."""

    def __init__(self, settings: Augmentation, generator: torch.Generator) -> None:
        self.settings, self._generator = settings, generator

    # (batch, 48, 48) tiles in [0, 255], (batch, 2, 3) from crop to tile -> (batch, 1, 48, 48) in [0, 255]
    def __call__(self, tiles: Tensor, places: Tensor) -> Tensor:
        crops = sampled(tiles, places @ self._misplaced(len(tiles)))
        for step in (self._lit, self._softened, self._sharpened, self._covered, self._noisy):
            crops = step(crops).clamp(0.0, 255.0)
        return crops

    def _uniform(self, low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand(*shape, generator=self._generator)

    def _normal(self, deviation: float, *shape: int) -> Tensor:
        return deviation * torch.randn(*shape, generator=self._generator).clamp(-2.5, 2.5)

    def _chosen(self, share: float, n: int) -> Tensor:
        """(n, 1, 1, 1) of 0 and 1."""
        return (torch.rand(n, 1, 1, 1, generator=self._generator) < share).float()

    def _misplaced(self, n: int) -> Tensor:
        """(n, 3, 3) from a misplaced crop to the right one, both with sides of 1; half of them mirrored."""
        one = self.settings
        angle, zoom = self._normal(math.radians(one.turn_deg), n), torch.exp(self._normal(one.zoom, n))
        stretch = torch.exp(self._normal(one.stretch, n))
        mirror = 1.0 - 2.0 * (torch.rand(n, generator=self._generator) < 0.5).float()
        cos, sin = torch.cos(angle) * zoom, torch.sin(angle) * zoom
        turned = torch.stack(
            [torch.stack([cos * stretch * mirror, -sin / stretch], 1),
             torch.stack([sin * stretch * mirror, cos / stretch], 1)], 1,
        )  # fmt: skip
        middle = torch.full((n, 2, 1), 0.5)
        shift = middle + self._normal(one.shift, n, 2, 1) - turned @ middle
        bottom = torch.tensor([0.0, 0.0, 1.0]).expand(n, 1, 3)
        return torch.cat([torch.cat([turned, shift], 2), bottom], 1)

    def _lit(self, crops: Tensor) -> Tensor:
        """Gamma, light from one side, and too much or too little of it."""
        n = len(crops)
        line = torch.linspace(-1.0, 1.0, SIDE)
        angle = self._uniform(0.0, 2.0 * math.pi, n, 1, 1, 1)
        from_side = (
            torch.cos(angle) * line[None, None, None, :] + torch.sin(angle) * line[None, None, :, None]
        )
        gain = torch.exp(self._normal(0.3, n, 1, 1, 1)) * (1.0 + self._normal(0.3, n, 1, 1, 1) * from_side)
        gamma = torch.exp(self._normal(0.4, n, 1, 1, 1))
        lit = (255.0 * (crops / 255.0).clamp(1e-3) ** gamma * gain.clamp(min=0.05)).clamp(0.0, 255.0)
        chosen = self._chosen(self.settings.light, n)
        return chosen * lit + (1.0 - chosen) * crops

    def _softened(self, crops: Tensor) -> Tensor:
        """Out of focus, or moved: a Gaussian with a width of its own along each axis."""
        n = len(crops)
        width = self._uniform(0.4, 1.6, n, 2)
        soft = convolved(crops, gaussians(width[:, 0]), gaussians(width[:, 1]))
        chosen = self._chosen(self.settings.blur, n)
        return chosen * soft + (1.0 - chosen) * crops

    def _sharpened(self, crops: Tensor) -> Tensor:
        n = len(crops)
        width = gaussians(torch.full((n,), 0.8))
        edges = crops - convolved(crops, width, width)
        amount = self._uniform(0.3, 1.5, n, 1, 1, 1) * self._chosen(self.settings.sharpen, n)
        return crops + amount * edges

    def _covered(self, crops: Tensor) -> Tensor:
        """A rectangle of one grey, or of noise: a hand, a cup, hair, the end of the picture."""
        n = len(crops)
        size = self._uniform(0.12, 0.45, n, 2)
        middle = self._uniform(0.0, 1.0, n, 2)
        line = (torch.arange(SIDE) + 0.5) / SIDE
        across = (line[None] - middle[:, :1]).abs() < size[:, :1] / 2
        down = (line[None] - middle[:, 1:]).abs() < size[:, 1:] / 2
        inside = (across[:, None, None, :] & down[:, None, :, None]).float()
        grey = self._uniform(0.0, 255.0, n, 1, 1, 1) + self._uniform(0.0, 40.0, n, 1, 1, 1) * torch.randn(
            crops.shape, generator=self._generator
        )
        inside = inside * self._chosen(self.settings.cover, n)
        return inside * grey + (1.0 - inside) * crops

    def _noisy(self, crops: Tensor) -> Tensor:
        level = self._uniform(2.0, 12.0, len(crops), 1, 1, 1) * self._chosen(self.settings.noise, len(crops))
        return crops + level * torch.randn(crops.shape, generator=self._generator)


# (batch, 48, 48) tiles, (batch, 2, 3) from crop to tile, both with sides of 1 -> (batch, 1, 48, 48)
def sampled(tiles: Tensor, places: Tensor) -> Tensor:
    """`perception.face.align.aligned` for many tiles at once; a test holds the two together."""
    line = (torch.arange(SIDE) + 0.5) / SIDE
    v, u = torch.meshgrid(line, line, indexing="ij")
    points = torch.stack([u, v, torch.ones_like(u)], dim=2)  # (48, 48, 3)
    grid = torch.einsum("nij,hwj->nhwi", places, points) * 2.0 - 1.0
    values = tiles[:, None].float()
    return functional.grid_sample(values, grid, padding_mode="border", align_corners=False)


def gaussians(width: Tensor) -> Tensor:
    """(n,) deviations in pixels -> (n, 7) kernels."""
    place = torch.arange(-3.0, 4.0)
    kernels = torch.exp(-0.5 * (place[None] / width[:, None]) ** 2)
    return kernels / kernels.sum(1, keepdim=True)


def convolved(crops: Tensor, across: Tensor, down: Tensor) -> Tensor:
    """(n, 1, 48, 48) with (n, 7) kernels along each axis, one pair for each crop."""
    n = len(crops)
    padded = functional.pad(crops, (3, 3, 3, 3), mode="replicate").transpose(0, 1)
    rows = functional.conv2d(padded, across[:, None, None, :], groups=n)
    return functional.conv2d(rows, down[:, None, :, None], groups=n).transpose(0, 1)
