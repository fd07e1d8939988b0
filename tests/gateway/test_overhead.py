"""What the gateway itself costs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from types import FrameType

import pytest

from tests.gateway.house import open_house

N_TURNS = 200
N_FIRST = 50
GROWTH = 1.05
MAX_CALLS = 3_500
"""Of an early turn; 2,460 were measured."""


@contextmanager
def counted_calls() -> Iterator[list[int]]:
    """How many functions this thread calls: the same work counts the same on any machine, however busy. What
    other threads call (the senses, the database) is not counted."""
    count = [0]

    def seen(_frame: FrameType, event: str, _given: object) -> None:
        count[0] += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        yield count
    finally:
        sys.setprofile(before)


@pytest.mark.anyio
async def test_a_late_turn_is_no_more_work_than_an_early_one(tmp_path: Path) -> None:
    async with open_house(tmp_path, messages_per_s=1e6, burst=1_000_000) as house, house.visitor() as visitor:
        await visitor.hello()
        work = []
        for n in range(N_TURNS):
            with counted_calls() as count:
                await visitor.ask(str(n), "I am so sad today")
            work.append(count[0])
    first, last = median(work[:N_FIRST]), median(work[-N_FIRST:])
    assert first < MAX_CALLS, first
    assert last < GROWTH * first, (first, last)
