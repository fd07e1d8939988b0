"""What looks at pictures, for all sessions: one slot for each camera, the newest picture in it, and a few
threads that take the cameras in turn. Called in the event loop, but for what runs on the threads.

Pictures live in memory only, no longer than it takes to look at them.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import structlog

from gateway.effects import CloseCamera, LookAt, OpenCamera, PictureDropReason, ReadFace
from gateway.face.events import CameraEvent, FaceRead, PaceSet, PictureSeen, PictureUnreadable
from gateway.face.pace import Pace
from gateway.metrics import Metrics
from gateway.ports import Senses
from perception.errors import InputError
from perception.signals.face_observation import FaceObservation

log = structlog.get_logger(__name__)

EyeEffect = OpenCamera | CloseCamera | LookAt | ReadFace
Tell = Callable[[CameraEvent], None]

MAX_WAIT_S: Final = 0.25
"""A picture that has waited longer is not looked at: the next one shows more."""

TUNE_EVERY_S: Final = 1.0

RESTS: Final = 4.0
"""After each picture a camera waits so many times as long as the picture took: one whose pictures are dear to
decode takes a fifth of a thread, and no more."""


@dataclass(frozen=True)
class SightRules:
    """`fps` is what one camera may send at most, in pictures a second; more than `max_cameras` wait."""

    fps: float = 5.0
    max_cameras: int = 200
    n_threads: int = 2


@dataclass
class _Camera:
    """An open stream; `wanted` says that there is room for it, `ready` that it waits for a thread."""

    key: str
    tell: Tell
    wanted: bool
    picture: LookAt | None = None
    since: float = 0.0
    rests_until: float = 0.0
    ready: bool = False
    at_work: bool = False


@dataclass(frozen=True)
class _Seen:
    """What a picture showed, or what was wrong with it, and how long a thread had it."""

    found: FaceObservation | Exception | None
    cost_s: float


class Sight:
    """See the module. `clock` gives seconds."""

    def __init__(
        self,
        senses: Senses,
        pool: ThreadPoolExecutor,
        rules: SightRules,
        clock: Callable[[], float],
        metrics: Metrics,
    ) -> None:
        self._senses = senses
        self._pool = pool
        self._rules = rules
        self._clock = clock
        self._metrics = metrics
        self._pace = Pace(rules.fps, rules.n_threads)
        self._tuned_at = 0.0
        self._cameras: OrderedDict[str, _Camera] = OrderedDict()
        self._ready: deque[_Camera] = deque()
        self._n_free = rules.n_threads

    def eye(self, tell: Tell) -> "Eye":
        """One for a session; `tell` is called in the event loop."""
        return Eye(self, tell)

    def open(self, key: str, tell: Tell) -> None:
        """A camera; it hears at once how many pictures a second are wanted."""
        self.close(key)
        camera = _Camera(key, tell, len(self._cameras) < self._rules.max_cameras)
        self._cameras[key] = camera
        self._metrics.cameras.set(len(self._cameras))
        if self._pace.fit(self._n_wanted()):
            self._say_pace_to_all(but=camera)
        self._say_pace(camera)
        self._metrics.camera_fps.set(self._pace.fps)

    def close(self, key: str) -> None:
        """Forget a camera and the picture that waits; one that is looked at is not answered any more."""
        camera = self._cameras.pop(key, None)
        if camera is None:
            return
        camera.picture = None
        self._metrics.cameras.set(len(self._cameras))
        if not camera.wanted:
            return
        next_one = next((other for other in self._cameras.values() if not other.wanted), None)
        if next_one is not None:
            next_one.wanted = True
            self._say_pace(next_one)

    def take(self, picture: LookAt) -> None:
        """The next picture of a camera, in the place of one that waits."""
        camera = self._cameras.get(picture.key)
        if camera is None:
            self._drop("closed")
            return
        if not camera.wanted or self._clock() < camera.rests_until:
            self._drop("too_fast")
            return
        self._metrics.pictures_taken.inc()
        now = self._clock()
        if camera.picture is not None:
            self._pace.waited(now - camera.since)
            self._drop("replaced")
        camera.picture, camera.since = picture, now
        self._queue(camera)
        self._work()

    def read(self, effect: ReadFace, tell: Tell) -> None:
        """The reading of what was seen lately, here or on the device; `tell` hears it."""
        began = self._clock()
        future = asyncio.get_running_loop().run_in_executor(self._pool, self._read, effect)
        future.add_done_callback(lambda done: self._was_read(done, tell, began))

    def _read(self, effect: ReadFace) -> FaceRead:
        """On a thread."""
        track, newest = effect.track, effect.track.observations[-1]
        reading = self._senses.look(track)
        if track.is_photo:
            return FaceRead(effect.key, newest.t_s, reading, track.rest)
        rest = self._senses.rest_after(track.rest, newest, effect.step_s)
        return FaceRead(effect.key, newest.t_s, reading, rest)

    # --- the threads' work --------------------------------------------------------------------------------

    def _queue(self, camera: _Camera) -> None:
        if not (camera.ready or camera.at_work):
            camera.ready = True
            self._ready.append(camera)

    def _work(self) -> None:
        now = self._clock()
        while self._n_free and self._ready:
            camera = self._ready.popleft()
            camera.ready = False
            picture, camera.picture = camera.picture, None
            if picture is None:
                continue  # it was closed
            waited_s = now - camera.since
            self._pace.waited(waited_s)
            if waited_s > MAX_WAIT_S:
                self._drop("late")
                continue
            self._metrics.face_seconds.labels("wait").observe(waited_s)
            self._look(camera, picture)

    def _look(self, camera: _Camera, picture: LookAt) -> None:
        self._n_free -= 1
        camera.at_work = True
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, self._seen, picture)
        future.add_done_callback(lambda done: self._looked(done, camera))

    def _seen(self, picture: LookAt) -> _Seen:
        """On a thread."""
        began = self._clock()
        try:
            found: FaceObservation | Exception | None = self._senses.see(
                picture.data, picture.t_s, is_photo=picture.is_photo
            )
        except Exception as error:  # noqa: BLE001 - whatever a picture does, it harms nothing but itself
            found = error
        return _Seen(found, self._clock() - began)

    def _looked(self, future: "asyncio.Future[_Seen]", camera: _Camera) -> None:
        self._n_free += 1
        camera.at_work = False
        if future.cancelled():
            return  # the gateway is stopping
        seen = future.result()
        camera.rests_until = self._clock() + RESTS * seen.cost_s
        self._pace.looked(seen.cost_s)
        self._metrics.face_seconds.labels("look").observe(seen.cost_s)
        event = self._event_of(seen.found, camera.key)
        if event is not None and self._cameras.get(camera.key) is camera:
            camera.tell(event)
        if camera.picture is not None:
            self._queue(camera)
        self._work()
        self._tune(self._clock())

    def _event_of(self, found: FaceObservation | Exception | None, key: str) -> CameraEvent | None:
        if isinstance(found, InputError):
            self._metrics.pictures_seen.labels("unreadable").inc()
            return PictureUnreadable(key, str(found))
        if isinstance(found, Exception):
            self._metrics.pictures_seen.labels("failed").inc()
            log.error("picture_not_seen", error=type(found).__name__)
            return None
        self._metrics.pictures_seen.labels("no_face" if found is None else "face").inc()
        return PictureSeen(key, found)

    def _was_read(self, future: "asyncio.Future[FaceRead]", tell: Tell, began: float) -> None:
        if future.cancelled():
            return  # the gateway is stopping
        if error := future.exception():
            log.error("face_not_read", error=type(error).__name__)
            return
        self._metrics.face_seconds.labels("read").observe(self._clock() - began)
        tell(future.result())

    # --- the pace -----------------------------------------------------------------------------------------

    def _tune(self, now: float) -> None:
        if now - self._tuned_at < TUNE_EVERY_S:
            return
        self._tuned_at = now
        if self._pace.tune(self._n_wanted()):
            self._say_pace_to_all()
            self._metrics.camera_fps.set(self._pace.fps)

    def _n_wanted(self) -> int:
        return sum(camera.wanted for camera in self._cameras.values())

    def _say_pace_to_all(self, but: _Camera | None = None) -> None:
        for camera in list(self._cameras.values()):
            if camera.wanted and camera is not but:
                self._say_pace(camera)

    def _say_pace(self, camera: _Camera) -> None:
        camera.tell(PaceSet(camera.key, self._pace.fps if camera.wanted else 0.0))

    def _drop(self, reason: PictureDropReason) -> None:
        self._metrics.pictures_dropped.labels(reason).inc()


class Eye:
    """The seeing of one session; called in the event loop, never blocks."""

    def __init__(self, sight: Sight, tell: Tell) -> None:
        self._sight = sight
        self._tell = tell

    def carry_out(self, effect: EyeEffect) -> None:
        """Do what the session asks; unknown keys are ignored."""
        match effect:
            case OpenCamera(key):
                self._sight.open(key, self._tell)
            case CloseCamera(key):
                self._sight.close(key)
            case LookAt():
                self._sight.take(effect)
            case ReadFace():
                self._sight.read(effect, self._tell)
