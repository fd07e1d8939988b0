"""How a service outside is doing, as its owner wants to know it."""

from dataclasses import dataclass
from typing import Literal

ServiceState = Literal["off", "ok", "failing", "limited"]


@dataclass(frozen=True)
class ServiceStatus:
    """`since` is the time (s) of the first failure of those that have lasted until now, of the first call
    that went well otherwise, None before any call. `setting` is what switches the service on or off."""

    name: str
    state: ServiceState
    setting: str
    since: float | None = None
    why: str = ""


def switched_off(name: str, setting: str, why: str = "") -> ServiceStatus:
    """A service that nobody asked for; `setting` would switch it on."""
    return ServiceStatus(name, "off", setting, why=why)
