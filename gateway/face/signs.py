"""What the visitor is told of how they are seen, so that they can put it right."""

from typing import Final

from gateway.vocabulary import SeeingState
from perception.face.quality import hindrance
from perception.signals.face_observation import FaceObservation

STEADY_PICTURES: Final = 2
"""So many pictures in a row have to show something else before it is said."""


HINDRANCES: Final[dict[str, SeeingState]] = {
    "too_dark": "too_dark", "too_far": "too_far", "turned_away": "turned_away",
}  # fmt: skip


def sign_of(observation: FaceObservation | None, *, still: bool = False) -> SeeingState:
    """What one picture shows, what can be put right first."""
    if observation is None:
        return "no_face"
    if found := HINDRANCES.get(hindrance(observation) or ""):
        return found
    if still:
        return "still"
    return "several" if observation.n_faces > 1 else "looking"


class SteadySign:
    """The sign that holds: another one has to be seen in `n_pictures` in a row, a first one at once."""

    def __init__(self, n_pictures: int = STEADY_PICTURES) -> None:
        self._n_pictures = n_pictures
        self.state: SeeingState = "looking"
        self.n_faces = 0
        self._other: SeeingState | None = None
        self._n_other = 0
        self._n_seen = 0

    def see(self, state: SeeingState, n_faces: int) -> bool:
        """The next picture; whether something of the sign has changed."""
        self._n_seen += 1
        if state == self.state and n_faces == self.n_faces:
            self._n_other = 0
            return False
        self._n_other = self._n_other + 1 if state == self._other else 1
        self._other = state
        if self._n_other < self._n_pictures and self._n_seen > 1:
            return False
        self.state, self.n_faces, self._n_other = state, n_faces, 0
        return True
