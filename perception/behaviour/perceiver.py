"""The behaviour sense: what the rhythm of typing says, against how this person usually types.

It is weak on purpose. What is known: the time from key to key falls with arousal (Lee, Tsui and Hsiao, 2015;
López-Carral and others, 2019, over 400 people); the effect is small beside the differences between people
(Lee, Tsui and Hsiao, 2014 and 2015), so that a model of one person does better than one of all (Kołakowska,
2015); and telling good from bad feelings by the keys alone comes out little better than chance (Kołakowska
and Landowska, 2021). There is no data of chats with typing and feelings to fit numbers on: those here are own
judgement, and `docs/behaviour.md` gives the reasons.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import InputError
from perception.signals.typing_behaviour import TypingBehaviour
from perception.signals.typing_habit import FEATURES, TypingHabit
from perception.window import Window

OBSERVABLE: Final = frozenset({"joy", "sadness", "fear", "anger", "neutral"})
"""Feelings that are mostly lively or mostly quiet; nothing of surprise, disgust, anticipation and trust can
be told from a rhythm. Own judgement."""

DRIVE: Final = {"log_speed": 0.6, "log_pause": -0.3, "log_delay": -0.1}
"""What a standard deviation of each feature counts for arousal: the rhythm itself was studied most; pauses
and delays are also thought, the kettle and the doorbell. Own judgement."""

MOST_AROUSAL: Final = 0.4
"""Of -1 to 1; own judgement."""

MOST_HEAVINESS: Final = 0.1
"""Valence that slow typing may take away. Nothing is added for quick typing: joy and anger both hurry. Own
judgement."""

MOST_TILT: Final = 0.3
"""Probability that leaves `neutral` at most; own judgement."""

MOST_CONFIDENCE: Final = 0.2
"""Nothing that is fitted on nobody may be surer; own judgement."""

HALF_KNOWN_AFTER: Final = 5
"""Texts after which half of the confidence is there; own judgement."""


class BehaviourPerceiver:
    """See the module. Nothing for a stranger: a reading needs the habit that the window brings."""

    modality: Final = Modality.BEHAVIOUR

    def perceive(self, window: Window) -> EmotionReading | None:
        """The reading of how the window's text was typed. `embedding` has the four deviations of FEATURES, in
        standard deviations, 0 where one is not known. Raises InputError."""
        typed, habit = window.behaviour, window.habit
        if typed is None or habit is None:
            return None
        if not isinstance(typed, TypingBehaviour):
            raise InputError(f"behaviour was {type(typed).__name__}; give a TypingBehaviour")
        deviations = habit.deviations(typed)
        return _reading(deviations, habit) if habit.is_known and "log_speed" in deviations else None

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        """One by one: there is nothing to share."""
        return [self.perceive(window) for window in windows]


def _reading(deviations: dict[str, float], habit: TypingHabit) -> EmotionReading:
    drive = sum(share * deviations.get(feature, 0.0) for feature, share in DRIVE.items())
    # who takes much back is of two minds, or at odds with the keyboard: either way the rhythm says less
    doubt = 1.0 / (1.0 + max(0.0, deviations.get("deletion_share", 0.0)))
    known = habit.n_texts / (habit.n_texts + HALF_KNOWN_AFTER)
    reading = reading_of(math.tanh(drive / 2.0), doubt * known)
    return replace(reading, embedding=tuple(deviations.get(feature, 0.0) for feature in FEATURES))


def reading_of(strength: float, certainty: float) -> EmotionReading:
    """What a rhythm says that is livelier (to 1) or quieter (to -1) than usual, of which as much is known as
    `certainty` in [0, 1] says."""
    return EmotionReading(
        modality=Modality.BEHAVIOUR,
        probabilities=_probabilities(strength),
        valence=MOST_HEAVINESS * min(0.0, strength),
        arousal=MOST_AROUSAL * strength,
        confidence=MOST_CONFIDENCE * abs(strength) * certainty,
        observable=OBSERVABLE,
    )


def _probabilities(strength: float) -> tuple[float, ...]:
    """Neutral, tilted: by liveliness to joy, anger and fear alike, which it cannot tell apart; by quiet to
    sadness, half as far, since most who are quiet are only quiet."""
    tilt = MOST_TILT * abs(strength) * (1.0 if strength > 0 else 0.5)
    lively = dict.fromkeys(("joy", "anger", "fear"), tilt / 3.0)
    tilted = lively if strength > 0 else {"sadness": tilt}
    return tuple(1.0 - tilt if label == "neutral" else tilted.get(label, 0.0) for label in LABELS)
