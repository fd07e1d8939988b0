"""What turns streams of sound into utterances, as the sessions use it."""

from collections.abc import Callable
from typing import Protocol

from gateway.effects import CloseStream, Hear, OpenStream, ReadVoice
from gateway.voice.events import VoiceEvent

EarEffect = OpenStream | CloseStream | Hear | ReadVoice


class Ear(Protocol):
    """The hearing of one session; called in the event loop, never blocks."""

    def carry_out(self, effect: EarEffect) -> None:
        """Do what the session asks; unknown keys are ignored."""


class Hearing(Protocol):
    """The hearing of all sessions."""

    def ear(self, tell: Callable[[VoiceEvent], None]) -> Ear:
        """One for a session; `tell` is called in the event loop."""
