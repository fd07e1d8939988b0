"""A session in its surroundings: carries out its effects and feeds it what comes back."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

import numpy as np
import structlog

from gateway.bot_wire import BotReply
from gateway.cards import ResourceCard, TrackCard
from gateway.codec import encode
from gateway.conversation import FAILURE_WORDS
from gateway.effects import (
    AskBot,
    CameraEffect,
    Close,
    CloseCamera,
    CloseStream,
    CorrectStored,
    CorrectTrajectory,
    DropTracker,
    Effect,
    EraseUser,
    ForgetSense,
    Hear,
    LearnExpression,
    LookAt,
    OpenCamera,
    OpenStream,
    PictureDropped,
    ReadFace,
    ReadVoice,
    RecordConsent,
    RecordCorrection,
    RecordFeedback,
    RecordTurn,
    Replay,
    ResetTrajectory,
    Send,
    SenseTurn,
    SoundDropped,
    StreamEffect,
    TurnEnded,
)
from gateway.errors import Refusal
from gateway.face.events import CameraEvent
from gateway.face.sight import Sight
from gateway.memory import Fact, Memory, SessionClosed, SessionOpened, TurnSensed, UserErased
from gateway.metrics import Metrics
from gateway.music.completion import CardCompletion
from gateway.ports import Bot, Sensed, Senses
from gateway.protocol import Error, Message, ServerModel, Text
from gateway.readings import emotion_of
from gateway.recollection import Recollection
from gateway.recorder import Recorder, written
from gateway.session import Session, SessionState
from gateway.threads import Threads
from gateway.visitors_expression import VisitorsExpression
from gateway.vocabulary import Label, Sense
from gateway.voice.events import VoiceEvent
from gateway.voice.hearing import Hearing
from perception.errors import InputError
from perception.sound import Sound
from personalization.consent import Sense as ConsentSense
from personalization.errors import StoreError, UnknownTurnError

log = structlog.get_logger(__name__)

N_RECALLED_AGAIN = 3
"""Attempts to read what is known of a visitor who goes on talking meanwhile; their next visit does, too."""

DATABASE_AWAY = "the database does not answer; the conversation goes on, send this again in a moment"


class SessionOver(Refusal):
    """Something came for a session that is over; another session may take it."""

    def __init__(self) -> None:
        super().__init__("wrong_order", "this conversation began anew meanwhile; please send it again")


class Connection(Protocol):
    """A visitor's open socket; never blocks."""

    def send(self, frame: str) -> None:
        """Queue a frame."""

    def close(self, code: int, reason: str) -> None:
        """Close after what is queued."""


@dataclass(frozen=True)
class Surroundings:
    """What all live sessions share."""

    clock: Callable[[], float]
    senses: Senses
    threads: Threads
    bot: Bot
    recorder: Recorder
    memory: Memory
    metrics: Metrics
    channel: str = "web"
    hearing: Hearing | None = None
    sight: Sight | None = None
    cards: CardCompletion = field(default_factory=CardCompletion)


class LiveSession:
    """Implements `gateway.ports.TurnListener`. Everything happens in the event loop, but for the senses."""

    def __init__(
        self,
        session: Session,
        surroundings: Surroundings,
        on_closed: Callable[["LiveSession"], None],
        on_erased: Callable[[str, "LiveSession"], None],
        on_withdrawn: Callable[[str, Sense, "LiveSession"], None],
        recalled: Recollection,
    ) -> None:
        self.session = session
        self.connection: Connection | None = None
        self._around = surroundings
        self._on_closed = on_closed
        self._on_erased = on_erased
        self._on_withdrawn = on_withdrawn
        known = recalled.trajectory
        self._trajectory = surroundings.senses.new_trajectory() if known is None else known
        self._expression = VisitorsExpression(recalled.expression, recalled.turns)
        self._recorded_user: str | None = None
        self.from_elsewhere = False
        """Whether what is being carried out was decided in another session of the same person."""
        self._waiters: dict[str, asyncio.Future[TurnEnded]] = {}
        self._clock = surroundings.clock
        hearing = surroundings.hearing
        self._ear = hearing.ear(self._spoke, lambda: self._trajectory) if hearing else None
        self._eye = surroundings.sight.eye(self._saw) if surroundings.sight else None
        self._asked_at: dict[str, float] = {}
        self._to_complete: list[tuple[int, TrackCard, str]] = []
        self._to_do: deque[Effect] = deque()
        self._applying = False
        self._tasks: set[asyncio.Task[None]] = set()

    # --- what happens to the session ----------------------------------------------------------------------

    def bot_message(self, turn: str, reply: BotReply) -> None:
        """The bot said something; its card goes out with what is known at once."""
        reply = replace(reply, card=self._around.cards.filled(reply.card))
        self.apply(self.session.bot_message(turn, reply, self._clock()))

    def bot_done(self, turn: str) -> None:
        """The bot has finished."""
        self.apply(self.session.bot_done(turn, self._clock()))

    def bot_failed(self, turn: str) -> None:
        """The bot could not answer."""
        self.apply(self.session.bot_failed(turn, self._clock()))

    def bot_lost(self, turn: str, *, delivered: bool) -> None:
        """The bot went away, or was away."""
        self.apply(self.session.bot_lost(turn, self._clock(), delivered=delivered))

    async def turn(self, text: Text) -> TurnEnded:
        """One turn from its text to its end. Raises Refusal when it is not taken, or has no answer, and
        SessionOver."""
        self._check_open()
        waited_for = text.id in self._waiters
        future = self._waiters.setdefault(text.id, asyncio.get_running_loop().create_future())
        effects = self.session.receive(text, self._clock())
        self.apply(effects)
        if error := _error_about(effects, text.id):
            if not waited_for:
                del self._waiters[text.id]
            raise Refusal(error.code, error.detail, retry_after_ms=error.retry_after_ms)
        ended = await asyncio.shield(future)
        if ended.failure is not None:
            raise Refusal(ended.failure, FAILURE_WORDS[ended.failure])
        return ended

    def hear(self, sound: Sound) -> None:
        """Somebody sent a recording of what they say: it is heard, and becomes a turn. Raises Refusal,
        and SessionOver."""
        self._check_open()
        samples = np.asarray(np.clip(sound.samples, -1.0, 1.0) * 32767.0, np.int16)
        self.apply(self.session.recording(samples, self._clock()))

    async def look_at(self, photo: bytes, *, captioned: bool) -> None:
        """Somebody sent a photo of their face: it counts for their next turn, which is its caption where it
        has one. Raises Refusal, and SessionOver."""
        self._check_open()
        self.session.check_photo()
        sight, now = self._around.sight, self._clock()
        if sight is None:
            return
        try:
            seen = await sight.photo(photo, now)
        except InputError as error:
            raise Refusal("image_unreadable", str(error)) from error
        self._check_open()  # it may be over since
        self.apply(self.session.photo(seen, self._clock(), captioned=captioned))

    def _check_open(self) -> None:
        if self.session.state is SessionState.CLOSED:
            raise SessionOver

    def attach(self, connection: Connection) -> None:
        """From here on the visitor hears through `connection`; another one is told so and closed."""
        self.disconnect(CLOSE_TAKEN_OVER, "this session went on in another connection")
        self.connection = connection

    def disconnect(self, code: int, reason: str) -> None:
        """Close the connection, if there is one; the session can be resumed."""
        if self.connection is not None:
            connection, self.connection = self.connection, None
            self.apply(self.session.detach(self._clock()))
            connection.close(code, reason)

    def lost(self, connection: Connection) -> None:
        """`connection` is gone."""
        if self.connection is connection:
            self.connection = None
            self.apply(self.session.detach(self._clock()))

    def _spoke(self, event: VoiceEvent) -> None:
        self.apply(self.session.spoke(event, self._clock()))

    def _saw(self, event: CameraEvent) -> None:
        self.apply(self.session.saw(event, self._clock()))

    # --- what the session wants ---------------------------------------------------------------------------

    def apply(self, effects: list[Effect]) -> None:
        """Carry out `effects` in order; those that follow from carrying them out come after them."""
        self._to_do += effects
        if self._applying:
            return
        self._applying = True
        try:
            while self._to_do:
                self._carry_out(self._to_do.popleft())
        finally:
            self._applying = False

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Send(message):
                self._send(message)
            case Replay(messages):
                for message in messages:
                    self._transmit(message)
            case SenseTurn():
                self._sense(effect)
            case OpenStream() | CloseStream() | Hear() | ReadVoice() | SoundDropped():
                self._listen(effect)
            case OpenCamera() | CloseCamera() | LookAt() | ReadFace() | PictureDropped():
                self._watch(effect)
            case AskBot(turn, sender, text, metadata, meaning):
                self._asked_at[turn] = self._clock()
                self._around.bot.ask(turn, sender, text, metadata, self, meaning)
            case TurnEnded():
                self._ended(effect)
            case _:
                self._keep(effect)

    def _keep(self, effect: Effect) -> None:
        match effect:
            case RecordTurn():
                by_sense = {str(sense): read.probabilities for sense, read in effect.sensed.readings.items()}
                self._expression.seen(effect.turn, by_sense)
                self._record(effect.user, effect.at, TurnSensed(self.session.identity.session, effect))
            case RecordConsent() | RecordFeedback() | RecordCorrection():
                self._record(effect.user, effect.at, effect)
                self._tell_others(effect)
            case LearnExpression() | ForgetSense():
                self._learn(effect)
            case CorrectStored():
                self._in_background(self._correct_stored(effect))
            case ResetTrajectory():
                self._trajectory = self._around.senses.new_trajectory()
            case CorrectTrajectory(turn, label):
                point = self._around.senses.correct(self._trajectory, label)
                self.apply(self.session.corrected(turn, label, point, self._clock()))
            case EraseUser(user):
                self._expression.clear()
                self._around.recorder.add(UserErased(user))
                self._on_erased(user, self)
            case DropTracker(sender):
                self._around.bot.forget(sender)
            case Close(reason):
                self._closed(reason)

    def apply_from_elsewhere(self, effects: list[Effect]) -> None:
        """Carry out what the same person decided in another session."""
        self.from_elsewhere = True
        try:
            self.apply(effects)
        finally:
            self.from_elsewhere = False

    def _tell_others(self, kept: Effect) -> None:
        if isinstance(kept, RecordConsent) and not kept.granted:
            self._on_withdrawn(kept.user, kept.sense, self)

    def _learn(self, effect: LearnExpression | ForgetSense) -> None:
        if isinstance(effect, LearnExpression):
            self._expression.confirmed(effect.turn, effect.label)
        else:
            self._expression.without(ConsentSense(effect.sense))

    def _send(self, message: ServerModel) -> None:
        if isinstance(message, Error):
            self._around.metrics.errors.labels(message.code).inc()
        elif isinstance(message, Message) and isinstance(message.card, ResourceCard):
            self._around.metrics.care.inc()
        self._transmit(message)
        if isinstance(message, Message) and isinstance(message.card, TrackCard):
            self._complete_later(message.seq, message.card)

    def _complete_later(self, message: int, card: TrackCard) -> None:
        """Once the turn is over: a lookup takes the processor that the rest of its answer needs."""
        if self._around.cards.is_to_be_completed(card):
            self._to_complete.append((message, card, self.session.identity.user))

    async def _complete(self, message: int, card: TrackCard, user: str) -> None:
        completed = await self._around.cards.completed(card)
        if completed is not None and self.session.identity.user == user:  # else forgotten meanwhile
            self.apply(self.session.card_completed(message, completed, self._clock()))

    def _transmit(self, message: ServerModel) -> None:
        if self.connection is not None:
            self.connection.send(encode(message))

    def _listen(self, effect: StreamEffect) -> None:
        if isinstance(effect, SoundDropped):
            self._around.metrics.sound_dropped.labels(effect.reason).inc()
        elif self._ear is not None:
            self._ear.carry_out(effect)

    def _watch(self, effect: CameraEffect) -> None:
        if isinstance(effect, PictureDropped):
            self._around.metrics.pictures_dropped.labels(effect.reason).inc()
        elif self._eye is not None:
            self._eye.carry_out(effect)

    def _sense(self, effect: SenseTurn) -> None:
        loop = asyncio.get_running_loop()
        started = self._clock()
        sense = partial(
            self._around.senses.sense,
            effect.text,
            self._trajectory,
            effect.voice,
            effect.face,
            effect.said,
            behaviour=effect.behaviour,
            person=self._expression.vector(),
            at_s=started,
        )
        future = loop.run_in_executor(self._around.threads.sense, sense)
        future.add_done_callback(partial(self._sensed, effect.turn, started))

    def _sensed(self, turn: str, started: float, future: "asyncio.Future[Sensed]") -> None:
        if future.cancelled():
            return  # the gateway is stopping
        now = self._clock()
        self._around.metrics.part_seconds.labels("sense").observe(now - started)
        if error := future.exception():
            log.error("sense_failed", turn=turn, error=type(error).__name__)
        self.apply(self.session.sensed(turn, None if error else future.result(), now))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _correct_stored(self, asked: CorrectStored) -> None:
        outcome: Mapping[str, Any] | Refusal
        try:
            await written(self._around.recorder.settled())
            point = await self._around.threads.database(
                self._around.memory.correct, asked.user, asked.turn, asked.label, asked.at
            )
            outcome = emotion_of(point)
        except UnknownTurnError as error:
            outcome = Refusal("invalid", str(error))
        except StoreError as error:
            log.error("correction_failed", error=type(error).__name__)
            outcome = Refusal("not_available", DATABASE_AWAY, retry_after_ms=2000)
        self.apply(self.session.stored_corrected(asked, outcome, self._clock()))
        if not isinstance(outcome, Refusal):
            await self._recall_expression()

    def correction_stored(self, turn: str, label: Label) -> None:
        """A turn of this visitor was put right elsewhere, and that is stored."""
        effects = self.session.correction_stored(turn, label, self._clock())
        if effects:
            self.apply(effects)
        else:  # it is of another session of theirs
            self._in_background(self._recall_expression())

    async def _recall_expression(self) -> None:
        """Learn what the database has learned from a turn that this session knows nothing of."""
        around, user = self._around, self.session.identity.user
        for _ in range(N_RECALLED_AGAIN):
            n_moves = self._expression.n_moves
            try:
                await written(around.recorder.settled())
                profile = await around.threads.database(around.memory.expression, user)
            except StoreError as error:
                log.error("expression_not_recalled", error=type(error).__name__)
                return
            if self.session.identity.user != user:
                return  # forgotten meanwhile
            if self._expression.n_moves == n_moves:  # else the visitor said something, perhaps not stored yet
                self._expression.profile = profile
                return

    def _ended(self, effect: TurnEnded) -> None:
        asked_at = self._asked_at.pop(effect.turn, None)
        if asked_at is not None:  # else it was never asked, or has ended before
            now = self._clock()
            self._around.metrics.part_seconds.labels("bot").observe(now - asked_at)
            self._around.metrics.part_seconds.labels("total").observe(now - effect.received_at)
            self._around.metrics.turns.labels(effect.failure or "answered").inc()
            self._around.bot.abandon(effect.turn)
        for due in self._to_complete:
            self._in_background(self._complete(*due))
        self._to_complete.clear()
        future = self._waiters.pop(effect.client_id, None)
        if future is not None and not future.done():
            future.set_result(effect)

    def _record(self, user: str, at: float, fact: Fact) -> None:
        if self._recorded_user != user:
            self._recorded_user = user
            opened = SessionOpened(
                self.session.identity.session, user, self.session.locale, self._around.channel, at
            )
            self._around.recorder.add(opened)
        self._around.recorder.add(fact)

    def _closed(self, reason: str) -> None:
        if self._recorded_user is not None:
            self._around.recorder.add(SessionClosed(self.session.identity.session, self._clock()))
        self.disconnect(CLOSE_OVER, f"the session is over: {reason}")
        self._on_closed(self)


def _error_about(effects: list[Effect], message_id: str) -> Error | None:
    messages = (effect.message for effect in effects if isinstance(effect, Send))
    return next((m for m in messages if isinstance(m, Error) and m.id == message_id), None)


CLOSE_NORMAL = 1000
CLOSE_OVER = 4000
CLOSE_NO_HELLO = 4008
CLOSE_TAKEN_OVER = 4009
CLOSE_TOO_SLOW = 4013
CLOSE_TOO_MANY = 4429
