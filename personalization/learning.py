"""The user vector moves with everything a person does with an item, at once.

Rocchio's relevance feedback, one event at a time: towards what was picked, away from what was turned down,
with a decay, so that a new taste overgrows an old one. Directions are taken from the middle of the catalogue:
what all items share says nothing of a person. The length stays at most 1.
"""

import numpy as np

from personalization.interaction import InteractionKind
from personalization.space import Vectors, vector_of, weights_of
from personalization.user_vector import UserVector

LEARNING_RATE = 0.25
DECAY = 0.04
"""What an event leaves forgotten of all before it."""

STEPS: dict[InteractionKind, float] = {
    InteractionKind.LIKE: 1.0,
    InteractionKind.COMPLETE: 0.6,
    InteractionKind.PLAY: 0.25,
    InteractionKind.SKIP: -0.4,
    InteractionKind.DISLIKE: -1.0,
}
"""How far each kind of event moves the vector, as a share of a like."""


def moved(taste: UserVector, direction: Vectors, kind: InteractionKind) -> UserVector:
    """The taste after one event with an item that lies in this direction from the middle of its kind."""
    step = STEPS.get(kind)
    if step is None:
        return taste
    vector = (1.0 - DECAY) * vector_of(dict(taste.weights)) + LEARNING_RATE * step * direction
    length = float(np.linalg.norm(vector))
    if length > 1.0:
        vector = vector / length
    return UserVector(weights_of(vector), taste.n_events + 1, taste.n_picked + (step > 0))
