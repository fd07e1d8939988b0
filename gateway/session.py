"""One visitor's session as a state machine: messages and events in, effects out; time is a parameter."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from typing import Any

from gateway.bot_wire import BotReply, Control
from gateway.cards import Card
from gateway.conversation import Conversation
from gateway.effects import (
    Close,
    CorrectStored,
    DropTracker,
    Effect,
    EraseUser,
    ForgetSense,
    RecordConsent,
    RecordCorrection,
    RecordFeedback,
    ResetTrajectory,
    Send,
)
from gateway.errors import Refusal
from gateway.face.events import CameraEvent
from gateway.face.frames import PictureFrame
from gateway.face.watching import Watching
from gateway.limits import TokenBucket
from gateway.live_ring import LiveRing
from gateway.local_time import local_hour, zone_named
from gateway.notice import AI_NOTICE, AI_REMINDER, REMIND_EVERY_S
from gateway.outbox import Outbox
from gateway.ports import Point, Sensed
from gateway.protocol import (
    PROTOCOL,
    Accepted,
    Ack,
    AudioStart,
    AudioStop,
    Behaviour,
    CameraStart,
    CameraStop,
    CardCompleted,
    ClientMessage,
    Confirm,
    Consent,
    Correction,
    Emotion,
    Feedback,
    Forgotten,
    Hello,
    HistoryLost,
    Interrupt,
    Look,
    Message,
    Ping,
    Pong,
    Resume,
    Senses,
    Sensing,
    Text,
    Utterance,
    Welcome,
)
from gateway.rules import SessionRules
from gateway.visitor import Identity, Visitor
from gateway.vocabulary import Label, Sense, known_label
from gateway.voice.events import VoiceEvent
from gateway.voice.frames import AudioFrame
from gateway.voice.listening import Listening
from perception.hearing.transcriber import PcmSamples
from perception.signals.face_observation import FaceObservation

MAX_CORRECTIONS_KNOWN = 64
"""Ids of corrections that are not taken a second time."""


class SessionState(Enum):
    """Before its hello; open; open without sensing; over."""

    NEW = auto()
    OPEN = auto()
    PAUSED = auto()
    CLOSED = auto()


class Session:
    """See the module. `renew` gives the identity that follows when the visitor asked to be forgotten."""

    def __init__(
        self,
        identity: Identity,
        rules: SessionRules,
        consents: Mapping[Sense, bool],
        renew: Callable[[float], Identity],
        now: float,
        *,
        known: bool = False,
    ) -> None:
        self._rules = rules
        self._renew = renew
        self._visitor = Visitor(identity, rules.senses, consents, known=known)
        self._outbox = Outbox(rules.max_kept, rules.acked_window_s)
        # A session may be opened again by its token, so the time of opening keeps the ids of turns apart.
        turn_prefix = f"{identity.session}.{int(now * 1000):x}"
        self._watching = Watching(self._visitor, self._outbox, rules, turn_prefix)
        self._conversation = Conversation(
            self._visitor, self._outbox, rules, turn_prefix, self._watching.take
        )
        self._listening = Listening(self._visitor, self._outbox, rules, self._conversation, turn_prefix, now)
        self._ring = LiveRing()
        self._bucket = TokenBucket(rules.limits.messages_per_s, rules.limits.burst, now)
        self._reminded_at = now
        self._seen_at = now
        self._corrections: deque[str] = deque(maxlen=MAX_CORRECTIONS_KNOWN)
        self._greeted = False
        self._over = False
        self.attached = False

    @property
    def state(self) -> SessionState:
        """Where the session stands."""
        if self._over:
            return SessionState.CLOSED
        if not self._greeted:
            return SessionState.NEW
        return SessionState.OPEN if self._visitor.sensing else SessionState.PAUSED

    @property
    def identity(self) -> Identity:
        """Who it belongs to; changes when the visitor asks to be forgotten."""
        return self._visitor.identity

    @property
    def known(self) -> bool:
        """Whether somebody with a signed identity has been here before."""
        return self._visitor.known

    @property
    def locale(self) -> str | None:
        """What the visitor's browser or app asks for."""
        return self._visitor.locale

    def speaks(self, locale: str | None) -> None:
        """What the visitor asks for now, a BCP 47 tag; None: nothing new."""
        self._visitor.locale = locale or self._visitor.locale

    def local_hour(self, now: float) -> int | None:
        """The visitor's hour of the day, 0 to 23, where their browser said its zone."""
        return local_hour(now, self._visitor.zone)

    def sent_message(self, seq: int) -> Message | None:
        """What the bot said under this number, while it is kept."""
        found = self._outbox.find(seq)
        return found if isinstance(found, Message) else None

    @property
    def n_queued(self) -> int:
        """How many texts wait while one is being answered."""
        return self._conversation.n_queued

    @property
    def busy(self) -> bool:
        """Whether a turn is under way."""
        return self._conversation.busy

    @property
    def senses(self) -> Senses:
        """The state of every sense."""
        return self._visitor.senses

    @property
    def unused(self) -> bool:
        """Whether nobody is connected and nothing was ever said, so that nothing is lost with it."""
        return self._greeted and not self.attached and not self._conversation.begun

    def restore(self, shown: Iterable[tuple[Emotion, Label | None]]) -> None:
        """This session goes on after a restart of the gateway: what was shown in it, each with the visitor's
        own word for it."""
        self._conversation.restore(shown)

    # --- from the visitor ---------------------------------------------------------------------------------

    def receive(self, message: ClientMessage, now: float) -> list[Effect]:
        """What follows from a message of the visitor."""
        if self._over:
            return []
        self._seen_at = now
        try:
            self._admit(message, now)
            return self._handle(message, now)
        except Refusal as refusal:
            return [self._outbox.post_error(now, refusal, getattr(message, "id", None))]

    def refuse(self, refusal: Refusal, now: float) -> list[Effect]:
        """What follows from a frame that could not be read."""
        if self._over:
            return []
        self._seen_at = now
        wait_s = self._bucket.take(now)
        return [self._outbox.post_error(now, self._rules.too_fast(wait_s) if wait_s else refusal)]

    def _admit(self, message: ClientMessage, now: float) -> None:
        if not self._greeted and not isinstance(message, Hello):
            raise Refusal("wrong_order", f"`{message.type}` came before `hello`; send `hello` first")
        withdrawal = isinstance(message, Consent) and not message.granted
        turned_off = isinstance(message, CameraStop) and self._watching.has_open(message.stream)
        if withdrawal or turned_off or isinstance(message, Hello | Ack | Look):
            return  # these are never held up; looks have a pace of their own
        if wait_s := self._bucket.take(now):
            raise self._rules.too_fast(wait_s)

    def _handle(self, message: ClientMessage, now: float) -> list[Effect]:
        match message:
            case Text():
                return [*self._conversation.text(message, now), *self._remind(now)]
            case Ack(seq=seq):
                self._outbox.acknowledge(seq)
                return []
            case Hello():
                return self._hello(message, now)
            case Consent():
                return self._consent(message, now)
            case Correction():
                return self._correction(message, now)
            case Feedback():
                record = RecordFeedback(self.identity.user, message.id, message.item, message.action, now)
                return [record, self._outbox.post(now, Accepted, id=message.id)]
            case Resume(last_seq=last_seq):
                return self._outbox.replay(now, last_seq)
            case Ping():
                return [self._outbox.post(now, Pong, id=message.id)]
            case AudioStart() | AudioStop() | Utterance() | Confirm() | Interrupt():
                return self._voice(message, now)
        return self._face(message, now)

    def _voice(
        self, message: AudioStart | AudioStop | Utterance | Confirm | Interrupt, now: float
    ) -> list[Effect]:
        match message:
            case AudioStart():
                return self._listening.start(message, now)
            case AudioStop():
                return self._listening.stop(message, now)
            case Utterance():
                return self._listening.words(message, now)
            case Confirm():
                return self._listening.confirm(message, now)
            case Interrupt(turn=turn, spoken_chars=spoken_chars):
                self._conversation.interrupted(turn, spoken_chars)
                return [self._outbox.post(now, Accepted, id=message.id)]

    def _face(self, message: CameraStart | CameraStop | Look | Behaviour, now: float) -> list[Effect]:
        match message:
            case CameraStart():
                return self._watching.start(message, now)
            case CameraStop():
                return self._watching.stop(message, now)
            case Look():
                return self._watching.look(message, now)
            case Behaviour():
                return self._unsent(message, now)

    def _unsent(self, message: Behaviour, now: float) -> list[Effect]:
        """Typing that no text came with is taken and not used: what was not said is nobody's business."""
        self._visitor.check_grant("behaviour")
        if not self._visitor.behaviour_read:
            raise Refusal(
                "consent_needed",
                "`behaviour` needs the visitor's consent, and sensing not paused; ask them, send `consent`",
            )
        return [self._outbox.post(now, Accepted, id=message.id)]

    def picture(self, frame: PictureFrame, now: float) -> list[Effect]:
        """What follows from a picture; only one that cannot be taken is answered. Raises Refusal."""
        if self._over or not self._greeted:
            return []
        self._seen_at = now
        return self._watching.picture(frame, now)

    def recording(self, samples: PcmSamples, now: float) -> list[Effect]:
        """What follows from a whole recording of somebody who speaks; their words become a turn. Raises
        Refusal."""
        if self._over or not self._greeted:
            return []
        self._seen_at = now
        return self._listening.recording(samples)

    def check_photo(self) -> None:
        """Raise Refusal where a photo is not to be looked at."""
        self._watching.check_photo()

    def photo(self, seen: FaceObservation | None, now: float, *, captioned: bool) -> list[Effect]:
        """What follows from a photo that came by itself and was looked at. Raises Refusal."""
        if self._over or not self._greeted:
            return []
        self._seen_at = now
        return self._watching.photo(seen, captioned=captioned)

    def sound(self, frame: AudioFrame, now: float) -> list[Effect]:
        """What follows from a piece of sound; none is answered."""
        if self._over or not self._greeted:
            return []
        self._seen_at = now
        return self._listening.frame(frame, now)

    def _hello(self, hello: Hello, now: float) -> list[Effect]:
        if hello.protocol != PROTOCOL:
            raise Refusal("invalid", f"`protocol` was {hello.protocol!r}; this server speaks {PROTOCOL!r}")
        if self.attached:
            raise Refusal("wrong_order", "`hello` came twice on this connection; go on with `text`")
        self.attached = True
        self.speaks(hello.locale)
        self._visitor.zone = zone_named(hello.timezone) or self._visitor.zone
        if not self._greeted:
            return self._open(hello, now)
        last_seq = max(hello.last_seq or 0, 1)  # number 1 was the welcome itself
        welcome = self._welcome(self._outbox.seq_before_replay(last_seq), resumed=True)
        return [Send(welcome), *self._outbox.replay(now, last_seq)]

    def _open(self, hello: Hello, now: float) -> list[Effect]:
        self._greeted = True
        self._reminded_at = now
        effects: list[Effect] = [Send(self._welcome(self._outbox.skip_number(), resumed=False))]
        effects.append(self._outbox.post(now, Message, turn=None, text=AI_NOTICE))
        if hello.last_seq:
            effects.append(self._outbox.post(now, HistoryLost))
        return effects

    def _welcome(self, seq: int, *, resumed: bool) -> Welcome:
        return Welcome(
            seq=seq,
            session=self.identity.session,
            token=self.identity.token,
            resumed=resumed,
            known=self._visitor.known,
            limits=self._rules.limits,
            senses=self._visitor.senses,
            voice=self._rules.voice.public(),
            face=self._rules.face.public(),
            ai_notice=AI_NOTICE,
        )

    def _consent(self, message: Consent, now: float) -> list[Effect]:
        if message.granted:
            self._visitor.check_grant(message.sense)
        record = RecordConsent(self.identity.user, message.sense, message.granted, now)
        decided = self._decide(message.sense, now, granted=message.granted)
        return [record, *decided, self._outbox.post(now, Accepted, id=message.id)]

    def _correction(self, message: Correction, now: float) -> list[Effect]:
        if message.id in self._corrections:
            return [self._outbox.post(now, Accepted, id=message.id)]
        if not self._conversation.has_reading(message.turn):
            return [CorrectStored(self.identity.user, message.id, message.turn, message.label, now)]
        self._corrections.append(message.id)
        accepted = self._outbox.post(now, Accepted, id=message.id)
        return [accepted, *self._conversation.correct(message.turn, message.label, now)]

    def withdraw(self, sense: Sense, now: float) -> list[Effect]:
        """The visitor withdrew a sense in another session of theirs, where it was stored."""
        return self._decide(sense, now, granted=False) if self._visitor.allows(sense) else []

    def _decide(self, sense: Sense, now: float, *, granted: bool) -> list[Effect]:
        was_heard, was_seen = self._visitor.voice_read, self._visitor.face_read
        was_read: dict[Sense, bool] = {
            "voice": was_heard, "face": was_seen, "behaviour": self._visitor.behaviour_read,
        }  # fmt: skip
        effects: list[Effect] = [ForgetSense(sense)] if self._visitor.allows(sense) and not granted else []
        self._ring.clear()
        self._visitor.decide(sense, granted=granted)
        effects += self._listening.consent_changed() if self._visitor.voice_read != was_heard else []
        effects += self._watching.consent_changed() if self._visitor.face_read != was_seen else []
        if was_read.get(sense, False) and not granted:
            return [*effects, ResetTrajectory(), *self._conversation.withdraw_readings(now)]
        return effects + (self._decide_text(now, granted=granted) if sense == "text" else [])

    def _decide_text(self, now: float, *, granted: bool) -> list[Effect]:
        sensing = self._outbox.post(now, Sensing, paused=not granted)
        if granted:
            return [sensing]
        return [sensing, ResetTrajectory(), *self._conversation.withdraw_readings(now)]

    # --- from perception and the bot ----------------------------------------------------------------------

    def sensed(self, turn: str, sensed: Sensed | None, now: float) -> list[Effect]:
        """Perception has read a turn, or could not; a reading that consent no longer covers is dropped."""
        return self._conversation.sensed(turn, sensed, now)

    def spoke(self, event: VoiceEvent, now: float) -> list[Effect]:
        """The workers have heard something in this session's stream of sound."""
        return [] if self._over else self._ring.together(self._listening.spoke(event, now), now)

    def saw(self, event: CameraEvent, now: float) -> list[Effect]:
        """The workers have seen something in this session's stream of pictures."""
        return [] if self._over else self._ring.together(self._watching.saw(event, now), now)

    def corrected(self, turn: str, label: Label, point: Point, now: float) -> list[Effect]:
        """The trajectory has taken a correction in."""
        return self._conversation.corrected(turn, label, point, now)

    def correction_stored(self, turn: str, label: Label, now: float) -> list[Effect]:
        """A turn was put right elsewhere, and that is stored; it is shown if it is of this session."""
        effects = self._conversation.correct(turn, label, now)
        return [effect for effect in effects if not isinstance(effect, RecordCorrection)]

    def stored_corrected(
        self, asked: CorrectStored, outcome: Mapping[str, Any] | Refusal, now: float
    ) -> list[Effect]:
        """The turn of an earlier session was put right, or could not be: the fields of its `emotion`."""
        if self._over or asked.user != self.identity.user:
            return []
        if isinstance(outcome, Refusal):
            return [self._outbox.post_error(now, outcome, asked.id)]
        self._corrections.append(asked.id)
        accepted = self._outbox.post(now, Accepted, id=asked.id)
        return [accepted, self._outbox.post(now, Emotion, **outcome)]

    def bot_message(self, turn_id: str, reply: BotReply, now: float) -> list[Effect]:
        """The bot said something; ignored when the turn is over."""
        turn = self._conversation.heard(turn_id)
        if turn is None:
            return []
        effects = self._obey(reply.control, now) if reply.control else []
        return [*effects, *self._conversation.reply(turn, reply, now)]

    def _obey(self, control: Control, now: float) -> list[Effect]:
        effects: list[Effect] = []
        if control.pause_sensing is not None and control.pause_sensing is self._visitor.sensing:
            effects += self._decide("text", now, granted=not control.pause_sensing)
        label = known_label(control.correction.label) if control.correction else None
        if label and (turn := self._conversation.last_reading):
            effects += self._conversation.correct(turn, label, now, noted=True)
        if control.forgotten:
            effects += self.forget(now)
        return effects

    def bot_done(self, turn_id: str, now: float) -> list[Effect]:
        """The bot has finished a turn."""
        turn = self._conversation.heard(turn_id)
        return self._conversation.end(turn, None, now) if turn else []

    def bot_failed(self, turn_id: str, now: float) -> list[Effect]:
        """The bot could not answer a turn."""
        turn = self._conversation.heard(turn_id)
        return self._conversation.end(turn, "bot_failed", now) if turn else []

    def bot_lost(self, turn_id: str, now: float, *, delivered: bool) -> list[Effect]:
        """The bot went away with this turn, or was away already (`delivered` false)."""
        return self._conversation.lost(turn_id, now, delivered=delivered)

    def bot_back(self, now: float) -> list[Effect]:
        """The bot is there again."""
        return self._conversation.bot_back(now)

    def card_completed(self, message: int, card: Card, now: float) -> list[Effect]:
        """More is known of the card of a message that was sent."""
        return [] if self._over else [self._outbox.post(now, CardCompleted, message=message, card=card)]

    # --- time, and the end --------------------------------------------------------------------------------

    def tick(self, now: float) -> list[Effect]:
        """What follows from the time alone; call it about twice a second."""
        if self._over:
            return []
        self._outbox.sweep(now)
        self._watching.tick(now)
        effects = [*self._listening.tick(now), *self._conversation.tick(now)]
        if self.attached:
            return [*effects, *self._remind(now)]
        if not self._conversation.busy and now - self._seen_at >= self._rules.limits.session_window_s:
            return [*effects, *self.close("expired")]
        return effects

    def detach(self, now: float) -> list[Effect]:
        """The connection is gone, microphone and camera with it; the session waits to be resumed."""
        self.attached = False
        self._seen_at = now
        return [*self._listening.close(), *self._watching.close()]

    def forget(self, now: float) -> list[Effect]:
        """The visitor asked to be forgotten: empty everything, go on as somebody new."""
        forgotten_user = self.identity.user
        self._outbox.clear()
        self._ring.clear()
        self._visitor.become(self._renew(now))
        effects: list[Effect] = [EraseUser(forgotten_user), ResetTrajectory()]
        effects += [*self._listening.forget(), *self._watching.forget()]
        effects += self._conversation.forget(forgotten_user, now)
        if not self._visitor.sensing:
            effects.append(RecordConsent(self.identity.user, "text", granted=False, at=now))
        return [*effects, self._outbox.post(now, Forgotten, token=self.identity.token)]

    def close(self, reason: str) -> list[Effect]:
        """End the session for good."""
        self._over = True
        self._outbox.clear()
        heard_and_seen = [*self._listening.forget(), *self._watching.forget()]
        return [
            *heard_and_seen,
            *self._conversation.close(),
            DropTracker(self.identity.session),
            Close(reason),
        ]

    def _remind(self, now: float) -> list[Effect]:
        if now - self._reminded_at < REMIND_EVERY_S:
            return []
        self._reminded_at = now
        return [self._outbox.post(now, Message, turn=None, text=AI_REMINDER)]
