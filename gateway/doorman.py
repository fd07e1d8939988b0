"""Who comes in: a token finds its session, or its user a new one; no token makes somebody new."""

import asyncio
from collections.abc import Callable

import structlog

from gateway.errors import Refusal
from gateway.live import LiveSession
from gateway.memory import Memory
from gateway.protocol import PROTOCOL, Hello
from gateway.registry import SessionRegistry
from gateway.session import SessionState
from gateway.threads import Threads
from gateway.tokens import TokenOffice
from gateway.vocabulary import Sense

log = structlog.get_logger(__name__)

CONSENTS_WITHIN_S = 2.0


class Doorman:
    """Finds or opens the session that a visitor asks for."""

    def __init__(
        self,
        registry: SessionRegistry,
        tokens: TokenOffice,
        memory: Memory,
        threads: Threads,
        clock: Callable[[], float],
    ) -> None:
        self._registry = registry
        self._tokens = tokens
        self._memory = memory
        self._threads = threads
        self._clock = clock

    async def admit(self, hello: Hello, address: str) -> LiveSession:
        """The session for this `hello`, not yet told of it. Raises Refusal."""
        if hello.protocol != PROTOCOL:
            raise Refusal("invalid", f"`protocol` was {hello.protocol!r}; this server speaks {PROTOCOL!r}")
        now = self._clock()
        if hello.token is None:
            return self._registry.open(self._tokens.identity(now), address, {})
        claims = self._tokens.read(hello.token, now)
        if live := self._registry.find(claims.session):
            return live
        consents = await self._consents(claims.user)
        if live := self._registry.find(claims.session):
            return live  # another connection was faster
        again = self._tokens.identity(now, user=claims.user, session=claims.session)
        return self._registry.open(again, address, consents)

    async def enter(self, hello: Hello, address: str) -> LiveSession:
        """The session for this `hello`, greeted, for a visitor without a socket. Raises Refusal."""
        live = await self.admit(hello, address)
        if live.session.state is SessionState.NEW:
            live.apply(live.session.receive(hello, self._clock()))
            live.session.detach(self._clock())
        return live

    async def _consents(self, user: str) -> dict[Sense, bool]:
        """What the user allows; when that cannot be read, nothing is sensed."""
        try:
            async with asyncio.timeout(CONSENTS_WITHIN_S):
                return dict(await self._threads.database(self._memory.consents, user))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, the visitor may talk
            log.error("consents_unknown", error=type(error).__name__)
            return {"text": False, "voice": False, "face": False, "behaviour": False}
