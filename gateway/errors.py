"""What can go wrong in the gateway.

GatewayError
├── ConfigError          a setting or folder cannot be used; raised at start only
├── SpeechError          a reply could not be said aloud
├── OutsideError         a service outside failed us; gateway/outside/errors.py draws its tree
├── BotWireError         a frame from the bot breaks the contract between the two
└── Refusal              a client asked for something that is not allowed; it carries what the client reads
"""

from gateway.vocabulary import ErrorCode


class GatewayError(Exception):
    """Base of every error that the gateway raises."""


class ConfigError(GatewayError):
    """A setting cannot be used; the message names it and what is allowed."""


class BotWireError(GatewayError):
    """A frame from the bot that the gateway cannot read."""


class SpeechError(GatewayError):
    """A reply could not be said aloud; it can still be read."""


class Refusal(GatewayError):  # noqa: N818 - an answer to a client, not a fault
    """A request that is refused, in words made for the client."""

    def __init__(
        self,
        code: ErrorCode,
        detail: str,
        *,
        message_id: str | None = None,
        retry_after_ms: int | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.message_id = message_id
        self.retry_after_ms = retry_after_ms
