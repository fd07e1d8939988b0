"""The microphone as the session's state machine sees it: effects as lists, time as a number."""

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gateway.effects import (
    AskBot,
    CloseStream,
    Effect,
    Hear,
    OpenStream,
    ReadVoice,
    ResetTrajectory,
    SenseTurn,
    SoundDropped,
)
from gateway.protocol import AudioStart, AudioStop, Confirm, Consent, Transcript, Utterance
from gateway.rules import SessionRules, VoiceRules
from gateway.vocabulary import Sense, SenseState
from gateway.voice.events import (
    SpeechBegan,
    SpeechEnded,
    UtteranceHeard,
    VoiceEvent,
    VoiceRead,
    WordsSoFar,
)
from gateway.voice.frames import AudioFrame
from perception.hearing.transcriber import SILENCE
from perception.signals.speaker_baseline import HeardVoice
from tests.fakes.transcriber import transcript
from tests.gateway.desk import LIMITS, NOW, PUBLIC, SAD, Desk, errors, kinds, only, sent, types
from tests.gateway.scripted.senses import ScriptedReading

HEARS: dict[Sense, SenseState] = {**PUBLIC, "voice": "off"}
RULES = SessionRules(limits=LIMITS, senses=HEARS, voice=VoiceRules(recognition="pocketsphinx"))
VOICE: Future[HeardVoice] = Future()
"""The reading of an utterance, still under way."""

ANGRY = ScriptedReading("anger", -0.6, 0.7)


class Room:
    """A desk with a microphone on it."""

    def __init__(self, rules: SessionRules = RULES, *, granted: bool = True) -> None:
        self.desk = Desk(rules)
        self.session = self.desk.session
        if granted:
            self.consent(granted=True)

    def consent(self, *, granted: bool, now: float = NOW) -> list[Effect]:
        return self.session.receive(Consent(id="v", sense="voice", granted=granted), now)

    def start(self, stream: int = 1, now: float = NOW, **more: Any) -> list[Effect]:
        fields = {"rate_hz": 16_000, "mode": "hands_free", "recognition": "server"} | more
        return self.session.receive(AudioStart(id=f"s{stream}", stream=stream, **fields), now)

    def open(self, **more: Any) -> str:
        return only(self.start(**more), OpenStream).key

    def frame(self, sequence: int = 0, stream: int = 1, now: float = NOW, t_ms: int = 0) -> list[Effect]:
        return self.sound(sequence, 10, now, t_ms, stream)

    def sound(
        self, sequence: int, n_samples: int, now: float = NOW, t_ms: int = 0, stream: int = 1
    ) -> list[Effect]:
        frame = AudioFrame(stream, sequence % 65_536, t_ms, np.zeros(n_samples, np.int16))
        return self.session.sound(frame, now)

    def spoke(self, event: VoiceEvent, now: float = NOW) -> list[Effect]:
        return self.session.spoke(event, now)

    def heard(
        self, key: str, text: str | None = "I am sad", confidence: float = 0.9, n: int = 1, now: float = NOW
    ) -> list[Effect]:
        words = None if text is None else transcript(text, confidence)
        return self.spoke(UtteranceHeard(key, f"{key}.{n}", words, VOICE), now)


def final(effects: list[Effect]) -> Transcript:
    (found,) = [m for m in sent(effects) if isinstance(m, Transcript)]
    return found


def dropped(effects: list[Effect]) -> list[str]:
    return [effect.reason for effect in effects if isinstance(effect, SoundDropped)]


def test_a_stream_is_opened_with_what_may_be_done_with_it() -> None:
    effects = Room().start()
    opened = only(effects, OpenStream)
    assert (opened.mode, opened.by, opened.read) == ("hands_free", "server", True)
    assert types(effects) == ["ack", "hearing"]
    assert only(Room(granted=False).start(), OpenStream).read is False


def test_keys_are_never_used_twice() -> None:
    room = Room()
    assert room.open() != room.open()


def test_another_stream_closes_the_one_before() -> None:
    room = Room()
    key = room.open(stream=1)
    assert only(room.start(stream=2), CloseStream) == CloseStream(key)
    assert dropped(room.frame(stream=1)) == ["closed"]
    assert kinds(room.frame(stream=2)) == ["Hear"]


def test_stopping_a_stream_that_is_not_open_is_no_error() -> None:
    room = Room()
    key = room.open()
    assert only(room.session.receive(AudioStop(id="1", stream=1), NOW), CloseStream).key == key
    assert kinds(room.session.receive(AudioStop(id="1", stream=1), NOW)) == ["Send"]


def test_sound_is_handed_on_in_order_and_numbers_wrap() -> None:
    room = Room()
    key = room.open()
    for sequence in (65_534, 65_535, 0, 3):
        assert only(room.frame(sequence), Hear).key == key
    assert dropped(room.frame(3)) == dropped(room.frame(65_535)) == ["repeated"]


def test_sound_that_comes_later_than_the_rest_is_dropped_until_it_has_caught_up() -> None:
    room = Room()
    room.open()
    assert kinds(room.frame(0, now=NOW + 0.5, t_ms=0)) == ["Hear"]
    assert kinds(room.frame(1, now=NOW + 3.4, t_ms=128)) == ["Hear"]
    assert dropped(room.frame(2, now=NOW + 3.9, t_ms=256)) == ["late"]
    assert kinds(room.frame(3, now=NOW + 4.0, t_ms=3500)) == ["Hear"]


def test_sound_comes_ten_seconds_at_once_and_then_no_faster_than_one_and_a_half_people_speak() -> None:
    room = Room()
    room.open()

    def taken(n_frames: int, begin: int, now: float) -> int:
        sounds = [room.sound(begin + n, 1600, now, 100 * (begin + n)) for n in range(n_frames)]
        assert {reason for effects in sounds for reason in dropped(effects)} <= {"too_fast"}
        return sum(kinds(effects) == ["Hear"] for effects in sounds)

    assert taken(3000, 0, NOW) == 100
    assert taken(1000, 3000, NOW + 1.0) == 15
    assert taken(1000, 4000, NOW + 3.0) == 30


def test_another_stream_brings_no_new_allowance_of_sound() -> None:
    room = Room()
    room.open(stream=1)
    assert kinds([effect for n in range(100) for effect in room.sound(n, 1600)]) == ["Hear"] * 100
    room.open(stream=2)
    assert dropped(room.sound(0, 1600, stream=2)) == ["too_fast"]


def test_a_microphone_whose_clock_runs_fast_loses_nothing_in_an_hour() -> None:
    room = Room()
    room.open()
    hour = (room.sound(n, 2048, NOW + 0.125 * n, 128 * n) for n in range(28_125))
    assert {kind for effects in hour for kind in kinds(effects)} == {"Hear"}


def test_very_many_tiny_pieces_of_sound_are_held_back_too() -> None:
    room = Room()
    room.open()
    assert sum(kinds(room.sound(n, 1)) == ["Hear"] for n in range(5000)) == 1000


def test_sound_is_never_answered_and_costs_no_messages() -> None:
    room = Room()
    room.open()
    for n in range(500):
        assert not sent(room.frame(n))
    assert errors(room.desk.text("1")) == []


def test_speech_is_signed_without_a_number() -> None:
    room = Room()
    key = room.open()
    began = sent(room.spoke(SpeechBegan(key, f"{key}.1")))
    ended = sent(room.spoke(SpeechEnded(key, f"{key}.1")))
    assert [(m.seq, m.model_dump()["state"]) for m in began + ended] == [(0, "speech"), (0, "ended")]


def test_partial_words_come_only_while_somebody_speaks() -> None:
    room = Room()
    key = room.open()
    assert not room.spoke(WordsSoFar(f"{key}.1", "i am"))
    room.spoke(SpeechBegan(key, f"{key}.1"))
    assert not final(room.spoke(WordsSoFar(f"{key}.1", "i am"))).final
    room.spoke(SpeechEnded(key, f"{key}.1"))
    assert not room.spoke(WordsSoFar(f"{key}.1", "i am sad"))


def test_a_partial_reading_needs_consent_and_is_no_turns() -> None:
    room = Room()
    key = room.open()
    (emotion,) = sent(room.spoke(VoiceRead(f"{key}.1", ANGRY)))
    fields = emotion.model_dump()
    assert (fields["partial"], fields["turn"], fields["seq"]) == (True, None, 0)
    room.consent(granted=False)
    assert not room.spoke(VoiceRead(f"{key}.1", ANGRY))


def test_an_utterance_becomes_a_turn_and_its_transcript_comes_first() -> None:
    room = Room()
    effects = room.heard(room.open())
    assert types(effects) == ["transcript", "typing"]
    turn = only(effects, SenseTurn)
    assert turn.voice is VOICE
    assert final(effects).turn == turn.turn


def test_an_utterance_during_an_answer_waits_with_its_voice() -> None:
    room = Room()
    key = room.open()
    first = only(room.heard(key), SenseTurn).turn
    assert types(room.heard(key, n=2)) == ["transcript"]
    room.session.sensed(first, SAD, NOW)
    second = only(room.session.bot_done(first, NOW), SenseTurn)
    assert second.voice is VOICE


def test_a_withdrawal_empties_what_waits_and_resets_the_course_of_the_mood() -> None:
    room = Room()
    key = room.open()
    first = only(room.heard(key), SenseTurn).turn
    room.heard(key, n=2)
    room.heard(key, "for other", 0.1, n=3)
    effects = room.consent(granted=False)
    assert only(effects, ReadVoice) == ReadVoice(key, on=False)
    assert only(effects, ResetTrajectory)
    assert only(effects, AskBot).metadata["emotion"] is None
    assert not room.session.sensed(first, SAD, NOW)
    assert only(room.session.bot_done(first, NOW), SenseTurn).voice is None
    confirmed = room.session.receive(Confirm(id="c", utterance=f"{key}.3", text="fine"), NOW)
    assert final(confirmed).turn
    assert kinds(room.frame()) == ["Hear"]


def test_a_refusal_before_any_consent_changes_nothing() -> None:
    room = Room(granted=False)
    assert kinds(room.consent(granted=False)) == ["RecordConsent", "Send"]


def test_pausing_altogether_stops_the_voice_too() -> None:
    room = Room()
    key = room.open()
    assert only(room.desk.withdraw(), ReadVoice) == ReadVoice(key, on=False)
    assert only(room.desk.grant(), ReadVoice) == ReadVoice(key, on=True)
    effects = room.desk.withdraw()
    assert only(effects, ReadVoice).on is False
    heard = room.heard(key)
    assert only(heard, AskBot).text == "I am sad"


def test_unsure_words_wait_and_are_let_go_after_two_minutes() -> None:
    room = Room()
    key = room.open()
    effects = room.heard(key, "for other", 0.2)
    assert (final(effects).confirm, final(effects).turn) == (True, None)
    assert len(effects) == 1
    room.session.tick(NOW + 119.0)
    confirm = Confirm(id="c", utterance=f"{key}.1", text="")
    assert types(room.session.receive(confirm, NOW + 119.0)) == ["ack"]
    room.heard(key, "for other", 0.2, n=2)
    room.session.tick(NOW + 121.0)
    late = Confirm(id="d", utterance=f"{key}.2", text="x")
    assert errors(room.session.receive(late, NOW + 121.0)) == ["invalid"]


def test_of_unsure_words_only_the_newest_four_wait() -> None:
    room = Room()
    key = room.open()
    for n in range(1, 6):
        room.heard(key, "for other", 0.2, n=n)
    assert errors(room.session.receive(Confirm(id="a", utterance=f"{key}.1", text="x"), NOW)) == ["invalid"]
    assert errors(room.session.receive(Confirm(id="b", utterance=f"{key}.2", text="x"), NOW)) == []


def test_an_answer_that_is_sent_again_is_not_a_second_turn() -> None:
    room = Room()
    key = room.open()
    room.heard(key, "for other", 0.2)
    confirm = Confirm(id="c", utterance=f"{key}.1", text="I am fine")
    assert final(room.session.receive(confirm, NOW)).turn
    assert types(room.session.receive(confirm, NOW)) == ["ack"]


def test_a_confirmed_text_that_is_too_long_is_refused_and_may_be_mended() -> None:
    room = Room()
    key = room.open()
    room.heard(key, "for other", 0.2)
    long = Confirm(id="c", utterance=f"{key}.1", text="x" * 4001)
    assert errors(room.session.receive(long, NOW)) == ["text_too_long"]
    good = Confirm(id="c", utterance=f"{key}.1", text="x")
    assert final(room.session.receive(good, NOW)).turn


def failed(room: Room, key: str, n: int) -> list[Effect]:
    return room.spoke(UtteranceHeard(key, f"{key}.{n}", SILENCE, VOICE, failed=True))


def test_a_recogniser_that_fails_is_told_once_and_that_typing_works() -> None:
    room = Room()
    key = room.open()
    first = failed(room, key, 1)
    assert types(first) == ["transcript", "message"]
    assert final(first).text == ""
    assert "type" in sent(first)[1].model_dump()["text"]
    assert types(failed(room, key, 2)) == ["transcript"]


def test_a_recogniser_that_fails_again_after_it_had_worked_is_told_again() -> None:
    room = Room()
    key = room.open()
    failed(room, key, 1)
    room.heard(key, "", n=2)
    assert types(failed(room, key, 3)) == ["transcript"]
    room.heard(key, n=4)
    assert types(failed(room, key, 5)) == ["transcript", "message"]


def test_when_too_many_turns_wait_the_words_are_shown_and_the_refusal_said() -> None:
    room = Room()
    key = room.open()
    for n in range(1, 7):
        room.heard(key, n=n)
    effects = room.heard(key, n=7)
    assert types(effects) == ["transcript", "error"]
    assert (final(effects).turn, errors(effects)) == (None, ["queue_full"])


def test_the_browsers_words_may_come_before_or_after_the_utterance() -> None:
    room = Room()
    key = room.open(recognition="browser")
    before = Utterance(id="u1", stream=1, text="I am sad")
    assert types(room.session.receive(before, NOW)) == ["ack"]
    assert only(room.heard(key, None), SenseTurn).voice is VOICE
    assert not room.heard(key, None, n=2)
    after = Utterance(id="u2", stream=1, text="and lonely")
    assert final(room.session.receive(after, NOW)).utterance == f"{key}.2"


def test_the_browsers_words_count_even_where_no_utterance_was_found_and_silence_ends_the_waiting() -> None:
    room = Room()
    key = room.open(recognition="browser")
    room.session.receive(Utterance(id="u1", stream=1, text="I am sad"), NOW)
    assert only(room.session.tick(NOW + 5.0), SenseTurn).text == "I am sad"
    room.heard(key, None, now=NOW + 6.0)
    assert not sent(room.session.tick(NOW + 10.9))
    assert final(room.session.tick(NOW + 11.0)).text == ""


@pytest.mark.parametrize("opened", [False, True], ids=["after a restart", "of the stream before"])
def test_words_of_a_stream_that_is_over_count_all_the_same(opened: bool) -> None:
    room = Room()
    if opened:
        room.start(stream=2, recognition="browser")
    effects = room.session.receive(Utterance(id="u", stream=9, text="I lost my job"), NOW)
    assert final(effects).text == "I lost my job"
    assert final(effects).turn


def test_what_the_browser_heard_in_two_pieces_of_one_utterance_is_one_turn() -> None:
    room = Room()
    key = room.open(recognition="browser")
    for name, text in (("u", "I want to die"), ("w", "please help")):
        assert types(room.session.receive(Utterance(id=name, stream=1, text=text), NOW)) == ["ack"]
    assert final(room.heard(key, None)).text == "I want to die please help"


def browser(room: Room, name: str, text: str, now: float) -> list[Effect]:
    """The browser's words arrive at `now`."""
    return room.session.receive(Utterance(id=name, stream=1, text=text), now)


def test_a_cough_does_not_shift_the_browsers_words_to_the_utterance_before() -> None:
    room = Room()
    key = room.open(recognition="browser")
    room.heard(key, None, n=1, now=NOW)
    room.heard(key, None, n=2, now=NOW + 2.0)
    effects = browser(room, "u", "I am sad", NOW + 2.4)
    cough, words = [m for m in sent(effects) if isinstance(m, Transcript)]
    assert (cough.utterance, cough.text) == (f"{key}.1", "")
    assert (words.utterance, words.text) == (f"{key}.2", "I am sad")
    room.heard(key, None, n=3, now=NOW + 5.0)
    assert final(browser(room, "w", "and lonely", NOW + 5.3)).utterance == f"{key}.3"


def test_two_utterances_in_quick_succession_get_the_browsers_words_in_their_order() -> None:
    room = Room()
    key = room.open(recognition="browser")
    room.heard(key, None, n=1, now=NOW)
    room.heard(key, None, n=2, now=NOW + 0.9)
    assert final(browser(room, "u", "I am sad", NOW + 1.0)).utterance == f"{key}.1"
    assert final(browser(room, "w", "really", NOW + 1.4)).utterance == f"{key}.2"


def test_late_words_of_a_slow_browser_still_find_their_utterance_while_nobody_speaks() -> None:
    room = Room()
    key = room.open(recognition="browser")
    room.heard(key, None, now=NOW)
    assert final(browser(room, "u", "I am sad", NOW + 4.0)).utterance == f"{key}.1"


def test_words_that_come_while_somebody_speaks_are_not_a_coughs_from_long_before() -> None:
    room = Room()
    key = room.open(recognition="browser")
    room.heard(key, None, n=1, now=NOW)
    room.spoke(SpeechBegan(key, f"{key}.2"), NOW + 1.0)
    assert final(browser(room, "u", "I am sad", NOW + 2.5)).text == ""
    room.spoke(SpeechEnded(key, f"{key}.2"), NOW + 2.7)
    words = final(room.heard(key, None, n=2, now=NOW + 2.7))
    assert (words.utterance, words.text) == (f"{key}.2", "I am sad")


def test_words_without_an_utterance_are_not_said_of_one_that_begins_later() -> None:
    room = Room()
    key = room.open(recognition="browser")
    assert types(browser(room, "u", "I am sad", NOW)) == ["ack"]
    began = room.spoke(SpeechBegan(key, f"{key}.1"), NOW + 1.0)
    assert (final(began).text, final(began).utterance) != ("I am sad", f"{key}.1")
    room.spoke(SpeechEnded(key, f"{key}.1"), NOW + 2.0)
    room.heard(key, None, now=NOW + 2.0)
    assert final(browser(room, "w", "and lonely", NOW + 2.3)).utterance == f"{key}.1"


def test_a_new_stream_ends_the_waiting_for_words_of_the_one_before() -> None:
    room = Room()
    key = room.open(recognition="browser")
    room.heard(key, None)
    given_up = final(room.start(stream=2, recognition="browser"))
    assert (given_up.utterance, given_up.text) == (f"{key}.1", "")


def test_words_that_wait_for_their_end_are_not_lost_to_a_new_stream() -> None:
    room = Room()
    room.open(recognition="browser")
    room.session.receive(Utterance(id="u", stream=1, text="please help"), NOW)
    assert final(room.start(stream=2, recognition="browser")).text == "please help"


def test_a_withdrawal_reaches_streams_that_are_closed_even_if_consent_comes_again() -> None:
    room = Room()
    key = room.open()
    room.session.receive(AudioStop(id="x", stream=1), NOW)
    assert ReadVoice(key, on=False) in room.consent(granted=False)
    room.consent(granted=True)
    assert only(room.heard(key), SenseTurn).voice is None


def test_forgetting_reaches_streams_that_are_closed() -> None:
    room = Room()
    key = room.open()
    room.session.receive(AudioStop(id="x", stream=1), NOW)
    assert only(room.session.forget(NOW), CloseStream) == CloseStream(key, discard=True)


def test_a_microphone_that_paused_is_heard_again() -> None:
    room = Room()
    room.open()
    room.frame(1, now=NOW, t_ms=0)
    taken = [kinds(room.frame(2 + n, now=NOW + 5.0 + n, t_ms=128 + 1000 * n)) for n in range(6)]
    assert taken[0] == ["SoundDropped"]
    assert taken[-1] == ["Hear"]


def test_the_end_of_the_connection_closes_the_stream_and_what_was_said_is_still_answered() -> None:
    room = Room()
    key = room.open()
    assert room.session.detach(NOW) == [CloseStream(key)]
    assert final(room.heard(key)).turn


def test_forgetting_drops_everything_that_was_said() -> None:
    room = Room()
    key = room.open()
    room.heard(key, "for other", 0.2)
    closed = only(room.session.forget(NOW), CloseStream)
    assert closed == CloseStream(key, discard=True)
    assert not room.heard(key, n=2)
    assert errors(room.session.receive(Confirm(id="c", utterance=f"{key}.1", text="x"), NOW)) == ["invalid"]
    assert only(room.start(), OpenStream).read is False


def test_a_session_that_is_over_hears_nothing() -> None:
    room = Room()
    key = room.open()
    assert CloseStream(key, discard=True) in room.session.close("over")
    assert room.frame() == room.heard(key) == []


@pytest.mark.parametrize("state", ["not_available", "not_allowed"])
def test_where_voices_are_not_read_words_are_still_heard(state: SenseState) -> None:
    room = Room(replace(RULES, senses={**HEARS, "voice": state}), granted=False)
    assert errors(room.consent(granted=True)) == [state]
    key = room.open()
    assert only(room.heard(key), SenseTurn).voice is None
    assert not room.spoke(VoiceRead(f"{key}.1", ANGRY))
