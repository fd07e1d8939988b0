"""The camera as the session's state machine sees it: effects as lists, time as a number."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.effects import (
    AskBot,
    CloseCamera,
    Effect,
    LookAt,
    OpenCamera,
    PictureDropped,
    ReadFace,
    RecordConsent,
    RecordCorrection,
    ResetTrajectory,
    SenseTurn,
)
from gateway.errors import Refusal
from gateway.face.events import FaceRead, PaceSet, PictureSeen, PictureUnreadable
from gateway.face.frames import PictureFrame
from gateway.protocol import CameraStart, CameraStop, Consent, Emotion, Look, SeeingSign, Text
from gateway.rules import FaceRules, SessionRules
from gateway.vocabulary import Sense, SenseState
from perception.signals.face_observation import FaceObservation, FaceTrack
from tests.fakes.observer import observation
from tests.gateway.desk import LIMITS, NOW, PUBLIC, SAD, Desk, ended, errors, kinds, only, sent, types
from tests.gateway.scripted.senses import ScriptedReading

SEES: dict[Sense, SenseState] = {**PUBLIC, "face": "off"}
FACE = FaceRules(where=("server", "device"), max_image_bytes=1000)
RULES = SessionRules(limits=LIMITS, senses=SEES, face=FACE)
GLAD = ScriptedReading("joy", 0.7, 0.4)
JPEG = b"a picture"


class Room:
    """A desk with a camera on it."""

    def __init__(self, rules: SessionRules = RULES, *, granted: bool = True) -> None:
        self.desk = Desk(rules)
        self.session = self.desk.session
        if granted:
            self.consent(granted=True)

    def consent(self, *, granted: bool, now: float = NOW, sense: Sense = "face") -> list[Effect]:
        return self.session.receive(Consent(id="f", sense=sense, granted=granted), now)

    def start(self, stream: int = 1, now: float = NOW, **more: Any) -> list[Effect]:
        fields = {"where": "server", "source": "camera"} | more
        return self.session.receive(CameraStart(id=f"c{stream}", stream=stream, **fields), now)

    def open(self, **more: Any) -> str:
        """The key of a new camera whose pace is known."""
        key = only(self.start(**more), OpenCamera).key
        self.session.saw(PaceSet(key, 5.0), more.get("now", NOW))
        return key

    def picture(
        self, n: int = 0, now: float | None = None, stream: int = 1, data: bytes = JPEG
    ) -> list[Effect]:
        """The n-th picture of five a second."""
        frame = PictureFrame(stream, n, 200 * n, data)
        return self.session.picture(frame, NOW + 0.2 * n if now is None else now)

    def saw(self, key: str, seen: FaceObservation | None, now: float = NOW) -> list[Effect]:
        return self.session.saw(PictureSeen(key, seen), now)

    def watched(self, key: str, duration_s: float, begin: float = NOW) -> float:
        """A face is seen five times a second; the time after it."""
        n_pictures = round(5 * duration_s)
        for n in range(n_pictures):
            self.saw(key, observation(begin + 0.2 * n), begin + 0.2 * n)
        return begin + 0.2 * n_pictures

    def text(self, now: float, message_id: str = "t", **more: Any) -> list[Effect]:
        return self.session.receive(Text(id=message_id, text="I am fine", **more), now)


def signs(effects: list[Effect]) -> list[SeeingSign]:
    return [message for message in sent(effects) if isinstance(message, SeeingSign)]


def states(effects: list[Effect]) -> list[str]:
    return [sign.state for sign in signs(effects)]


def face_of(effects: list[Effect]) -> FaceTrack | None:
    return only(effects, SenseTurn).face


# --- opening ----------------------------------------------------------------------------------------------


def test_a_camera_opens_after_consent_and_its_pace_is_told() -> None:
    room = Room()
    effects = room.start()
    assert kinds(effects) == ["Send", "OpenCamera"]
    key = only(effects, OpenCamera).key
    (sign,) = signs(room.session.saw(PaceSet(key, 3.0), NOW))
    assert (sign.seq, sign.stream, sign.state, sign.fps, sign.n_faces) == (0, 1, "looking", 3.0, 0)


def test_without_consent_it_does_not_open_and_the_client_is_told_what_to_do() -> None:
    room = Room(granted=False)
    effects = room.start()
    assert errors(effects) == ["consent_needed"]
    assert "send `consent`" in str(sent(effects)[0])


@pytest.mark.parametrize("state", ["not_available", "not_allowed"])
def test_where_faces_are_not_read_it_does_not_open(state: SenseState) -> None:
    room = Room(replace(RULES, senses={**SEES, "face": state}), granted=False)
    assert errors(room.consent(granted=True)) == [state]
    assert errors(room.start()) == [state]


def test_while_sensing_is_paused_it_does_not_open() -> None:
    room = Room()
    room.consent(granted=False, sense="text")
    assert errors(room.start()) == ["consent_needed"]


def test_an_owner_can_leave_only_the_device() -> None:
    room = Room(replace(RULES, face=replace(FACE, where=("device",))))
    assert errors(room.start()) == ["not_available"]
    assert states(room.start(where="device")) == ["looking"]


def test_a_second_camera_takes_the_place_of_the_first() -> None:
    room = Room()
    first = room.open()
    effects = room.start(stream=2)
    assert only(effects, CloseCamera).key == first
    assert states(effects) == ["stopped"]
    assert room.picture() == [PictureDropped("closed")]


def test_stopping_closes_it_and_what_was_seen_counts_no_more() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 2.0)
    effects = room.session.receive(CameraStop(id="x", stream=1), now)
    assert only(effects, CloseCamera).key == key
    assert (types(effects), states(effects)) == (["ack", "seeing"], ["stopped"])
    assert face_of(room.text(now)) is None


def test_stopping_is_never_held_up_by_a_limit() -> None:
    room = Room()
    key = room.open()
    for n in range(30):
        room.text(NOW, f"t{n}")
    assert errors(room.text(NOW, "more")) == ["rate_limited"]
    assert only(room.session.receive(CameraStop(id="x", stream=1), NOW), CloseCamera).key == key


def test_stopping_what_is_not_open_is_acknowledged() -> None:
    assert types(Room().session.receive(CameraStop(id="x", stream=1), NOW)) == ["ack"]


# --- pictures ---------------------------------------------------------------------------------------------


def test_a_picture_is_handed_on_with_the_time_it_was_taken() -> None:
    room = Room()
    key = room.open()
    assert room.picture(0) == [LookAt(key, NOW, JPEG)]
    (late,) = room.picture(1, now=NOW + 0.5)
    assert isinstance(late, LookAt)
    assert late.t_s == pytest.approx(NOW + 0.2)


def test_a_picture_of_no_open_stream_or_one_that_came_before_is_dropped() -> None:
    room = Room()
    assert room.picture() == [PictureDropped("closed")]
    room.open()
    assert room.picture(stream=7) == [PictureDropped("closed")]
    room.picture(3)
    assert room.picture(3) == room.picture(2) == [PictureDropped("repeated")]


def test_one_that_is_a_second_late_is_dropped() -> None:
    room = Room()
    room.open()
    room.picture(0)
    assert room.picture(1, now=NOW + 1.3) == [PictureDropped("late")]


def test_pictures_beyond_the_pace_are_dropped() -> None:
    room = Room()
    room.open()
    taken = [kinds(room.picture(n, now=NOW)) for n in range(20)]
    assert taken.count(["LookAt"]) == 4
    assert room.picture(20, now=NOW + 0.1) == [PictureDropped("too_fast")]


def test_a_slower_pace_holds_at_once() -> None:
    room = Room()
    key = room.open()
    room.session.saw(PaceSet(key, 1.0), NOW)
    taken = [kinds(room.picture(n)) for n in range(25)]  # five seconds
    assert taken.count(["LookAt"]) <= 4 + 5


def test_one_that_is_too_large_is_an_error_that_says_what_is_allowed() -> None:
    room = Room()
    room.open()
    with pytest.raises(Refusal, match="at most 1000 are taken") as refused:
        room.picture(data=bytes(1001))
    assert refused.value.code == "image_unreadable"


def test_a_picture_is_never_part_of_how_an_effect_is_shown() -> None:
    assert "secret" not in repr(LookAt("k", NOW, b"secret"))


def test_a_picture_that_cannot_be_read_is_told_once_in_five_seconds() -> None:
    room = Room()
    key = room.open()
    event = PictureUnreadable(key, "the picture is an SVG; give a JPEG")
    assert errors(room.session.saw(event, NOW)) == ["image_unreadable"]
    assert not room.session.saw(event, NOW + 1.0)
    assert errors(room.session.saw(event, NOW + 5.0)) == ["image_unreadable"]


def test_a_session_that_is_over_takes_no_picture() -> None:
    room = Room()
    key = room.open()
    assert CloseCamera(key) in room.session.close("over")
    assert room.picture() == room.saw(key, observation(NOW)) == []


# --- what is seen -----------------------------------------------------------------------------------------


def test_a_change_is_told_after_two_pictures_and_only_then() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 1.0)
    assert states(room.saw(key, None, now)) == []
    (sign,) = signs(room.saw(key, None, now))
    assert (sign.state, sign.n_faces) == ("no_face", 0)
    assert states(room.saw(key, None, now)) == []


def test_the_first_picture_is_told_at_once() -> None:
    room = Room()
    key = room.open()
    (sign,) = signs(room.saw(key, observation(NOW, n_faces=2)))
    assert (sign.state, sign.n_faces) == ("several", 2)


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"brightness": 0.05}, "too_dark"),
        ({"size_px": 14.0}, "too_far"),
        ({"pose": (60.0, 0.0, 0.0)}, "turned_away"),
        ({"n_faces": 3}, "several"),
        ({"n_faces": 3, "brightness": 0.05}, "too_dark"),
    ],
)
def test_what_can_be_put_right_is_told(more: dict[str, Any], state: str) -> None:
    room = Room()
    key = room.open()
    assert states(room.saw(key, observation(NOW, **more))) == [state]


def test_a_camera_without_room_is_busy_and_sends_nothing() -> None:
    room = Room()
    key = only(room.start(), OpenCamera).key
    (sign,) = signs(room.session.saw(PaceSet(key, 0.0), NOW))
    assert (sign.state, sign.fps) == ("busy", 0.0)


def test_the_live_reading_moves_twice_a_second_at_most() -> None:
    room = Room()
    key = room.open()
    reads = [
        kinds(room.saw(key, observation(NOW + 0.2 * n), NOW + 0.2 * n)).count("ReadFace") for n in range(20)
    ]
    assert sum(reads) in (7, 8)


def test_a_live_reading_is_of_the_last_two_seconds() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 6.0)
    track = only(room.saw(key, observation(now), now), ReadFace).track
    assert 2.0 <= now - track.observations[0].t_s + 0.2 <= 2.4
    assert track.observations[-1].t_s == now


def test_a_live_reading_is_partial_has_no_number_and_says_when_it_was_seen() -> None:
    room = Room()
    key = room.open()
    (emotion,) = sent(room.session.saw(FaceRead(key, NOW, GLAD), NOW + 0.1))
    assert isinstance(emotion, Emotion)
    assert (emotion.seq, emotion.partial, emotion.turn, emotion.label) == (0, True, None, "joy")
    assert (emotion.weights, emotion.at_ms) == ({"face": 1.0}, int(NOW * 1000))


def test_a_live_reading_of_what_was_seen_too_long_ago_is_not_shown() -> None:
    room = Room()
    key = room.open()
    assert types(room.session.saw(FaceRead(key, NOW, GLAD), NOW + 0.39)) == ["emotion"]
    assert not room.session.saw(FaceRead(key, NOW, GLAD), NOW + 0.41)


def test_a_reading_of_a_camera_that_is_closed_is_not_shown() -> None:
    room = Room()
    key = room.open()
    room.session.receive(CameraStop(id="x", stream=1), NOW)
    assert not room.session.saw(FaceRead(key, NOW, GLAD), NOW)
    assert not room.saw(key, observation(NOW))


# --- turns ------------------------------------------------------------------------------------------------


def test_a_turn_takes_what_was_seen_since_the_one_before() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 5.0)
    effects = room.text(now)
    track = face_of(effects)
    assert track is not None
    assert len(track.observations) == 25
    turn = only(effects, SenseTurn).turn
    room.session.sensed(turn, SAD, now)
    room.session.bot_done(turn, now)
    now = room.watched(key, 4.0, begin=now)
    second = face_of(room.text(now, "u"))
    assert second is not None
    assert len(second.observations) == 20


def test_texts_in_a_burst_are_all_read_with_the_last_seconds() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 10.0)
    first = room.text(now)
    room.text(now, "u")
    turn = only(first, SenseTurn).turn
    room.session.sensed(turn, SAD, now)
    track = face_of(room.session.bot_done(turn, now))
    assert track is not None
    assert 14 <= len(track.observations) <= 16


def test_what_is_twenty_seconds_old_counts_no_more() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 40.0)
    track = face_of(room.text(now))
    assert track is not None
    assert now - track.observations[0].t_s <= 20.0


def test_a_turn_never_waits_for_a_picture() -> None:
    room = Room()
    room.open()
    room.picture()
    assert face_of(room.text(NOW)) is None


# --- consent ----------------------------------------------------------------------------------------------


def test_a_withdrawal_closes_the_camera_and_empties_everything() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 5.0)
    effects = room.consent(granted=False, now=now)
    assert only(effects, CloseCamera).key == key
    assert states(effects) == ["stopped"]
    assert ResetTrajectory() in effects
    assert not room.session.saw(FaceRead(key, now, GLAD), now)
    assert not room.saw(key, observation(now), now)
    room.consent(granted=True, now=now)
    assert face_of(room.text(now)) is None


def test_a_withdrawal_reaches_turns_that_wait() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 5.0)
    turn = only(room.text(now), SenseTurn).turn
    room.text(now, "u")
    assert only(room.consent(granted=False, now=now), AskBot).metadata["emotion"] is None
    assert face_of(room.session.bot_done(turn, now)) is None


def test_pausing_all_sensing_closes_the_camera() -> None:
    room = Room()
    key = room.open()
    assert only(room.consent(granted=False, sense="text"), CloseCamera).key == key


def test_forgetting_closes_the_camera_and_takes_the_consent_back() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 5.0)
    assert only(room.session.forget(now), CloseCamera).key == key
    assert errors(room.start()) == ["consent_needed"]


def test_the_end_of_the_connection_closes_the_camera() -> None:
    room = Room()
    key = room.open()
    now = room.watched(key, 5.0)
    assert CloseCamera(key) in room.session.detach(now)
    assert face_of(room.text(now)) is None


def test_consent_is_recorded() -> None:
    assert only(Room(granted=False).consent(granted=True), RecordConsent).sense == "face"


# --- a photo ----------------------------------------------------------------------------------------------


def test_a_photo_closes_its_stream_once_it_is_read_and_counts_for_the_next_turn() -> None:
    room = Room()
    key = room.open(source="photo")
    effects = room.saw(key, observation(NOW))
    assert only(effects, ReadFace).track.is_photo
    assert only(effects, CloseCamera).key == key
    assert states(effects) == ["looking", "stopped"]
    assert types(room.session.saw(FaceRead(key, NOW, GLAD), NOW)) == ["emotion"]
    effects = room.text(NOW + 60.0)
    track = face_of(effects)
    assert track is not None
    assert track.is_photo
    turn = only(effects, SenseTurn).turn
    room.session.sensed(turn, SAD, NOW + 60.0)
    room.session.bot_done(turn, NOW + 60.0)
    assert face_of(room.text(NOW + 61.0, "u")) is None


def test_a_picture_is_handed_on_as_a_photo_where_one_was_announced() -> None:
    room = Room()
    room.open()
    assert [look.is_photo for look in room.picture() if isinstance(look, LookAt)] == [False]
    room.open(source="photo")
    assert [look.is_photo for look in room.picture() if isinstance(look, LookAt)] == [True]


def test_a_photo_without_a_face_says_so_and_another_may_follow() -> None:
    room = Room()
    key = room.open(source="photo")
    effects = room.saw(key, None)
    assert states(effects) == ["no_face"]
    assert kinds(room.picture(1)) == ["LookAt"]


def test_an_old_photo_counts_no_more() -> None:
    room = Room()
    key = room.open(source="photo")
    room.saw(key, observation(NOW))
    assert face_of(room.text(NOW + 121.0)) is None


def test_a_withdrawal_takes_the_photo_too() -> None:
    room = Room()
    key = room.open(source="photo")
    room.saw(key, observation(NOW))
    room.consent(granted=False)
    room.consent(granted=True)
    assert face_of(room.text(NOW + 1.0)) is None


# --- the device -------------------------------------------------------------------------------------------


def look(n: int, seen: FaceObservation | None, stream: int = 1) -> Look:
    return Look(stream=stream, t_ms=200 * n, observation=seen.as_wire() if seen else None)


def test_what_a_device_saw_counts_as_if_it_was_seen_here() -> None:
    room = Room()
    room.start(where="device")
    effects = room.session.receive(look(0, observation(label="anger")), NOW)
    assert kinds(effects) == ["Send", "ReadFace"]
    assert only(effects, ReadFace).track.observations[0].t_s == NOW
    track = face_of(room.text(NOW + 0.1))
    assert track is not None
    assert track.observations[0].logits == observation(label="anger").logits


def test_a_device_that_sees_nobody_says_so() -> None:
    room = Room()
    room.start(where="device")
    assert states(room.session.receive(look(0, None), NOW)) == ["no_face"]


def test_a_device_never_sends_pictures_and_a_camera_of_the_server_no_looks() -> None:
    room = Room()
    room.start(where="device")
    assert room.picture() == [PictureDropped("closed")]
    room.open(stream=2)
    assert room.session.receive(look(0, None, stream=2), NOW) == [PictureDropped("closed")]


def test_looks_beyond_the_pace_are_dropped_and_never_counted_among_messages() -> None:
    room = Room()
    room.start(where="device")
    found = [room.session.receive(look(n, observation()), NOW) for n in range(60)]
    assert [PictureDropped("too_fast")] in found
    assert sum(effects != [PictureDropped("too_fast")] for effects in found) == 4
    assert not errors(room.text(NOW))


# --- chosen by hand ---------------------------------------------------------------------------------------


def test_a_mood_chosen_by_hand_is_the_reading_of_its_turn() -> None:
    room = Room(granted=False)
    effects = room.text(NOW, mood="trust")
    asked = only(effects, SenseTurn)
    assert asked.said == "trust"
    said = replace(SAD, reading=ScriptedReading("trust", 0.4, 0.0))
    effects = room.session.sensed(asked.turn, said, NOW)
    (emotion,) = (message for message in sent(effects) if isinstance(message, Emotion))
    assert (emotion.label, emotion.corrected) == ("trust", True)
    assert only(effects, RecordCorrection).label == "trust"
    assert ended(room.session.bot_done(asked.turn, NOW)).failure is None


# --- clocks -----------------------------------------------------------------------------------------------


def times(track: FaceTrack | None) -> list[float]:
    return [] if track is None else [round(seen.t_s - NOW, 3) for seen in track.observations]


def test_each_turn_takes_the_face_of_its_own_time() -> None:
    room = Room()
    key = room.open()
    for t_s in (1.0, 4.0, 9.0):
        room.saw(key, observation(NOW + t_s), NOW + t_s)
    first = only(room.text(NOW + 10.0, "a"), SenseTurn)
    assert times(first.face) == [1.0, 4.0, 9.0]
    room.saw(key, observation(NOW + 9.9), NOW + 10.3)  # of the turn before, looked at too late
    room.saw(key, observation(NOW + 14.0), NOW + 14.0)
    room.text(NOW + 15.0, "b")
    room.session.sensed(first.turn, SAD, NOW + 15.0)
    assert times(face_of(room.desk.answer(first.turn, now=NOW + 15.0))) == [14.0]


def test_what_was_looked_at_out_of_order_is_read_in_order() -> None:
    room = Room()
    key = room.open()
    for t_s in (1.0, 3.0, 2.0, 2.0):
        room.saw(key, observation(NOW + t_s), NOW + 4.0)
    assert times(face_of(room.text(NOW + 4.0))) == [1.0, 2.0, 2.0, 3.0]


def test_after_the_clock_was_set_back_a_turn_takes_only_what_was_seen_since() -> None:
    room = Room()
    key = room.open()
    room.watched(key, 2.0)
    back = NOW - 3600.0
    room.saw(key, observation(back + 1.0), back + 1.0)
    assert times(face_of(room.text(back + 2.0))) == [-3599.0]


def test_what_was_seen_before_the_clock_was_set_back_is_not_fresh_when_that_time_comes_again() -> None:
    room = Room()
    key = room.open()
    room.watched(key, 2.0)
    room.session.tick(NOW - 3600.0)
    assert face_of(room.text(NOW + 2.0)) is None


def test_live_readings_go_on_after_the_clock_was_set_back() -> None:
    room = Room()
    key = room.open()
    room.watched(key, 2.0)
    back = NOW - 3600.0
    read = only(room.saw(key, observation(back), back), ReadFace)
    assert read.step_s > 0
