"""What can go wrong in the gateway.

GatewayError
├── ConfigError          a setting or folder cannot be used; raised at start only
├── BotWireError         a frame between gateway and bot breaks their contract
├── MemoryUnavailable    the database did not answer
└── Refusal              a client asked for something that is not allowed; it carries what the client reads
"""

from collections.abc import Mapping


class GatewayError(Exception):
    """Base of every error that the gateway raises."""


class ConfigError(GatewayError):
    """A setting cannot be used; the message names it and what is allowed."""


class BotWireError(GatewayError):
    """A frame from the bot that the gateway cannot read."""


class MemoryUnavailable(GatewayError):
    """The database did not answer."""


class Refusal(GatewayError):
    """A request that is refused, in words made for the client.

    `code` is one of `gateway.protocol.ErrorCode`; `status` is the HTTP status on the REST side.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int = 400,
        message_id: str | None = None,
        retry_after_ms: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.status = status
        self.message_id = message_id
        self.retry_after_ms = retry_after_ms
        self.headers = dict(headers or {})
