"""The user vector moves with everything a person does with an item, at once.

Rocchio's relevance feedback, one event at a time: towards what was picked, away from what was turned down.
How far is set by the delta rule of Widrow and Hoff, so that what the vector foresaw teaches little and a
surprise teaches much. Directions are taken from the middle of the catalogue: what all items share says
nothing of a person. Old events fade, and the length stays at most 1.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from personalization.interaction import OPINIONS, InteractionKind
from personalization.item import Item
from personalization.profile import DISLIKE_STEP, LIKE_STEP, Preferences
from personalization.space import Vectors, vector_of, weights_of
from personalization.user_vector import UserVector

LEARNING_RATE = 0.5
"""Which part of the way to what an event says the vector goes."""

DECAY = 0.01
"""What an event leaves forgotten of all before it."""

LEAST_SHARE = 0.1
"""Of a step that was foreseen in full, this much is still made: no event is without effect."""

STEPS: dict[InteractionKind, float] = {
    InteractionKind.LIKE: 1.0,
    InteractionKind.COMPLETE: 0.6,
    InteractionKind.PLAY: 0.25,
    InteractionKind.SKIP: -0.4,
    InteractionKind.DISLIKE: -1.0,
}
"""How much each kind of event says that the person wants more (1) or none (-1) of the like."""

AFFINITY_STEPS = {InteractionKind.LIKE: LIKE_STEP, InteractionKind.DISLIKE: DISLIKE_STEP}


def learned(preferences: Preferences, item: Item, direction: Vectors, kind: InteractionKind) -> Preferences:
    """The taste after one event: the vector moved, and for a like or dislike the affinity of the genres."""
    vector = moved(preferences.vector, direction, kind)
    return replace(preferences.moved(item.genres, AFFINITY_STEPS.get(kind, 0.0)), vector=vector)


def told_already(kind: InteractionKind, since_offered: Sequence[InteractionKind]) -> bool:
    """Whether an event adds nothing to what the person did since the item was offered, newest first.

    An opinion may change as often as it likes; to hold it, or to play a song again, says nothing new.
    """
    if kind not in OPINIONS:
        return kind in since_offered
    return next((event for event in since_offered if event in OPINIONS), None) is kind


def moved(taste: UserVector, direction: Vectors, kind: InteractionKind) -> UserVector:
    """The taste after one event with an item that lies in this direction from the middle of its kind."""
    step = STEPS.get(kind)
    if step is None:
        return taste
    before = vector_of(dict(taste.weights))
    surprise = abs(step) - np.sign(step) * float(before @ direction)
    move = np.sign(step) * max(surprise, LEAST_SHARE * abs(step))
    vector = (1.0 - DECAY) * before + LEARNING_RATE * move * direction
    length = float(np.linalg.norm(vector))
    if length > 1.0:
        vector = vector / length
    return UserVector(weights_of(vector), taste.n_events + 1, taste.n_picked + (step > 0))
