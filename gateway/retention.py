"""Has everything older than the retention time erased: at start, and once a day."""

import asyncio
from collections.abc import Callable

from gateway.memory import Expired
from gateway.recorder import Recorder

EVERY_S = 24 * 3600.0


async def keep_retention(recorder: Recorder, clock: Callable[[], float], every_s: float = EVERY_S) -> None:
    """Run until cancelled."""
    while True:
        recorder.add(Expired(clock()))
        await asyncio.sleep(every_s)
