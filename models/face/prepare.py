"""The landmarks of FER's faces, by the mesh that looks at cameras; found once and kept in the build
folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.face.fer import SIDE, Fer
from perception.face.image import Pixels
from perception.face.mesh import N_LANDMARKS, FaceMesh, Landmarks

FILE: Final = "landmarks.npz"


@dataclass(frozen=True)
class Try:
    """One way to show a tile to the mesh: `scale` times as large, with a border of `border` times that side,
    filled with a grey or, where it is None, with its own edge; `gamma` of its light."""

    scale: int
    border: float
    fill: int | None
    gamma: float = 1.0


TRIES: Final = (
    Try(4, 0.4, 128),
    Try(2, 0.25, 0),
    Try(4, 0.25, 0),
    Try(4, 0.5, None),
    Try(4, 0.8, 128),
    Try(6, 0.15, 0),
    Try(4, 0.4, 128, gamma=0.5),
    Try(4, 0.4, 128, gamma=2.0),
    Try(3, 0.0, None),
)
"""One after the other, until a face is found."""


@dataclass(frozen=True, eq=False)
class Found:
    """`landmarks` (n, 468, 3) in pixels of the tile; where nothing was `found` (n,), they are a typical
    face's."""

    landmarks: NDArray[np.float32]
    found: NDArray[np.bool_]


def landmarks(fer: Fer, work: Path, report: Callable[[str], None] = print) -> Found:
    """Of every tile, from `work` where they were found before; else ten minutes of one core."""
    path = work / FILE
    if not path.is_file():
        work.mkdir(parents=True, exist_ok=True)
        values, way = _search(fer.tiles, report)
        np.savez(path, landmarks=values.astype(np.float16), way=way)
    with np.load(path) as arrays:
        values, found = arrays["landmarks"].astype(np.float32), arrays["way"] >= 0
    values[~found] = np.median(values[found], axis=0)
    return Found(values, found)


def _search(
    tiles: NDArray[np.uint8], report: Callable[[str], None]
) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    mesh = FaceMesh(max_faces=1)
    values = np.zeros((len(tiles), N_LANDMARKS, 3), np.float32)
    way = np.full(len(tiles), -1, np.int8)
    for row, tile in enumerate(tiles):
        for place, attempt in enumerate(TRIES):
            seen = _look(mesh, tile, attempt)
            if seen is not None:
                values[row], way[row] = seen, place
                break
        if row % 2000 == 0:
            report(f"{row} of {len(tiles)} faces; not found: {(way[: row + 1] < 0).mean():.3%}")
    return values, way


def _look(mesh: FaceMesh, tile: NDArray[np.uint8], attempt: Try) -> Landmarks | None:
    shown, margin = enlarged(tile, attempt)
    faces = mesh.find(shown)
    if not faces:
        return None
    seen = faces[0] / np.float32(attempt.scale)
    seen[:, :2] -= np.float32(margin / attempt.scale)
    return seen if _is_likely(seen) else None


def enlarged(tile: NDArray[np.uint8], attempt: Try) -> tuple[Pixels, int]:
    """The tile as RGB, enlarged and with a border, and that border's width in pixels."""
    side = SIDE * attempt.scale
    grey = np.asarray(Image.fromarray(tile).resize((side, side), Image.Resampling.BICUBIC))
    if attempt.gamma != 1.0:
        grey = (255.0 * (grey / 255.0) ** attempt.gamma).astype(np.uint8)
    margin = round(attempt.border * side)
    if attempt.fill is None:
        grey = np.pad(grey, margin, mode="edge")
    else:
        grey = np.pad(grey, margin, constant_values=attempt.fill)
    return np.repeat(grey[..., None], 3, axis=2), margin


def _is_likely(seen: Landmarks) -> bool:
    """A face that fills a good part of the tile; the mesh also finds faces in collars and hair."""
    middle = seen[:, :2].mean(0)
    extent = np.ptp(seen[:, :2], axis=0).max()
    return bool(np.abs(middle - SIDE / 2).max() < 0.3 * SIDE and 0.45 * SIDE < extent < 1.6 * SIDE)
