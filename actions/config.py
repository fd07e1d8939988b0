"""The action server's settings."""

from dataclasses import dataclass
from ipaddress import ip_address

from actions.errors import ActionsConfigError


@dataclass(frozen=True)
class ActionsConfig:
    """Where to listen and what to open.

    `host` must be a loopback address: Rasa is the only caller, and calls carry what visitors wrote. `seed`
    fixes the choice among phrasings and near-equal items; None varies it from start to start. Raises
    ActionsConfigError.
    """

    port: int
    database_url: str
    host: str = "127.0.0.1"
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is unsafe or impossible."""
        if not _is_loopback(self.host):
            raise ActionsConfigError(
                f"host was {self.host!r}; the action server listens on loopback only, such as 127.0.0.1"
            )
        if not 1 <= self.port <= 65535:
            raise ActionsConfigError(f"port was {self.port}; give one from 1 to 65535")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
