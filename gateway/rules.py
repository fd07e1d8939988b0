"""What a session allows and how long it waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.errors import Refusal
from gateway.protocol import Face, Limits, Voice
from gateway.vocabulary import PictureWhere, RecognitionName, Sense, SenseState, SpeechBy


@dataclass(frozen=True)
class VoiceRules:
    """How a session hears and speaks; durations in seconds.

    A transcript whose confidence is under `confirm_below` is shown to the visitor first, for at most
    `confirm_within_s`. The browser's words usually come within `words_usual_s` of the moment in which the end
    of an utterance was found, and are waited for `words_within_s`. Sound that comes more than `max_late_s`
    later than the first did is dropped, and so is what comes faster than `sound_rate` seconds of sound in a
    second, after `sound_burst_s` of it at once.
    """

    recognition: RecognitionName = "off"
    speech: SpeechBy = "browser"
    languages: tuple[str, ...] = ()
    end_of_speech_s: float = 0.6
    max_utterance_s: float = 30.0
    confirm_below: float = 0.5
    confirm_within_s: float = 120.0
    words_usual_s: float = 1.5
    words_within_s: float = 5.0
    max_late_s: float = 3.0
    sound_rate: float = 1.5
    sound_burst_s: int = 10
    max_unconfirmed: int = 4

    def public(self) -> Voice:
        """What a client is told."""
        return Voice(
            recognition=self.recognition,
            speech=self.speech,
            end_of_speech_ms=round(self.end_of_speech_s * 1000),
            max_utterance_s=self.max_utterance_s,
            languages=list(self.languages),
        )


@dataclass(frozen=True)
class FaceRules:
    """How a session sees; durations in seconds, `fps` in pictures a second.

    A turn is read from what was seen since the turn before, but of the last `at_least_s` in any case, and of
    no more than the last `at_most_s`; a photo counts for the next turn within `photo_within_s`. A live
    reading is made every `live_every_s`, of the last `live_over_s`, and shown while what was seen is no older
    than `live_within_s`.
    """

    where: tuple[PictureWhere, ...] = ()
    fps: float = 5.0
    max_width_px: int = 320
    max_image_bytes: int = 64 * 1024 - 8
    device_url: str | None = None
    at_least_s: float = 3.0
    at_most_s: float = 20.0
    photo_within_s: float = 120.0
    live_every_s: float = 0.5
    live_over_s: float = 2.0
    live_within_s: float = 0.4
    max_late_s: float = 1.0
    error_every_s: float = 5.0

    def public(self) -> Face:
        """What a client is told."""
        return Face(
            where=list(self.where),
            fps=self.fps if self.where else 0.0,
            max_width_px=self.max_width_px,
            max_image_bytes=self.max_image_bytes,
            device_url=self.device_url if "device" in self.where else None,
        )


@dataclass(frozen=True)
class SessionRules:
    """Durations in seconds; `senses` says what this deployment offers at all."""

    limits: Limits
    senses: Mapping[Sense, SenseState]
    channel: str = "web"
    max_kept: int = 512
    acked_window_s: float = 120.0
    turn_limit_s: float = 30.0
    sense_limit_s: float = 5.0
    max_remembered_turns: int = 64
    voice: VoiceRules = field(default_factory=VoiceRules)
    face: FaceRules = field(default_factory=FaceRules)

    def check_text(self, text: str) -> None:
        """Raise Refusal for a text that is too long or empty."""
        limit = self.limits.max_text_chars
        if len(text) > limit:
            raise Refusal(
                "text_too_long",
                f"the text has {len(text)} characters; at most {limit} are allowed; send it in parts",
            )
        if not text.strip():
            raise Refusal("text_empty", "the text is empty; send at least one character")

    def too_fast(self, wait_s: float) -> Refusal:
        """What to say to someone who may go on in `wait_s` seconds."""
        retry_after_ms = int(wait_s * 1000) + 1
        return Refusal(
            "rate_limited",
            f"too many messages: {self.limits.messages_per_s:g} per second are allowed and "
            f"{self.limits.burst} at once; "
            f"send this one again in {retry_after_ms} ms",
            retry_after_ms=retry_after_ms,
        )

    def queue_full(self) -> Refusal:
        """What to say when too many texts wait already."""
        return Refusal(
            "queue_full",
            f"{self.limits.max_queued} texts wait already, the limit; send this one again after an answer",
            retry_after_ms=1000,
        )
