"""The addresses that Slack calls: each request is checked, taken and answered at once, before its turn."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from gateway.channels.slack.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, SignatureDesk
from gateway.channels.slack.socket_mode import Taken
from gateway.errors import Refusal

log = structlog.get_logger(__name__)

PREFIX: Final = "/channels/slack"
EVENTS: Final = f"{PREFIX}/events"
ACTIONS: Final = f"{PREFIX}/actions"
COMMANDS: Final = f"{PREFIX}/commands"


def slack_routes(desk: SignatureDesk, take: Taken) -> APIRouter:
    """Events, buttons and commands. What is not signed by Slack just now is refused with 401."""
    router = APIRouter(include_in_schema=False)

    async def checked(request: Request) -> bytes:
        body = await request.body()
        try:
            desk.check(request.headers.get(TIMESTAMP_HEADER), request.headers.get(SIGNATURE_HEADER), body)
        except Refusal as refusal:
            log.warning("slack_request_refused", why=refusal.detail)
            raise
        return body

    @router.post(EVENTS)
    async def events(request: Request) -> Response:
        told = _object_in(await checked(request))
        if told.get("type") == "url_verification":
            return JSONResponse({"challenge": str(told.get("challenge", ""))})
        return _answer(take(told))

    @router.post(ACTIONS)
    async def actions(request: Request) -> Response:
        form = _form_in(await checked(request))
        return _answer(take(_object_in(form.get("payload", "").encode())))

    @router.post(COMMANDS)
    async def commands(request: Request) -> Response:
        return _answer(take(_form_in(await checked(request))))

    return router


def _answer(said: Mapping[str, Any] | None) -> Response:
    return Response() if said is None else JSONResponse(dict(said))


def _object_in(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("malformed", "the body is not JSON; send one JSON object") from None
    if not isinstance(told, dict):
        raise Refusal("malformed", "the body is not a JSON object; send one")
    return told


def _form_in(body: bytes) -> dict[str, str]:
    """The fields of a form, each given once."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=bool(body), errors="strict")
    except ValueError:  # UnicodeDecodeError among them
        raise Refusal("malformed", "the body is not a form; send its fields URL-encoded in UTF-8") from None
    return {name: values[-1] for name, values in fields.items()}
