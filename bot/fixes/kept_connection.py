"""Every action call opens a new HTTP session, and with it a new connection (RasaHQ/rasa #8235).

Here one session is kept and its connections are used again. A call that meets no server, because it is being
started again, is repeated for a while: the visitor notices a delay, not an error.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

PAUSES_S = (0.1, 0.2, 0.5, *[1.0] * 18)
"""Before each repetition; about 19 s in all, which is less than the gateway waits for a turn."""


class KeptConnection(EndpointConfig):
    """An endpoint that keeps its session, for what Rasa's action calls use: a POST of JSON, JSON back."""

    _kept: aiohttp.ClientSession | None = None
    _pause: Callable[[float], Awaitable[None]] = staticmethod(asyncio.sleep)

    @classmethod
    def like(cls, endpoint: EndpointConfig) -> "KeptConnection":
        """The same address and settings."""
        return cls(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            **endpoint.kwargs,
        )

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """JSON of the answer. Raises ClientResponseError for a status of 400 and above, ClientConnectionError
        when there is still no server after the last repetition."""
        if subpath or content_type != "application/json" or "headers" in kwargs or self.cafile:
            return await super().request(method, subpath, content_type, compress, **kwargs)
        kwargs.setdefault("timeout", DEFAULT_REQUEST_TIMEOUT)
        parameters = self.combine_parameters(kwargs)
        for pause_s in PAUSES_S:
            try:
                return await self._call(method, params=parameters, compress=compress, **kwargs)
            except (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, ConnectionResetError):
                await self._pause(pause_s)
        return await self._call(method, params=parameters, compress=compress, **kwargs)

    async def _call(self, method: str, **kwargs: Any) -> Any:
        async with self._session().request(method, str(self.url), **kwargs) as answer:
            if answer.status >= 400:
                raise ClientResponseError(answer.status, answer.reason, await answer.content.read())
            return await answer.json()

    def _session(self) -> aiohttp.ClientSession:
        if self._kept is None or self._kept.closed:
            self._kept = self.session()
        return self._kept

    async def close(self) -> None:
        """Closes the kept session, if there is one."""
        if self._kept is not None:
            await self._kept.close()
