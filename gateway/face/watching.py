"""The camera of one session: which stream is open, what was seen, what of it counts for a turn. No I/O; time
is a parameter."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from gateway.effects import CloseCamera, Effect, LookAt, OpenCamera, PictureDropped, ReadFace
from gateway.errors import Refusal
from gateway.face.events import CameraEvent, FaceRead, PaceSet, PictureSeen, PictureUnreadable
from gateway.face.frames import PictureFrame
from gateway.face.signs import STEADY_PICTURES, SteadySign, sign_of
from gateway.face.stream_clock import StreamClock
from gateway.limits import TokenBucket
from gateway.outbox import Outbox
from gateway.ports import public_reading
from gateway.protocol import Accepted, CameraStart, CameraStop, Emotion, Look, SeeingSign
from gateway.rules import SessionRules
from gateway.visitor import Visitor
from gateway.vocabulary import PictureSource, PictureWhere
from gateway.voice.frames import SEQUENCES
from perception.face.stillness import is_still
from perception.signals.face_observation import FaceObservation, FaceTrack, RestingFace
from perception.slices import TimeSlice, slice_of_turn

BURST: Final = 4
"""Pictures that may come at once before the pace counts."""

MAX_SEEN: Final = 300
"""Observations that are kept at most, however fast they come."""


@dataclass
class _Camera:
    """An open stream."""

    key: str
    number: int
    where: PictureWhere
    source: PictureSource
    clock: StreamClock
    bucket: TokenBucket
    fps: float
    sign: SteadySign
    sequence: int | None = None
    still: bool = False
    read_at: float = float("-inf")
    told_at: float = float("-inf")


class Watching:
    """`prefix` makes the keys of its streams unique for ever."""

    def __init__(self, visitor: Visitor, outbox: Outbox, rules: SessionRules, prefix: str) -> None:
        self._visitor = visitor
        self._outbox = outbox
        self._rules = rules.face
        self._prefix = prefix
        self._n_cameras = 0
        self._camera: _Camera | None = None
        self._seen: deque[FaceObservation] = deque(maxlen=MAX_SEEN)
        self._rest: RestingFace | None = None
        self._photo: FaceObservation | None = None
        self._photo_key = ""
        self._taken_at = float("-inf")

    # --- from the visitor ---------------------------------------------------------------------------------

    def start(self, message: CameraStart, now: float) -> list[Effect]:
        """Open a stream in the place of the one before. Raises Refusal."""
        self._check_start(message)
        closed = self.close()
        self._n_cameras += 1
        key = f"{self._prefix}.c{self._n_cameras}"
        clock = StreamClock(self._rules.max_late_s)
        fps = self._rules.fps
        sign = SteadySign(1 if message.source == "photo" else STEADY_PICTURES)
        self._camera = _Camera(
            key, message.stream, message.where, message.source, clock, self._bucket(fps, now), fps, sign
        )
        accepted = [*closed, self._outbox.post(now, Accepted, id=message.id)]
        if message.where == "server":
            return [*accepted, OpenCamera(key)]  # its pace follows, and with it the first sign
        return [*accepted, self._sign(self._camera)]

    def _check_start(self, message: CameraStart) -> None:
        self._visitor.check_grant("face")
        if message.where not in self._rules.where:
            offered = ", ".join(self._rules.where) or "nothing"
            raise Refusal(
                "not_available", f"`where` was {message.where!r}; this server offers {offered}: use that"
            )
        if not self._visitor.face_read:
            raise Refusal(
                "consent_needed",
                "`face` needs the visitor's consent, and sensing not paused; ask them, send `consent`",
            )

    def stop(self, message: CameraStop, now: float) -> list[Effect]:
        """Close a stream; one that is not open is closed already."""
        accepted = self._outbox.post(now, Accepted, id=message.id)
        return [accepted, *self.close()] if self.has_open(message.stream) else [accepted]

    def has_open(self, stream: int) -> bool:
        """Whether this stream is the open one."""
        return self._camera is not None and self._camera.number == stream

    def picture(self, frame: PictureFrame, now: float) -> list[Effect]:
        """The next picture; handed on, or dropped and counted. Raises Refusal for one that is too large."""
        camera = self._camera
        if camera is None or camera.number != frame.stream or camera.where != "server":
            return [PictureDropped("closed")]
        if len(frame.data) > self._rules.max_image_bytes:
            raise Refusal(
                "image_unreadable",
                f"the picture has {len(frame.data)} bytes; at most {self._rules.max_image_bytes} are taken: "
                "make it smaller",
            )
        if camera.sequence is not None and not _comes_after(frame.sequence, camera.sequence):
            return [PictureDropped("repeated")]
        camera.sequence = frame.sequence
        t_s = camera.clock.taken_at(frame.t_ms, now)
        if t_s is None:
            return [PictureDropped("late")]
        if camera.bucket.take(now):
            return [PictureDropped("too_fast")]
        return [LookAt(camera.key, t_s, frame.data, camera.source == "photo")]

    def look(self, message: Look, now: float) -> list[Effect]:
        """What the device saw; taken, or dropped and counted."""
        camera = self._camera
        if camera is None or camera.number != message.stream or camera.where != "device":
            return [PictureDropped("closed")]
        t_s = camera.clock.taken_at(message.t_ms, now)
        if t_s is None:
            return [PictureDropped("late")]
        if camera.bucket.take(now):
            return [PictureDropped("too_fast")]
        given = message.observation
        return self._take_in(camera, FaceObservation.from_wire(given, t_s) if given else None, now)

    def consent_changed(self) -> list[Effect]:
        """The face may be read, or may not any more: then nothing that was seen stays."""
        return [] if self._visitor.face_read else self.forget()

    # --- from the workers ---------------------------------------------------------------------------------

    def saw(self, event: CameraEvent, now: float) -> list[Effect]:
        """Something came of a picture; what belongs to a stream that is closed is not used."""
        if isinstance(event, FaceRead):
            return self._read(event, now)
        camera = self._camera
        if camera is None or event.key != camera.key:
            return []
        match event:
            case PaceSet(_, fps):
                camera.fps = fps
                camera.bucket = self._bucket(fps, now)
                return [self._sign(camera)]
            case PictureUnreadable(_, detail):
                return self._unreadable(camera, detail, now)
            case PictureSeen(_, observation):
                return self._take_in(camera, observation, now)

    def _unreadable(self, camera: _Camera, detail: str, now: float) -> list[Effect]:
        if _passed(camera.told_at, now) < self._rules.error_every_s:
            return []
        camera.told_at = now
        return [self._outbox.post_error(now, Refusal("image_unreadable", detail))]

    def _take_in(self, camera: _Camera, observation: FaceObservation | None, now: float) -> list[Effect]:
        n_faces = 0 if observation is None else observation.n_faces
        if observation is not None and camera.source == "camera":
            self._seen.append(observation)
        reads = self._live(camera, now) if observation is not None and camera.source == "camera" else []
        changed = camera.sign.see(sign_of(observation, still=camera.still), n_faces)
        signs: list[Effect] = [self._sign(camera)] if changed else []
        if observation is not None and camera.source == "photo":
            return [*signs, *self._take_photo(camera, observation)]
        return [*signs, *reads]

    def _take_photo(self, camera: _Camera, photo: FaceObservation) -> list[Effect]:
        self._photo, self._photo_key = photo, camera.key
        track = FaceTrack((photo,), self._rest, is_photo=True)
        return [ReadFace(camera.key, track, 0.0), *self._shut(camera)]

    def _live(self, camera: _Camera, now: float) -> list[Effect]:
        step_s = _passed(camera.read_at, now)
        if step_s < self._rules.live_every_s:
            return []
        camera.read_at = now
        self._prune(now)
        camera.still = is_still(self._seen)
        over_s = self._rules.at_most_s if camera.still else self._rules.live_over_s
        return [ReadFace(camera.key, self._track(TimeSlice(now - over_s, now)), min(step_s, over_s))]

    def _read(self, event: FaceRead, now: float) -> list[Effect]:
        current = self._camera is not None and event.key == self._camera.key
        if current:
            self._rest = event.rest
        too_old = current and now - event.t_s > self._rules.live_within_s
        if not (current or event.key == self._photo_key) or event.reading is None or too_old:
            return []
        reading = self._outbox.pass_on(
            Emotion,
            turn=None,
            at_ms=int(event.t_s * 1000),
            **public_reading(event.reading),
            change=0.0,
            trend="steady",
            shift=False,
            weights={"face": 1.0},
            partial=True,
        )
        return [reading]

    def _sign(self, camera: _Camera) -> Effect:
        return self._outbox.pass_on(
            SeeingSign,
            stream=camera.number,
            state=camera.sign.state if camera.fps else "busy",
            fps=camera.fps,
            n_faces=camera.sign.n_faces,
        )

    def _bucket(self, fps: float, now: float) -> TokenBucket:
        return TokenBucket(max(fps, 0.1), BURST, now)

    # --- for a turn ---------------------------------------------------------------------------------------

    def take(self, now: float) -> FaceTrack | None:
        """What was seen that counts for the turn that begins now; never waits for a picture."""
        self._prune(now)
        of_turn = slice_of_turn(
            now, self._taken_at, at_least_s=self._rules.at_least_s, at_most_s=self._rules.at_most_s
        )
        self._taken_at = now
        photo, self._photo, self._photo_key = self._photo, None, ""
        track = self._track(of_turn)
        if track.observations:
            return track
        return None if photo is None else FaceTrack((photo,), self._rest, is_photo=True)

    def _track(self, when: TimeSlice) -> FaceTrack:
        return FaceTrack(when.of(self._seen), self._rest)

    # --- time, and the end --------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """What is too long ago is let go, and what is of a time to come: then the clock was set back."""
        self._prune(now)

    def _prune(self, now: float) -> None:
        kept = [seen for seen in self._seen if 0 <= now - seen.t_s <= self._rules.at_most_s]
        if len(kept) < len(self._seen):
            self._seen = deque(kept, maxlen=MAX_SEEN)
        if self._photo is not None and not 0 <= now - self._photo.t_s <= self._rules.photo_within_s:
            self._photo, self._photo_key = None, ""

    def close(self, detail: str | None = None) -> list[Effect]:
        """Close the open stream; what it showed and was not answered is not used any more."""
        self._seen.clear()
        return self._shut(self._camera, detail) if self._camera else []

    def _shut(self, camera: _Camera, detail: str | None = None) -> list[Effect]:
        self._camera = None
        stopped = self._outbox.pass_on(
            SeeingSign, stream=camera.number, state="stopped", fps=0.0, n_faces=0, detail=detail
        )
        return [CloseCamera(camera.key), stopped] if camera.where == "server" else [stopped]

    def forget(self) -> list[Effect]:
        """Drop everything that was seen, and what was learned of this face."""
        self._photo, self._photo_key = None, ""
        self._rest = None
        return self.close("the face is not read any more")


def _passed(then: float, now: float) -> float:
    """Seconds since `then`; without end where the clock was set back, so that nothing waits for it."""
    return now - then if now >= then else float("inf")


def _comes_after(sequence: int, before: int) -> bool:
    """Whether a number that wraps is newer; half of all numbers are."""
    return 0 < (sequence - before) % SEQUENCES < SEQUENCES // 2
