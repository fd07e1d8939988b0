"""The Bot API as the gateway uses it: python-telegram-bot's `Bot`, every call through the outside policy.

The library repeats nothing by itself, and none of its own words reach a log or an error: they may hold the
token (it is part of every address) or what a visitor wrote.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import httpx
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest

from gateway.channels.telegram.config import TelegramConfig
from gateway.channels.telegram.places import Spot
from gateway.channels.telegram.render import Rows
from gateway.channels.telegram.updates import ALLOWED_UPDATES, Me
from gateway.errors import Refusal
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused
from gateway.outside.service import OutsideRules, OutsideService

T = TypeVar("T")

CONNECT_S: Final = 3.0
ANSWER_S: Final = 8.0
LONG_POLL_S: Final = 25
"""Telegram answers a long poll as soon as there is something, and after this time in any case."""
MOST_AT_ONCE: Final = 50
MAX_MOVED: Final = 1000
RULES: Final = OutsideRules(setting="telegram_token", timeout_s=CONNECT_S + 2 * ANSWER_S)
POLL_RULES: Final = replace(RULES, timeout_s=LONG_POLL_S + CONNECT_S + ANSWER_S)
"""Asking has a service of its own: where somebody else asks, too, answers still go out."""


class Answered(TelegramError):  # noqa: N818 - what was answered
    """Telegram answered something else than 2xx. Holds none of its words: they may quote a visitor's."""

    def __init__(self, code: int, parameters: dict[str, Any], description: str) -> None:
        super().__init__(f"HTTP {code}")
        self.code = code
        migrated_to, retry_after = parameters.get("migrate_to_chat_id"), parameters.get("retry_after")
        self.migrated_to = migrated_to if isinstance(migrated_to, int) else None
        self.retry_after_s = float(retry_after) if isinstance(retry_after, int | float) else None
        self.thread_is_gone = "message thread not found" in description.lower()


class PlainRequest(HTTPXRequest):
    """Says what was answered by its code. Where a library is asked that words its errors by the answer, the
    words of visitors get into errors."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """The status and body of a 2xx answer. Raises Answered for others, TimedOut and NetworkError."""
        code, payload = await super().do_request(*args, **kwargs)
        if 200 <= code <= 299:
            return code, payload
        said: Any = {}
        with suppress(TelegramError):
            said = self.parse_json_payload(payload)
        said = said if isinstance(said, dict) else {}
        parameters = said.get("parameters")
        parameters = parameters if isinstance(parameters, dict) else {}
        raise Answered(code, parameters, str(said.get("description", "")))


def judge(error: Exception) -> OutsideError:
    """What an exception of the client means for the one who called."""
    if isinstance(error, Answered):
        return _judge_answer(error)
    cause = error.__cause__ or error
    reached = not isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    if isinstance(error, TimedOut | httpx.TimeoutException):
        return ServiceAway("no answer in time", perhaps=reached)
    if isinstance(error, NetworkError | httpx.HTTPError):
        return ServiceAway(f"no connection ({type(cause).__name__})", perhaps=reached)
    if isinstance(error, TelegramError):
        return ServiceAway(f"an answer that cannot be read ({type(error).__name__})", perhaps=True)
    return ServiceRefused(f"it cannot be said or understood ({type(error).__name__})")  # again no better


def _judge_answer(answer: Answered) -> OutsideError:
    match answer.code:
        case 429:
            return ServiceLimited("asked too often", answer.retry_after_s)
        case 401 | 404:
            return ServiceRefused("the token is not accepted; compare telegram_token", everything=True)
        case 403:
            return ServiceRefused("the bot was blocked, or removed from the group")
        case 409:
            return ServiceAway("somebody else asks for this bot's updates, or a webhook is set for it")
        case code if code >= 500:
            return ServiceAway(f"HTTP {code}", perhaps=code == 504)
        case code:
            return ServiceRefused(f"HTTP {code}")


class TelegramClient:
    """One bot. Every method raises OutsideError."""

    def __init__(self, config: TelegramConfig, service: OutsideService, poll_service: OutsideService) -> None:
        token = config.token.get_secret_value()
        api_url = config.api_url.rstrip("/")
        self._service = service
        self._poll_service = poll_service
        self._updates_url = f"{api_url}/bot{token}/getUpdates"
        self._request = _request(n_connections=16)
        self._poll_request = _request(n_connections=2)
        self._bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=self._poll_request,
        )
        self._moved: OrderedDict[int, int] = OrderedDict()
        self._files = httpx.AsyncClient(timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S))

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.gather(self._request.shutdown(), self._poll_request.shutdown(), self._files.aclose())

    # --- about the bot ------------------------------------------------------------------------------------

    async def who_am_i(self) -> Me:
        """The bot's number and name."""
        user = await self._call("getMe", self._bot.get_me, repeat=True)
        return Me(user.id, user.username or "")

    async def set_commands(self, commands: Sequence[tuple[str, str]]) -> None:
        """What the menu offers: names and what they do."""
        listed = [BotCommand(name, description) for name, description in commands]
        await self._call("setMyCommands", lambda: self._bot.set_my_commands(listed), repeat=True)

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates sent to `url`, each with `secret` in its header."""
        await self._call(
            "setWebhook",
            lambda: self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES)),
            repeat=True,
        )

    async def delete_webhook(self) -> None:
        """Have no updates sent; what waits can be asked for."""
        await self._call(
            "deleteWebhook", lambda: self._bot.delete_webhook(drop_pending_updates=False), repeat=True
        )

    async def updates(self, offset: int | None, wait_s: int) -> list[Any]:
        """What is new from `offset` on, which says that all before has arrived; where there is nothing, what
        comes within `wait_s`. As it came: one that a library cannot read must not hold up the others."""
        fields: dict[str, Any] = {
            "timeout": wait_s,
            "limit": MOST_AT_ONCE,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        url = f"{self._updates_url}?{urlencode(fields if offset is None else fields | {'offset': offset})}"
        found = await self._poll_service.call(
            "getUpdates",
            lambda: self._poll_request.post(url, read_timeout=wait_s + ANSWER_S),
            repeat=False,
        )
        return found if isinstance(found, list) else []

    # --- to visitors --------------------------------------------------------------------------------------

    async def say(self, spot: Spot, html: str, rows: Rows = (), reply_to: int | None = None) -> int:
        """Send a message; its number."""
        here = self._now(spot)
        return await self._call("sendMessage", lambda: self._say(here, html, rows, reply_to), repeat=False)

    async def _say(self, spot: Spot, html: str, rows: Rows, reply_to: int | None) -> int:
        try:
            return await self._send(spot, html, rows, reply_to)
        except Answered as answer:
            elsewhere = self._elsewhere(spot, answer)
            if elsewhere is None:
                raise
            return await self._send(elsewhere, html, rows, None)

    def _elsewhere(self, spot: Spot, answer: Answered) -> Spot | None:
        """Where it can be sent, if its group has another number by now or its topic is gone."""
        if answer.migrated_to is not None:
            self._moved[spot.chat] = answer.migrated_to
            while len(self._moved) > MAX_MOVED:
                self._moved.popitem(last=False)
            return replace(spot, chat=answer.migrated_to)
        return replace(spot, thread=None) if answer.thread_is_gone and spot.thread is not None else None

    def _now(self, spot: Spot) -> Spot:
        return replace(spot, chat=self._moved.get(spot.chat, spot.chat))

    async def _send(self, spot: Spot, html: str, rows: Rows, reply_to: int | None) -> int:
        sent = await self._bot.send_message(
            spot.chat,
            html,
            parse_mode=ParseMode.HTML,
            message_thread_id=spot.thread,
            reply_markup=_keyboard(rows) if rows else None,
            reply_parameters=_answers(reply_to),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return sent.message_id

    async def show_typing(self, spot: Spot) -> None:
        """Show for five seconds that an answer is being written."""
        chat = self._now(spot).chat
        await self._call(
            "sendChatAction",
            lambda: self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=spot.thread),
            repeat=False,
        )

    async def answer_press(self, query: str, text: str | None = None) -> None:
        """Say that a press has arrived: the button stops turning."""
        await self._call(
            "answerCallbackQuery", lambda: self._bot.answer_callback_query(query, text), repeat=True
        )

    async def set_buttons(self, spot: Spot, message: int, rows: Rows) -> None:
        """Put other buttons under a message of the bot's own."""
        chat = self._now(spot).chat
        await self._call(
            "editMessageReplyMarkup",
            lambda: self._bot.edit_message_reply_markup(chat, message, reply_markup=_keyboard(rows)),
            repeat=True,
        )

    async def file(self, file_id: str, max_bytes: int) -> bytes:
        """The content of a file that somebody sent. Raises Refusal for one larger than `max_bytes`."""
        file = await self._call("getFile", lambda: self._bot.get_file(file_id), repeat=True)
        if file.file_path is None or (file.file_size or 0) > max_bytes:
            raise _too_large(max_bytes)
        url = file.file_path
        content = await self._call("download", lambda: self._download(url, max_bytes), repeat=True)
        if content is None:
            raise _too_large(max_bytes)
        return content

    async def _download(self, url: str, max_bytes: int) -> bytes | None:
        """None: there is more than `max_bytes`."""
        content = bytearray()
        async with self._files.stream("GET", url) as answer:
            if answer.status_code in (400, 404):  # an address of a file is good for an hour
                raise ServiceRefused("the file is no longer there")
            if not answer.is_success:
                raise Answered(answer.status_code, {}, "")
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > max_bytes:
                    return None
        return bytes(content)

    async def _call(self, what: str, work: Callable[[], Awaitable[T]], *, repeat: bool) -> T:
        return await self._service.call(what, work, repeat=repeat)


def _request(n_connections: int) -> BaseRequest:
    return PlainRequest(
        connection_pool_size=n_connections,
        connect_timeout=CONNECT_S,
        read_timeout=ANSWER_S,
        write_timeout=ANSWER_S,
        pool_timeout=ANSWER_S,
    )


def _keyboard(rows: Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(button.title, url=button.url)
                if button.url
                else InlineKeyboardButton(button.title, callback_data=button.data)
                for button in row
            ]
            for row in rows
        ]
    )


def _answers(message: int | None) -> ReplyParameters | None:
    return None if message is None else ReplyParameters(message, allow_sending_without_reply=True)


def _too_large(max_bytes: int) -> Refusal:
    limit = f"{max_bytes / 1_000_000:g} MB"
    return Refusal("not_available", f"that file is larger than {limit}, the limit here; send a smaller one")
