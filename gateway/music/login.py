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
from typing import Any, Final, Literal, TypeVar

from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyPKCE

from gateway.errors import Refusal
from gateway.music.config import SpotifyConfig
from gateway.music.keeping import MusicMemory
from gateway.music.spotify import NAME, plain_session
from gateway.music.spotify_errors import AccessWithdrawn, judge_of_visitor
from gateway.music.vault import SealError, Vault
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited
from gateway.outside.service import OutsideService
from gateway.threads import Threads
from personalization.music_model import MusicLogin

T = TypeVar("T")

SCOPE: Final = "playlist-modify-private"
LOGIN_S: Final = 600.0
"""How long a visitor may take at Spotify."""
CONFIRM_S: Final = 300.0
MAX_TRIES: Final = 5
MAX_PENDING: Final = 10_000
"""One for each session there may be; beyond it the oldest one that has not come back goes."""
EARLY_S: Final = 60.0
"""An access token is renewed this long before it ends."""


@dataclass
class _Pending:
    """One login under way; it has `digits` once somebody came back, and is `dropped` where nothing may come
    of it."""

    user: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    url: str = field(repr=False)
    until: float
    code: str = field(default="", repr=False)
    digits: str = field(default="", repr=False)
    n_tries: int = 0
    dropped: Literal["", "taken_back", "forgotten"] = ""


@dataclass(frozen=True)
class Tokens:
    """What a login is worth; `ends` is in epoch seconds."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    ends: float
    scope: str

    @classmethod
    def of(cls, told: Any, now: float, before: "Tokens | None" = None) -> "Tokens":
        """From the accounts service's answer; a refresh token that it does not repeat stays.

        Raises ServiceAway where it cannot be read.
        """
        try:
            access, lasts_s = told["access_token"], float(told["expires_in"])
            refresh = told.get("refresh_token") or (before.refresh if before else "")
            scope = told.get("scope") or ""
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ServiceAway("answered tokens that cannot be read") from None
        return cls(
            str(access), str(refresh or (before.refresh if before else "")), now + lasts_s, str(scope or "")
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
    """Logins of visitors. Lives in the event loop; what is under way is in memory only.

    `accounts` answers for logins and tokens, `outside` for all else: a limit of one is none of the other.
    """

    def __init__(
        self,
        config: SpotifyConfig,
        accounts: OutsideService,
        outside: OutsideService,
        memory: MusicMemory,
        threads: Threads,
        vault: Vault,
        clock: Callable[[], float],
    ) -> None:
        self._config = config
        self._accounts = accounts
        self._outside = outside
        self._memory = memory
        self._threads = threads
        self._vault = vault
        self._clock = clock
        self._by_state: OrderedDict[str, _Pending] = OrderedDict()
        self._by_user: dict[str, _Pending] = {}
        self._finishing: dict[str, _Pending] = {}
        self._renewing: dict[str, asyncio.Lock] = {}

    # --- logging in ---------------------------------------------------------------------------------------

    def begin(self, user: str) -> str:
        """The address of Spotify's page for this visitor; an earlier login of theirs under way is dropped.

        Raises Refusal where too many are under way.
        """
        self._end(self._by_user.get(user))
        self._make_room()
        state = secrets.token_urlsafe(32)
        pkce = self._pkce()
        url = str(pkce.get_authorize_url(state))
        self._keep(_Pending(user, state, str(pkce.code_verifier), url, self._clock() + LOGIN_S))
        return url

    def come_back(self, state: str, code: str | None) -> str:
        """Somebody comes back from Spotify, or loads the page again: the six digits to show them.

        Raises Refusal.
        """
        pending = self._by_state.get(state)
        if pending is None or pending.until <= self._clock() or not _may_be_shown(pending, code):
            raise Refusal(
                "invalid", "this login is over: it is good once, for ten minutes; begin it again in the chat"
            )
        if not code:
            self._end(pending)
            raise Refusal("invalid", "nothing was allowed at Spotify; begin again in the chat if you like")
        if not pending.digits:
            pending.code, pending.until = code, self._clock() + CONFIRM_S
            pending.digits = f"{secrets.randbelow(1_000_000):06}"
        return pending.digits

    def is_waiting(self, user: str) -> bool:
        """Whether a login of the visitor is under way."""
        pending = self._by_user.get(user)
        return pending is not None and self._clock() < pending.until

    def page_of(self, user: str) -> str | None:
        """Spotify's page of a login under way, until somebody has come back from it."""
        pending = self._by_user.get(user)
        return pending.url if pending and not pending.digits and self._clock() < pending.until else None

    async def finish(self, user: str, digits: str) -> None:
        """The visitor's own conversation knows the digits: they are logged in.

        While the service is away the digits stay good. Raises Refusal, OutsideError and StoreError.
        """
        pending = self._by_user.get(user)
        if pending is None or not pending.digits or pending.until <= self._clock():
            raise Refusal("invalid", "no login of yours waits for its digits; begin it again")
        if not hmac.compare_digest(pending.digits.encode(), digits.encode()):
            pending.n_tries += 1
            if pending.n_tries >= MAX_TRIES:
                self._end(pending)
            raise Refusal("invalid", "those are not the six digits that Spotify's way back showed")
        self._end(pending)
        self._finishing[user] = pending
        try:
            await self._finish(pending)
        except (ServiceAway, ServiceLimited):
            if not pending.dropped and user not in self._by_user:
                self._keep(pending)
            raise
        except AccessWithdrawn:
            raise Refusal("invalid", "Spotify does not take this login any more; begin it again") from None
        finally:
            if self._finishing.get(user) is pending:
                del self._finishing[user]

    async def _finish(self, pending: _Pending) -> None:
        tokens = await self._call(self._accounts, "login", partial(self._exchange, pending))
        _check_wanted(pending)
        now = self._clock()
        login = self._sealed(pending.user, tokens, _utc(now), now)
        await self._threads.database(self._memory.keep_login, login)
        try:
            _check_wanted(pending)  # it may have been dropped while it was being kept
        except Refusal:
            await self._threads.database(self._memory.drop_login, pending.user, NAME)
            raise

    def forget(self, user: str) -> None:
        """Everything of this visitor is being erased: nothing comes of a login under way."""
        self._give_up(user, "forgotten")

    def _give_up(self, user: str, why: Literal["taken_back", "forgotten"]) -> None:
        self._end(self._by_user.get(user))
        if finishing := self._finishing.get(user):
            finishing.dropped = why

    def _keep(self, pending: _Pending) -> None:
        self._by_state[pending.state] = self._by_user[pending.user] = pending

    def _end(self, pending: _Pending | None) -> None:
        if pending is not None:
            self._by_state.pop(pending.state, None)
            self._by_user.pop(pending.user, None)

    def _make_room(self) -> None:
        """Those that are over go first, then the oldest that nobody has come back from."""
        if len(self._by_state) < MAX_PENDING:
            return
        now = self._clock()
        for pending in [pending for pending in self._by_state.values() if pending.until <= now]:
            self._end(pending)
        if len(self._by_state) < MAX_PENDING:
            return
        oldest = next((pending for pending in self._by_state.values() if not pending.digits), None)
        if oldest is None:
            raise Refusal("not_available", "too many logins are under way; try again in a few minutes")
        self._end(oldest)

    def _exchange(self, pending: _Pending) -> Tokens:
        kept = MemoryCacheHandler()
        pkce = self._pkce(kept)
        pkce.code_verifier, pkce.code_challenge = pending.verifier, "made before"
        pkce.get_access_token(pending.code, check_cache=False)
        return Tokens.of(kept.token_info, self._clock())

    # --- being logged in ----------------------------------------------------------------------------------

    async def is_connected(self, user: str) -> bool:
        """Whether the visitor has a login that can be used. Raises StoreError."""
        login = await self._threads.database(self._memory.login, user, NAME)
        return login is not None and self._opened(login) is not None

    async def drop(self, user: str) -> bool:
        """The visitor takes it back; False where there was nothing. Raises StoreError."""
        self._give_up(user, "taken_back")
        return await self._threads.database(self._memory.drop_login, user, NAME)

    async def using(self, user: str, what: str, work: Callable[[str], T]) -> T:
        """What `work` gives for an access token of the visitor, renewed where it has ended.

        Raises Refusal (`consent_needed`) where they are not logged in any more; OutsideError, StoreError.
        """
        tokens = await self._tokens(user)
        try:
            return await self._call(self._outside, what, partial(work, tokens.access))
        except AccessWithdrawn:
            pass  # it may have ended before its time
        try:
            renewed = await self._tokens(user, ended=tokens.access)
            return await self._call(self._outside, what, partial(work, renewed.access))
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
            renewed = await self._call(self._accounts, "refresh", partial(self._refresh, tokens))
        except AccessWithdrawn:
            await self.drop(user)
            raise _not_connected("the access was taken back at Spotify") from None
        sealed = self._sealed(user, renewed, login.connected_at, now)
        if not await self._threads.database(self._memory.renew_login, sealed):
            raise _not_connected("you are not connected to Spotify")
        return renewed

    def _refresh(self, tokens: Tokens) -> Tokens:
        told = self._pkce().refresh_access_token(tokens.refresh)
        return Tokens.of(told, self._clock(), tokens)

    def _opened(self, login: MusicLogin) -> Tokens | None:
        try:
            return Tokens.from_bytes(self._vault.open(login.sealed, _owner(login.user_id)))
        except SealError:
            return None  # of another secret key: worth nothing any more

    def _sealed(self, user: str, tokens: Tokens, connected_at: datetime, now: float) -> MusicLogin:
        sealed = self._vault.seal(tokens.as_bytes(), _owner(user))
        return MusicLogin(user, NAME, sealed, tokens.scope[:200], connected_at, _utc(now))

    # --- calls --------------------------------------------------------------------------------------------

    async def _call(self, service: OutsideService, what: str, work: Callable[[], T]) -> T:
        return await service.call_blocking(what, partial(_judged, work), repeat=False)

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


def _may_be_shown(pending: _Pending, code: str | None) -> bool:
    """A login comes back once; the page of the same way back may be loaded again."""
    return not pending.digits or hmac.compare_digest(pending.code.encode(), (code or "").encode())


def _check_wanted(pending: _Pending) -> None:
    if pending.dropped == "forgotten":
        raise Refusal("forgotten", "everything was forgotten meanwhile, and this with it")
    if pending.dropped:
        raise Refusal("invalid", "this login was taken back meanwhile")


def _owner(user: str) -> str:
    return f"{NAME}:{user}"


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _not_connected(why: str) -> Refusal:
    return Refusal("consent_needed", f"{why}; log in with `POST /v1/music/spotify/login`")
