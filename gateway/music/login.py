"""A visitor lets Spotify be used for them: PKCE, finished by a code that only their own browser shows.

The state of a login is bound to the visitor's token, good once and for ten minutes. Whoever comes back from
Spotify is shown six digits; only together with them does the visitor's own conversation become connected. So
nobody can have somebody else log in for them: a link to Spotify's page may be passed on, the digits appear
where the login was done.
"""

import asyncio
import hmac
import json
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyPKCE

from gateway.errors import Refusal
from gateway.music.config import SpotifyConfig
from gateway.music.keeping import MusicMemory
from gateway.music.spotify import NAME, plain_session
from gateway.music.spotify_errors import AccessWithdrawn, judge_of_visitor
from gateway.music.vault import SealError, Vault
from gateway.outside.errors import OutsideError
from gateway.outside.service import OutsideService
from gateway.threads import Threads
from personalization.music_model import MusicLogin

T = TypeVar("T")

SCOPE: Final = "playlist-modify-private"
LOGIN_S: Final = 600.0
"""How long a visitor may take at Spotify."""
CONFIRM_S: Final = 300.0
MAX_TRIES: Final = 5
MAX_PENDING: Final = 1000
EARLY_S: Final = 60.0
"""An access token is renewed this long before it ends."""


@dataclass
class _Pending:
    """One login under way."""

    user: str
    verifier: str = field(repr=False)
    until: float
    code: str = field(default="", repr=False)
    digits: str = field(default="", repr=False)
    n_tries: int = 0


@dataclass(frozen=True)
class Tokens:
    """What a login is worth; `ends` is in epoch seconds."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    ends: float
    scope: str

    @classmethod
    def of(cls, told: Any, now: float, before: "Tokens | None" = None) -> "Tokens":
        """From the accounts service's answer; a refresh token that it does not repeat stays."""
        refresh = told.get("refresh_token") or (before.refresh if before else "")
        return cls(
            str(told["access_token"]),
            str(refresh),
            now + float(told["expires_in"]),
            str(told.get("scope", "")),
        )

    def as_bytes(self) -> bytes:
        """To be sealed."""
        return json.dumps(
            {"access": self.access, "refresh": self.refresh, "ends": self.ends, "scope": self.scope}
        ).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Tokens":
        """What `as_bytes` wrote."""
        return cls(**json.loads(content))


class LoginDesk:
    """Logins of visitors. Lives in the event loop; what is under way is in memory only."""

    def __init__(
        self,
        config: SpotifyConfig,
        outside: OutsideService,
        memory: MusicMemory,
        threads: Threads,
        vault: Vault,
        clock: Callable[[], float],
    ) -> None:
        self._config = config
        self._outside = outside
        self._memory = memory
        self._threads = threads
        self._vault = vault
        self._clock = clock
        self._by_state: OrderedDict[str, _Pending] = OrderedDict()
        self._arrived: OrderedDict[str, _Pending] = OrderedDict()
        self._renewing: dict[str, asyncio.Lock] = {}

    # --- logging in ---------------------------------------------------------------------------------------

    def begin(self, user: str) -> str:
        """The address of Spotify's page for this visitor; an earlier login of theirs under way is dropped."""
        for state in [state for state, pending in self._by_state.items() if pending.user == user]:
            del self._by_state[state]
        self._arrived.pop(user, None)
        state = secrets.token_urlsafe(32)
        pkce = self._pkce()
        url = str(pkce.get_authorize_url(state))
        self._by_state[state] = _Pending(user, str(pkce.code_verifier), self._clock() + LOGIN_S)
        while len(self._by_state) > MAX_PENDING:
            self._by_state.popitem(last=False)
        return url

    def come_back(self, state: str, code: str | None) -> str:
        """Somebody comes back from Spotify: the six digits to show them. Raises Refusal."""
        pending = self._by_state.pop(state, None)
        if pending is None or pending.until <= self._clock():
            raise Refusal(
                "invalid", "this login is over: it is good once, for ten minutes; begin it again in the chat"
            )
        if not code:
            raise Refusal("invalid", "nothing was allowed at Spotify; begin again in the chat if you like")
        pending.code, pending.until = code, self._clock() + CONFIRM_S
        pending.digits = f"{secrets.randbelow(1_000_000):06}"
        self._arrived[pending.user] = pending
        while len(self._arrived) > MAX_PENDING:
            self._arrived.popitem(last=False)
        return pending.digits

    async def finish(self, user: str, digits: str) -> None:
        """The visitor's own conversation knows the digits: they are logged in. Raises Refusal, OutsideError
        and StoreError."""
        pending = self._arrived.get(user)
        if pending is None or pending.until <= self._clock():
            self._arrived.pop(user, None)
            raise Refusal("invalid", "no login of yours waits for its digits; begin it again")
        pending.n_tries += 1
        if not hmac.compare_digest(pending.digits.encode(), digits.encode()):
            if pending.n_tries >= MAX_TRIES:
                del self._arrived[user]
            raise Refusal("invalid", "those are not the six digits that Spotify's way back showed")
        del self._arrived[user]
        told = await self._call("login", partial(self._exchange, pending))
        now = self._clock()
        tokens = Tokens.of(told, now)
        await self._threads.database(self._memory.keep_login, self._sealed(user, tokens, _utc(now), now))

    def _exchange(self, pending: _Pending) -> Any:
        kept = MemoryCacheHandler()
        pkce = self._pkce(kept)
        pkce.code_verifier, pkce.code_challenge = pending.verifier, "made before"
        pkce.get_access_token(pending.code, check_cache=False)
        return kept.token_info

    # --- being logged in ----------------------------------------------------------------------------------

    async def is_connected(self, user: str) -> bool:
        """Whether the visitor has a login that can be used. Raises StoreError."""
        login = await self._threads.database(self._memory.login, user, NAME)
        return login is not None and self._opened(login) is not None

    async def drop(self, user: str) -> bool:
        """The visitor takes it back; False where there was nothing. Raises StoreError."""
        self._arrived.pop(user, None)
        return await self._threads.database(self._memory.drop_login, user, NAME)

    async def using(self, user: str, what: str, work: Callable[[str], T]) -> T:
        """What `work` gives for an access token of the visitor, renewed where it has ended.

        Raises Refusal (`consent_needed`) where they are not logged in any more; OutsideError, StoreError.
        """
        tokens = await self._tokens(user)
        try:
            return await self._call(what, partial(work, tokens.access))
        except AccessWithdrawn:
            pass  # it may have ended before its time
        try:
            renewed = await self._tokens(user, ended=tokens.access)
            return await self._call(what, partial(work, renewed.access))
        except AccessWithdrawn:
            await self.drop(user)
            raise _not_connected("the access was taken back at Spotify") from None

    async def _tokens(self, user: str, ended: str | None = None) -> Tokens:
        lock = self._renewing.setdefault(user, asyncio.Lock())
        try:
            async with lock:  # a refresh token is good once: two may not use it
                return await self._tokens_alone(user, ended)
        finally:
            if not lock.locked():
                self._renewing.pop(user, None)

    async def _tokens_alone(self, user: str, ended: str | None) -> Tokens:
        login = await self._threads.database(self._memory.login, user, NAME)
        tokens = self._opened(login) if login else None
        if login is None or tokens is None:
            raise _not_connected("you are not connected to Spotify")
        now = self._clock()
        if tokens.access != ended and tokens.ends - now > EARLY_S:
            return tokens
        try:
            told = await self._call("refresh", partial(self._refresh, tokens.refresh))
        except AccessWithdrawn:
            await self.drop(user)
            raise _not_connected("the access was taken back at Spotify") from None
        renewed = Tokens.of(told, now, tokens)
        sealed = self._sealed(user, renewed, login.connected_at, now)
        if not await self._threads.database(self._memory.renew_login, sealed):
            raise _not_connected("you are not connected to Spotify")
        return renewed

    def _refresh(self, refresh: str) -> Any:
        return self._pkce().refresh_access_token(refresh)

    def _opened(self, login: MusicLogin) -> Tokens | None:
        try:
            return Tokens.from_bytes(self._vault.open(login.sealed, _owner(login.user_id)))
        except SealError:
            return None  # of another secret key: worth nothing any more

    def _sealed(self, user: str, tokens: Tokens, connected_at: datetime, now: float) -> MusicLogin:
        sealed = self._vault.seal(tokens.as_bytes(), _owner(user))
        return MusicLogin(user, NAME, sealed, tokens.scope[:200], connected_at, _utc(now))

    # --- calls --------------------------------------------------------------------------------------------

    async def _call(self, what: str, work: Callable[[], T]) -> T:
        return await self._outside.call_blocking(what, partial(_judged, work), repeat=False)

    def _pkce(self, kept: MemoryCacheHandler | None = None) -> SpotifyPKCE:
        pkce = SpotifyPKCE(
            client_id=self._config.client_id,
            redirect_uri=self._config.redirect_url,
            scope=SCOPE,
            requests_timeout=self._config.timeout_s,
            requests_session=plain_session(),
            open_browser=False,
            cache_handler=kept or MemoryCacheHandler(),
        )
        pkce.OAUTH_AUTHORIZE_URL = f"{self._config.accounts_url}/authorize"
        pkce.OAUTH_TOKEN_URL = f"{self._config.accounts_url}/api/token"
        return pkce


def _judged(work: Callable[[], T]) -> T:
    try:
        return work()
    except OutsideError as known:
        error: OutsideError = known
    except Exception as unknown:  # noqa: BLE001 - the judge knows them
        error = judge_of_visitor(unknown)
    raise error  # outside the handler: what the library said is not chained


def _owner(user: str) -> str:
    return f"{NAME}:{user}"


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _not_connected(why: str) -> Refusal:
    return Refusal("consent_needed", f"{why}; log in with `POST /v1/music/spotify/login`")
