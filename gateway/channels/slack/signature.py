"""Slack's signature, version v0: an HMAC-SHA256 over the time and the body exactly as it came."""

import hmac
import re
from collections.abc import Callable
from typing import Final

from pydantic import SecretStr

from gateway.errors import Refusal

TIMESTAMP_HEADER: Final = "X-Slack-Request-Timestamp"
SIGNATURE_HEADER: Final = "X-Slack-Signature"
WINDOW_S: Final = 300.0
"""How far a request's time may be from ours, as Slack's documentation has it: an older one was kept by
somebody and is sent again."""

_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")


class SignatureDesk:
    """Tells Slack's requests from everybody else's. `clock` gives epoch seconds."""

    def __init__(self, signing_secret: SecretStr, clock: Callable[[], float]) -> None:
        self._secret = signing_secret
        self._clock = clock

    def check(self, timestamp: str | None, signature: str | None, body: bytes) -> None:
        """Raises Refusal (`identity_invalid`) unless Slack sent `body` just now."""
        if not timestamp or not signature:
            raise _refused(f"{TIMESTAMP_HEADER} and {SIGNATURE_HEADER} are needed; Slack sends both")
        if not _TIMESTAMP.fullmatch(timestamp):
            raise _refused(f"{TIMESTAMP_HEADER} is no time in epoch seconds")
        if abs(self._clock() - int(timestamp)) > WINDOW_S:
            raise _refused(
                f"{TIMESTAMP_HEADER} is more than {WINDOW_S:g} s away from this server's time; "
                "compare the clocks, or send a new request"
            )
        if not hmac.compare_digest(self.sign(timestamp, body).encode(), signature.encode()):
            raise _refused(f"{SIGNATURE_HEADER} was not made with this app's signing secret")

    def sign(self, timestamp: str, body: bytes) -> str:
        """The signature of `body` at `timestamp`."""
        signed = b"v0:" + timestamp.encode() + b":" + body
        return "v0=" + hmac.digest(self._secret.get_secret_value().encode(), signed, "sha256").hex()


def _refused(why: str) -> Refusal:
    return Refusal("identity_invalid", f"not taken for Slack's: {why}")
