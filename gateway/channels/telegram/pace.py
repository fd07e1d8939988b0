"""How much Telegram takes: of one group in a minute, and nothing for as long as it said after a limit."""

from collections import deque
from collections.abc import Callable
from typing import Final

from gateway.channels.telegram.newest import Newest
from gateway.channels.telegram.places import Spot
from gateway.outside.errors import ServiceLimited

GROUP_MESSAGES: Final = 20
GROUP_WITHIN_S: Final = 60.0
"""Telegram takes 20 messages a minute in a group, whoever they answer."""
LIMITED_S: Final = 5.0
"""For a limit that does not say how long."""


class Pace:
    """`clock` gives seconds. A limit met in a group is taken as that group's, one met in a private chat as
    the whole bot's: a private chat alone is never sent that much."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sent: Newest[deque[float]] = Newest()
        self._quiet_until: Newest[float] = Newest()
        self._all_quiet_until = 0.0

    def check(self, spot: Spot) -> None:
        """Whether a message may be sent now. Raises ServiceLimited with how long to wait."""
        until = self._all_quiet_until
        if spot.is_group:
            name, sent = str(spot.chat), self._sent_to(spot)
            until = max(until, self._quiet_until.get(name) or 0.0)
            if len(sent) == GROUP_MESSAGES:
                until = max(until, sent[0] + GROUP_WITHIN_S)
        if (wait_s := until - self._clock()) > 0:
            raise ServiceLimited("kept to what Telegram takes", wait_s)

    def sent(self, spot: Spot) -> None:
        """A message was sent."""
        if spot.is_group:
            sent = self._sent_to(spot)
            sent.append(self._clock())
            self._sent.put(str(spot.chat), sent)

    def limited(self, spot: Spot, limited: ServiceLimited) -> None:
        """Telegram wants quiet."""
        until = self._clock() + (LIMITED_S if limited.retry_after_s is None else limited.retry_after_s)
        if spot.is_group:
            self._quiet_until.put(str(spot.chat), until)
        else:
            self._all_quiet_until = until

    def _sent_to(self, spot: Spot) -> deque[float]:
        return self._sent.get(str(spot.chat)) or deque(maxlen=GROUP_MESSAGES)
