"""What the workers tell a session about its stream of sound; `utterance` is `key` and a number."""

from concurrent.futures import Future
from dataclasses import dataclass

from gateway.ports import Reading
from perception.hearing.transcriber import Transcript
from perception.signals.speaker_baseline import HeardVoice


@dataclass(frozen=True)
class SpeechBegan:
    """Somebody begins to speak."""

    key: str
    utterance: str


@dataclass(frozen=True)
class WordsSoFar:
    """What was said up to now, as far as one can tell."""

    utterance: str
    text: str


@dataclass(frozen=True)
class VoiceRead:
    """How the voice sounds: so far, or over the whole utterance."""

    utterance: str
    reading: Reading


@dataclass(frozen=True)
class SpeechEnded:
    """The utterance is over; its words follow."""

    key: str
    utterance: str


@dataclass(frozen=True)
class UtteranceHeard:
    """The whole utterance. `transcript` is None where somebody else recognises its words, `voice` where it is
    not to be read, else its reading, which may still be under way; `failed` says that its words could not be
    recognised, if there were any."""

    key: str
    utterance: str
    transcript: Transcript | None
    voice: Future[HeardVoice] | None
    failed: bool = False


VoiceEvent = SpeechBegan | WordsSoFar | VoiceRead | SpeechEnded | UtteranceHeard
