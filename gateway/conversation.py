"""The turns of a session: queued, sensed, asked, answered, one at a time. No I/O.

Every way out of a turn sends `done`, and one without an answer says why first: no text is lost in silence.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any

from gateway.bot_wire import BotReply
from gateway.cards import ResourceCard
from gateway.delivery import delivery_of
from gateway.effects import (
    AskBot,
    CorrectTrajectory,
    DropTracker,
    Effect,
    EraseUser,
    LearnExpression,
    RecordCorrection,
    RecordTurn,
    Replay,
    Send,
    SenseTurn,
    TurnEnded,
)
from gateway.errors import Refusal
from gateway.local_time import local_hour
from gateway.outbox import Outbox
from gateway.ports import Point, Reading, Sensed, public_course, public_part, public_reading
from gateway.protocol import Accepted, Done, Emotion, Message, ServerModel, Text, TypingSign
from gateway.readings import ReadingBook, corrected_need, corrected_reading
from gateway.rules import SessionRules
from gateway.turn import Phase, Turn, TurnBook
from gateway.visitor import Visitor
from gateway.vocabulary import ErrorCode, Label
from perception.signals.face_observation import FaceTrack
from perception.signals.speaker_baseline import HeardVoice

FAILURE_WORDS: dict[ErrorCode, str] = {
    "bot_timeout": "I'm sorry, that took too long and there is no answer. Please send it again.",
    "bot_unavailable": "I'm sorry, I can't answer at the moment. Please send it again in a minute.",
    "bot_failed": "I'm sorry, something went wrong while I was answering. Please send it again.",
    "forgotten": "Everything was forgotten, as you asked, and this with it. Send it again if you like.",
}


class Conversation:
    """`turn_prefix` makes the ids of its turns unique for ever; `take_face` says what a turn showed."""

    def __init__(
        self,
        visitor: Visitor,
        outbox: Outbox,
        rules: SessionRules,
        turn_prefix: str,
        take_face: Callable[[float], FaceTrack | None] = lambda _now: None,
    ) -> None:
        self._visitor = visitor
        self._outbox = outbox
        self._rules = rules
        self._turn_prefix = turn_prefix
        self._take_face = take_face
        self._turns = TurnBook(rules.limits.max_queued, rules.max_remembered_turns)
        self._n_turns = 0
        self._readings = ReadingBook()
        self._erase_after: list[str] = []
        self._answered: Turn | None = None  # the newest of which something was said
        self._unsaid_from: int | None = None

    @property
    def busy(self) -> bool:
        """Whether a turn is under way."""
        return self._turns.current is not None

    @property
    def begun(self) -> bool:
        """Whether there was ever a turn."""
        return self._n_turns > 0

    @property
    def n_queued(self) -> int:
        """How many texts wait."""
        return self._turns.n_queued

    # --- from the visitor ---------------------------------------------------------------------------------

    def text(self, message: Text, now: float) -> list[Effect]:
        """A new turn, or the reply of the one that had this id before. Raises Refusal."""
        if turn := self._turns.find(message.id):
            return self._repeat(turn, now)
        self._rules.check_text(message.text)
        if self._turns.full:
            raise self._rules.queue_full()
        self._n_turns += 1
        turn_id = f"{self._turn_prefix}.{self._n_turns}"
        turn = Turn(turn_id, message.id, message.text, now, face=self._take_face(now), mood=message.mood)
        if message.typing is not None and self._visitor.behaviour_read:
            turn.behaviour = message.typing.behaviour()
        self._turns.add(turn)
        return [self._outbox.post(now, Accepted, id=message.id), *self._start_next(now)]

    def spoken(self, utterance: str, text: str, voice: Future[HeardVoice] | None, now: float) -> str:
        """A new turn by voice; its id. It starts with `go_on`. Raises Refusal."""
        self._rules.check_text(text)
        if self._turns.full:
            raise self._rules.queue_full()
        self._n_turns += 1
        turn_id = f"{self._turn_prefix}.{self._n_turns}"
        face = self._take_face(now)
        self._turns.add(Turn(turn_id, utterance, text, now, utterance=utterance, voice=voice, face=face))
        return turn_id

    def go_on(self, now: float) -> list[Effect]:
        """Start the next turn, if none is under way."""
        return self._start_next(now)

    def interrupted(self, turn_id: str, spoken_chars: int) -> None:
        """The visitor spoke over an answer: until its next one the dialogue is told what it left unsaid."""
        if self._answered is not None and self._answered.id == turn_id:
            self._unsaid_from = spoken_chars

    def _repeat(self, turn: Turn, now: float) -> list[Effect]:
        accepted = self._outbox.post(now, Accepted, id=turn.client_id)
        if turn.phase is not Phase.ENDED:
            return [accepted]
        return [accepted, Replay(tuple(turn.messages)), _ended(turn)]

    def _start_next(self, now: float) -> list[Effect]:
        turn = self._turns.start_next()
        if turn is None:
            return []
        sign = self._say(turn, now, TypingSign, on=True)
        if not self._visitor.sensing:
            return [sign, self._ask(turn, now)]
        turn.enter(Phase.SENSING, now)
        sense = SenseTurn(turn.id, turn.text, turn.voice, turn.face, turn.mood, turn.behaviour)
        turn.mute()
        return [sign, sense]

    # --- from perception ----------------------------------------------------------------------------------

    def sensed(self, turn_id: str, sensed: Sensed | None, now: float) -> list[Effect]:
        """A reading has arrived, or cannot be had; one that nobody waits for any more is dropped."""
        turn = self._turns.is_current(turn_id, Phase.SENSING)
        if turn is None:
            return []
        effects: list[Effect] = []
        if sensed is not None and sensed.reading is not None:
            turn.emotion, turn.meaning = sensed.as_metadata(), sensed.meaning
            effects.append(self._say_emotion(turn, sensed, sensed.mood or sensed.reading, now))
            user = self._visitor.identity.user
            effects.append(RecordTurn(user, turn.id, turn.text, sensed, now))
            if turn.mood is not None:
                self._readings.put_right(turn.id, turn.mood)
                effects += [
                    RecordCorrection(user, turn.id, turn.mood, now),
                    LearnExpression(turn.id, turn.mood),
                ]
        return [*effects, self._ask(turn, now)]

    def _say_emotion(self, turn: Turn, sensed: Sensed, mood: Reading, now: float) -> Send:
        sent = self._say(
            turn,
            now,
            Emotion,
            at_ms=int(now * 1000),
            **public_reading(mood),
            **public_course(sensed.point),
            weights={str(sense): round(weight, 4) for sense, weight in sensed.weights.items()},
            need=sensed.need,
            mixed=sensed.mixed,
            parts={str(sense): public_part(part) for sense, part in sensed.readings.items()},
            corrected=turn.mood is not None,
            utterance=turn.utterance,
        )
        if isinstance(sent.message, Emotion):
            self._readings.add(sent.message)
        return sent

    def restore(self, shown: Iterable[tuple[Emotion, Label | None]]) -> None:
        """What was shown in this session before the gateway restarted can be put right as before."""
        for emotion, label in shown:
            self._readings.restore(emotion, label)

    def withdraw_readings(self, now: float) -> list[Effect]:
        """Consent is gone: nothing sensed before counts any more, and nobody waits for a reading."""
        self._readings.clear()
        self._turns.mute()
        turn = self._turns.current
        if turn is None:
            return []
        turn.unread()
        return [self._ask(turn, now)] if turn.phase is Phase.SENSING else []

    @property
    def last_reading(self) -> str | None:
        """The turn of the newest reading that counts."""
        return self._readings.last

    def has_reading(self, turn_id: str) -> bool:
        """Whether a turn was read in this session, and still counts."""
        return self._readings.find(turn_id) is not None

    def correct(self, turn_id: str, label: Label, now: float, *, noted: bool = False) -> list[Effect]:
        """The visitor says that the reading of `turn_id` should have been `label`."""
        if not self.has_reading(turn_id):
            return []
        effects: list[Effect] = []
        if self._readings.put_right(turn_id, label):
            effects.append(RecordCorrection(self._visitor.identity.user, turn_id, label, now, noted))
            effects.append(LearnExpression(turn_id, label))
        if turn_id == self._readings.last and not self._sensing:
            return [*effects, CorrectTrajectory(turn_id, label)]
        return [*effects, *self.corrected(turn_id, label, None, now)]

    def corrected(self, turn_id: str, label: Label, point: Point | None, now: float) -> list[Effect]:
        """Show a corrected reading; `point` is where it leads, if the trajectory has taken it in."""
        read = self._readings.find(turn_id)
        if read is None:
            return []
        fields: dict[str, Any] = read.model_dump(exclude={"seq", "type"})
        fields |= corrected_reading(fields["probabilities"], read.valence, read.arousal, label)
        if point is not None:
            fields |= public_course(point)
        fields["need"] = corrected_need(fields)
        return [self._outbox.post(now, Emotion, **fields)]

    @property
    def _sensing(self) -> bool:
        """Whether the trajectory is at work in another thread."""
        turn = self._turns.current
        return turn is not None and turn.phase is Phase.SENSING

    # --- from the bot -------------------------------------------------------------------------------------

    def heard(self, turn_id: str) -> Turn | None:
        """The turn that the bot speaks to, if it is still being answered."""
        return self._turns.is_current(turn_id, Phase.ASKED)

    def reply(self, turn: Turn, reply: BotReply, now: float) -> list[Effect]:
        """Pass on what the bot says."""
        turn.n_replies += 1
        if not (reply.text or reply.card or reply.quick_replies):
            return []
        if turn is not self._answered:
            self._answered, self._unsaid_from = turn, None
        quick_replies = list(reply.quick_replies)
        said = self._say(
            turn,
            now,
            Message,
            text=reply.text,
            quick_replies=quick_replies,
            card=reply.card,
            delivery=delivery_of(turn.emotion, offers_help=isinstance(reply.card, ResourceCard)),
        )
        return [said]

    def lost(self, turn_id: str, now: float, *, delivered: bool) -> list[Effect]:
        """The bot went away with this turn, or was away before (`delivered` false); it is asked once more."""
        turn = self.heard(turn_id)
        if turn is None:
            return []
        if turn.n_replies:
            return self.end(turn, None, now)
        turn.n_asked -= not delivered
        if turn.n_asked >= 2:
            return self.end(turn, "bot_failed", now)
        turn.enter(Phase.WAITING, now if delivered else turn.received_at)
        return []

    def bot_back(self, now: float) -> list[Effect]:
        """The bot is there again: what waits for it is asked."""
        turn = self._turns.current
        return [self._ask(turn, now)] if turn is not None and turn.phase is Phase.WAITING else []

    def end(self, turn: Turn, failure: ErrorCode | None, now: float) -> list[Effect]:
        """Finish the current turn and start the next."""
        effects: list[Effect] = []
        turn.failure = failure
        if failure is not None:
            refusal = Refusal(failure, FAILURE_WORDS[failure], message_id=turn.client_id)
            effects.append(self._outbox.post_error(now, refusal))
        effects += [self._say(turn, now, TypingSign, on=False), self._say(turn, now, Done)]
        turn.enter(Phase.ENDED, now)
        turn.unread()
        self._turns.end_current()
        effects.append(_ended(turn))
        if self._erase_after:
            effects += [EraseUser(user) for user in self._erase_after]
            effects.append(self._drop_tracker())
            self._erase_after.clear()
        return [*effects, *self._start_next(now)]

    # --- time, and the end --------------------------------------------------------------------------------

    def tick(self, now: float) -> list[Effect]:
        """End or hurry a turn that takes too long."""
        turn = self._turns.current
        if turn is None:
            return []
        waited_s = now - turn.since
        if turn.phase is Phase.SENSING and waited_s >= self._rules.sense_limit_s:
            return [self._ask(turn, now)]
        if turn.phase is Phase.SENSING or waited_s < self._rules.turn_limit_s:
            return []
        return self.end(turn, "bot_unavailable" if turn.phase is Phase.WAITING else "bot_timeout", now)

    def forget(self, user: str, now: float) -> list[Effect]:
        """Drop what waits and what is remembered; a turn under way goes on, without its reading.

        The bot forgets between two turns, never within one; and what it does for the turn under way may still
        write about `user`, who is therefore erased once more after it.
        """
        self._answered = self._unsaid_from = None
        effects: list[Effect] = [_unanswered(turn, "forgotten") for turn in self._turns.empty()]
        self._readings.clear()
        current = self._turns.current
        if current is None:
            return [*effects, self._drop_tracker()]
        current.messages.clear()
        current.unread()
        self._erase_after.append(user)
        return [*effects, self._ask(current, now)] if current.phase is Phase.SENSING else effects

    def close(self) -> list[Effect]:
        """End every turn without an answer."""
        under_way = [self._turns.current] if self._turns.current else []
        self._turns.current = None
        waiting = [*under_way, *self._turns.empty()]
        return [_unanswered(turn, "bot_unavailable") for turn in waiting]

    def _drop_tracker(self) -> DropTracker:
        return DropTracker(self._visitor.identity.session)

    def _ask(self, turn: Turn, now: float) -> AskBot:
        turn.enter(Phase.ASKED, now)
        turn.n_asked += 1
        identity = self._visitor.identity
        metadata: dict[str, Any] = {
            "user": identity.user,
            "locale": self._visitor.locale,
            "channel": self._rules.channel,
            "local_hour": local_hour(now, self._visitor.zone),
            "emotion": turn.emotion,
        }
        if self._answered is not None and self._unsaid_from is not None:
            metadata["unsaid"] = self._answered.unsaid(self._unsaid_from) or None
        return AskBot(turn.id, identity.session, turn.text, metadata, turn.meaning)

    def _say(self, turn: Turn, now: float, kind: type[ServerModel], **fields: Any) -> Send:
        sent = self._outbox.post(now, kind, turn=turn.id, **fields)
        turn.messages.append(sent.message)
        return sent


def _ended(turn: Turn) -> TurnEnded:
    return TurnEnded(turn.id, turn.client_id, turn.failure, turn.received_at, tuple(turn.messages))


def _unanswered(turn: Turn, failure: ErrorCode) -> TurnEnded:
    return TurnEnded(turn.id, turn.client_id, failure, turn.received_at, ())
