"""The action server's HTTP face, in place of rasa-sdk's own.

rasa-sdk's `create_app` answers a failure with the whole request, which holds what the visitor wrote, and logs
it; it opens CORS to every origin, starts a tracing span per call, and compares versions per call. This one
does none of it.
"""

import zlib
from itertools import count
from json import JSONDecodeError, loads
from typing import Any

import structlog

from actions.errors import MalformedCallError
from actions.sdk import ActionExecutor, ActionNotFoundException, HTTPResponse, Request, Sanic, json
from actions.words import Words

MAX_BODY_BYTES = 4_000_000

log = structlog.get_logger("undertone.actions")
_numbers = count(1)


def build_app(executor: ActionExecutor, words: Words) -> Sanic:
    """The routes `POST /webhook`, `GET /health` and `GET /actions` over an executor."""
    app = Sanic(f"undertone-actions-{next(_numbers)}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES
    app.config.ACCESS_LOG = False
    app.config.KEEP_ALIVE_TIMEOUT = 120

    @app.get("/health")
    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.get("/actions")
    async def actions(_request: Request) -> HTTPResponse:
        return json([{"name": name} for name in sorted(executor.actions)])

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        try:
            call = _call(request)
        except MalformedCallError as error:
            return json({"error": str(error)}, status=400)
        return await answer_call(executor, call, words)

    return app


def _call(request: Request) -> dict[str, Any]:
    try:
        compressed = request.headers.get("content-encoding") == "deflate"
        call = loads(zlib.decompress(request.body) if compressed else request.body)
    except (JSONDecodeError, UnicodeDecodeError, zlib.error):
        raise MalformedCallError("the body is not JSON; send the call that Rasa sends") from None
    if (
        not isinstance(call, dict)
        or not isinstance(call.get("next_action"), str)
        or not isinstance(call.get("tracker"), dict)
    ):
        raise MalformedCallError("the call needs `next_action` and `tracker`; send the call that Rasa sends")
    call["tracker"].setdefault("sender_id", call.get("sender_id") or "unknown")
    return call


async def answer_call(executor: ActionExecutor, call: dict[str, Any], words: Words) -> HTTPResponse:
    """Run one action; whatever happens inside it, the answer and the log hold nothing of what was written."""
    name = call["next_action"]
    try:
        result = await executor.run(call)
    except ActionNotFoundException:
        log.error("action_unknown", action=name)
        return json({"error": "no such action is registered", "action_name": name}, status=404)
    except Exception as error:  # noqa: BLE001 - the outermost edge: the visitor gets an answer, the log no words
        log.error("action_crashed", action=name, error=type(error).__name__, where=_where(error))
        return json({"events": [], "responses": [{"text": words.pick("memory_fails")}]})
    return json({"events": result.events, "responses": result.responses})


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
