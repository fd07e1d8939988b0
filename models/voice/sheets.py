"""CREMA-D as it is at hand: log-mel spectrograms as tiles of four pictures."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

N_MELS, N_FRAMES, N_COLUMNS = 128, 188, 43
RANGE_DB: Final = 80.0
"""The pictures hold 0-63 for this range below the clip's loudest point."""


class Sheets:
    """Opens one picture at a time; `folder` holds crema_d_logmel_{0..3}.webp."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sheet = lru_cache(maxsize=1)(self._read)

    def tile(self, sheet: int, tile: int, n_samples: int) -> NDArray[np.float32]:
        """(n_frames, 128) in dB below the loudest point, lowest mel first; without the padding after the
        clip's end."""
        values = self._sheet(sheet)[tile]
        n_frames = min(N_FRAMES, 1 + n_samples // 256)
        decibel = values[::-1, :n_frames].astype(np.float32) * (RANGE_DB / 63.0) - RANGE_DB
        return np.ascontiguousarray(decibel.T)

    def _read(self, sheet: int) -> NDArray[np.uint8]:
        with av.open(str(self._folder / f"crema_d_logmel_{sheet}.webp")) as picture:
            pixels = next(picture.decode(video=0)).to_ndarray(format="rgb24")[..., 0]
        tiles: NDArray[np.uint8] = (
            pixels.reshape(-1, N_MELS, N_COLUMNS, N_FRAMES)
            .transpose(0, 2, 1, 3)
            .reshape(-1, N_MELS, N_FRAMES)
        )
        return tiles
