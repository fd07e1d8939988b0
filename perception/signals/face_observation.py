"""What one picture says of a face: numbers only, no pixel."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from perception.errors import InputError

EXPRESSIONS: Final = (
    "neutral",
    "happiness",
    "surprise",
    "sadness",
    "anger",
    "disgust",
    "fear",
    "contempt",
)
"""The labels of FER+, in the order of the network's logits."""

N_EMBEDDING: Final = 128
N_SHAPE: Final = 32
"""x and y of 16 landmarks."""

MAX_FACES: Final = 16

BOUNDS: Final[dict[str, tuple[int, float, float]]] = {
    "logits": (len(EXPRESSIONS), -60.0, 60.0),
    "valence_arousal": (2, -1.0, 1.0),
    "embedding": (N_EMBEDDING, -1e3, 1e3),
    "pose": (3, -180.0, 180.0),
    "size_px": (0, 0.0, 20_000.0),
    "sharpness": (0, 0.0, 1.0),
    "brightness": (0, 0.0, 1.0),
    "quality": (0, 0.0, 1.0),
    "n_faces": (0, 1.0, MAX_FACES),
    "shape": (N_SHAPE, -4.0, 5.0),
}
"""Of each value: how many numbers (0: one alone), the least and the greatest."""

DECIMALS: Final = 4


@dataclass(frozen=True)
class FaceObservation:
    """The face in front, in one picture.

    `t_s` is when, `logits` (8,) in the order of EXPRESSIONS, `valence_arousal` (2,) in [-1, 1], `embedding`
    (128,) the network's own vector, `pose` yaw, pitch and roll in degrees (0: towards the camera; to the
    person's left, upwards and to the person's right shoulder are positive), `size_px` how many pixels of the
    picture the crop is wide, `sharpness` and `brightness` in [0, 1]. `quality` in [0, 1] is what all this
    leaves of the evidence, `n_faces` how many faces were seen. `shape` (32,) are landmarks of mouth, eyes and
    brows within the crop, whose sides are 1: what a living face moves and a picture of one does not.

    Raises InputError for values outside these bounds.
    """

    t_s: float
    logits: tuple[float, ...]
    valence_arousal: tuple[float, ...]
    embedding: tuple[float, ...]
    pose: tuple[float, ...]
    size_px: float
    sharpness: float
    brightness: float
    quality: float
    n_faces: int
    shape: tuple[float, ...]

    def __post_init__(self) -> None:
        if not math.isfinite(self.t_s):
            raise InputError(f"t_s was {self.t_s}; it is a number of seconds")
        for name, (n_values, low, high) in BOUNDS.items():
            value = getattr(self, name)
            values = value if n_values else (value,)
            if n_values and len(values) != n_values:
                raise InputError(f"{name} has {len(values)} values; it has {n_values}")
            if not all(low <= one <= high for one in values):
                raise InputError(f"{name} was {_shown(value)}; it lies in [{low:g}, {high:g}]")

    def as_wire(self) -> dict[str, Any]:
        """JSON-ready, rounded to four decimals; without the time, which the message around it has."""
        found: dict[str, Any] = {}
        for name, (n_values, _, _) in BOUNDS.items():
            value = getattr(self, name)
            found[name] = [round(one, DECIMALS) for one in value] if n_values else round(value, DECIMALS)
        return found

    @classmethod
    def from_wire(cls, given: Mapping[str, Any], t_s: float) -> "FaceObservation":
        """What a browser sent. Raises InputError for a field too many or too few, of another type or size, or
        beyond its bounds."""
        if not isinstance(given, Mapping):
            raise InputError(f"the observation was {type(given).__name__}; give an object")
        odd = sorted(str(name) for name in set(given) ^ set(BOUNDS))
        if odd:
            raise InputError(f"the observation lacks, or has too many: {', '.join(odd[:12])}")
        values = {name: _value(name, given[name], rows[0]) for name, rows in BOUNDS.items()}
        if values["n_faces"] != int(values["n_faces"]):
            raise InputError(f"n_faces was {values['n_faces']}; it is a whole number")
        return cls(t_s=t_s, **{**values, "n_faces": int(values["n_faces"])})


@dataclass(frozen=True)
class RestingFace:
    """A person's expression at rest: mean `logits` (8,) and `valence_arousal` (2,) over `seconds` of their
    own session. Made by `perception.face.baseline`."""

    logits: tuple[float, ...]
    valence_arousal: tuple[float, ...]
    seconds: float


@dataclass(frozen=True)
class FaceTrack:
    """The observations of one turn, oldest first, and the expression that this person's face has at rest.

    `rest` is None while little has been seen of them (see `perception.face.baseline`). `is_photo` says that
    the one picture is a photo that was given, of which no movement can be expected.
    """

    observations: tuple[FaceObservation, ...]
    rest: RestingFace | None = None
    is_photo: bool = False


def _value(name: str, given: Any, n_values: int) -> Any:
    if not n_values:
        return _number(name, given)
    if isinstance(given, str | bytes) or not isinstance(given, Sequence) or len(given) != n_values:
        raise InputError(f"{name} was {_shown(given)}; give {n_values} numbers")
    return tuple(_number(name, one) for one in given)


def _number(name: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InputError(f"{name} holds {_shown(given)}; give numbers")
    try:
        value = float(given)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise InputError(f"{name} holds a number beyond all bounds; give finite ones")
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "…"
