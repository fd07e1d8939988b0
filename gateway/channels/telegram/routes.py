"""Where Telegram sends updates: acknowledged at once, before anything is done about them."""

import hmac
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from pydantic import SecretStr

from gateway.channels.telegram.config import WEBHOOK_PATH
from gateway.errors import Refusal


def telegram_routes(secret: SecretStr, take: Callable[[Any], None]) -> APIRouter:
    """The webhook; `secret` is what its header has to say."""
    router = APIRouter(include_in_schema=False)
    expected = secret.get_secret_value().encode()

    @router.post(WEBHOOK_PATH)
    async def webhook(
        request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = ""
    ) -> Response:
        """One update. Refused without the secret, whatever is in it."""
        given = x_telegram_bot_api_secret_token.encode("utf-8", "replace")
        if not expected or not hmac.compare_digest(given, expected):
            raise Refusal("not_allowed", "the secret token is missing or another one; Telegram sends it")
        try:
            update = await request.json()
        except (ValueError, RecursionError):
            raise Refusal("malformed", "the body is not JSON; Telegram sends one update") from None
        take(update)
        return Response(status_code=200)

    return router
