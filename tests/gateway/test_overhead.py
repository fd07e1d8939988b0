"""What the gateway itself costs."""

import time
from pathlib import Path

import pytest

from tests.gateway.house import open_house

N_TURNS = 200
MOST_S = 0.005


@pytest.mark.anyio
async def test_a_turn_costs_little_beside_perception_and_bot(tmp_path: Path) -> None:
    """Processor time of a turn, client, gateway and scripted bot together: about 1.2 ms on two cores.

    Processor time, and the median, so that whatever else runs on the machine does not count.
    """
    async with open_house(tmp_path, messages_per_s=1e6, burst=1_000_000) as house, house.visitor() as visitor:
        await visitor.hello()
        costs = []
        for n in range(N_TURNS):
            before = time.process_time()
            await visitor.ask(str(n), "I am so sad today")
            costs.append(time.process_time() - before)
        first, last = sorted(costs[: N_TURNS // 4]), sorted(costs[-N_TURNS // 4 :])
        assert sorted(costs)[N_TURNS // 2] < MOST_S
        assert last[len(last) // 2] < 1.5 * first[len(first) // 2] + 0.0005
