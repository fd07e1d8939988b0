"""The visitor's own clock."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_named(name: str | None) -> ZoneInfo | None:
    """The zone of that IANA name, or None where this server knows none."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "America" is a folder
        return None


def local_hour(now: float, zone: ZoneInfo | None) -> int | None:
    """The hour of the day, 0 to 23, at `now` (epoch seconds); None without a zone."""
    return None if zone is None else datetime.fromtimestamp(now, zone).hour
