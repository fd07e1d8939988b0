"""A sense that plays a script."""

from collections.abc import Sequence

from perception.emotion import LABELS, EmotionReading, Modality
from perception.window import Window


def reading(
    label: str = "neutral",
    valence: float = 0.0,
    arousal: float = 0.0,
    confidence: float = 0.8,
    p: float = 0.84,
) -> EmotionReading:
    """A reading of `label` with share `p`; the other labels share the rest."""
    rest = (1.0 - p) / (len(LABELS) - 1)
    return EmotionReading(
        modality=Modality.TEXT,
        probabilities=tuple(p if name == label else rest for name in LABELS),
        valence=valence,
        arousal=arousal,
        confidence=confidence,
    )


CALM = reading("neutral")
GLAD = reading("joy", valence=0.7, arousal=0.4)
SAD = reading("sadness", valence=-0.6, arousal=-0.2)
ANGRY = reading("anger", valence=-0.6, arousal=0.5)
AFRAID = reading("fear", valence=-0.6, arousal=0.5)


class ScriptedPerceiver:
    """Gives the reading whose time has come: `ScriptedPerceiver([(0.0, CALM), (4.0, ANGRY)])`."""

    def __init__(
        self, script: Sequence[tuple[float, EmotionReading | None]], modality: Modality = Modality.TEXT
    ) -> None:
        self._script = list(script)
        self.modality = modality

    def perceive(self, window: Window) -> EmotionReading | None:
        if not any(character.isprintable() and character != " " for character in window.text or ""):
            return None
        begun = [found for start_s, found in self._script if start_s <= window.started_s]
        return begun[-1] if begun else None

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        return [self.perceive(window) for window in windows]
