"""What is too old goes, at start and every day."""

import asyncio

import pytest

from gateway.memory import Expired
from gateway.metrics import Metrics
from gateway.recorder import Recorder
from gateway.retention import EVERY_S, keep_retention
from tests.gateway.scripted.memory import ScriptedMemory


@pytest.mark.anyio
async def test_it_happens_at_start_and_again_and_again() -> None:
    memory = ScriptedMemory()
    recorder = Recorder(memory, Metrics(), gather_s=0.0)
    recorder.start()
    ticks = [3.0, 2.0, 1.0]
    with pytest.raises(IndexError):  # the clock has run out
        await keep_retention(recorder, ticks.pop, every_s=0.0)
    await asyncio.to_thread(recorder.stop)
    assert memory.facts == [Expired(1.0), Expired(2.0), Expired(3.0)]


def test_every_day_is_often_enough() -> None:
    assert EVERY_S == 86_400.0
