"""Cameras on real threads: the newest picture, each in its turn, one pace for all. The clock is a number."""

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway.effects import CloseCamera, LookAt, OpenCamera, ReadFace
from gateway.face.events import CameraEvent, FaceRead, PaceSet, PictureSeen, PictureUnreadable
from gateway.face.sight import Eye, Sight, SightRules
from gateway.metrics import Metrics
from perception.signals.face_observation import FaceTrack
from tests.fakes.observer import BLUE, GREEN, RED, observation, picture
from tests.gateway.house import Clock
from tests.gateway.scripted.senses import ScriptedSenses

pytestmark = pytest.mark.anyio


class Hall:
    """Cameras before one thread that looks only when it may."""

    def __init__(self, rules: SightRules) -> None:
        self.clock = Clock(1000.0)
        self.metrics = Metrics()
        self.senses = ScriptedSenses(sees_faces=True)
        self.may_look = threading.Semaphore(0)
        self.senses.on_see = lambda: self.may_look.acquire(timeout=10)
        self.pool = ThreadPoolExecutor(rules.n_threads)
        self.sight = Sight(self.senses, self.pool, rules, self.clock, self.metrics)
        self.told: list[CameraEvent] = []
        self.eyes: dict[str, Eye] = {}

    def open(self, key: str) -> None:
        self.eyes[key] = self.sight.eye(self.told.append)
        self.eyes[key].carry_out(OpenCamera(key))

    def show(self, key: str, data: bytes, t_s: float = 0.0) -> None:
        self.eyes[key].carry_out(LookAt(key, t_s, data))

    async def look(self, n: int = 1) -> None:
        """Let so many pictures be looked at, and their answers come."""
        before = self.n_answered
        self.may_look.release(n)
        async with asyncio.timeout(10):
            while self.n_answered < before + n:  # noqa: ASYNC110 - it happens in a thread
                await asyncio.sleep(0.001)

    @property
    def n_answered(self) -> int:
        outcomes = ("face", "no_face", "unreadable", "failed")
        return sum(int(self.metrics.pictures_seen.labels(name)._value.get()) for name in outcomes)

    def seen(self) -> list[tuple[str, float]]:
        """Key and time of what was seen, in order."""
        return [(e.key, e.observation.t_s) for e in self.told if isinstance(e, PictureSeen) and e.observation]

    def paces(self) -> list[tuple[str, float]]:
        return [(e.key, e.fps) for e in self.told if isinstance(e, PaceSet)]

    def dropped(self, reason: str) -> int:
        return int(self.metrics.pictures_dropped.labels(reason)._value.get())


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    made = Hall(SightRules(n_threads=1, max_cameras=3))
    yield made
    made.may_look.release(100)
    made.pool.shutdown(wait=True)


async def test_a_camera_hears_its_pace_and_what_is_seen(hall: Hall) -> None:
    hall.open("a")
    assert hall.paces() == [("a", 5.0)]
    hall.show("a", picture(RED), 7.0)
    await hall.look()
    (event,) = (e for e in hall.told if isinstance(e, PictureSeen))
    assert event.observation == observation(7.0, "anger")


async def test_the_newest_picture_wins_and_the_others_are_counted(hall: Hall) -> None:
    hall.open("a")
    hall.show("a", picture(RED), 0.0)  # at once on the thread
    for n in range(1, 5):
        hall.show("a", picture(RED), float(n))
    await hall.look(2)
    assert hall.seen() == [("a", 0.0), ("a", 4.0)]
    assert hall.dropped("replaced") == 3


async def test_cameras_take_turns_however_fast_one_of_them_sends(hall: Hall) -> None:
    for key in ("a", "b", "c"):
        hall.open(key)
    for n in range(4):
        hall.show("a", picture(RED), float(n))
        if n < 1:
            hall.show("b", picture(GREEN), 0.0)
            hall.show("c", picture(BLUE), 0.0)
    await hall.look(4)
    assert [key for key, _ in hall.seen()] == ["a", "b", "c", "a"]


async def test_a_picture_that_has_waited_too_long_is_not_looked_at(hall: Hall) -> None:
    for key in ("a", "b"):
        hall.open(key)
    hall.show("a", picture(RED))
    hall.show("b", picture(RED))
    hall.clock.now += 3.0
    await hall.look()
    assert hall.dropped("late") == 1
    hall.clock.now += 20.0
    hall.show("b", picture(RED), 3.0)
    await hall.look()
    assert hall.seen() == [("a", 0.0), ("b", 3.0)]


async def test_where_pictures_keep_waiting_every_camera_is_told_a_slower_pace(hall: Hall) -> None:
    for key in ("a", "b"):
        hall.open(key)
    for n in range(3):
        hall.show("a", picture(RED), float(n))
        hall.show("b", picture(RED), float(n))
        hall.clock.now += 1.0
        await hall.look()
        hall.clock.now += 20.0
    assert hall.paces()[2:4] == [("a", 4.0), ("b", 4.0)]
    assert hall.metrics.camera_fps._value.get() == hall.paces()[-1][1]


async def test_pictures_that_newer_ones_replace_have_waited_as_well(hall: Hall) -> None:
    hall.open("a")
    for _ in range(2):
        for n in range(4):
            hall.show("a", picture(RED), float(n))
            hall.clock.now += 0.4
        hall.show("a", picture(RED), 5.0)  # this one hardly waits
        await hall.look(2)
        hall.clock.now += 20.0
    assert hall.dropped("replaced") == 6
    assert hall.dropped("late") == 0
    assert hall.paces()[-1] == ("a", 4.0)


async def test_a_camera_that_waits_for_room_and_goes_is_counted_no_more(hall: Hall) -> None:
    for key in ("a", "b", "c", "d"):
        hall.open(key)
    assert hall.metrics.cameras._value.get() == 4
    hall.eyes["d"].carry_out(CloseCamera("d"))
    assert hall.metrics.cameras._value.get() == 3


async def test_when_many_cameras_open_at_once_none_waits_to_be_told_a_pace_that_fits() -> None:
    many = Hall(SightRules(n_threads=1, max_cameras=200))
    for n in range(100):
        many.open(str(n))
    last = dict(many.paces())
    assert len(last) == 100
    assert len(set(last.values())) == 1
    assert last["0"] < 1.0
    many.pool.shutdown()


async def test_what_is_closed_is_not_looked_at_and_not_answered(hall: Hall) -> None:
    hall.open("a")
    hall.show("a", picture(RED), 1.0)
    hall.show("a", picture(RED), 2.0)
    hall.eyes["a"].carry_out(CloseCamera("a"))
    hall.show("a", picture(RED), 3.0)
    await hall.look()
    assert not hall.seen()
    assert len(hall.senses.observer.seen) == 1  # it was on the thread already
    assert hall.dropped("closed") == 1


async def test_more_cameras_than_there_is_room_for_wait_for_their_turn(hall: Hall) -> None:
    for key in ("a", "b", "c", "d"):
        hall.open(key)
    assert hall.paces()[-1] == ("d", 0.0)
    hall.show("d", picture(RED))
    assert hall.dropped("too_fast") == 1
    hall.eyes["b"].carry_out(CloseCamera("b"))
    assert hall.paces()[-1][0] == "d"
    assert hall.paces()[-1][1] > 0


async def test_a_picture_that_cannot_be_read_is_told_to_its_camera_alone(hall: Hall) -> None:
    for key in ("a", "b"):
        hall.open(key)
    hall.show("a", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    hall.show("b", picture(RED), 5.0)
    await hall.look(2)
    (event,) = (e for e in hall.told if isinstance(e, PictureUnreadable))
    assert event.key == "a"
    assert "an SVG" in event.detail
    assert hall.seen() == [("b", 5.0)]


async def test_a_picture_that_breaks_something_harms_nobody(hall: Hall) -> None:
    hall.open("a")

    def break_once() -> None:
        hall.senses.on_see = lambda: None
        raise ZeroDivisionError

    hall.senses.on_see = break_once
    hall.show("a", picture(RED), 0.0)
    await hall.look()
    hall.show("a", picture(RED), 1.0)
    await hall.look()
    assert hall.seen() == [("a", 1.0)]


async def test_a_camera_whose_pictures_are_dear_to_look_at_rests(hall: Hall) -> None:
    hall.open("a")

    def take_two_seconds() -> None:
        hall.clock.now += 2.0

    hall.senses.on_see = take_two_seconds
    hall.show("a", picture(RED), 0.0)
    await hall.look()
    hall.show("a", picture(RED), 1.0)
    assert hall.dropped("too_fast") == 1
    hall.clock.now += 8.1
    hall.show("a", picture(RED), 2.0)
    await hall.look()
    assert hall.seen() == [("a", 0.0), ("a", 2.0)]


async def test_a_photo_is_looked_at_as_one_and_a_picture_of_a_camera_is_not(hall: Hall) -> None:
    for key, is_photo in (("a", False), ("b", True)):
        hall.open(key)
        hall.eyes[key].carry_out(LookAt(key, 0.0, picture(RED), is_photo))
    await hall.look(2)
    assert [image.is_photo for _, image in hall.senses.observer.seen] == [False, True]


async def test_a_reading_comes_with_what_is_learned_of_the_face_at_rest(hall: Hall) -> None:
    hall.open("a")
    track = FaceTrack((observation(3.0, "sadness"),))
    hall.eyes["a"].carry_out(ReadFace("a", track, 0.5))
    async with asyncio.timeout(10):
        while not any(isinstance(e, FaceRead) for e in hall.told):  # noqa: ASYNC110 - it happens in a thread
            await asyncio.sleep(0.001)
    event = hall.told[-1]
    assert isinstance(event, FaceRead)
    assert event.reading is not None
    assert (event.reading.label, event.t_s) == ("sadness", 3.0)
    assert event.rest is not None
    assert event.rest.seconds == 0.5
