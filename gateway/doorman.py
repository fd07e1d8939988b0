"""Who comes in: a token finds its session, or its user a new one; a signed identity its person, wherever
they were before; neither makes somebody new."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import structlog

from gateway.erasures import Erasures
from gateway.errors import Refusal
from gateway.identity import IdentityDesk, is_person
from gateway.live import LiveSession
from gateway.memory import Memory
from gateway.mood_course import emotions_shown
from gateway.ports import Senses
from gateway.protocol import PROTOCOL, Hello
from gateway.recollection import Recollection
from gateway.registry import SessionRegistry
from gateway.session import SessionState
from gateway.threads import Threads
from gateway.tokens import Claims, TokenOffice
from gateway.vocabulary import Sense

log = structlog.get_logger(__name__)

RECALLED_WITHIN_S = 2.0


class Doorman:
    """Finds or opens the session that a visitor asks for."""

    def __init__(
        self,
        registry: SessionRegistry,
        tokens: TokenOffice,
        identities: IdentityDesk,
        memory: Memory,
        threads: Threads,
        clock: Callable[[], float],
        senses: Senses,
        erasures: Erasures,
    ) -> None:
        self.erasures = erasures
        self._registry = registry
        self._tokens = tokens
        self._identities = identities
        self._memory = memory
        self._threads = threads
        self._clock = clock
        self._senses = senses

    async def admit(self, hello: Hello, address: str) -> LiveSession:
        """The session for this `hello`, not yet told of it. Raises Refusal."""
        if hello.protocol != PROTOCOL:
            raise Refusal("invalid", f"`protocol` was {hello.protocol!r}; this server speaks {PROTOCOL!r}")
        now = self._clock()
        person = None if hello.user is None else self._identities.person(hello.user, now)
        claims = None if hello.token is None else self._tokens.read(hello.token, now)
        if claims is not None and person not in (None, self._owner(claims)):
            claims = None  # somebody else's session, or their own of before they said who they are
        if live := self._find(claims):
            return live
        user = person or (claims.user if claims else None)
        if user is None:
            return self._registry.open(self._tokens.identity(now), address, Recollection())
        n_erased = self.erasures.n
        recalled = await self._recall(user, claims.session if claims else None)
        if live := self._find(claims):
            return live  # another connection was faster
        if self.erasures.since(n_erased, user):
            recalled = _forgotten(recalled)
        identity = self._tokens.identity(now, user=user, session=claims.session if claims else None)
        return self._registry.open(identity, address, recalled)

    def _find(self, claims: Claims | None) -> LiveSession | None:
        return None if claims is None else self._registry.find(claims.session)

    def _owner(self, claims: Claims) -> str:
        live = self._registry.find(claims.session)
        return claims.user if live is None else live.session.identity.user

    async def enter(self, hello: Hello, address: str) -> LiveSession:
        """The session for this `hello`, greeted, for a visitor without a socket. Raises Refusal."""
        live = await self.admit(hello, address)
        if live.session.state is SessionState.NEW:
            live.apply(live.session.receive(hello, self._clock()))
            live.session.detach(self._clock())
        return live

    async def seat(
        self, user: str, session: str, channel: str, author: str, allowed: frozenset[Sense] | None
    ) -> tuple[LiveSession, Recollection]:
        """The session of a chat elsewhere, greeted, and what was known of it; of what needs consent only
        `allowed` counts, which was allowed in that very chat; None: nothing at all is sensed. `channel` is
        what the visit is stored under (`gateway.channels.digests.Digests.channel`). One `author` has so many
        sessions as an address has on the page. Raises Refusal."""
        if live := self._registry.find(session):
            return live, Recollection(visited=True)
        n_erased = self.erasures.n
        recalled = await self._recall(user, session)
        if live := self._registry.find(session):
            return live, Recollection(visited=True)  # something else that happened there was faster
        if self.erasures.since(n_erased, user):
            recalled = _forgotten(recalled)
        consents: dict[Sense, bool] = {"text": False}
        if allowed is not None:
            consents = {
                sense: granted and (sense == "text" or sense in allowed)
                for sense, granted in recalled.consents.items()
            }
        identity = self._tokens.identity(self._clock(), user=user, session=session)
        live = self._registry.open(
            identity, f"{channel}:{author}", replace(recalled, consents=consents), channel
        )
        live.apply(live.session.receive(Hello(protocol=PROTOCOL), self._clock()))
        live.session.detach(self._clock())
        return live, recalled

    def pause(self, user: str) -> None:
        """A pause that is stored already holds in every open session of a person."""
        for live in self._registry.of_user(user):
            live.apply_from_elsewhere(live.session.withdraw("text", self._clock()))

    async def _recall(self, user: str, session: str | None) -> Recollection:
        """What the user allows, whether they are known and what was read in `session`; when that cannot be
        had, nothing is sensed."""
        try:
            async with asyncio.timeout(RECALLED_WITHIN_S):
                recalled = await self._threads.database(self._remembered, user, session)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, the visitor may talk
            log.error("visitor_not_recalled", error=type(error).__name__)
            return Recollection({"text": False, "voice": False, "face": False, "behaviour": False})
        return await self._resumed(recalled) if recalled.turns else recalled

    async def _resumed(self, recalled: Recollection) -> Recollection:
        """With where the mood stood; where that cannot be had, its course begins."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(RECALLED_WITHIN_S):
                return await loop.run_in_executor(self._threads.sense, self._course_of, recalled)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with what is stored, the visitor may talk
            log.error("course_not_resumed", error=type(error).__name__)
            return replace(recalled, turns=())

    def _course_of(self, recalled: Recollection) -> Recollection:
        turns = recalled.turns
        return replace(recalled, shown=emotions_shown(turns), trajectory=self._senses.resumed(turns))

    def _remembered(self, user: str, session: str | None) -> Recollection:
        turns = self._memory.visit(user, session) if session else None
        return Recollection(
            self._memory.consents(user),
            known=is_person(user) and self._memory.knows(user),
            expression=self._memory.expression(user),
            turns=turns or (),
            visited=turns is not None,
        )


def _forgotten(recalled: Recollection) -> Recollection:
    """What is left of somebody who is being erased as they come in: that they had paused."""
    return Recollection({"text": False} if recalled.consents.get("text") is False else {})
