"""The visitor's hour of the day."""

import pytest

from gateway.local_time import local_hour, zone_named

NOON_UTC = 1_800_014_400.0  # 2027-01-15 12:00 UTC


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("UTC", 12), ("Europe/Dublin", 12), ("Europe/Berlin", 13), ("Asia/Tokyo", 21), ("Asia/Kolkata", 17),
     ("America/Argentina/Buenos_Aires", 9), ("Pacific/Kiritimati", 2)],
)  # fmt: skip
def test_the_hour_is_that_of_the_visitors_zone(zone: str, hour: int) -> None:
    assert local_hour(NOON_UTC, zone_named(zone)) == hour


@pytest.mark.parametrize("zone", [None, "Mars/Olympus", "America", "posixrules/x", "A" * 64])
def test_a_zone_that_is_not_known_gives_no_hour(zone: str | None) -> None:
    assert local_hour(NOON_UTC, zone_named(zone)) is None
