"""A service that is called in two ways, each with bounds and a state of its own."""

from dataclasses import dataclass, replace

from gateway.outside.service import OutsideService
from gateway.outside.status import ServiceStatus


@dataclass(frozen=True)
class TwoWays:
    """What goes out and what comes in, one service to its owner. Implements
    `gateway.channels.platform.Watched`."""

    outgoing: OutsideService
    incoming: OutsideService

    @property
    def status(self) -> ServiceStatus:
        """That of what comes in where nothing does, else that of what goes out."""
        outgoing, incoming = self.outgoing.status, self.incoming.status
        return outgoing if incoming.state == "ok" else replace(incoming, name=outgoing.name)
