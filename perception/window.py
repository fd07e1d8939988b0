"""One time slice of a conversation, as the senses are given it."""

from dataclasses import dataclass

from perception.signals.face_observation import FaceTrack
from perception.signals.speaker_baseline import SpeakerBaseline
from perception.signals.typing_behaviour import TypingBehaviour
from perception.signals.typing_habit import TypingHabit
from perception.sound import Sound


@dataclass(frozen=True)
class Window:
    """What was taken in between `started_s` and `ended_s` (seconds since the epoch, or since the session
    began).

    A sense that finds nothing for itself in a window gives no reading. `speaker` is how whoever speaks
    usually sounds; the voice sense adds the window's voice to it. `habit` is how the person usually types,
    without the window's text.
    """

    text: str | None = None
    started_s: float = 0.0
    ended_s: float = 0.0
    voice: Sound | None = None
    speaker: SpeakerBaseline | None = None
    face: FaceTrack | None = None
    behaviour: TypingBehaviour | None = None
    habit: TypingHabit | None = None

    @property
    def duration_s(self) -> float:
        """Length of the slice; never negative."""
        return max(0.0, self.ended_s - self.started_s)
