"""How much one visitor or one address may ask for. Pure: time is a parameter."""

import ipaddress
from collections import OrderedDict


class TokenBucket:
    """`burst` tokens at once, `rate_per_s` of them again each second."""

    def __init__(self, rate_per_s: float, burst: int, now: float) -> None:
        self._rate_per_s = rate_per_s
        self._burst = float(burst)
        self._tokens = float(burst)
        self._at = now

    def take(self, now: float, cost: float = 1.0) -> float:
        """Take `cost` tokens; 0.0 when that succeeds, else the seconds after which it will."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate_per_s)
        self._at = max(self._at, now)
        if self._tokens >= cost:
            self._tokens -= cost
            return 0.0
        return (cost - self._tokens) / self._rate_per_s


class AddressBuckets:
    """A token bucket for each address, for calls that belong to no session; the oldest are forgotten."""

    def __init__(self, rate_per_s: float, burst: int, max_addresses: int = 10_000) -> None:
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._max_addresses = max_addresses
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def take(self, address: str, now: float) -> float:
        """Take one token of `address`; 0.0 when that succeeds, else the seconds after which it will."""
        network = network_of(address)
        bucket = self._buckets.get(network)
        if bucket is None:
            bucket = self._buckets[network] = TokenBucket(self._rate_per_s, self._burst, now)
            if len(self._buckets) > self._max_addresses:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(network)
        return bucket.take(now)


def is_private(address: str) -> bool:
    """Whether an address is this machine's or of a private network."""
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((parsed, 64), strict=False))
    return address
