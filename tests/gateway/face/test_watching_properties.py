"""Whatever comes in whatever order: nothing of a face is looked at, read or kept without consent."""

from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gateway.effects import AskBot, CloseCamera, Effect, LookAt, OpenCamera, ReadFace, Send, SenseTurn
from gateway.errors import Refusal
from gateway.face.events import CameraEvent, FaceRead, PaceSet, PictureSeen, PictureUnreadable
from gateway.face.frames import PictureFrame
from gateway.protocol import (
    PROTOCOL,
    CameraStart,
    CameraStop,
    Consent,
    Emotion,
    Hello,
    Look,
    SeeingSign,
    Text,
    Welcome,
)
from gateway.rules import FaceRules, SessionRules
from gateway.vocabulary import PictureSource, PictureWhere, Sense, SenseState
from perception.signals.face_observation import FaceTrack
from tests.fakes.observer import observation
from tests.gateway.desk import LIMITS, NOW, PUBLIC, SAD, Desk
from tests.gateway.scripted.senses import ScriptedReading

SEES: dict[Sense, SenseState] = {**PUBLIC, "face": "off"}
RULES = SessionRules(
    limits=LIMITS.model_copy(update={"burst": 10_000}),
    senses=SEES,
    face=FaceRules(where=("server", "device")),
)
BACK = st.sampled_from([0, 0, 0, 1, 2])
STREAMS = st.integers(0, 1)
MOMENTS = st.integers(0, 60_000)
GLAD = ScriptedReading("joy", 0.7, 0.4)


class CamerasInAnyOrder(RuleBasedStateMachine):
    """Drives a camera as badly as the world can."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(RULES)
        self.session = self.desk.session
        self.now = NOW
        self.last_seq = 2
        self.keys: list[str] = []
        self.open: set[str] = set()
        self.turns: list[str] = []
        self.n = 0
        self.consent("face", granted=True)

    @property
    def allowed(self) -> bool:
        return self.session._visitor.face_read

    def take(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case OpenCamera(key):
                    self.keys.append(key)
                    self.open.add(key)
                case CloseCamera(key):
                    self.open.discard(key)
                case Send(message) if isinstance(message, SeeingSign) or (
                    isinstance(message, Emotion) and message.partial
                ):
                    assert message.seq == 0
                    assert self.allowed or isinstance(message, SeeingSign)
                case Send(message):
                    resumed = isinstance(message, Welcome) and message.resumed
                    assert resumed or message.seq == self.last_seq + 1
                    self.last_seq = max(self.last_seq, message.seq)
                case SenseTurn(turn, _, _, face):
                    assert face is None or (self.allowed and face.observations)
                    self.turns.append(turn)
                case AskBot(turn):
                    self.turns.append(turn)
            if isinstance(effect, OpenCamera | LookAt | ReadFace):
                assert self.allowed
            if isinstance(effect, ReadFace):
                assert effect.track.observations

    def key(self, back: int) -> str:
        return self.keys[-1 - back % len(self.keys)] if self.keys else "none"

    def id(self) -> str:
        self.n += 1
        return str(self.n)

    @rule(sense=st.sampled_from(["face", "face", "text"]), granted=st.booleans())
    def consent(self, sense: Literal["face", "text"], granted: bool) -> None:
        self.take(self.session.receive(Consent(id=self.id(), sense=sense, granted=granted), self.now))

    @rule(
        stream=STREAMS,
        where=st.sampled_from(["server", "server", "device"]),
        source=st.sampled_from(["camera", "camera", "photo"]),
    )
    def start(self, stream: int, where: PictureWhere, source: PictureSource) -> None:
        start = CameraStart(id=self.id(), stream=stream, where=where, source=source)
        self.take(self.session.receive(start, self.now))

    @rule(stream=STREAMS)
    def stop(self, stream: int) -> None:
        self.take(self.session.receive(CameraStop(id=self.id(), stream=stream), self.now))

    @rule(stream=STREAMS, sequence=st.integers(0, 9), t_ms=MOMENTS)
    def picture(self, stream: int, sequence: int, t_ms: int) -> None:
        self.take(self.session.picture(PictureFrame(stream, sequence, t_ms, b"x"), self.now))

    @rule(stream=STREAMS, t_ms=MOMENTS, face=st.booleans())
    def look(self, stream: int, t_ms: int, face: bool) -> None:
        seen = observation().as_wire() if face else None
        self.take(self.session.receive(Look(stream=stream, t_ms=t_ms, observation=seen), self.now))

    @rule(back=BACK, what=st.sampled_from(["face", "face", "nobody", "unreadable", "slower", "none", "read"]))
    def answer(self, back: int, what: str) -> None:
        key = self.key(back)
        events: dict[str, CameraEvent] = {
            "face": PictureSeen(key, observation(self.now - 0.05)), "nobody": PictureSeen(key, None),
            "unreadable": PictureUnreadable(key, "no"), "slower": PaceSet(key, 1.0),
            "none": PaceSet(key, 0.0),
            "read": FaceRead(key, self.now - 0.1, GLAD),
        }  # fmt: skip
        self.take(self.session.saw(events[what], self.now))

    @rule()
    def text(self) -> None:
        self.take(self.session.receive(Text(id=self.id(), text="I am sad"), self.now))

    @rule(back=BACK, reading=st.booleans())
    def sensed(self, back: int, reading: bool) -> None:
        if self.turns:
            turn = self.turns[-1 - back % len(self.turns)]
            self.take(self.session.sensed(turn, SAD if reading else None, self.now))

    @rule()
    def bot_done(self) -> None:
        if self.turns:
            self.take(self.session.bot_done(self.turns[-1], self.now))

    @rule(seconds=st.sampled_from([0.1, 0.2, 0.5, 3.0, 25.0, 130.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.take(self.session.tick(self.now))

    @rule()
    def line_drops(self) -> None:
        self.take(self.session.detach(self.now))

    @rule()
    def comes_back(self) -> None:
        if not self.session.attached:
            self.take(self.session.receive(Hello(protocol=PROTOCOL, last_seq=self.last_seq), self.now))

    @rule()
    def forget(self) -> None:
        self.take(self.session.forget(self.now))

    @rule()
    def broken_frame(self) -> None:
        self.take(self.session.refuse(Refusal("malformed", "no"), self.now))

    @invariant()
    def at_most_one_camera_is_open(self) -> None:
        assert len(self.open) <= 1

    @invariant()
    def without_consent_nothing_is_open_and_nothing_kept(self) -> None:
        watching = self.session._watching
        if not self.allowed:
            assert not self.open
            assert watching._camera is watching._photo is watching._rest is None
            assert not watching._seen
            waiting = [*self.session._conversation._turns._queue]
            assert not any(isinstance(turn.face, FaceTrack) for turn in waiting)

    @invariant()
    def what_is_kept_is_recent(self) -> None:
        self.session._watching.tick(self.now)
        assert all(self.now - seen.t_s <= 20.0 for seen in self.session._watching._seen)


CamerasInAnyOrder.TestCase.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
TestCamerasInAnyOrder = CamerasInAnyOrder.TestCase
