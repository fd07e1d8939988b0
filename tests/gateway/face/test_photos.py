"""Photos that come by themselves, as messengers send them; what a picture shows is its colour."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.effects import ReadFace
from gateway.errors import Refusal
from gateway.live import LiveSession
from gateway.protocol import PROTOCOL, Consent, Hello, Text
from tests.fakes.observer import BLACK, GREEN, RED, observation, picture
from tests.gateway.desk import NOW, errors, kinds, only
from tests.gateway.face.test_watching import Room, face_of, states
from tests.gateway.house import House, open_house
from tests.gateway.voice.test_recordings import Ears

pytestmark = pytest.mark.anyio


@dataclass
class Chat:
    house: House
    live: LiveSession
    ears: Ears

    def consent(self, *, granted: bool) -> None:
        message = Consent(id=f"f-{granted}", sense="face", granted=granted)
        self.live.apply(self.live.session.receive(message, self.house.clock()))

    def say(self, text: str, message_id: str = "t") -> None:
        self.live.apply(self.live.session.receive(Text(id=message_id, text=text), self.house.clock()))

    async def done(self) -> None:
        await self.house.until(lambda: self.ears.of("done"))


@asynccontextmanager
async def chat(folder: Path, *, granted: bool = True, sees_faces: bool = True) -> AsyncIterator[Chat]:
    async with open_house(folder, sees_faces=sees_faces) as house:
        ears = Ears()
        live = await house.services.doorman.enter(Hello(protocol=PROTOCOL), "127.0.0.1")
        live.attach(ears)
        it = Chat(house, live, ears)
        if granted:
            it.consent(granted=True)
        yield it


async def test_a_photo_is_read_at_once_and_counts_for_the_next_turn_alone(tmp_path: Path) -> None:
    async with chat(tmp_path) as it:
        await it.live.look_at(picture(RED), captioned=False)
        await it.house.until(lambda: it.ears.of("emotion"))
        (live,) = it.ears.of("emotion")
        assert (live["label"], live["partial"], live["weights"]) == ("anger", True, {"face": 1.0})
        it.say("I am happy")
        await it.done()
        (track,) = it.house.senses.faces
        assert track.is_photo
        it.say("still here", "t2")
        await it.house.until(lambda: len(it.ears.of("done")) == 2)
        assert len(it.house.senses.faces) == 1


async def test_a_caption_is_the_turn_of_its_photo_and_nothing_is_said_before_it(tmp_path: Path) -> None:
    async with chat(tmp_path) as it:
        await it.live.look_at(picture(GREEN), captioned=True)
        it.say("me, today")
        await it.done()
        assert len(it.house.senses.faces) == 1
        assert it.ears.of("seeing") == []
        assert [emotion["partial"] for emotion in it.ears.of("emotion")] == [False]


async def test_a_photo_without_a_face_is_said_to_have_none(tmp_path: Path) -> None:
    async with chat(tmp_path) as it:
        for captioned in (False, True):
            await it.live.look_at(picture(BLACK), captioned=captioned)
        assert [sign["state"] for sign in it.ears.of("seeing")] == ["no_face", "no_face"]
        it.say("me, today")
        await it.done()
        assert it.house.senses.faces == []


async def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    async with chat(tmp_path) as it:
        with pytest.raises(Refusal) as refused:
            await it.live.look_at(b"\x00" * 100, captioned=False)
        assert refused.value.code == "image_unreadable"


async def test_without_consent_no_photo_is_looked_at(tmp_path: Path) -> None:
    async with chat(tmp_path, granted=False) as it:
        with pytest.raises(Refusal) as refused:
            await it.live.look_at(picture(RED), captioned=False)
        assert refused.value.code == "consent_needed"
        assert it.house.senses.observer.seen == []


async def test_where_no_faces_are_read_that_is_said(tmp_path: Path) -> None:
    async with chat(tmp_path, granted=False, sees_faces=False) as it:
        with pytest.raises(Refusal) as refused:
            await it.live.look_at(picture(RED), captioned=False)
        assert refused.value.code == "not_available"


async def test_a_photo_whose_consent_is_withdrawn_while_it_is_looked_at_is_not_used(tmp_path: Path) -> None:
    async with chat(tmp_path) as it:
        loop_free = it.house.senses
        loop_free.on_see = lambda: it.live.session._visitor.decide("face", granted=False)
        with pytest.raises(Refusal) as refused:
            await it.live.look_at(picture(RED), captioned=False)
        assert refused.value.code == "consent_needed"
        it.say("hello")
        await it.done()
        assert it.house.senses.faces == []


# --- the state machine ------------------------------------------------------------------------------------


def test_a_photo_is_used_within_two_minutes_and_no_later() -> None:
    for waited_s, used in ((119.0, True), (121.0, False)):
        room = Room()
        effects = room.session.photo(observation(NOW), NOW, captioned=False)
        assert states(effects) == ["looking"]
        assert only(effects, ReadFace).track.is_photo
        assert (face_of(room.text(NOW + waited_s)) is not None) is used


def test_the_newest_photo_counts() -> None:
    room = Room()
    room.session.photo(observation(NOW, label="joy"), NOW, captioned=False)
    newest = observation(NOW + 1.0, label="anger")
    room.session.photo(newest, NOW + 1.0, captioned=False)
    track = face_of(room.text(NOW + 2.0))
    assert track is not None
    assert track.observations == (newest,)


def test_a_photo_is_forgotten_with_everything() -> None:
    room = Room()
    room.session.photo(observation(NOW), NOW, captioned=False)
    room.session.forget(NOW)
    assert face_of(room.text(NOW + 1.0)) is None
    assert errors(room.start()) == ["consent_needed"]


def test_a_camera_stays_open_beside_a_photo() -> None:
    room = Room()
    room.open()
    room.session.photo(observation(NOW), NOW, captioned=True)
    assert kinds(room.picture()) == ["LookAt"]
