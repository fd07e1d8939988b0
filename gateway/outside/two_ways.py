"""A service that is called in two ways, each with bounds and a state of its own."""

from dataclasses import dataclass, replace

from gateway.outside.service import OutsideService
from gateway.outside.status import ServiceStatus


@dataclass(frozen=True)
class TwoWays:
    """One service to its owner, under the name of `main`: sent to and asked, searched and logged in to.
    Implements `gateway.channels.platform.Watched`."""

    main: OutsideService
    other: OutsideService

    @property
    def status(self) -> ServiceStatus:
        """That of `other` where it does not work, else that of `main`."""
        main, other = self.main.status, self.other.status
        return main if other.state == "ok" else replace(other, name=main.name)
