"""One visitor's session as a state machine: messages and events in, effects out. No I/O; time is a parameter.

A turn goes: accepted, queued while another is being answered, sensed (unless paused), handed to the bot, answered, done.
Every way out of it sends `done`, and one that has no answer says why first, so a text is never lost without a word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from gateway.bot_wire import BotReply, Control
from gateway.effects import (
    AskBot,
    Close,
    CorrectTrajectory,
    DropTracker,
    Effect,
    EraseUser,
    RecordConsent,
    RecordFeedback,
    RecordTurn,
    Replay,
    ResetTrajectory,
    Send,
    SenseText,
    TurnEnded,
)
from gateway.errors import Refusal
from gateway.limits import TokenBucket
from gateway.notice import AI_NOTICE, AI_REMINDER, REMIND_EVERY_S
from gateway.ports import Sensed
from gateway.protocol import (
    LABELS,
    PROTOCOL,
    Accepted,
    Ack,
    ClientMessage,
    Consent,
    Done,
    Emotion,
    Error,
    ErrorCode,
    Feedback,
    Forgotten,
    Hello,
    HistoryLost,
    Limits,
    Message,
    Ping,
    Pong,
    Resume,
    Sense,
    Senses,
    SenseState,
    Sensing,
    ServerModel,
    Text,
    TypingSign,
    Welcome,
)
from gateway.replay import ReplayBuffer
from gateway.turn import Phase, Turn, TurnBook


class SessionState(Enum):
    """A session before its hello; open; open without sensing; over."""

    NEW = auto()
    OPEN = auto()
    PAUSED = auto()
    CLOSED = auto()


@dataclass(frozen=True)
class Identity:
    """Who is behind a session: an invented id, and the signed token that proves it."""

    session: str
    user: str
    token: str


@dataclass(frozen=True)
class SessionRules:
    """What a session allows. Durations in seconds; `senses` says what this deployment offers at all."""

    limits: Limits
    senses: Mapping[Sense, SenseState]
    channel: str = "web"
    max_kept: int = 512
    acked_window_s: float = 120.0
    turn_limit_s: float = 30.0
    sense_limit_s: float = 5.0


class Session:
    """See the module. `renew` gives the identity that follows when the visitor asked to be forgotten."""

    def __init__(
        self,
        identity: Identity,
        rules: SessionRules,
        consents: Mapping[Sense, bool],
        renew: Callable[[float], Identity],
        now: float,
    ) -> None:
        self._rules = rules
        self._renew = renew
        self._senses: dict[Sense, SenseState] = {
            sense: _after_consent(offered, consents.get(sense)) for sense, offered in rules.senses.items()
        }
        self._turns = TurnBook(rules.limits.max_queued)
        self._buffer = ReplayBuffer(rules.max_kept, rules.acked_window_s)
        self._bucket = TokenBucket(rules.limits.messages_per_s, rules.limits.burst, now)
        self.locale: str | None = None
        self._seq = 0
        self._n_turns = 0
        self._turn_prefix = f"{identity.session}.{int(now * 1000):x}"  # a session may be opened again by its token
        self._reminded_at = now
        self._forget_tracker = False
        self._last_emotion: Emotion | None = None
        self.identity = identity
        self.state = SessionState.NEW
        self.attached = False
        self.seen_at = now

    # --- from the visitor ---------------------------------------------------------------------------------------

    def receive(self, message: ClientMessage, now: float) -> list[Effect]:
        """What follows from a message of the visitor."""
        self.seen_at = now
        if self.state is SessionState.CLOSED:
            return []
        if isinstance(message, Ack):
            return self._acked(message)
        try:
            self._admit(message, now)
            return self._handle(message, now)
        except Refusal as refusal:
            return [self._error(refusal, getattr(message, "id", None), now)]

    def refuse(self, refusal: Refusal, now: float) -> list[Effect]:
        """What follows from a frame that could not be read."""
        self.seen_at = now
        wait_s = self._bucket.take(now)
        return [self._error(_too_fast(wait_s, self._rules.limits) if wait_s else refusal, None, now)]

    def _admit(self, message: ClientMessage, now: float) -> None:
        if self.state is SessionState.NEW and not isinstance(message, Hello):
            raise Refusal("wrong_order", f"`{message.type}` came before `hello`; send `hello` first")
        if isinstance(message, Hello) or (isinstance(message, Consent) and not message.granted):
            return  # neither a greeting nor a withdrawal is ever held up
        if wait_s := self._bucket.take(now):
            raise _too_fast(wait_s, self._rules.limits)

    def _handle(self, message: ClientMessage, now: float) -> list[Effect]:
        match message:
            case Text():
                return self._text(message, now)
            case Hello():
                return self._hello(message, now)
            case Consent():
                return self._consent(message, now)
            case Feedback():
                record = RecordFeedback(self.identity.user, message.item, message.action, now)
                return [record, self._send(now, Accepted, id=message.id)]
            case Resume():
                return self._replay_after(message.last_seq, now)
            case Ping():
                return [self._send(now, Pong, id=message.id)]
        raise Refusal("not_available", f"`{message.type}` is not available on this server yet; send `text`")

    def _hello(self, hello: Hello, now: float) -> list[Effect]:
        if hello.protocol != PROTOCOL:
            raise Refusal("invalid", f"`protocol` was {hello.protocol!r}; this server speaks {PROTOCOL!r}")
        if self.attached:
            raise Refusal("wrong_order", "`hello` came twice on this connection; go on with `text`")
        self.attached = True
        self.locale = hello.locale or self.locale
        if self.state is SessionState.NEW:
            return self._open(hello, now)
        kept, _ = self._buffer.after(hello.last_seq or 0)
        welcome = self._welcome(kept[0].seq - 1 if kept else self._seq, resumed=True)
        return [Send(welcome), *self._replay_after(hello.last_seq or 1, now)]

    def _open(self, hello: Hello, now: float) -> list[Effect]:
        self.state = SessionState.OPEN if self.sensing else SessionState.PAUSED
        self._seq += 1
        self._buffer.pass_over(self._seq)
        effects: list[Effect] = [Send(self._welcome(self._seq, resumed=False))]
        self._reminded_at = now
        effects.append(self._send(now, Message, turn=None, text=AI_NOTICE))
        if hello.last_seq:
            effects.append(self._send(now, HistoryLost))
        return effects

    def _welcome(self, seq: int, *, resumed: bool) -> Welcome:
        return Welcome(
            seq=seq,
            session=self.identity.session,
            token=self.identity.token,
            resumed=resumed,
            limits=self._rules.limits,
            senses=Senses(**self._senses),
            ai_notice=AI_NOTICE,
        )

    def _replay_after(self, last_seq: int, now: float) -> list[Effect]:
        messages, complete = self._buffer.after(last_seq)
        effects: list[Effect] = [Replay(tuple(messages))] if messages else []
        return effects if complete else [*effects, self._send(now, HistoryLost)]

    def _acked(self, ack: Ack) -> list[Effect]:
        self._buffer.acknowledge(min(ack.seq, self._seq))
        return []

    def _text(self, message: Text, now: float) -> list[Effect]:
        if turn := self._turns.find(message.id):
            return self._repeat(turn, now)
        self._check_text(message.text)
        if self._turns.full:
            raise Refusal(
                "queue_full",
                f"{self._turns.n_queued} texts wait already, which is the limit; send this one again after an answer",
                retry_after_ms=1000,
            )
        self._n_turns += 1
        turn = Turn(f"{self._turn_prefix}.{self._n_turns}", message.id, message.text, now)
        self._turns.add(turn)
        return [*self._remind(now), self._send(now, Accepted, id=message.id), *self._start_next(now)]

    def _check_text(self, text: str) -> None:
        limit = self._rules.limits.max_text_chars
        if len(text) > limit:
            raise Refusal(
                "text_too_long", f"the text has {len(text)} characters; at most {limit} are allowed; split it", status=413
            )
        if not text.strip():
            raise Refusal("text_empty", "the text is empty; send at least one character")

    def _repeat(self, turn: Turn, now: float) -> list[Effect]:
        accepted = self._send(now, Accepted, id=turn.client_id)
        if turn.phase is not Phase.ENDED:
            return [accepted]
        messages = tuple(turn.messages)
        return [accepted, Replay(messages), TurnEnded(turn.id, turn.client_id, turn.failure, messages)]

    # --- senses -------------------------------------------------------------------------------------------------

    @property
    def sensing(self) -> bool:
        """Whether words are being sensed."""
        return self._senses.get("text") == "on"

    def _consent(self, message: Consent, now: float) -> list[Effect]:
        state = self._senses.get(message.sense, "not_available")
        if message.granted and state == "not_allowed":
            raise Refusal("not_allowed", f"`{message.sense}` is switched off here by the owner, for everybody")
        if message.granted and state == "not_available":
            raise Refusal("not_available", f"`{message.sense}` is not available on this server yet")
        effects = self._set_sense(message.sense, message.granted, now)
        return [*effects, self._send(now, Accepted, id=message.id)]

    def _set_sense(self, sense: Sense, granted: bool, now: float) -> list[Effect]:
        effects: list[Effect] = [RecordConsent(self.identity.user, sense, granted, now)]
        if self._senses.get(sense) in ("on", "off"):
            self._senses[sense] = "on" if granted else "off"
        if sense == "text":
            effects += self._pause_or_go_on(now)
        return effects

    def _pause_or_go_on(self, now: float) -> list[Effect]:
        self.state = SessionState.OPEN if self.sensing else SessionState.PAUSED
        effects: list[Effect] = [self._send(now, Sensing, paused=not self.sensing)]
        if self.sensing:
            return effects
        effects.append(ResetTrajectory())
        self._last_emotion = None
        turn = self._turns.current
        if turn is None:
            return effects
        if turn.phase is Phase.SENSING:
            return [*effects, self._ask(turn, now)]
        turn.emotion = None  # should the bot have to be asked again
        return effects

    def sensed(self, turn_id: str, sensed: Sensed | None, now: float) -> list[Effect]:
        """Perception has read a turn; None when it could not. A reading that consent no longer covers is dropped."""
        turn = self._turns.is_current(turn_id, Phase.SENSING)
        if turn is None:
            return []
        effects: list[Effect] = []
        if sensed is not None and sensed.reading is not None:
            turn.emotion = sensed.as_metadata()
            effects.append(self._send_emotion(turn, sensed, now))
            effects.append(RecordTurn(self.identity.user, turn.id, turn.text, sensed, now))
        return [*effects, self._ask(turn, now)]

    def _send_emotion(self, turn: Turn, sensed: Sensed, now: float) -> Send:
        reading, point = sensed.reading, sensed.point
        assert reading is not None  # noqa: S101 - the caller looked
        sent = self._send(
            now,
            Emotion,
            turn=turn.id,
            label=reading.label,
            probabilities=dict(zip(LABELS, (round(p, 4) for p in reading.probabilities), strict=True)),
            valence=round(reading.valence, 4),
            arousal=round(reading.arousal, 4),
            confidence=round(reading.confidence, 4),
            change=round(point.change, 4),
            trend=point.trend,
            shift=point.shift,
            weights=dict(sensed.weights),
        )
        assert isinstance(sent.message, Emotion)  # noqa: S101 - what was just made
        self._last_emotion = sent.message
        return sent

    # --- from the bot -------------------------------------------------------------------------------------------

    def bot_message(self, turn_id: str, reply: BotReply, now: float) -> list[Effect]:
        """The bot said something; ignored when the turn is over."""
        turn = self._turns.is_current(turn_id, Phase.ASKED)
        if turn is None:
            return []
        turn.n_replies += 1
        effects = self._obey(reply.control, now) if reply.control else []
        if reply.text or reply.card or reply.quick_replies:
            effects.append(
                self._send(
                    now,
                    Message,
                    turn=turn.id,
                    text=reply.text,
                    quick_replies=list(reply.quick_replies),
                    card=reply.card,
                )
            )
        return effects

    def _obey(self, control: Control, now: float) -> list[Effect]:
        effects: list[Effect] = []
        if control.pause_sensing is not None and control.pause_sensing is self.sensing:
            effects += self._set_sense("text", not control.pause_sensing, now)
        if control.correction is not None:
            effects += self._correct(control.correction.label, now)
        if control.forgotten:
            effects += self.forget(now)
        return effects

    def _correct(self, label: str, now: float) -> list[Effect]:
        last = self._last_emotion
        if last is None or label not in LABELS:
            return []
        fields: dict[str, Any] = last.model_dump(exclude={"seq", "type"})
        fields |= {"label": label, "corrected": True, "confidence": 1.0}
        fields["probabilities"] = {name: float(name == label) for name in LABELS}
        return [CorrectTrajectory(label), self._send(now, Emotion, **fields)]

    def bot_done(self, turn_id: str, now: float) -> list[Effect]:
        """The bot has finished a turn."""
        turn = self._turns.is_current(turn_id, Phase.ASKED)
        return self._end(turn, None, now) if turn else []

    def bot_failed(self, turn_id: str, now: float) -> list[Effect]:
        """The bot could not answer a turn."""
        turn = self._turns.is_current(turn_id, Phase.ASKED)
        return self._end(turn, "bot_failed", now) if turn else []

    def bot_lost(self, turn_id: str, now: float, *, delivered: bool) -> list[Effect]:
        """The bot went away with this turn, or was away already (`delivered` false); it is asked again once."""
        turn = self._turns.is_current(turn_id, Phase.ASKED)
        if turn is None:
            return []
        turn.n_asked -= not delivered
        if turn.n_replies:
            return self._end(turn, None, now)
        if turn.n_asked >= 2:
            return self._end(turn, "bot_failed", now)
        turn.enter(Phase.WAITING, now if delivered else turn.since)
        return []

    def bot_back(self, now: float) -> list[Effect]:
        """The bot is there again: what waits for it is asked."""
        turn = self._turns.current
        return [self._ask(turn, now)] if turn is not None and turn.phase is Phase.WAITING else []

    # --- time, and the end --------------------------------------------------------------------------------------

    def tick(self, now: float) -> list[Effect]:
        """What follows from the time alone; call it about twice a second."""
        if self.state in (SessionState.NEW, SessionState.CLOSED):
            return []
        self._buffer.sweep(now)
        turn = self._turns.current
        if turn is not None:
            return self._late(turn, now)
        if self.attached:
            return self._remind(now)
        if now - self.seen_at >= self._rules.limits.session_window_s:
            return self.close("expired")
        return []

    def _late(self, turn: Turn, now: float) -> list[Effect]:
        if turn.phase is Phase.SENSING and now - turn.since >= self._rules.sense_limit_s:
            return [self._ask(turn, now)]
        if now - turn.since < self._rules.turn_limit_s:
            return []
        if turn.phase is Phase.WAITING:
            return self._end(turn, "bot_unavailable", now)
        return self._end(turn, "bot_timeout", now) if turn.phase is Phase.ASKED else []

    def _remind(self, now: float) -> list[Effect]:
        if now - self._reminded_at < REMIND_EVERY_S:
            return []
        self._reminded_at = now
        return [self._send(now, Message, turn=None, text=AI_REMINDER)]

    def detach(self, now: float) -> None:
        """The connection is gone; the session waits to be resumed."""
        self.attached = False
        self.seen_at = now

    def forget(self, now: float) -> list[Effect]:
        """The visitor asked to be forgotten: empty everything, go on as somebody new."""
        forgotten_user = self.identity.user
        current = self._turns.current
        dropped = self._turns.empty()
        self._buffer.clear()
        self._last_emotion = None
        self.identity = self._renew(now)
        ended = [TurnEnded(turn.id, turn.client_id, "forgotten", ()) for turn in dropped]
        effects: list[Effect] = [EraseUser(forgotten_user), ResetTrajectory(), *ended]
        if current is None:
            effects.append(DropTracker(self.identity.session))
        else:
            current.messages.clear()
            self._forget_tracker = True
        if not self.sensing:
            effects.append(RecordConsent(self.identity.user, "text", granted=False, at=now))
        effects.append(self._send(now, Forgotten, token=self.identity.token))
        return effects

    def close(self, reason: str) -> list[Effect]:
        """End the session for good."""
        self.state = SessionState.CLOSED
        waiting = [*([self._turns.current] if self._turns.current else []), *self._turns.empty()]
        ended = [TurnEnded(turn.id, turn.client_id, "bot_unavailable", ()) for turn in waiting]
        self._turns.current = None
        self._buffer.clear()
        return [*ended, DropTracker(self.identity.session), Close(reason)]

    # --- parts --------------------------------------------------------------------------------------------------

    def _start_next(self, now: float) -> list[Effect]:
        turn = self._turns.start_next()
        if turn is None:
            return []
        sign = self._send(now, TypingSign, turn=turn.id, on=True)
        if not self.sensing:
            return [sign, self._ask(turn, now)]
        turn.enter(Phase.SENSING, now)
        return [sign, SenseText(turn.id, turn.text)]

    def _ask(self, turn: Turn, now: float) -> AskBot:
        turn.enter(Phase.ASKED, now)
        turn.n_asked += 1
        metadata = {
            "user": self.identity.user,
            "locale": self.locale,
            "channel": self._rules.channel,
            "emotion": turn.emotion,
        }
        return AskBot(turn.id, self.identity.session, turn.text, metadata)

    def _end(self, turn: Turn, failure: ErrorCode | None, now: float) -> list[Effect]:
        effects: list[Effect] = []
        turn.failure = failure
        if failure is not None:
            effects.append(self._error(Refusal(failure, _FAILURE_WORDS[failure]), turn.client_id, now))
        effects.append(self._send(now, TypingSign, turn=turn.id, on=False))
        effects.append(self._send(now, Done, turn=turn.id))
        turn.enter(Phase.ENDED, now)
        self._turns.end_current()
        effects.append(TurnEnded(turn.id, turn.client_id, failure, tuple(turn.messages)))
        if self._forget_tracker:
            self._forget_tracker = False
            effects.append(DropTracker(self.identity.session))
        return [*effects, *self._start_next(now)]

    def _send(self, now: float, kind: type[ServerModel], **fields: Any) -> Send:
        self._seq += 1
        message = kind(seq=self._seq, **fields)
        self._buffer.add(message, now)
        current = self._turns.current
        if current is not None and fields.get("turn") == current.id:
            current.messages.append(message)
        return Send(message)

    def _error(self, refusal: Refusal, message_id: str | None, now: float) -> Send:
        return self._send(
            now,
            Error,
            code=refusal.code,
            detail=refusal.detail,
            id=refusal.message_id or message_id,
            retry_after_ms=refusal.retry_after_ms,
        )


_FAILURE_WORDS: dict[ErrorCode, str] = {
    "bot_timeout": "I'm sorry, that took too long and there is no answer. Please send it again.",
    "bot_unavailable": "I'm sorry, I can't answer at the moment. Please send it again in a minute.",
    "bot_failed": "I'm sorry, something went wrong while I was answering. Please send it again.",
}


def _after_consent(offered: SenseState, granted: bool | None) -> SenseState:
    if offered not in ("on", "off") or granted is None:
        return offered
    return "on" if granted else "off"


def _too_fast(wait_s: float, limits: Limits) -> Refusal:
    retry_after_ms = int(wait_s * 1000) + 1
    return Refusal(
        "rate_limited",
        f"too many messages: {limits.messages_per_s:g} per second and {limits.burst} at once are allowed; "
        f"send this one again in {retry_after_ms} ms",
        status=429,
        retry_after_ms=retry_after_ms,
    )
