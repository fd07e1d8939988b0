"""What the owner is told of Spotify, which is searched and proves logins, each in its own state."""

import asyncio
import contextlib

import pytest

from gateway.metrics import Metrics
from gateway.music.desk import MusicDesk
from gateway.outside.errors import OutsideError, ServiceAway
from gateway.outside.service import OutsideRules, OutsideService
from tests.gateway.house import Clock


def service(*, works: bool, why: str) -> OutsideService:
    made = OutsideService("spotify", OutsideRules("keys"), Metrics(), Clock(), lambda _: ServiceAway(why))

    async def work() -> None:
        if not works:
            raise LookupError

    async def ask() -> None:
        with contextlib.suppress(OutsideError):
            await made.call("search", work, repeat=False)

    asyncio.run(ask())
    return made


@pytest.mark.parametrize(
    ("searches", "logins", "state", "why"),
    [(True, True, "ok", ""), (False, True, "failing", "searches"), (True, False, "failing", "logins"),
     (False, False, "failing", "logins")],
)  # fmt: skip
def test_the_owner_is_told_of_what_does_not_work_and_of_logins_before_searches(
    searches: bool, logins: bool, state: str, why: str
) -> None:
    desk = MusicDesk(
        outside=service(works=searches, why="searches"), accounts=service(works=logins, why="logins")
    )
    assert (desk.status.state, desk.status.why) == (state, why)
    assert MusicDesk(outside=desk.outside).status == desk.outside.status  # type: ignore[union-attr]
