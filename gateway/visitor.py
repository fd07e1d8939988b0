"""Who is behind a session, and what may be sensed of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from gateway.errors import Refusal
from gateway.protocol import Senses
from gateway.vocabulary import Sense, SenseState


@dataclass(frozen=True)
class Identity:
    """An invented id of the user and one of the session, and the signed token that proves both."""

    session: str
    user: str
    token: str


class Visitor:
    """`offered` says what this deployment senses at all; `consents` what the visitor has decided so far.

    `known` says that somebody with a signed identity has been here before.
    """

    def __init__(
        self,
        identity: Identity,
        offered: Mapping[Sense, SenseState],
        consents: Mapping[Sense, bool],
        *,
        known: bool = False,
    ) -> None:
        self.identity = identity
        self.known = known
        self.locale: str | None = None
        self.zone: ZoneInfo | None = None
        self._senses = dict(offered)
        for sense, granted in consents.items():
            self.decide(sense, granted=granted)

    def become(self, identity: Identity) -> None:
        """Go on as somebody new, whom nobody knows; what they allowed went with everything else."""
        self.identity = identity
        self.known = False
        self.decide("voice", granted=False)
        self.decide("face", granted=False)
        self.decide("behaviour", granted=False)

    @property
    def sensing(self) -> bool:
        """Whether emotion is estimated from words."""
        return self._senses["text"] == "on"

    def allows(self, sense: Sense) -> bool:
        """Whether the visitor lets a sense be read, if not now, while all sensing is paused."""
        return self._senses[sense] == "on"

    @property
    def voice_read(self) -> bool:
        """Whether emotion is estimated from the voice: granted, and not paused altogether."""
        return self.sensing and self._senses["voice"] == "on"

    @property
    def voice_offered(self) -> bool:
        """Whether this deployment can read voices and may."""
        return self._senses["voice"] in ("on", "off")

    @property
    def face_read(self) -> bool:
        """Whether emotion is estimated from the face: granted, and not paused altogether."""
        return self.sensing and self._senses["face"] == "on"

    @property
    def behaviour_read(self) -> bool:
        """Whether the rhythm of typing is read: granted, and not paused altogether."""
        return self.sensing and self._senses["behaviour"] == "on"

    @property
    def senses(self) -> Senses:
        """The state of every sense."""
        return Senses(**self._senses)

    def check_grant(self, sense: Sense) -> None:
        """Raise Refusal when this deployment does not offer `sense`."""
        if self._senses[sense] == "not_allowed":
            raise Refusal(
                "not_allowed", f"`{sense}` is switched off here by the owner, whatever a visitor grants"
            )
        if self._senses[sense] == "not_available":
            raise Refusal("not_available", f"`{sense}` is not available on this server yet; `text` is")

    def decide(self, sense: Sense, *, granted: bool) -> None:
        """Note a decision; it changes nothing about what is not offered."""
        if self._senses[sense] in ("on", "off"):
            self._senses[sense] = "on" if granted else "off"
