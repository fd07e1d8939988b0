"""How a call to somebody else's service ends when it does not end well.

OutsideError
├── ServiceLimited   asked too often: not again before `retry_after_s`
├── ServiceAway      time-out, broken connection, 5xx, or left alone for a while: later may be better
└── ServiceRefused   the same call will be refused again (4xx)

Their words are made for the owner: never a key, never an address with a key in it, never a visitor's word.
"""

from gateway.errors import GatewayError


class OutsideError(GatewayError):
    """A service outside did not do what it was asked for."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ServiceLimited(OutsideError):  # noqa: N818 - named as the field names it
    """Asked too often; `retry_after_s` is None where the service does not say."""

    def __init__(self, why: str, retry_after_s: float | None = None) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class ServiceAway(OutsideError):  # noqa: N818
    """Not there now. `left_alone`: it was not even asked, because it failed before. `perhaps`: it was asked,
    and may have done it without our hearing so."""

    def __init__(self, why: str, *, left_alone: bool = False, perhaps: bool = False) -> None:
        super().__init__(why)
        self.left_alone = left_alone
        self.perhaps = perhaps


class ServiceRefused(OutsideError):  # noqa: N818
    """Refused for good. `everything`: not this call alone but all of them (wrong keys, no subscription)."""

    def __init__(self, why: str, *, everything: bool = False) -> None:
        super().__init__(why)
        self.everything = everything
