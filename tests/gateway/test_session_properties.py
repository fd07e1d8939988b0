"""Whatever comes in whatever order: no exception, no gap in the numbers, one turn at a time."""

from concurrent.futures import Future
from typing import Literal

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gateway import bot_wire
from gateway.bot_wire import BotReply, Control
from gateway.effects import (
    AskBot,
    CorrectStored,
    CorrectTrajectory,
    Effect,
    Hear,
    OpenStream,
    Replay,
    Send,
    SenseTurn,
    SoundDropped,
    TurnEnded,
)
from gateway.errors import Refusal
from gateway.protocol import (
    PROTOCOL,
    Accepted,
    Ack,
    AudioStart,
    AudioStop,
    Confirm,
    Consent,
    Correction,
    Feedback,
    Hello,
    Limits,
    Ping,
    Resume,
    Text,
    Transcript,
    Utterance,
    Welcome,
)
from gateway.rules import SessionRules, VoiceRules
from gateway.session import SessionState
from gateway.vocabulary import Sense, SenseState
from gateway.voice.events import SpeechBegan, SpeechEnded, UtteranceHeard, VoiceRead, WordsSoFar
from gateway.voice.frames import AudioFrame
from perception.signals.speaker_baseline import HeardVoice
from tests.fakes.transcriber import transcript
from tests.gateway.desk import NOW, PUBLIC, SAD, Desk, sent

LIMITS = Limits(
    max_text_chars=40,
    max_frame_bytes=65536,
    messages_per_s=4.0,
    burst=30,
    max_queued=3,
    session_window_s=60.0,
)
HEARS: dict[Sense, SenseState] = {**PUBLIC, "voice": "off"}
VOICE = VoiceRules(recognition="pocketsphinx")
SAMPLES = np.zeros(16, np.int16)
IDS = st.sampled_from([str(n) for n in range(40)] + ["again"] * 10)
TEXTS = st.sampled_from(["I am sad", "hm", "why?", "", "x" * 41])
BACK = st.sampled_from([0, 0, 0, 0, 1, 3])
SEQS = st.integers(min_value=0, max_value=80)


class AnyOrder(RuleBasedStateMachine):
    """Drives a session as badly as the world can."""

    def __init__(self) -> None:
        super().__init__()
        rules = SessionRules(limits=LIMITS, senses=HEARS, max_kept=20, max_remembered_turns=4, voice=VOICE)
        self.desk = Desk(rules, greeted=False)
        self.session = self.desk.session
        self.now = NOW
        self.last_seq = 0
        self.in_flight: set[str] = set()
        self.turns: list[str] = []
        self.promised: set[str] = set()
        self.keys: list[str] = []
        self.n_heard = 0

    def take(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send(message):
                    if message.seq == 0:
                        assert message.model_dump()["type"] in ("hearing", "emotion", "transcript")
                        continue
                    if isinstance(message, Welcome) and message.resumed:
                        assert message.seq <= self.last_seq
                        continue
                    assert message.seq == self.last_seq + 1
                    self.last_seq = message.seq
                case Replay(messages):
                    seqs = [message.seq for message in messages]
                    assert seqs == sorted(seqs)
                    assert all(seq <= self.last_seq for seq in seqs)
                case TurnEnded(turn, client_id):
                    self.in_flight.discard(turn)
                    self.promised.discard(client_id)
                case SenseTurn(turn, _, voice):
                    assert voice is None or self.session._visitor.voice_read
                    self.in_flight.add(turn)
                    self.turns.append(turn)
                case AskBot(turn):
                    self.in_flight.add(turn)
                    self.turns.append(turn)
                case _:
                    pass
            assert len(self.in_flight) <= 1

    def some_turn(self, back: int) -> str:
        """The newest turn, or one before it."""
        return self.turns[-1 - back % len(self.turns)] if self.turns else "none"

    @initialize(n_texts=st.integers(0, 3), greeted=st.sampled_from([True, True, True, False]))
    def begin(self, n_texts: int, greeted: bool) -> None:
        if greeted:
            self.take(self.session.receive(Hello(protocol=PROTOCOL), self.now))
            for n in range(n_texts):
                self.text(f"first-{n}", "I am sad")
            self.sensed(0, reading=True)

    @rule(
        token=st.none() | st.just("t"), last_seq=st.none() | SEQS, protocol=st.sampled_from([PROTOCOL, "x"])
    )
    def hello(self, token: str | None, last_seq: int | None, protocol: str) -> None:
        self.take(self.session.receive(Hello(protocol=protocol, token=token, last_seq=last_seq), self.now))

    @rule(message_id=IDS, text=TEXTS)
    def text(self, message_id: str, text: str) -> None:
        effects = self.session.receive(Text(id=message_id, text=text), self.now)
        if any(isinstance(message, Accepted) for message in sent(effects)):
            self.promised.add(message_id)
        self.take(effects)

    @rule(message_id=IDS, granted=st.booleans(), sense=st.sampled_from(["text", "voice"]))
    def consent(self, message_id: str, granted: bool, sense: str) -> None:
        message = Consent.model_validate(
            {"type": "consent", "id": message_id, "sense": sense, "granted": granted}
        )
        self.take(self.session.receive(message, self.now))

    @rule(seq=SEQS)
    def ack(self, seq: int) -> None:
        self.take(self.session.receive(Ack(seq=seq), self.now))

    @rule(seq=SEQS)
    def resume(self, seq: int) -> None:
        self.take(self.session.receive(Resume(last_seq=seq), self.now))

    @rule(back=BACK, message_id=IDS, label=st.sampled_from(["joy", "neutral"]))
    def correction(self, back: int, message_id: str, label: Literal["joy", "neutral"]) -> None:
        effects = self.session.receive(
            Correction(id=message_id, turn=self.some_turn(back), label=label), self.now
        )
        self.take(effects)
        for effect in effects:
            match effect:
                case CorrectTrajectory(turn, said):
                    self.take(self.session.corrected(turn, said, SAD.point, self.now))
                case CorrectStored():
                    refusal = Refusal("invalid", "not yours")
                    self.take(self.session.stored_corrected(effect, refusal, self.now))

    @rule(
        which=st.sampled_from(
            [Ping(id="p"), Feedback(id="f", item="i", action="skip"), AudioStop(id="s", stream=1)]
        )
    )
    def other(self, which: Ping | Feedback | AudioStop) -> None:
        self.take(self.session.receive(which, self.now))

    @rule(stream=st.integers(0, 1), by=st.sampled_from(["server", "browser"]))
    def microphone(self, stream: int, by: Literal["server", "browser"]) -> None:
        start = AudioStart(id="a", stream=stream, rate_hz=16_000, mode="hands_free", recognition=by)
        effects = self.session.receive(start, self.now)
        self.keys += [effect.key for effect in effects if isinstance(effect, OpenStream)]
        self.take(effects)

    @rule(stream=st.integers(0, 1), sequence=st.integers(0, 5), t_ms=st.integers(0, 9000))
    def sound(self, stream: int, sequence: int, t_ms: int) -> None:
        effects = self.session.sound(AudioFrame(stream, sequence, t_ms, SAMPLES), self.now)
        assert all(isinstance(effect, Hear | SoundDropped) for effect in effects)

    @rule(back=BACK, n=st.integers(1, 3), what=st.sampled_from(["began", "ended", "words", "read"]))
    def hears(self, back: int, n: int, what: str) -> None:
        key = self.keys[-1 - back % len(self.keys)] if self.keys else "none"
        utterance = f"{key}.{n}"
        event = {
            "began": SpeechBegan(key, utterance), "ended": SpeechEnded(key, utterance),
            "words": WordsSoFar(utterance, "i am"), "read": VoiceRead(utterance, SAD.reading),
        }[what]  # fmt: skip
        self.take(self.session.spoke(event, self.now))

    @rule(
        back=BACK, text=st.sampled_from([None, "", "mhm", "i am sad"]), confidence=st.sampled_from([0.1, 0.9])
    )
    def hears_all(self, back: int, text: str | None, confidence: float) -> None:
        key = self.keys[-1 - back % len(self.keys)] if self.keys else "none"
        self.n_heard += 1
        words = None if text is None else transcript(text, confidence)
        voice: Future[HeardVoice] = Future()
        event = UtteranceHeard(key, f"{key}.{self.n_heard}", words, voice)
        effects = self.session.spoke(event, self.now)
        for message in sent(effects):
            if isinstance(message, Transcript):
                assert message.final
                assert not (message.confirm and message.turn)
        self.take(effects)

    @rule(back=BACK, message_id=IDS, text=TEXTS)
    def confirms(self, back: int, message_id: str, text: str) -> None:
        key = self.keys[-1 - back % len(self.keys)] if self.keys else "none"
        confirm = Confirm(id=message_id, utterance=f"{key}.{self.n_heard}", text=text)
        self.take(self.session.receive(confirm, self.now))

    @rule(message_id=IDS, stream=st.integers(0, 1), text=TEXTS)
    def browsers_words(self, message_id: str, stream: int, text: str) -> None:
        self.take(self.session.receive(Utterance(id=message_id, stream=stream, text=text), self.now))

    @rule()
    def broken_frame(self) -> None:
        self.take(self.session.refuse(Refusal("malformed", "no"), self.now))

    @rule(back=BACK, reading=st.booleans())
    def sensed(self, back: int, reading: bool) -> None:
        self.take(self.session.sensed(self.some_turn(back), SAD if reading else None, self.now))

    @rule(
        back=BACK,
        text=st.none() | st.just("Hm."),
        control=st.sampled_from([None, "pause", "go", "forget", "correct"]),
    )
    def bot_message(self, back: int, text: str | None, control: str | None) -> None:
        controls = {
            "pause": Control(pause_sensing=True), "go": Control(pause_sensing=False),
            "forget": Control(forgotten=True),
            "correct": Control(correction=bot_wire.Correction(label="joy")),
        }  # fmt: skip
        reply = BotReply(text=text, control=controls.get(control or ""))
        self.take(self.session.bot_message(self.some_turn(back), reply, self.now))

    @rule(back=BACK, end=st.sampled_from(["done", "failed", "lost", "undelivered"]))
    def bot_end(self, back: int, end: str) -> None:
        turn = self.some_turn(back)
        match end:
            case "done":
                self.take(self.session.bot_done(turn, self.now))
            case "failed":
                self.take(self.session.bot_failed(turn, self.now))
            case _:
                self.take(self.session.bot_lost(turn, self.now, delivered=end == "lost"))

    @rule()
    def bot_back(self) -> None:
        self.take(self.session.bot_back(self.now))

    @rule(seconds=st.sampled_from([0.0, 0.3, 0.3, 1.0, 6.0, 31.0, 61.0, 11_000.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.take(self.session.tick(self.now))

    @rule()
    def line_drops(self) -> None:
        self.take(self.session.detach(self.now))

    @rule()
    def forget(self) -> None:
        if self.session.state is not SessionState.CLOSED:
            self.take(self.session.forget(self.now))

    def teardown(self) -> None:
        """Given time, every text that was acknowledged comes to an end."""
        for _ in range(20):
            self.now += 31.0
            self.take(self.session.tick(self.now))
        assert not self.promised

    @invariant()
    def a_closed_session_has_nothing_in_flight(self) -> None:
        if self.session.state is SessionState.CLOSED:
            assert not self.in_flight


AnyOrder.TestCase.settings = settings(max_examples=200, stateful_step_count=60, deadline=None)
TestAnyOrder = AnyOrder.TestCase
