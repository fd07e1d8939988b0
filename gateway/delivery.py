"""How a reply is said aloud: after the mood it answers, slower and lower for the heavy ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.protocol import Delivery
from gateway.vocabulary import Label


@dataclass(frozen=True)
class Manner:
    """Rate and pitch against plain speech, and the silence before it."""

    rate: float
    pitch: float
    pause_ms: int


PLAIN: Final = Manner(1.0, 1.0, 0)
CARE: Final = Manner(0.85, 0.9, 500)
"""With help lines: nothing is hurried."""

MANNERS: Final[dict[Label, Manner]] = {
    "joy": Manner(1.08, 1.12, 0),
    "sadness": Manner(0.86, 0.9, 400),
    "surprise": Manner(1.03, 1.06, 0),
    "fear": Manner(0.88, 0.92, 300),
    "anger": Manner(0.92, 0.94, 250),
    "disgust": Manner(0.95, 0.97, 150),
    "anticipation": Manner(1.04, 1.05, 0),
    "trust": Manner(0.98, 1.02, 100),
    "neutral": PLAIN,
}
"""Own table. People slow down and lower the voice to comfort, and brighten it to share joy; anger is answered
calmly, not in kind."""

SURE: Final = 0.6
"""Confidence from which a mood is answered in full; below it the manner is that much plainer."""


def delivery_of(emotion: Mapping[str, Any] | None, *, offers_help: bool) -> Delivery | None:
    """The delivery of a reply to a turn that was read as `emotion` (label, confidence); None: plainly."""
    if offers_help:
        return _delivery(CARE, 1.0)
    if emotion is None or emotion.get("label") not in MANNERS:
        return None
    return _delivery(MANNERS[emotion["label"]], min(1.0, emotion.get("confidence", 1.0) / SURE))


def _delivery(manner: Manner, share: float) -> Delivery:
    return Delivery(
        rate=round(1.0 + share * (manner.rate - 1.0), 3),
        pitch=round(1.0 + share * (manner.pitch - 1.0), 3),
        pause_ms=round(share * manner.pause_ms),
    )
