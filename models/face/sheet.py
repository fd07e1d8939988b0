"""Contact sheets of pictures with captions, to be looked at and not to be shipped."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

N_COLUMNS: Final = 10
TILE: Final = 112
CAPTION: Final = 28


def contact_sheet(tiles: NDArray[np.uint8], captions: Sequence[str], path: Path) -> Path:
    """Write (n, side, side) grey tiles, each over its caption of at most two lines."""
    n_rows = -(-len(tiles) // N_COLUMNS)
    sheet = Image.new("L", (N_COLUMNS * TILE, n_rows * (TILE + CAPTION)), 255)
    draw = ImageDraw.Draw(sheet)
    for number, (tile, caption) in enumerate(zip(tiles, captions, strict=True)):
        left, top = number % N_COLUMNS * TILE, number // N_COLUMNS * (TILE + CAPTION)
        sheet.paste(Image.fromarray(tile).resize((TILE - 4, TILE - 4), Image.Resampling.BICUBIC), (left, top))
        draw.multiline_text((left + 2, top + TILE - 3), caption, fill=0, spacing=1)
    sheet.save(path)
    return path
