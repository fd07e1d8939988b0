"""One turn, and the book of turns of a session: who is next, and what was answered before."""

from collections import OrderedDict, deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum, auto
from textwrap import shorten
from typing import Any, Final

from gateway.meaning import Meaning
from gateway.protocol import Message, ServerModel
from gateway.vocabulary import ErrorCode, Label
from perception.signals.face_observation import FaceTrack
from perception.signals.speaker_baseline import HeardVoice
from perception.signals.typing_behaviour import TypingBehaviour

MAX_UNSAID_CHARS: Final = 500
"""So much of what was unsaid is told to the bot, whose metadata stay small."""


class Phase(Enum):
    """Where a turn stands."""

    QUEUED = auto()
    SENSING = auto()
    ASKED = auto()  # the bot has it
    WAITING = auto()  # the bot is away; it is asked again when it is back
    ENDED = auto()


@dataclass
class Turn:
    """One utterance on its way to an answer; `messages` are those sent for it, to be repeated on request.

    A spoken one has the id of its `utterance`, and the reading of its `voice` (perhaps still under way) until
    it is sensed; `face` is what was seen and `behaviour` how it was typed, until then. `mood` is what the
    visitor themselves says they feel.
    """

    id: str
    client_id: str
    text: str
    received_at: float
    phase: Phase = Phase.QUEUED
    since: float = 0.0
    n_asked: int = 0
    n_replies: int = 0
    emotion: dict[str, Any] | None = None
    meaning: Meaning | None = None
    utterance: str | None = None
    voice: Future[HeardVoice] | None = None
    face: FaceTrack | None = None
    behaviour: TypingBehaviour | None = None
    mood: Label | None = None
    failure: ErrorCode | None = None
    messages: list[ServerModel] = field(default_factory=list)

    def enter(self, phase: Phase, now: float) -> None:
        """Move on to `phase`."""
        self.phase = phase
        self.since = now

    def unsaid(self, n_spoken: int) -> str:
        """What was not said aloud of its messages, of which `n_spoken` characters were; begins with a whole
        word, and is empty if all was said."""
        rest: list[str] = []
        for text in (message.text or "" for message in self.messages if isinstance(message, Message)):
            inside = 0 < n_spoken < len(text) and not text[n_spoken].isspace()
            rest.append(text[text.rfind(" ", 0, n_spoken) + 1 if inside else n_spoken :].strip())
            n_spoken = max(0, n_spoken - len(text))
        return shorten(" ".join(filter(None, rest)), MAX_UNSAID_CHARS, placeholder=" …")

    def unread(self) -> None:
        """Nothing that was sensed of it counts any more, and nothing more is sensed but its words."""
        self.emotion = self.meaning = None
        self.mute()

    def mute(self) -> None:
        """Only its words stay."""
        self.voice = self.face = self.behaviour = None


class TurnBook:
    """At most one turn is current; a burst waits here. Answered turns are remembered by the client's id."""

    def __init__(self, max_queued: int, max_remembered: int = 64) -> None:
        self._max_queued = max_queued
        self._max_remembered = max_remembered
        self._queue: deque[Turn] = deque()
        self._known: OrderedDict[str, Turn] = OrderedDict()
        self.current: Turn | None = None

    @property
    def full(self) -> bool:
        """Whether no further text can wait."""
        return len(self._queue) >= self._max_queued

    @property
    def n_queued(self) -> int:
        """How many texts wait."""
        return len(self._queue)

    def find(self, client_id: str) -> Turn | None:
        """The turn that the client named so, unless it failed or is too long ago."""
        return self._known.get(client_id)

    def add(self, turn: Turn) -> None:
        """Queue a new turn."""
        self._queue.append(turn)
        self._known[turn.client_id] = turn
        while len(self._known) > self._max_remembered:
            oldest = next(iter(self._known.values()))
            if oldest.phase is not Phase.ENDED:
                return  # turns end in their order, so none behind it has
            del self._known[oldest.client_id]

    def start_next(self) -> Turn | None:
        """Make the longest waiting turn the current one; None when one is running or none waits."""
        if self.current is not None or not self._queue:
            return None
        self.current = self._queue.popleft()
        return self.current

    def end_current(self) -> None:
        """The current turn is over; a failed one may be sent again under its id."""
        turn, self.current = self.current, None
        if turn is not None and turn.failure is not None:
            self._known.pop(turn.client_id, None)

    def is_current(self, turn_id: str, phase: Phase) -> Turn | None:
        """The current turn if it is `turn_id` and stands at `phase`."""
        turn = self.current
        return turn if turn is not None and turn.id == turn_id and turn.phase is phase else None

    def mute(self) -> None:
        """No turn that waits keeps more than its words."""
        for turn in self._queue:
            turn.mute()

    def empty(self) -> list[Turn]:
        """Drop what waits and what is remembered; the turns that will now not be answered."""
        dropped = list(self._queue)
        self._queue.clear()
        self._known.clear()
        return dropped
