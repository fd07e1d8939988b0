"""What the workers tell a session about its stream of pictures; `key` names the stream."""

from dataclasses import dataclass

from gateway.ports import Reading
from perception.signals.face_observation import FaceObservation, RestingFace


@dataclass(frozen=True)
class PictureSeen:
    """What one picture shows; `observation` is None where no face is."""

    key: str
    observation: FaceObservation | None


@dataclass(frozen=True)
class PictureUnreadable:
    """A picture cannot be read; `detail` says what was given, what is allowed, what to do."""

    key: str
    detail: str


@dataclass(frozen=True)
class FaceRead:
    """How the face looks, seen last at `t_s`; `reading` is None where nothing can be said of it.

    `rest` is what is known by now of this person's expression at rest."""

    key: str
    t_s: float
    reading: Reading | None
    rest: RestingFace | None = None


@dataclass(frozen=True)
class PaceSet:
    """How many pictures a second are wanted from now on; 0: none, there is no room for this camera yet."""

    key: str
    fps: float


CameraEvent = PictureSeen | PictureUnreadable | FaceRead | PaceSet
