"""The mood of a conversation: one turn alone ("play me something") says little about how somebody feels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from perception.emotion import LABELS, SAID_AFFECT
from personalization.interaction import Correction, TurnRecord
from personalization.mood import Mood

WINDOW = timedelta(minutes=30)
"""Older turns say nothing of now."""

N_TURNS = 6
FADE = 0.6
"""What a turn counts for, compared with the one after it. Our own judgement."""

EVEN_SHARE = 0.15
"""What a purely neutral turn counts for, compared with a moved one: it asks for a song, and feels nothing."""

CORRECTED_CONFIDENCE = 0.9


def mood_of_conversation(
    current: Mood | None, turns: Sequence[TurnRecord], correction: Correction | None, now: datetime
) -> Mood | None:
    """The mood that the newest turns suggest together; what the person said of it themselves wins.

    `turns` come newest first and may or may not hold the current one already. None where nothing was sensed.
    """
    recent = [turn for turn in turns[:N_TURNS] if now - turn.at <= WINDOW]
    if correction is not None and now - correction.at > WINDOW:
        correction = None
    if correction is not None:
        recent = [turn for turn in recent if turn.at > correction.at]
    moods = [mood for turn in recent if (mood := mood_of_turn(turn))]
    if current is not None and not (moods and _same(current, moods[0])):
        moods.insert(0, current)
    if correction is not None:
        moods.append(corrected_mood(correction.label))
    return _blend(moods)


def mood_of_turn(turn: TurnRecord) -> Mood | None:
    """The mood that one turn suggested, or the visitor said; None where it was not sensed."""
    if turn.corrected is not None:
        return replace(corrected_mood(turn.corrected), trend=turn.trend)
    if turn.probabilities is None or turn.valence is None:
        return None
    return Mood(
        turn.probabilities,
        turn.valence,
        turn.arousal or 0.0,
        turn.confidence or 0.0,
        turn.trend,
        turn.need,
    )


def corrected_mood(label: str) -> Mood:
    """The mood that a person named."""
    valence, arousal = SAID_AFFECT[label]
    return Mood(
        tuple(1.0 if name == label else 0.0 for name in LABELS), valence, arousal, CORRECTED_CONFIDENCE
    )


def _same(current: Mood, newest: Mood) -> bool:
    """Whether the newest stored turn is the current one; what travels is rounded."""
    return abs(current.valence - newest.valence) < 2e-3 and abs(current.arousal - newest.arousal) < 2e-3


def _blend(moods: Sequence[Mood]) -> Mood | None:
    """Newest first."""
    if len(moods) < 2:
        return moods[0] if moods else None
    weights = [FADE**age * _weight(mood) for age, mood in enumerate(moods)]
    total = sum(weights)
    if total == 0.0:
        return moods[0]
    weightiest = max(zip(weights, moods, strict=True), key=lambda pair: pair[0])[1]

    def mean(values: Sequence[float]) -> float:
        return sum(weight * value for weight, value in zip(weights, values, strict=True)) / total

    return replace(
        weightiest,
        probabilities=tuple(
            mean(values) for values in zip(*(mood.probabilities for mood in moods), strict=True)
        ),
        valence=mean([mood.valence for mood in moods]),
        arousal=mean([mood.arousal for mood in moods]),
        confidence=mean([mood.confidence for mood in moods]),
    )


def _weight(mood: Mood) -> float:
    moved = 1.0 - mood.probabilities[LABELS.index("neutral")]
    return mood.confidence * (EVEN_SHARE + (1.0 - EVEN_SHARE) * moved)
