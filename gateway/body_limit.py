"""Refuses request bodies that are larger than any call needs, before they are read."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.problems import problem_response

WEBHOOKS = "/channels/"
WEBHOOK_BYTES = 1024 * 1024
"""Platforms send more than visitors do: a message twice, each letter escaped, and the one it answers."""


class BodyLimit:
    """ASGI middleware. `max_bytes` counts what arrives, whatever the headers say; requests of platforms below
    `WEBHOOKS` may have `WEBHOOK_BYTES`."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        max_bytes = WEBHOOK_BYTES if scope["path"].startswith(WEBHOOKS) else self._max_bytes
        body = await _read(receive, max_bytes)
        if body is None:
            detail = f"the body is larger than {max_bytes} bytes, which is the limit; send less"
            await problem_response("body_too_large", detail, 413)(scope, receive, send)
            return
        await self._app(scope, _once(body, receive), send)


async def _read(receive: Receive, max_bytes: int) -> bytes | None:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > max_bytes:
            return None
        more = message.get("more_body", False)
    return bytes(body)


def _once(body: bytes, receive: Receive) -> Receive:
    delivered = False

    async def receive_again() -> Message:
        nonlocal delivered
        if delivered:
            return await receive()
        delivered = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
