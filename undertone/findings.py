"""What a check of `undertone doctor` says."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a check ended; only FAILED makes the command fail: while a service outside is FAILING,
    nothing here is wrong."""

    OK = "ok"
    OFF = "off"
    FAILED = "failed"
    FAILING = "failing"


@dataclass(frozen=True)
class Finding:
    """One check, what was seen, and what to do about it (empty when all is well)."""

    check: str
    status: Status
    seen: str
    remedy: str = ""

    @property
    def failed(self) -> bool:
        """Whether Undertone cannot run like this."""
        return self.status is Status.FAILED

    def as_dict(self) -> dict[str, str]:
        """JSON-ready."""
        return asdict(self)
