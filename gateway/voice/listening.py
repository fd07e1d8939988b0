"""The microphone of one session: which stream is open, what its sound may be used for, what becomes of its
utterances. No I/O; time is a parameter."""

from collections import OrderedDict, deque
from dataclasses import dataclass, replace
from typing import Final

from gateway.conversation import Conversation
from gateway.effects import CloseStream, DropReason, Effect, Hear, OpenStream, ReadVoice, SoundDropped
from gateway.errors import Refusal
from gateway.limits import TokenBucket
from gateway.notice import NO_WORDS_NOTICE
from gateway.outbox import Outbox
from gateway.ports import Reading, public_reading
from gateway.protocol import (
    Accepted,
    AudioStart,
    AudioStop,
    Confirm,
    Emotion,
    HeardWord,
    HearingSign,
    Message,
    Transcript,
    Utterance,
)
from gateway.rules import SessionRules
from gateway.visitor import Visitor
from gateway.vocabulary import HearingState, RecognitionBy
from gateway.voice.events import (
    SpeechBegan,
    SpeechEnded,
    UtteranceHeard,
    VoiceEvent,
    VoiceRead,
    WordsSoFar,
)
from gateway.voice.frames import SEQUENCES, AudioFrame
from gateway.voice.judgement import Verdict, judged
from perception.hearing.transcriber import SILENCE
from perception.hearing.transcriber import Transcript as Heard
from perception.sound import RATE_HZ

MAX_IDS_KNOWN: Final = 64
"""Answers to `confirm` and `utterance` that are not taken a second time."""

LEAST_COUNTED_S: Final = 0.01
"""What a frame counts at least in the limit on sound: many tiny ones cost more than they carry."""

MAX_KEYS_KNOWN: Final = 8
"""Streams of which something may still be heard."""


@dataclass
class _Stream:
    """An open stream; `delay_s` is the least time that its sound needed to come here, so far."""

    key: str
    number: int
    by: RecognitionBy
    opened_at: float
    sequence: int | None = None
    delay_s: float = float("inf")
    late_since: float | None = None


@dataclass(frozen=True)
class _Waiting:
    """An utterance without (sure) words, since a time."""

    heard: UtteranceHeard
    since: float


class Listening:
    """`prefix` makes the keys of its streams unique for ever."""

    def __init__(
        self,
        visitor: Visitor,
        outbox: Outbox,
        rules: SessionRules,
        conversation: Conversation,
        prefix: str,
        now: float,
    ) -> None:
        self._visitor = visitor
        self._outbox = outbox
        self._rules = rules
        self._voice = rules.voice
        self._conversation = conversation
        self._prefix = prefix
        self._bucket = TokenBucket(self._voice.sound_rate, self._voice.sound_burst_s, now)
        self._n_streams = 0
        self._stream: _Stream | None = None
        self._live: set[str] = set()
        self._wordless: OrderedDict[str, _Waiting] = OrderedDict()
        self._early: deque[tuple[str, float]] = deque()  # the browser's words, faster than the end of speech
        self._unread_keys: set[str] = set()  # closed streams whose sound lost its consent
        self._told_of_failure = False
        self._last_key = ""
        self._last_number: int | None = None
        self._unconfirmed: OrderedDict[str, _Waiting] = OrderedDict()
        self._answered: deque[str] = deque(maxlen=MAX_IDS_KNOWN)
        self._keys: deque[str] = deque(maxlen=MAX_KEYS_KNOWN)

    # --- from the visitor ---------------------------------------------------------------------------------

    def start(self, message: AudioStart, now: float) -> list[Effect]:
        """Open a stream in the place of the one before. Raises Refusal."""
        self._check_start(message)
        closed = self.close()
        self._n_streams += 1
        key = f"{self._prefix}.s{self._n_streams}"
        self._stream = _Stream(key, message.stream, message.recognition, now)
        self._last_key, self._last_number = key, message.stream
        self._keys.append(key)
        return [
            *closed,
            *self._all_wordless(now),
            *self._all_unheard(now),
            OpenStream(key, message.mode, message.recognition, self._visitor.voice_read),
            self._outbox.post(now, Accepted, id=message.id),
            self._sign(message.stream, "listening", None),
        ]

    def _check_start(self, message: AudioStart) -> None:
        if message.rate_hz != RATE_HZ:
            raise Refusal(
                "invalid",
                f"`rate_hz` was {message.rate_hz}; this server takes {RATE_HZ}: resample in the client",
            )
        offers_words = message.recognition == "browser" or self._voice.recognition != "off"
        if not offers_words and not self._visitor.voice_offered:
            raise Refusal(
                "not_available",
                "this server recognises no words; use `recognition` `browser`, or text",
            )

    def stop(self, message: AudioStop, now: float) -> list[Effect]:
        """Close a stream; one that is not open is closed already."""
        stream = self._stream
        accepted = self._outbox.post(now, Accepted, id=message.id)
        if stream is None or stream.number != message.stream:
            return [accepted]
        self._stream = None
        return [accepted, CloseStream(stream.key)]

    def frame(self, frame: AudioFrame, now: float) -> list[Effect]:
        """The next piece of sound; handed on, or dropped and counted."""
        stream = self._stream
        if stream is None or stream.number != frame.stream:
            return [SoundDropped("closed")]
        if reason := self._untimely(stream, frame, now):
            return [SoundDropped(reason)]
        if self._bucket.take(now, max(LEAST_COUNTED_S, len(frame.samples) / RATE_HZ)):
            return [SoundDropped("too_fast")]
        stream.sequence = frame.sequence
        return [Hear(stream.key, frame.samples)]

    def _untimely(self, stream: _Stream, frame: AudioFrame, now: float) -> DropReason | None:
        if stream.sequence is not None and not _comes_after(frame.sequence, stream.sequence):
            return "repeated"
        delay_s = now - stream.opened_at - frame.t_ms / 1000.0
        stream.delay_s = min(stream.delay_s, delay_s)
        if delay_s - stream.delay_s <= self._voice.max_late_s:
            stream.late_since = None
            return None
        stream.late_since = now if stream.late_since is None else stream.late_since
        if now - stream.late_since < self._voice.max_late_s:
            return "late"
        stream.delay_s, stream.late_since = delay_s, None  # the microphone paused: its clock stood still
        return None

    def words(self, message: Utterance, now: float) -> list[Effect]:
        """What the browser recognised: with the utterance that it is of by the time, or the one under way.
        Raises Refusal."""
        if message.id in self._answered:
            return [self._outbox.post(now, Accepted, id=message.id)]
        if len(message.text) > self._rules.limits.max_text_chars:
            self._rules.check_text(message.text)
        self._answered.append(message.id)
        accepted = self._outbox.post(now, Accepted, id=message.id)
        if message.stream != self._last_number:  # of a stream before this one, or before a restart
            return [accepted, *self._unheard(message.text, now)]
        coughs = self._coughs(now)
        if not self._wordless:
            self._early.append((message.text, now))
            return [accepted, *coughs]
        _, waiting = self._wordless.popitem(last=False)
        return [accepted, *coughs, *self._take(waiting.heard, Heard(message.text, 1.0), now)]

    def _coughs(self, now: float) -> list[Effect]:
        """Give up utterances that had their time for words, where those that now come may be of a newer one:
        a cough gets none from the browser, and must not take those of what follows it."""
        effects: list[Effect] = []
        while self._wordless and (len(self._wordless) > 1 or self._somebody_speaks):
            if now - _oldest(self._wordless) <= self._voice.words_usual_s:
                break
            effects.append(self._wordless_over(now))
        return effects

    @property
    def _somebody_speaks(self) -> bool:
        return any(_key_of(utterance) == self._last_key for utterance in self._live)

    def confirm(self, message: Confirm, now: float) -> list[Effect]:
        """The visitor's answer to “Did I hear …?”. Raises Refusal."""
        if message.id in self._answered:
            return [self._outbox.post(now, Accepted, id=message.id)]
        waiting = self._unconfirmed.get(message.utterance)
        if waiting is None:
            raise Refusal(
                "invalid", f"`utterance` {message.utterance} does not wait for `confirm`, or no longer does"
            )
        if message.text.strip():
            self._rules.check_text(message.text)
        del self._unconfirmed[message.utterance]
        self._answered.append(message.id)
        accepted = self._outbox.post(now, Accepted, id=message.id)
        if not message.text.strip():
            return [accepted]
        return [accepted, *self._turn(waiting.heard, Heard(message.text, 1.0), now)]

    def consent_changed(self) -> list[Effect]:
        """The voice may be read, or may not any more: then none that waits keeps its reading."""
        on = self._visitor.voice_read
        if not on:
            self._unread_keys = set(self._keys) - ({self._stream.key} if self._stream else set())
            for waiting in (self._wordless, self._unconfirmed):
                for utterance, entry in waiting.items():
                    waiting[utterance] = _Waiting(_without_voice(entry.heard), entry.since)
            return [ReadVoice(key, on) for key in self._keys]
        return [ReadVoice(self._stream.key, on)] if self._stream else []

    # --- from the workers ---------------------------------------------------------------------------------

    def spoke(self, event: VoiceEvent, now: float) -> list[Effect]:
        """Something was heard; what was said before everything was forgotten is not."""
        if _key_of(event.utterance) not in self._keys:
            return []
        match event:
            case SpeechBegan(key, utterance):
                before = self._all_unheard(now)  # words come after speech begins: these are of nothing found
                self._live.add(utterance)
                return [*before, *self._signed(key, "speech", utterance)]
            case SpeechEnded(key, utterance):
                self._live.discard(utterance)
                return self._signed(key, "ended", utterance)
            case WordsSoFar(utterance, text):
                return [self._partial(utterance, text)] if utterance in self._live else []
            case VoiceRead(utterance, reading):
                return [self._reading(utterance, reading, now)] if self._may_be_read(utterance) else []
            case UtteranceHeard():
                return self._heard(event, now)

    def _signed(self, key: str, state: HearingState, utterance: str) -> list[Effect]:
        """A sign of the newest stream; nobody looks for one of those before it."""
        if key != self._last_key or self._last_number is None:
            return []
        return [self._sign(self._last_number, state, utterance)]

    def _sign(self, number: int, state: HearingState, utterance: str | None) -> Effect:
        return self._outbox.pass_on(HearingSign, stream=number, state=state, utterance=utterance)

    def _partial(self, utterance: str, text: str) -> Effect:
        return self._outbox.pass_on(
            Transcript, utterance=utterance, text=text, final=False, confidence=0.0, confirm=False, turn=None,
            words=[],
        )  # fmt: skip

    def _reading(self, utterance: str, reading: Reading, now: float) -> Effect:
        return self._outbox.pass_on(
            Emotion,
            turn=None,
            at_ms=int(now * 1000),
            **public_reading(reading),
            change=0.0,
            trend="steady",
            shift=False,
            weights={"voice": 1.0},
            partial=True,
            utterance=utterance,
        )

    def _heard(self, heard: UtteranceHeard, now: float) -> list[Effect]:
        if not self._may_be_read(heard.utterance):
            heard = _without_voice(heard)
        if heard.failed:
            return [self._final(heard.utterance, SILENCE, now), *self._no_words_now(now)]
        if heard.transcript is not None:
            if heard.transcript.text:
                self._told_of_failure = False
            return self._take(heard, heard.transcript, now)
        if heard.key != self._last_key:  # words of a stream that was followed by another find no utterance
            return [self._final(heard.utterance, SILENCE, now)]
        if self._early:
            text = " ".join(text for text, _ in self._early)
            self._early.clear()
            return self._take(heard, Heard(text, 1.0), now)
        self._wordless[heard.utterance] = _Waiting(heard, now)
        return []

    def _no_words_now(self, now: float) -> list[Effect]:
        """Say so once, not for each utterance; again only after words were recognised in between."""
        if self._told_of_failure:
            return []
        self._told_of_failure = True
        return [self._outbox.post(now, Message, turn=None, text=NO_WORDS_NOTICE)]

    def _may_be_read(self, utterance: str) -> bool:
        return self._visitor.voice_read and _key_of(utterance) not in self._unread_keys

    def _take(self, heard: UtteranceHeard, words: Heard, now: float) -> list[Effect]:
        match judged(words, self._voice.confirm_below):
            case Verdict.NOTHING:
                return [self._final(heard.utterance, words, now)]
            case Verdict.TURN:
                return self._turn(heard, words, now)
            case Verdict.CONFIRM:
                self._unconfirmed[heard.utterance] = _Waiting(heard, now)
                while len(self._unconfirmed) > self._voice.max_unconfirmed:
                    self._unconfirmed.popitem(last=False)
                return [self._final(heard.utterance, words, now, confirm=True)]

    def _turn(self, heard: UtteranceHeard, words: Heard, now: float) -> list[Effect]:
        try:
            turn = self._conversation.spoken(heard.utterance, words.text, heard.voice, now)
        except Refusal as refusal:
            return [self._final(heard.utterance, words, now), self._outbox.post_error(now, refusal)]
        return [self._final(heard.utterance, words, now, turn=turn), *self._conversation.go_on(now)]

    def _final(
        self, utterance: str, words: Heard, now: float, *, turn: str | None = None, confirm: bool = False
    ) -> Effect:
        return self._outbox.post(
            now,
            Transcript,
            utterance=utterance,
            text=words.text,
            final=True,
            confidence=round(words.confidence, 4),
            confirm=confirm,
            turn=turn,
            words=[HeardWord(text=w.text, confidence=round(w.confidence, 4)) for w in words.words],
        )

    # --- time, and the end --------------------------------------------------------------------------------

    def tick(self, now: float) -> list[Effect]:
        """What waited too long for words, or for the visitor's word, is let go."""
        effects: list[Effect] = []
        while self._wordless and now - _oldest(self._wordless) >= self._voice.words_within_s:
            effects.append(self._wordless_over(now))
        while self._unconfirmed and now - _oldest(self._unconfirmed) >= self._voice.confirm_within_s:
            self._unconfirmed.popitem(last=False)
        if self._early and now - self._early[0][1] >= self._voice.words_within_s:
            effects += self._all_unheard(now)
        return effects

    def _wordless_over(self, now: float) -> Effect:
        """The oldest utterance that waits for words gets none."""
        utterance, _ = self._wordless.popitem(last=False)
        return self._final(utterance, SILENCE, now)

    def _all_wordless(self, now: float) -> list[Effect]:
        return [self._wordless_over(now) for _ in list(self._wordless)]

    def _all_unheard(self, now: float) -> list[Effect]:
        texts = [text for text, _ in self._early]
        self._early.clear()
        return [effect for text in texts for effect in self._unheard(text, now)]

    def _unheard(self, text: str, now: float) -> list[Effect]:
        """Words of the browser for which no utterance was found: they count all the same."""
        self._n_streams += 1
        utterance = f"{self._prefix}.s{self._n_streams}.1"
        return self._take(UtteranceHeard(self._last_key, utterance, None, None), Heard(text, 1.0), now)

    def close(self, *, discard: bool = False) -> list[Effect]:
        """Close the open stream; `discard` drops what was said into it, too."""
        stream, self._stream = self._stream, None
        if stream is None:
            return []
        ended = self._sign(stream.number, "ended", None)
        return [CloseStream(stream.key, discard), ended] if discard else [CloseStream(stream.key)]

    def forget(self) -> list[Effect]:
        """Drop everything that was heard and not answered."""
        self._wordless.clear()
        self._unconfirmed.clear()
        self._live.clear()
        self._early.clear()
        open_now = self._stream.key if self._stream else None
        closed = [CloseStream(key, discard=True) for key in self._keys if key != open_now]
        self._keys.clear()
        return [*closed, *self.close(discard=True)]


def _comes_after(sequence: int, before: int) -> bool:
    """Whether a number that wraps is newer; half of all numbers are."""
    return 0 < (sequence - before) % SEQUENCES < SEQUENCES // 2


def _key_of(utterance: str) -> str:
    return utterance.rpartition(".")[0]


def _without_voice(heard: UtteranceHeard) -> UtteranceHeard:
    return replace(heard, voice=None)


def _oldest(waiting: OrderedDict[str, _Waiting]) -> float:
    return next(iter(waiting.values())).since
