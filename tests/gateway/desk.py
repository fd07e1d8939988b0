"""A session on a desk: its effects as lists, time as a number."""

from typing import Any, TypeVar

from gateway.bot_wire import BotReply, Control
from gateway.effects import AskBot, Effect, Replay, Send, SenseTurn, TurnEnded
from gateway.protocol import PROTOCOL, Consent, Hello, Limits, ServerModel, Text
from gateway.rules import SessionRules
from gateway.session import Session
from gateway.visitor import Identity
from gateway.vocabulary import Sense, SenseState
from tests.gateway.scripted.senses import ScriptedPoint, ScriptedReading, ScriptedSensed

LIMITS = Limits(
    max_text_chars=4000,
    max_frame_bytes=65536,
    messages_per_s=4.0,
    burst=20,
    max_queued=5,
    session_window_s=1800.0,
)
PUBLIC: dict[Sense, SenseState] = {
    "text": "on", "voice": "not_available", "face": "not_available", "behaviour": "not_available",
}  # fmt: skip
RULES = SessionRules(limits=LIMITS, senses=PUBLIC)
SAD = ScriptedSensed(ScriptedReading("sadness", -0.7, -0.3), ScriptedPoint(-0.5, "falling", shift=False))
NOW = 1_000_000.0


class Desk:
    """A session with an identity that changes its name with each renewal."""

    def __init__(
        self, rules: SessionRules = RULES, consents: dict[Sense, bool] | None = None, *, greeted: bool = True
    ) -> None:
        self.n_renewals = 0
        first = Identity("session", "user", "token")
        self.session = Session(first, rules, consents or {}, self._renew, NOW)
        self.opening = self.hello() if greeted else []

    def _renew(self, now: float) -> Identity:
        self.n_renewals += 1
        return Identity("session", f"user-{self.n_renewals}", f"token-{self.n_renewals}")

    def hello(self, now: float = NOW, **fields: Any) -> list[Effect]:
        return self.session.receive(Hello(protocol=PROTOCOL, **fields), now)

    def text(self, message_id: str, text: str = "I am sad", now: float = NOW) -> list[Effect]:
        return self.session.receive(Text(id=message_id, text=text), now)

    def withdraw(self, now: float = NOW) -> list[Effect]:
        return self.session.receive(Consent(id="c", sense="text", granted=False), now)

    def grant(self, now: float = NOW) -> list[Effect]:
        return self.session.receive(Consent(id="c", sense="text", granted=True), now)

    def asked(self, message_id: str, now: float = NOW) -> str:
        """A text that the bot has; the turn's id."""
        turn = turn_of(self.text(message_id, now=now))
        self.session.sensed(turn, SAD, now)
        return turn

    def answer(self, turn: str, text: str = "I hear you.", now: float = NOW) -> list[Effect]:
        return self.say(turn, text, now=now) + self.session.bot_done(turn, now)

    def say(self, turn: str, text: str | None, now: float = NOW, **control: Any) -> list[Effect]:
        reply = BotReply(text=text, control=Control.model_validate(control) if control else None)
        return self.session.bot_message(turn, reply, now)


def sent(effects: list[Effect]) -> list[ServerModel]:
    """The new messages among effects."""
    return [effect.message for effect in effects if isinstance(effect, Send)]


def replayed(effects: list[Effect]) -> list[ServerModel]:
    """The repeated messages among effects."""
    return [message for effect in effects if isinstance(effect, Replay) for message in effect.messages]


def types(effects: list[Effect]) -> list[str]:
    """The types of the new messages among effects."""
    return [str(message.model_dump()["type"]) for message in sent(effects)]


def kinds(effects: list[Effect]) -> list[str]:
    """The names of the effects."""
    return [type(effect).__name__ for effect in effects]


def turn_of(effects: list[Effect]) -> str:
    """The turn that is to be sensed or asked."""
    return next(effect.turn for effect in effects if isinstance(effect, SenseTurn | AskBot))


E = TypeVar("E")


def only(effects: list[Effect], kind: type[E]) -> E:
    """The one effect of this kind."""
    found = [effect for effect in effects if isinstance(effect, kind)]
    assert len(found) == 1, kinds(effects)
    return found[0]


def errors(effects: list[Effect]) -> list[str]:
    """The codes of the errors among effects."""
    return [
        str(message.model_dump()["code"])
        for message in sent(effects)
        if message.model_dump()["type"] == "error"
    ]


def ended(effects: list[Effect]) -> TurnEnded:
    """The end of a turn."""
    return only(effects, TurnEnded)
