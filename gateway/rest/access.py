"""Who calls the HTTP API, and how often they may."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from gateway.errors import Refusal
from gateway.services import Services
from gateway.tokens import Claims

_bearer = HTTPBearer(auto_error=False, description="The `token` of a session.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else "unknown"


def limiter(services: Services) -> Callable[[Request], Awaitable[None]]:
    """A dependency that refuses an address which calls too often."""

    async def limit(request: Request) -> None:
        wait_s = services.calls.take(address_of(request), services.clock())
        if wait_s:
            config = services.config
            retry_after_ms = int(wait_s * 1000) + 1
            raise Refusal(
                "rate_limited",
                f"too many calls: {config.calls_per_s:g} per second and {config.call_burst} at once are "
                f"allowed; call again in {retry_after_ms} ms",
                retry_after_ms=retry_after_ms,
            )

    return limit


def token_reader(services: Services) -> Callable[[Credentials], Awaitable[Claims]]:
    """A dependency that gives what the bearer token says, or refuses."""

    async def read(credentials: Credentials) -> Claims:
        if credentials is None:
            raise Refusal(
                "token_invalid", "no token was given; send `Authorization: Bearer …` with a session's token"
            )
        claims = services.tokens.read(credentials.credentials, services.clock())
        live = services.registry.find(claims.session)
        if live is None:
            return claims
        return claims.model_copy(update={"user": live.session.identity.user})  # a new one, once forgotten

    return read
