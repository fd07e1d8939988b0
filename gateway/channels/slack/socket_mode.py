"""Socket Mode: Slack's events over a websocket that we open, for an owner without a public address.

slack-sdk's own client for it sleeps as long as Slack says, tries again without bounds and logs what it
receives; here the address comes through `gateway.outside` and the rest is a loop.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import aiohttp
import structlog

from gateway.channels.slack.client import SlackClient
from gateway.outside.errors import OutsideError, ServiceLimited

log = structlog.get_logger(__name__)

HEARTBEAT_S: Final = 15.0
"""After so long without a sign of life a ping is sent; half of that later the connection counts as lost."""
FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 60.0

Taken = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
"""Takes a payload and gives what is to be answered to it at once, if anything."""


class SocketMode:
    """One connection at a time, opened anew when it is lost or Slack asks for it. What is not acknowledged
    Slack sends again over the next one. `pause` waits some seconds."""

    def __init__(self, client: SlackClient, take: Taken, pause: Callable[[float], Awaitable[None]]) -> None:
        self._client = client
        self._take = take
        self._pause = pause
        self._n_failures = 0

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            wait_s = await self._visit()
            if wait_s:
                await self._pause(wait_s)

    async def _visit(self) -> float:
        """Listen to one connection until it ends; how many seconds to wait before the next."""
        try:
            url = await self._client.socket_url()
            async with self._client.session().ws_connect(url, heartbeat=HEARTBEAT_S) as socket:
                is_to_move = await self._listen(socket)
        except ServiceLimited as limited:
            return max(self._wait_s(), limited.retry_after_s or 0.0)
        except (OutsideError, aiohttp.ClientError, OSError) as error:
            log.warning("slack_socket_lost", error=type(error).__name__)
            return self._wait_s()
        return 0.0 if is_to_move else self._wait_s()

    def _wait_s(self) -> float:
        self._n_failures += 1
        return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(self._n_failures - 1, 10))

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> bool:
        """Whether Slack asked for another connection, after it had welcomed this one; False when it was
        lost."""
        is_welcome = False
        async for frame in socket:
            told = _object_in(frame)
            if told.get("type") == "hello":
                is_welcome, self._n_failures = True, 0
            elif told.get("type") == "disconnect":
                return is_welcome
            elif isinstance(told.get("envelope_id"), str):
                await self._taken(socket, told)
        return False

    async def _taken(self, socket: aiohttp.ClientWebSocketResponse, envelope: Mapping[str, Any]) -> None:
        payload, answer = envelope.get("payload"), None
        try:
            answer = self._take(payload) if isinstance(payload, dict) else None
        except Exception as error:  # noqa: BLE001 - one event must not end the listening
            log.error("slack_event_failed", error=type(error).__name__)
        receipt: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if answer is not None and envelope.get("accepts_response_payload"):
            receipt["payload"] = answer
        await socket.send_str(json.dumps(receipt))


def _object_in(frame: aiohttp.WSMessage) -> dict[str, Any]:
    if frame.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        told = json.loads(frame.data)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
