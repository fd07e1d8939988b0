"""What turns streams of sound into utterances, as the sessions use it."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from gateway.effects import CloseStream, Hear, OpenStream, ReadVoice
from gateway.voice.events import VoiceEvent
from gateway.voice.stream import SoundStream
from gateway.voice.tools import VoiceTools

EarEffect = OpenStream | CloseStream | Hear | ReadVoice

MAX_CLOSING: Final = 4
"""Streams of one session that are closed and whose last utterance is still being heard."""


class Hearing:
    """The hearing of all sessions."""

    def __init__(self, tools: VoiceTools) -> None:
        self._tools = tools

    def ear(self, tell: Callable[[VoiceEvent], None], trajectory: Callable[[], Any]) -> "Ear":
        """One for a session, whose trajectory is now that which `trajectory` gives; `tell` is called in the
        event loop."""
        return Ear(self._tools, tell, trajectory)

    def stop(self) -> None:
        """Let running calls finish, start no more."""
        if self._tools.recognition is not None:
            self._tools.recognition.stop()


class Ear:
    """The hearing of one session; called in the event loop, never blocks."""

    def __init__(
        self, tools: VoiceTools, tell: Callable[[VoiceEvent], None], trajectory: Callable[[], Any]
    ) -> None:
        self._tools = tools
        self._tell = tell
        self._trajectory = trajectory
        self._streams: dict[str, SoundStream] = {}

    @property
    def idle(self) -> bool:
        """Whether no stream is open, and nothing of one that is closed still to be heard."""
        return not self._streams

    def carry_out(self, effect: EarEffect) -> None:
        """Do what the session asks; unknown keys are ignored."""
        if isinstance(effect, OpenStream):
            self._open(effect)
            return
        stream = self._streams.get(effect.key)
        if stream is None:
            return
        match effect:
            case Hear(_, samples):
                stream.take(samples)
            case ReadVoice(_, on):
                stream.read_voice(on=on)
            case CloseStream(_, discard):
                stream.close(discard=discard)

    def _open(self, effect: OpenStream) -> None:
        over = partial(self._over, effect.key)
        self._streams[effect.key] = SoundStream(effect, self._tools, self._tell, self._trajectory, over)
        while len(self._streams) > MAX_CLOSING + 1:
            self._streams.pop(next(iter(self._streams))).close(discard=True)

    def _over(self, key: str) -> None:
        self._streams.pop(key, None)
