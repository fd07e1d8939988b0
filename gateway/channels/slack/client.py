"""Slack's Web API, by slack-sdk's own client, under the rules for services outside."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from gateway.channels.channel import Place
from gateway.channels.completable import Completable
from gateway.channels.slack.blocks import SlackMessage
from gateway.channels.slack.places import Destination, destination
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused
from gateway.outside.service import OutsideRules, OutsideService

RULES: Final = OutsideRules(setting="slack_bot_token", timeout_s=10.0, one_quota=True, limited_s=5.0)
"""A token is one workspace's: what limits one call there is met by all, each on its own, if nobody tells."""
SOCKET_RULES: Final = OutsideRules(setting="slack_app_token", timeout_s=10.0)
"""Of Socket Mode, which has a token of its own: where that is wrong, answers are sent all the same."""

AWAY: Final = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org",
     "org_login_required"}
)  # fmt: skip
"""Errors of Slack's own, after which its documentation says to try again."""
LIMITED: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
WRONG_KEYS: Final = frozenset(
    {
        "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
        "not_allowed_token_type",
    }
)  # fmt: skip
"""Errors of the token, which every call will meet until the owner changes it. Others that sound alike
(`access_denied`, `no_permission`) may be of one conversation alone."""

LONGEST_WAIT_S: Final = 3600.0
CONNECT_S: Final = 3.0

_CODE: Final = re.compile(r"[a-z_]{1,64}")


@dataclass(frozen=True, repr=False)
class _Posted:
    """A message of ours, by the names that Slack gave it."""

    message: SlackMessage
    channel: str
    ts: str


class SlackClient:
    """Implements `gateway.channels.channel.Sender`. What it sends goes out once for each call: whoever calls
    again decides that."""

    def __init__(
        self,
        bot_token: SecretStr,
        app_token: SecretStr,
        api_url: str,
        service: OutsideService,
        socket_service: OutsideService,
    ) -> None:
        self._bot_token = bot_token
        self._app_token = app_token
        self._api_url = api_url
        self._service = service
        self._socket_service = socket_service
        self._session: aiohttp.ClientSession | None = None
        self._cards: Completable[_Posted] = Completable()

    async def send(self, place: Place, outgoing: SlackMessage) -> None:
        """Post a message, or complete one that was posted. Raises OutsideError."""
        to = destination(place)
        client = self._client()
        if outgoing.completes is not None:
            await self._complete(client, self._cards.take(place, outgoing.completes), outgoing)
        elif outgoing.for_author_only and to.has_other_readers:
            fields = _fields(to, outgoing)
            await self._post("chat.postEphemeral", lambda: client.chat_postEphemeral(**fields, user=to.user))
        else:
            fields = _fields(to, outgoing) | {"unfurl_links": False, "unfurl_media": False}
            answer = await self._post("chat.postMessage", lambda: client.chat_postMessage(**fields))
            if outgoing.card is not None:
                self._cards.shown(place, outgoing.card, _Posted(outgoing, answer["channel"], answer["ts"]))

    async def _post(self, what: str, post: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
        async def once() -> AsyncSlackResponse:
            try:
                return await post()
            except aiohttp.ConnectionTimeoutError:  # a time-out, but one before anything was sent
                raise ServiceAway("no connection in time") from None

        return await self._service.call(what, once, repeat=False)

    async def _complete(self, client: AsyncWebClient, posted: _Posted | None, outgoing: SlackMessage) -> None:
        if posted is None:
            return  # the message is too long ago, or was never taken
        new = {block["block_id"]: block for block in outgoing.blocks}
        blocks = [new.get(block.get("block_id"), block) for block in posted.message.blocks]
        await self._service.call(
            "chat.update",
            lambda: client.chat_update(
                channel=posted.channel, ts=posted.ts, text=posted.message.text, blocks=blocks, parse="none"
            ),
            repeat=True,
        )

    def forget(self, place: Place) -> None:
        """Keep nothing more of what was posted there."""
        self._cards.forget(place)

    async def check(self) -> None:
        """Ask Slack whether it takes our token: the owner is to know before anybody writes. Raises
        OutsideError."""
        client = self._client()
        await self._service.call("auth.test", lambda: client.auth_test(), repeat=True)

    async def socket_url(self) -> str:
        """Where Socket Mode listens; good for one connection. Raises OutsideError."""
        client = self._client()
        token = self._app_token.get_secret_value()
        answer = await self._socket_service.call(
            "apps.connections.open", lambda: client.apps_connections_open(app_token=token), repeat=True
        )
        return str(answer["url"])

    def session(self) -> aiohttp.ClientSession:
        """The connections that all calls share; made in the event loop that uses them."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                trust_env=True, timeout=aiohttp.ClientTimeout(total=300.0, sock_connect=CONNECT_S)
            )
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _client(self) -> AsyncWebClient:
        return AsyncWebClient(
            token=self._bot_token.get_secret_value(),
            base_url=self._api_url,
            session=self.session(),
            retry_handlers=[],  # `gateway.outside` repeats what may be repeated
        )


def _fields(to: Destination, outgoing: SlackMessage) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "channel": to.conversation,
        "text": outgoing.text,
        "blocks": list(outgoing.blocks),
        "parse": "none",
    }
    return fields if to.thread_ts is None else fields | {"thread_ts": to.thread_ts}


# --- what went wrong --------------------------------------------------------------------------------------


def judge(error: Exception) -> OutsideError:
    """What an exception of the library means; its words, which hold what was sent, go no further."""
    if isinstance(error, SlackApiError):
        return _answered(error.response)
    if isinstance(error, aiohttp.ClientConnectorError):
        return ServiceAway(f"no connection ({type(error).__name__})")
    if isinstance(error, aiohttp.ClientError | OSError):
        return ServiceAway(f"the connection broke ({type(error).__name__})", perhaps=True)
    return ServiceRefused(f"the call failed here ({type(error).__name__})")


def _answered(response: Any) -> OutsideError:
    """`response` is slack-sdk's, or aiohttp's where the answer was not JSON."""
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    code = _code_of(data)
    if status == 429 or code in LIMITED:
        return ServiceLimited("asked too often", _retry_after_s(response.headers))
    is_slacks = isinstance(data, Mapping) and "ok" in data
    if status >= 500 or code in AWAY or (status == 200 and not is_slacks):
        perhaps = not is_slacks and status in (200, 504)  # something in between answered, or gave up
        why = f"Slack has trouble (HTTP {status}{code and f', {code}'})"
        return ServiceAway(why, perhaps=perhaps)
    if code in WRONG_KEYS:
        needed = _code_of(data, "needed", re.compile(r"[a-z_:.,]{1,200}"))
        return ServiceRefused(f"{code}{needed and f': {needed} is needed'}", everything=True)
    return ServiceRefused(code or f"an error without a name (HTTP {status})")


def _code_of(data: object, key: str = "error", allowed: re.Pattern[str] = _CODE) -> str:
    """A word of Slack's own; empty for anything else, which might quote what was sent."""
    value = data.get(key) if isinstance(data, Mapping) else None
    return value if isinstance(value, str) and allowed.fullmatch(value) else ""


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    given = headers.get("Retry-After", "")
    return min(float(given), LONGEST_WAIT_S) if given.isascii() and given.isdigit() else None
