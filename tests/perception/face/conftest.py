"""A real face that may be used: scikit-image's astronaut, a NASA portrait in the public domain, smiling."""

import numpy as np
import pytest

from perception.face.image import Pixels


@pytest.fixture(scope="session")
def portrait() -> Pixels:
    data = pytest.importorskip("skimage.data", reason="the picture of a face comes with scikit-image")
    pixels: Pixels = np.ascontiguousarray(data.astronaut(), dtype=np.uint8)
    return pixels
