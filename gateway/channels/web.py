"""The web as a channel: the frames of `undertone.v1`, which can show everything there is.

The websocket (`gateway.ws`) hands frames to the session itself, for they say more than any other channel
does: microphone, camera, what was seen. This is the part that all channels have in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.channels.channel import Asked, Author, Command, Incoming, Limits, Place, PutRight, Rated, Said
from gateway.codec import decode, encode
from gateway.protocol import Consent, Correction, Feedback, ServerModel, Text
from gateway.vocabulary import Sense

NAME: Final = "web"

_DECISIONS: Final[dict[tuple[Sense, bool], Command]] = {
    ("text", True): "resume", ("text", False): "pause",
    ("voice", True): "allow_voice", ("voice", False): "deny_voice",
    ("face", True): "allow_face", ("face", False): "deny_face",
}  # fmt: skip


@dataclass(frozen=True)
class WebFrame:
    """A text frame that came at `at` (epoch seconds) in a session of a user."""

    frame: str
    user: str
    session: str
    at: float


class WebChannel:
    """Frames in, frames out."""

    name: str = NAME
    limits = Limits(max_chars=64 * 1024, max_buttons=100)

    def receive(self, payload: WebFrame) -> Sequence[Incoming]:
        """What a visitor did; nothing of frames that are between the two programs. Raises Refusal."""
        message = decode(payload.frame)
        author, place = Author(NAME, payload.user), Place(NAME, payload.session)
        event = f"{payload.session}:{getattr(message, 'id', '')}"
        match message:
            case Text(text=text):
                return (Said(event, author, place, payload.at, text=text),)
            case Feedback(item=item, action=action):
                return (Rated(event, author, place, payload.at, item=item, action=action),)
            case Correction(turn=turn, label=label):
                return (PutRight(event, author, place, payload.at, turn=turn, label=label),)
            case Consent(sense=sense, granted=granted):
                command = _DECISIONS.get((sense, granted))
                return (Asked(event, author, place, payload.at, command=command),) if command else ()
            case _:
                return ()

    def render(self, message: ServerModel) -> Sequence[str]:
        """The frame."""
        return (encode(message),)
