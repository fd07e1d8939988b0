"""Slack on loopback, as its documentation describes it: the Web API, Socket Mode, and the requests that it
sends to an app, with its retries. It checks what it is given as Slack does, and fails as it is told to.

It never waits by itself: what it would do after a minute it does when it is asked.
"""

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode

import httpx
from aiohttp import WSMsgType, web

TEAM, BOT_USER, APP = "T0TEAM", "U0BOT", "A0APP"
DIRECT, CHANNEL = "D0DIRECT", "C0CHANNEL"
SIGNING_SECRET, BOT_TOKEN, APP_TOKEN = "8f742231b10e8888abcd99yyyzzz85a5", "xoxb-test-bot", "xapp-test-app"

RetryReason = Literal[
    "http_timeout", "too_many_redirects", "connection_failed", "ssl_error", "http_error", "unknown_error"
]
RETRY_REASONS: tuple[RetryReason, ...] = (
    "http_timeout", "too_many_redirects", "connection_failed", "ssl_error", "http_error", "unknown_error",
)  # fmt: skip
N_RETRIES = 3


@dataclass(frozen=True)
class Fault:
    """How one call of the Web API goes wrong. `silent` never answers; `after` takes the message all the same,
    so that only the answer is lost; `held` goes well, once `go_on` is set."""

    status: int = 200
    error: str = ""
    retry_after_s: int | None = None
    silent: bool = False
    after: bool = False
    held: bool = False


LIMITED = Fault(429, "ratelimited", retry_after_s=30)
BROKEN = Fault(503)
SILENT = Fault(silent=True)
HELD = Fault(held=True)


@dataclass(frozen=True)
class Posted:
    """A message that the platform has taken."""

    method: str
    channel: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None
    user: str | None
    fields: dict[str, Any]
    ts: str

    def actions(self) -> list[dict[str, Any]]:
        """Its buttons and menus, each with the id of its block."""
        return [
            {**element, "block_id": block.get("block_id", "")}
            for block in self.blocks
            if block["type"] == "actions"
            for element in block["elements"]
        ]

    def button(self, action_id: str) -> dict[str, Any]:
        """The button or menu of this id."""
        return next(action for action in self.actions() if action["action_id"] == action_id)


@dataclass
class SlackPlatform:
    """One workspace with one app. `clock` gives epoch seconds."""

    clock: Callable[[], float]
    posted: list[Posted] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    away: bool = False
    greets: bool = True
    base_url: str = ""
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["SlackPlatform"]:
        """Served on a free port of loopback."""
        app = web.Application()
        app.router.add_post("/api/{method}", self._called)
        app.router.add_get("/link", self._linked)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.base_url = f"http://127.0.0.1:{port}/api/"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def until(self, condition: Callable[[], object], within_s: float = 10.0) -> None:
        """Wait until what was posted, acknowledged or connected makes it true."""
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(lambda: bool(condition()))

    # --- the Web API --------------------------------------------------------------------------------------

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fields = await _fields(request)
        async with self._changed:
            self.calls.append(method)
            self._changed.notify_all()
        fault = BROKEN if self.away else self.faults.popleft() if self.faults else None
        if fault is not None and fault.held:
            await self.go_on.wait()
            fault = None
        if fault is not None and not fault.after:
            return await self._failed(fault)
        answer = self._answer(method, fields, request.headers.get("Authorization", ""))
        async with self._changed:
            self._changed.notify_all()
        return await self._failed(fault) if fault else web.json_response(answer)

    async def _failed(self, fault: Fault) -> web.StreamResponse:
        if fault.silent:
            await asyncio.Event().wait()  # until the other side gives up
        headers = {} if fault.retry_after_s is None else {"Retry-After": str(fault.retry_after_s)}
        if fault.error:
            return web.json_response(
                {"ok": False, "error": fault.error}, status=fault.status, headers=headers
            )
        return web.Response(text="<html>upstream</html>", content_type="text/html", status=fault.status)

    def _answer(self, method: str, fields: dict[str, Any], authorization: str) -> dict[str, Any]:
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        given = authorization.removeprefix("Bearer ") or fields.get("token", "")
        if given != token:
            return {"ok": False, "error": "invalid_auth"}
        if method == "auth.test":
            return {"ok": True, "team_id": TEAM, "user_id": BOT_USER, "bot_id": "B0BOT"}
        if method == "apps.connections.open":
            url = self.base_url.replace("http://", "ws://").replace("/api/", "/link")
            return {"ok": True, "url": f"{url}?ticket={next(self._numbers)}"}
        if method in ("chat.postMessage", "chat.postEphemeral"):
            return self._post(method, fields)
        if method == "chat.update":
            return self._update(fields)
        return {"ok": False, "error": "unknown_method"}

    def _post(self, method: str, fields: dict[str, Any]) -> dict[str, Any]:
        blocks = fields.get("blocks") or []
        blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
        error = _error_in(method, fields, blocks)
        if error:
            return {"ok": False, "error": error}
        self.posted.append(
            Posted(
                method,
                fields["channel"],
                fields.get("text", ""),
                blocks,
                fields.get("thread_ts"),
                fields.get("user"),
                fields,
                self.ts(),
            )
        )
        return {"ok": True, "channel": _conversation(fields["channel"]), "ts": self.posted[-1].ts}

    def _update(self, fields: dict[str, Any]) -> dict[str, Any]:
        error = _error_in("chat.update", fields, fields["blocks"])
        if error:
            return {"ok": False, "error": error}
        for n, posted in enumerate(self.posted):
            if (posted.ts, _conversation(posted.channel)) == (fields["ts"], fields["channel"]):
                self.posted[n] = replace(posted, text=fields["text"], blocks=fields["blocks"])
                return {"ok": True, "channel": fields["channel"], "ts": posted.ts}
        return {"ok": False, "error": "message_not_found"}

    def ts(self) -> str:
        """A new message's name, which is also its time."""
        return f"{self.clock():.0f}.{next(self._numbers):06d}"

    # --- Socket Mode --------------------------------------------------------------------------------------

    async def _linked(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async with self._changed:
            self.sockets.append(socket)
            if self.greets:
                hello = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}}
                await socket.send_json(hello)
            self._changed.notify_all()
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                async with self._changed:
                    self.acknowledged.append(json.loads(frame.data))
                    self._changed.notify_all()
        async with self._changed:
            self.sockets.remove(socket)
            self._changed.notify_all()
        return socket

    async def push(
        self, payload: dict[str, Any], envelope: str = "", *, retry: int = 0, reason: str = ""
    ) -> str:
        """Send an envelope over the open socket; its id."""
        kind = {"event_callback": "events_api", "block_actions": "interactive"}.get(
            payload.get("type", ""), "slash_commands"
        )
        envelope = envelope or f"envelope-{next(self._numbers)}"
        frame: dict[str, Any] = {"type": kind, "envelope_id": envelope, "payload": payload}
        frame["accepts_response_payload"] = kind == "slash_commands"
        if kind == "events_api":
            frame |= {"retry_attempt": retry, "retry_reason": reason}
        await self.sockets[-1].send_json(frame)
        return envelope

    # --- requests to the app ------------------------------------------------------------------------------

    def signed(self, body: bytes, *, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
        """Slack's headers for a body; another secret forges them."""
        timestamp = f"{self.clock() if at is None else at:.0f}"
        digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}

    async def tell(
        self, app: httpx.AsyncClient, payload: dict[str, Any], *, retry: tuple[int, RetryReason] | None = None
    ) -> httpx.Response:
        """Send what happened to the app's request URL of its kind."""
        path, kind, body = request_of(payload)
        headers = {"Content-Type": kind} | self.signed(body)
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        return await app.post(path, content=body, headers=headers)

    # --- what people do -----------------------------------------------------------------------------------

    def message(self, text: str, /, user: str | None = "U1", **event: Any) -> dict[str, Any]:
        """A direct message to the app."""
        ts = self.ts()
        fields = {"type": "message", "channel": DIRECT, "channel_type": "im", "user": user, "text": text}
        return self._event(fields | {"ts": ts, "event_ts": ts} | event)

    def mention(self, text: str, /, user: str = "U1", **event: Any) -> dict[str, Any]:
        """A message in a channel that names the app."""
        ts = self.ts()
        fields = {"type": "app_mention", "channel": CHANNEL, "user": user, "text": f"<@{BOT_USER}> {text}"}
        return self._event(fields | {"ts": ts, "event_ts": ts} | event)

    def _event(self, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "token": "deprecated",
            "team_id": TEAM,
            "api_app_id": APP,
            "type": "event_callback",
            "event_id": f"Ev{next(self._numbers):09d}",
            "event_time": int(self.clock()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            "event": event,
        }

    def press(
        self,
        action: dict[str, Any],
        user: str = "U1",
        *,
        channel: str = DIRECT,
        thread_ts: str | None = None,
        choose: str | None = None,
    ) -> dict[str, Any]:
        """A button pressed, or `choose` chosen from a menu, under a message of the app."""
        done: dict[str, Any] = {
            key: action[key] for key in ("type", "action_id", "block_id", "value") if key in action
        }
        if choose is not None:
            done["selected_option"] = {"text": {"type": "plain_text", "text": choose}, "value": choose}
        container: dict[str, Any] = {"type": "message", "message_ts": self.ts(), "channel_id": channel}
        if thread_ts is not None:
            container["thread_ts"] = thread_ts
        return {
            "type": "block_actions",
            "user": {"id": user, "team_id": TEAM},
            "team": {"id": TEAM, "domain": "example"},
            "api_app_id": APP,
            "container": container,
            "trigger_id": f"trigger.{next(self._numbers)}",
            "channel": {"id": channel},
            "actions": [done | {"action_ts": self.ts()}],
        }

    def command(self, text: str, user: str = "U1", channel: str = CHANNEL) -> dict[str, Any]:
        """The slash command."""
        return {
            "command": "/undertone",
            "text": text,
            "team_id": TEAM,
            "user_id": user,
            "channel_id": channel,
            "trigger_id": f"trigger.{next(self._numbers)}",
            "response_url": f"{self.base_url}response",
        }


def request_of(payload: dict[str, Any]) -> tuple[str, str, bytes]:
    """Path, content type and body with which Slack sends a payload."""
    if "command" in payload:
        return "/channels/slack/commands", "application/x-www-form-urlencoded", urlencode(payload).encode()
    if payload["type"] == "block_actions":
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return "/channels/slack/actions", "application/x-www-form-urlencoded", body
    return "/channels/slack/events", "application/json", json.dumps(payload).encode()


def _conversation(channel: str) -> str:
    """Where a message went: one to a user goes to their direct messages."""
    return DIRECT if channel.startswith("U") else channel


async def _fields(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        given: dict[str, Any] = await request.json()
        return given
    return {**request.query, **{key: str(value) for key, value in (await request.post()).items()}}


def _error_in(method: str, fields: dict[str, Any], blocks: list[dict[str, Any]]) -> str:
    if not fields.get("channel"):
        return "channel_not_found"
    if not fields.get("text") and not blocks:
        return "no_text"
    if len(fields.get("text", "")) > 40_000:
        return "msg_too_long"
    if method == "chat.postEphemeral" and not fields.get("user"):
        return "user_not_in_channel"
    if len(blocks) > 50 or not all(map(_is_a_block, blocks)) or not _are_unique(blocks):
        return "invalid_blocks"
    return ""


def _is_a_block(block: dict[str, Any]) -> bool:
    if len(block.get("block_id", "")) > 255:
        return False
    if block["type"] == "section":
        return 1 <= len(block["text"]["text"]) <= 3000
    if block["type"] == "actions":
        return 1 <= len(block["elements"]) <= 25 and all(map(_is_an_element, block["elements"]))
    return False


def _is_an_element(element: dict[str, Any]) -> bool:
    if not 1 <= len(element["action_id"]) <= 255:
        return False
    if element["type"] == "button":
        fits = 1 <= len(element["text"]["text"]) <= 75 and element["text"]["type"] == "plain_text"
        return fits and len(element.get("value", "")) <= 2000 and len(element.get("url", "")) <= 3000
    options = element["options"]
    return element["type"] == "static_select" and all(
        1 <= len(one["text"]["text"]) <= 75 and 1 <= len(one["value"]) <= 150 for one in options
    )


def _are_unique(blocks: list[dict[str, Any]]) -> bool:
    """Ids of blocks in a message, and of actions in a block."""
    named = [block["block_id"] for block in blocks if "block_id" in block]
    rows = [[e["action_id"] for e in block["elements"]] for block in blocks if block["type"] == "actions"]
    return len(named) == len(set(named)) and all(len(row) == len(set(row)) for row in rows)
