"""MediaPipe's face mesh: the landmarks of the faces in a picture.

MediaPipe's package imports all of its solutions, and with them matplotlib, OpenCV and JAX. The face mesh
needs none of these: its graph and its models lie in the package, and its runtime is one extension module. So
the packages around that module are entered here without being run.
"""

import importlib
import importlib.util
import sys
import threading
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from perception.errors import WeightsError
from perception.face.image import Pixels

Landmarks = NDArray[np.float32]
"""(468, 3): x, y in pixels of the picture, and z, about in pixels too, smaller towards the camera."""

N_LANDMARKS: Final = 468
GRAPH: Final = "modules/face_landmark/face_landmark_front_cpu.binarypb"
STREAM: Final = "multi_face_landmarks"
STEP_US: Final = 1000
"""Between two pictures, as MediaPipe wants its time to rise; nothing is tracked over time."""


class FaceMesh:
    """Finds faces. One object for one thread: see `mesh_of_thread`.

    Each picture is looked at afresh, so that pictures of many cameras can take turns. Raises WeightsError
    when MediaPipe is not installed or is another version.
    """

    def __init__(self, max_faces: int = 3) -> None:
        self._mediapipe = _mediapipe()
        self._graph = self._mediapipe.bindings.calculator_graph.CalculatorGraph(
            binary_graph_path=str(self._mediapipe.folder / GRAPH)
        )
        self._packets: list[Any] = []
        self._graph.observe_output_stream(STREAM, self._take, observe_timestamp_bounds=True)
        create = self._mediapipe.packet_creator
        no = create.create_bool(False)  # noqa: FBT003 - it takes no name
        self._graph.start_run(
            {
                "num_faces": create.create_int(max_faces),
                "with_attention": no,
                "use_prev_landmarks": no,
            }
        )
        self._time_us = 0

    def find(self, pixels: Pixels) -> list[Landmarks]:
        """The faces in (height, width, 3) RGB, the largest first; it is taken to be the one in front."""
        square = squared(pixels)
        self._packets.clear()
        self._time_us += STEP_US
        packet = self._mediapipe.packet_creator.create_image_frame(
            data=square, image_format=self._mediapipe.bindings.image_frame.ImageFormat.SRGB
        )
        self._graph.add_packet_to_input_stream(stream="image", packet=packet.at(self._time_us))
        self._graph.wait_until_idle()
        if not self._packets or self._packets[-1].is_empty():
            return []
        faces = self._mediapipe.packet_getter.get_proto_list(self._packets[-1])
        found = [_points(face) * np.float32(len(square)) for face in faces]
        return sorted(found, key=_extent, reverse=True)

    def _take(self, _stream: str, packet: Any) -> None:
        self._packets.append(packet)


_THREAD = threading.local()


def mesh_of_thread() -> FaceMesh:
    """The face mesh of the calling thread, made at its first use. Raises WeightsError."""
    if not hasattr(_THREAD, "mesh"):
        _THREAD.mesh = FaceMesh()
    mesh: FaceMesh = _THREAD.mesh
    return mesh


def squared(pixels: Pixels) -> Pixels:
    """The picture with black at its right or lower side: in others than squares, MediaPipe bends the
    landmarks of a tilted head."""
    height, width = pixels.shape[:2]
    if height == width:
        return np.ascontiguousarray(pixels)
    side = max(height, width)
    square = np.zeros((side, side, 3), np.uint8)
    square[:height, :width] = pixels
    return square


def _points(face: Any) -> Landmarks:
    return np.array([(point.x, point.y, point.z) for point in face.landmark], np.float32)


def _extent(landmarks: Landmarks) -> float:
    return float(np.ptp(landmarks[:, :2], axis=0).max())


class _MediaPipe:
    """The parts of the package that are used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bindings: Any = importlib.import_module("mediapipe.python._framework_bindings")
        self.packet_creator: Any = importlib.import_module("mediapipe.python.packet_creator")
        self.packet_getter: Any = importlib.import_module("mediapipe.python.packet_getter")
        importlib.import_module("mediapipe.framework.formats.landmark_pb2")
        self.bindings.resource_util.set_resource_dir(str(folder.parent))


@lru_cache(maxsize=1)
def _mediapipe() -> _MediaPipe:
    entered = [name for name in ("mediapipe", "mediapipe.python") if name not in sys.modules]
    try:
        folder = _folder()
        for name in entered:
            _enter(name, folder)
        return _MediaPipe(folder)
    except (ImportError, OSError, AttributeError) as error:
        for name in entered:
            sys.modules.pop(name, None)
        raise WeightsError(
            f"the face mesh cannot be loaded ({error}); install mediapipe 0.10.21: `make install`"
        ) from error


def _folder() -> Path:
    spec = importlib.util.find_spec("mediapipe")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("mediapipe is not installed")
    folder = Path(next(iter(spec.submodule_search_locations)))
    if not (folder / GRAPH).is_file():
        raise ImportError("this mediapipe carries no face mesh")
    return folder


def _enter(name: str, folder: Path) -> None:
    """Make a package's modules importable without running the package."""
    module = ModuleType(name)
    module.__path__ = [str(folder.joinpath(*name.split(".")[1:]))]
    sys.modules[name] = module
