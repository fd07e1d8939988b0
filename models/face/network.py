"""The face network: a small residual network over one grey crop, and what is read from its embedding."""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn

from models.face.fer import FER2013
from perception.signals.face_observation import EXPRESSIONS, N_EMBEDDING

LEAST_CONTRAST: Final = 8.0
"""Standard deviation, of 255, below which a crop is not stretched further: it would be noise."""


@dataclass(frozen=True)
class Size:
    """`stem` channels at 48 x 48, then `widths` of the stages at 24, 12 and 6, of `n_blocks` each."""

    stem: int = 16
    widths: tuple[int, ...] = (64, 128, 192)
    n_blocks: tuple[int, ...] = (1, 2, 2)
    dropout: float = 0.3


class Block(nn.Module):
    """Two convolutions, a gate over the channels (squeeze and excitation), and the way around them."""

    def __init__(self, n_in: int, n_out: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _conv(n_in, n_out, stride), nn.BatchNorm2d(n_out), nn.ReLU(), _conv(n_out, n_out, 1),
            nn.BatchNorm2d(n_out),
        )  # fmt: skip
        n_gate = max(8, n_out // 8)
        self.gate = nn.Sequential(nn.Linear(n_out, n_gate), nn.ReLU(), nn.Linear(n_gate, n_out), nn.Sigmoid())
        self.around: nn.Module = nn.Identity()
        if stride > 1 or n_in != n_out:
            pool = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
            self.around = nn.Sequential(pool, nn.Conv2d(n_in, n_out, 1, bias=False), nn.BatchNorm2d(n_out))

    # (batch, n_in, side, side) -> (batch, n_out, side / stride, side / stride)
    def forward(self, values: Tensor) -> Tensor:
        found = self.body(values)
        gate = self.gate(found.mean((2, 3)))[:, :, None, None]
        return torch.relu(found * gate + self.around(values))


class FaceNetwork(nn.Module):
    """Grey crops in [0, 255] -> expressions, FER2013's labels, valence and arousal, an embedding."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        layers: list[nn.Module] = [_conv(1, size.stem, 1), nn.BatchNorm2d(size.stem), nn.ReLU()]
        width = size.stem
        for n_out, n_blocks in zip(size.widths, size.n_blocks, strict=True):
            layers.append(Block(width, n_out, 2))
            layers += [Block(n_out, n_out, 1) for _ in range(n_blocks - 1)]
            width = n_out
        self.encoder = nn.Sequential(*layers)
        self.embedding = nn.Sequential(nn.Linear(width, N_EMBEDDING), nn.BatchNorm1d(N_EMBEDDING), nn.ReLU())
        self.dropout = nn.Dropout(size.dropout)
        self.expressions = nn.Linear(N_EMBEDDING, len(EXPRESSIONS))
        self.fer2013 = nn.Linear(N_EMBEDDING, len(FER2013))
        self.valence_arousal = nn.Linear(N_EMBEDDING, 2)

    # (batch, 1, 48, 48) -> (batch, 8) and (batch, 7) logits, (batch, 2) in [-1, 1], (batch, 128)
    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        embedding = self.embedding(self.encoder(normalised(crops)).mean((2, 3)).float())
        return *self.heads(self.dropout(embedding)), embedding

    def heads(self, embedding: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What is read from (batch, 128)."""
        affect = torch.tanh(self.valence_arousal(embedding))
        return self.expressions(embedding), self.fer2013(embedding), affect


def normalised(crops: Tensor) -> Tensor:
    """Each crop with mean 0 and deviation 1: light and contrast are the room's, not the face's."""
    centred = crops - crops.mean((2, 3), keepdim=True)
    spread = centred.square().mean((2, 3), keepdim=True).sqrt()
    return centred / spread.clamp(min=LEAST_CONTRAST)


def _conv(n_in: int, n_out: int, stride: int) -> nn.Conv2d:
    return nn.Conv2d(n_in, n_out, 3, stride, padding=1, bias=False)
