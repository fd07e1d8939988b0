"""Telegram's Bot API on loopback, as documented at core.telegram.org/bots/api: a real HTTP server, port 0.

It checks what the real one checks (token, HTML, lengths, buttons), keeps what it was sent, and is told when
to fail. `Person` is somebody with an app in their hand.
"""

import asyncio
import contextlib
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

import httpx
from aiohttp import web

TOKEN: Final = "123456789:AAF-a_token_that_only_tests_know_of_x"
BOT_ID: Final = 123456789
BOT_NAME: Final = "undertone_test_bot"
SECRET: Final = "a-secret-that-only-tests-know"
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
NOW: Final = 1_800_000_000

ALLOWED_TAGS: Final = frozenset({
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote",
})  # fmt: skip

Fault = Callable[[str, dict[str, Any]], Any]


class _Problem(Exception):  # noqa: N818 - an answer
    """An answer with ok false."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters
        self.code = code


class _Text(HTMLParser):
    """The visible text of a message; refuses tags that Telegram refuses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in ALLOWED_TAGS:
            raise _Problem(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise _Problem(400, "Bad Request: can't parse entities: Unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(html: str) -> str:
    """What a reader sees."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise _Problem(400, "Bad Request: can't parse entities: Can't find end tag")
    return parser.text


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass
class SentMessage:
    """A message of the bot's, as an app shows it."""

    message_id: int
    chat: int
    text: str
    html: str
    buttons: list[list[dict[str, Any]]]
    thread: int | None
    reply_to: int | None

    def button(self, title: str) -> dict[str, Any]:
        return next(b for row in self.buttons for b in row if b["text"] == title)

    @property
    def titles(self) -> list[str]:
        return [button["text"] for row in self.buttons for button in row]


@dataclass
class TelegramStandIn:
    """See the module. `faults` are consumed one a call of the Bot API; while `away` every call fails so."""

    url: str = ""
    webhook_to: str = ""
    sent: list[SentMessage] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    edited: list[int] = field(default_factory=list)
    actions: list[tuple[int, str]] = field(default_factory=list)
    presses_answered: list[str] = field(default_factory=list)
    commands: list[dict[str, str]] = field(default_factory=list)
    downloads: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    webhook: dict[str, Any] | None = None
    faults: deque[Fault] = field(default_factory=deque)
    away: Fault | None = None
    blocked: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)
    gone_threads: set[int] = field(default_factory=set)
    pending: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._update_id = 500
        self._message_id = 1000
        self._n_files = 0
        self._news = asyncio.Event()
        self._presses: set[str] = set()
        self._held = asyncio.Event()

    # --- what people do -----------------------------------------------------------------------------------

    def person(self, number: int = 42) -> "Person":
        return Person(self, number, number, "private")

    def in_group(self, number: int, group: int = -500, thread: int | None = None) -> "Person":
        return Person(self, number, group, "supergroup", thread)

    def file(self, content: bytes) -> str:
        """Somebody uploaded this; its id."""
        self._n_files += 1
        name = f"file-{self._n_files}"
        self.files[name] = content
        return name

    def next_update(self, **content: Any) -> dict[str, Any]:
        self._update_id += 1
        return {"update_id": self._update_id, **content}

    def next_message_id(self) -> int:
        self._message_id += 1
        return self._message_id

    def pressed(self) -> str:
        query = f"query-{len(self._presses) + 1}"
        self._presses.add(query)
        return query

    async def happen(self, update: dict[str, Any], *, secret: str | None = SECRET) -> int:
        """Bring an update to the bot: by its webhook (the status), or into what waits (0)."""
        if self.webhook_to:
            return await self.post(update, secret=secret)
        self.pending.append(update)
        self._news.set()
        return 0

    async def post(self, update: Any, *, secret: str | None = SECRET) -> int:
        """The status with which a webhook answers."""
        headers = [] if secret is None else [(SECRET_HEADER.encode(), secret.encode("latin-1"))]
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.post(self.webhook_to, json=update, headers=headers)
        self.statuses.append(answer.status_code)
        return answer.status_code

    # --- the Bot API --------------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """`/bot<token>/<method>`"""
        method = request.match_info["method"]
        fields: dict[str, Any] = dict(request.query) | dict(await request.post())
        self.calls.append((method, fields))
        try:
            fault = self.away or (self.faults.popleft() if self.faults else None)
            if fault is not None and (result := fault(method, fields)) is not None:
                answer = await result(request)
                assert isinstance(answer, web.Response)
                return answer
            if request.match_info["token"] != TOKEN:
                raise _Problem(401, "Unauthorized")
            handler = getattr(self, "_" + re.sub("([A-Z])", r"_\1", method).lower(), None)
            if handler is None:
                raise _Problem(404, "Not Found")
            done = handler(fields)
            found = await done if asyncio.iscoroutine(done) else done
        except _Problem as problem:
            return web.json_response(problem.body, status=problem.code)
        return web.json_response({"ok": True, "result": found})

    async def download(self, request: web.Request) -> web.StreamResponse:
        """`/file/bot<token>/<path>`"""
        name = request.match_info["path"].rpartition("/")[2]
        if request.match_info["token"] != TOKEN or name not in self.files:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        self.downloads.append(name)
        return web.Response(body=self.files[name])

    def _get_me(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {"id": BOT_ID, "is_bot": True, "first_name": "Undertone", "username": BOT_NAME}

    async def _get_updates(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook is not None:
            raise _Problem(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        self.pending = [update for update in self.pending if update["update_id"] >= offset]
        if not self.pending and int(fields.get("timeout", 0)):
            self._news.clear()
            await self._news.wait()
        return self.pending[:limit]

    def _set_webhook(self, fields: dict[str, Any]) -> bool:
        if not fields["url"].startswith("https://"):
            raise _Problem(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch("[A-Za-z0-9_-]{1,256}", fields.get("secret_token", "x")):
            raise _Problem(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = fields
        return True

    def _delete_webhook(self, fields: dict[str, Any]) -> bool:
        self.webhook = None
        return True

    def _set_my_commands(self, fields: dict[str, Any]) -> bool:
        commands = json.loads(fields["commands"])
        for command in commands:
            if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]) or not command["description"]:
                raise _Problem(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands = commands
        return True

    def _send_message(self, fields: dict[str, Any]) -> dict[str, Any]:
        chat = int(fields["chat_id"])
        self._check_chat(chat)
        thread = int(fields["message_thread_id"]) if "message_thread_id" in fields else None
        if thread in self.gone_threads:
            raise _Problem(400, "Bad Request: message thread not found")
        html = fields["text"]
        text = text_of(html) if fields.get("parse_mode") == "HTML" else html
        if not text.strip():
            raise _Problem(400, "Bad Request: message text is empty")
        if units(text) > 4096:
            raise _Problem(400, "Bad Request: message is too long")
        buttons = _keyboard(fields.get("reply_markup"))
        reply_to = json.loads(fields.get("reply_parameters", "{}")).get("message_id")
        said = SentMessage(self.next_message_id(), chat, text, html, buttons, thread, reply_to)
        self.sent.append(said)
        return {
            "message_id": said.message_id, "date": NOW, "chat": {"id": chat, "type": "private"}, "text": text,
        }  # fmt: skip

    def _send_chat_action(self, fields: dict[str, Any]) -> bool:
        self._check_chat(int(fields["chat_id"]))
        self.actions.append((int(fields["chat_id"]), fields["action"]))
        return True

    def _answer_callback_query(self, fields: dict[str, Any]) -> bool:
        if fields["callback_query_id"] not in self._presses:
            raise _Problem(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        self.presses_answered.append(fields["callback_query_id"])
        return True

    def _edit_message_reply_markup(self, fields: dict[str, Any]) -> dict[str, Any]:
        chat, number = int(fields["chat_id"]), int(fields["message_id"])
        said = next((m for m in self.sent if (m.chat, m.message_id) == (chat, number)), None)
        if said is None:
            raise _Problem(400, "Bad Request: message to edit not found")
        buttons = _keyboard(fields.get("reply_markup"))
        self._check_chat(chat)
        if buttons == said.buttons:
            raise _Problem(400, "Bad Request: message is not modified")
        said.buttons = buttons
        self.edited.append(number)
        return {"message_id": number, "date": NOW, "chat": {"id": chat, "type": "private"}, "text": said.text}

    def _get_file(self, fields: dict[str, Any]) -> dict[str, Any]:
        name = fields["file_id"]
        if name not in self.files:
            raise _Problem(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[name])
        if size > 20 * 1024 * 1024:
            raise _Problem(400, "Bad Request: file is too big")
        return {"file_id": name, "file_unique_id": name, "file_size": size, "file_path": f"voice/{name}"}

    def _check_chat(self, chat: int) -> None:
        if chat in self.blocked:
            raise _Problem(403, "Forbidden: bot was blocked by the user")
        if chat in self.moved:
            raise _Problem(
                400, "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.moved[chat],
            )  # fmt: skip

    def said_to(self, chat: int) -> list[str]:
        """The texts of one chat, oldest first."""
        return [message.text for message in self.sent if message.chat == chat]


def _keyboard(markup: str | None) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = json.loads(markup or "{}").get("inline_keyboard", [])
    if sum(map(len, rows)) > 100:
        raise _Problem(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not button["text"]:
            raise _Problem(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise _Problem(400, "Bad Request: BUTTON_DATA_INVALID")
        if "callback_data" not in button and not button.get("url", "").startswith(("http://", "https://")):
            raise _Problem(400, "Bad Request: BUTTON_URL_INVALID")
    return rows


# --- how it fails -----------------------------------------------------------------------------------------


def status(code: int, description: str = "", **parameters: Any) -> Fault:
    """An answer with this code."""

    def fail(method: str, fields: dict[str, Any]) -> None:
        raise _Problem(code, description or f"error {code}", **parameters)

    return fail


def flood(retry_after: int) -> Fault:
    return status(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def cut_off(method: str, fields: dict[str, Any]) -> Any:
    """The connection breaks."""

    async def cut(request: web.Request) -> None:
        if request.transport is not None:
            request.transport.abort()
        raise _Problem(500, "cut off")

    return cut


def silent(method: str, fields: dict[str, Any]) -> Any:
    """The connection stands, and nothing is answered."""

    async def wait(request: web.Request) -> None:
        await asyncio.Event().wait()

    return wait


def page_of_a_proxy(method: str, fields: dict[str, Any]) -> Any:
    """Something in between answers in Telegram's place, and says that all is well."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="<html>Please log in</html>", content_type="text/html")

    return answer


def only(name: str, fault: Fault) -> Fault:
    """The fault, for calls of this method alone."""
    return lambda method, fields: fault(method, fields) if method == name else None


# --- people -----------------------------------------------------------------------------------------------


@dataclass
class Person:
    """Somebody in a chat with the bot, or in a group with it."""

    platform: TelegramStandIn
    number: int
    chat: int
    chat_type: str
    thread: int | None = None
    language: Any = "en"

    @property
    def sender(self) -> dict[str, Any]:
        """As an app says who they are."""
        return {"id": self.number, "is_bot": False, "first_name": "Ada", "language_code": self.language}

    def message(self, **content: Any) -> dict[str, Any]:
        """An update with a message of theirs."""
        topic = {} if self.thread is None else {"message_thread_id": self.thread, "is_topic_message": True}
        return self.platform.next_update(
            message={
                "message_id": self.platform.next_message_id(),
                "date": NOW,
                "chat": {"id": self.chat, "type": self.chat_type},
                "from": self.sender,
                **topic,
                **content,
            }
        )

    def words(self, text: str, **more: Any) -> dict[str, Any]:
        """With the entities that an app would mark."""
        found = [*re.finditer(r"(?<!\w)@\w+", text), *re.finditer(r"^/\w+(?:@\w+)?", text)]
        marks = [
            {
                "type": "mention" if match[0].startswith("@") else "bot_command",
                "offset": units(text[: match.start()]),
                "length": units(match[0]),
            }
            for match in found
        ]
        return self.message(text=text, **({"entities": marks} if marks else {}), **more)

    def note(self, ogg: bytes, duration: int = 3, **more: Any) -> dict[str, Any]:
        name = self.platform.file(ogg)
        voice = {
            "file_id": name, "file_unique_id": name, "duration": duration, "mime_type": "audio/ogg",
            "file_size": len(ogg),
        }  # fmt: skip
        return self.message(voice=voice, **more)

    def photo(self, *sizes: tuple[bytes, int, int], **more: Any) -> dict[str, Any]:
        """Sizes are files, each with its width and height."""
        listed = []
        for content, width, height in sizes:
            name = self.platform.file(content)
            listed.append({
                "file_id": name, "file_unique_id": name, "width": width, "height": height,
                "file_size": len(content),
            })  # fmt: skip
        return self.message(photo=listed, **more)

    def press(self, message: SentMessage, title: str) -> dict[str, Any]:
        button = message.button(title)
        return self.press_data(message, button["callback_data"])

    def press_data(self, message: SentMessage, data: str) -> dict[str, Any]:
        topic = {} if self.thread is None else {"message_thread_id": self.thread, "is_topic_message": True}
        return self.platform.next_update(
            callback_query={
                "id": self.platform.pressed(),
                "from": self.sender,
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": message.message_id,
                    "date": NOW,
                    "chat": {"id": self.chat, "type": self.chat_type},
                    "from": {"id": BOT_ID, "is_bot": True, "first_name": "Undertone"},
                    "text": message.text,
                    "reply_markup": {"inline_keyboard": message.buttons},
                    **topic,
                },
            }
        )

    @property
    def heard(self) -> list[str]:
        return self.platform.said_to(self.chat)

    @property
    def last(self) -> SentMessage:
        return [message for message in self.platform.sent if message.chat == self.chat][-1]


@contextlib.asynccontextmanager
async def telegram() -> AsyncIterator[TelegramStandIn]:
    """Telegram, in this loop."""
    platform = TelegramStandIn()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", platform.serve)
    app.router.add_get("/file/bot{token}/{path:.+}", platform.download)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    platform.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield platform
    finally:
        await runner.cleanup()
