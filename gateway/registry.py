"""Every session of this gateway: found by its token, bounded, swept when it has expired."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

import structlog

from gateway.channel_rules import rules_of_channel
from gateway.errors import Refusal
from gateway.limits import network_of
from gateway.live import LiveSession, Surroundings
from gateway.recollection import Recollection
from gateway.rules import SessionRules
from gateway.session import Session
from gateway.tokens import TokenOffice
from gateway.visitor import Identity
from gateway.vocabulary import Sense

log = structlog.get_logger(__name__)

TICK_S = 0.5
TICKED_AT_ONCE = 200


class SessionRegistry:
    """Opens, finds and ends sessions."""

    def __init__(
        self,
        surroundings: Surroundings,
        rules: SessionRules,
        tokens: TokenOffice,
        *,
        max_sessions: int,
        max_sessions_per_address: int,
    ) -> None:
        self._around = surroundings
        self._rules = rules
        self._of_channel: dict[str, tuple[Surroundings, SessionRules]] = {}
        self._tokens = tokens
        self._max_sessions = max_sessions
        self._max_per_address = max_sessions_per_address
        self._sessions: dict[str, LiveSession] = {}
        self._addresses: dict[str, str] = {}
        self._n_of_address: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._sessions)

    def all(self) -> list[LiveSession]:
        """Every session that can be resumed."""
        return list(self._sessions.values())

    @property
    def n_connected(self) -> int:
        """How many sessions have a connection."""
        return sum(live.connection is not None for live in self._sessions.values())

    def find(self, session_id: str) -> LiveSession | None:
        """The session, while it can be resumed."""
        return self._sessions.get(session_id)

    def open(
        self, identity: Identity, address: str, recalled: Recollection, channel: str = ""
    ) -> LiveSession:
        """A new session for `identity`, or one that a restart has ended; `recalled` says what is known of it,
        `channel` what it is stored under and, up to a colon, under which rules it stands, where it is not
        the web.

        Raises Refusal (`too_many_sessions`) when there are too many.
        """
        around, rules = self._of(channel) if channel else (self._around, self._rules)
        network = network_of(address)
        self._check_room(network)
        session = Session(
            identity,
            rules,
            recalled.consents,
            self._renewal_of(identity.session),
            self._around.clock(),
            known=recalled.known,
        )
        session.restore(recalled.shown)
        live = LiveSession(session, around, self._remove, self._erased, self._withdrawn, recalled)
        self._sessions[identity.session] = live
        self._addresses[identity.session] = network
        self._n_of_address[network] += 1
        self._around.metrics.sessions.set(len(self._sessions))
        return live

    def _of(self, channel: str) -> tuple[Surroundings, SessionRules]:
        if channel not in self._of_channel:
            around = replace(self._around, channel=channel)
            name, _, _workplace = channel.partition(":")
            self._of_channel[channel] = (around, rules_of_channel(self._rules, name))
        return self._of_channel[channel]

    def of_user(self, user: str) -> list[LiveSession]:
        """The sessions of one user."""
        return [live for live in self._sessions.values() if live.session.identity.user == user]

    def bot_back(self) -> None:
        """Have every session ask again what it was waiting to ask."""
        for live in self.all():
            live.apply(live.session.bot_back(self._around.clock()))

    def tick(self) -> None:
        """Let time pass in every session."""
        for live in self.all():
            self._tick(live)

    async def run(self) -> None:
        """Let time pass until cancelled, a few sessions at a time so that nobody waits for all of them."""
        while True:
            await asyncio.sleep(TICK_S)
            for number, live in enumerate(self.all()):
                self._tick(live)
                if number % TICKED_AT_ONCE == TICKED_AT_ONCE - 1:
                    await asyncio.sleep(0)

    def _tick(self, live: LiveSession) -> None:
        try:
            live.apply(live.session.tick(self._around.clock()))
        except Exception as error:  # noqa: BLE001 - what goes wrong in one session must not stop the clock
            log.error("tick_failed", error=type(error).__name__)

    def _check_room(self, network: str) -> None:
        if len(self._sessions) >= self._max_sessions:
            self._make_room(self._sessions.values())
        if len(self._sessions) >= self._max_sessions:
            raise Refusal(
                "too_many_sessions",
                f"this server holds {self._max_sessions} sessions, its limit; try again in a few minutes",
                retry_after_ms=60_000,
            )
        if self._n_of_address[network] >= self._max_per_address:
            here = (live for name, live in self._sessions.items() if self._addresses[name] == network)
            self._make_room(here)
        if self._n_of_address[network] >= self._max_per_address:
            raise Refusal(
                "too_many_sessions",
                f"your address has {self._n_of_address[network]} sessions and {self._max_per_address} are "
                "allowed; go on with the token of one of them, or try again later",
                retry_after_ms=60_000,
            )

    def _make_room(self, sessions: Iterable[LiveSession]) -> None:
        """Close the oldest one that nobody would miss: its token opens it again."""
        unused = next((live for live in sessions if live.session.unused), None)
        if unused is not None:
            unused.apply(unused.session.close("it was not used, and others wait"))

    def _renewal_of(self, session_id: str) -> Callable[[float], Identity]:
        return lambda now: self._tokens.identity(now, session=session_id)

    def _remove(self, live: LiveSession) -> None:
        session_id = live.session.identity.session
        self._sessions.pop(session_id, None)
        network = self._addresses.pop(session_id, None)
        if network is not None:
            self._n_of_address[network] -= 1
            if not self._n_of_address[network]:
                del self._n_of_address[network]
        self._around.metrics.sessions.set(len(self._sessions))

    def _erased(self, user: str, origin: LiveSession) -> None:
        for live in self.of_user(user):
            if live is not origin:
                live.apply_from_elsewhere(live.session.forget(self._around.clock()))

    def _withdrawn(self, user: str, sense: Sense, origin: LiveSession) -> None:
        for live in self.of_user(user):
            if live is not origin:
                live.apply_from_elsewhere(live.session.withdraw(sense, self._around.clock()))
