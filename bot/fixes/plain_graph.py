"""Rasa runs its graph of a dozen nodes through dask three times a turn (RasaHQ/rasa #8235, #11313).

Building, ordering and scheduling dask's graph takes longer than most nodes. Here the order is worked out once
for each set of targets and the nodes are called one after the other, as dask's synchronous scheduler does.
"""

from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

Plan = list[tuple[str, tuple[str, ...]]]


def plan(runner: DaskGraphRunner, targets: list[str]) -> Plan:
    """Names of the nodes in running order, each with the names it needs. Kept on the runner."""
    plans: dict[tuple[str, ...], Plan] = runner.__dict__.setdefault("_undertone_plans", {})
    key = tuple(targets)
    if key not in plans:
        nodes = runner._graph_schema.minimal_graph_schema(targets).nodes  # noqa: SLF001
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        plans[key] = [
            (name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs
        ]
    return plans[key]


def run(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Outputs of the targets by name. Raises GraphRunError, as the method that it replaces."""
    wanted = list(targets or self._graph_schema.target_names)
    results: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, needs in plan(self, wanted):
            results[name] = self._instantiated_nodes[name](*(results.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(results[name] for name in wanted)


def apply() -> None:
    """After Rasa is imported."""
    DaskGraphRunner.run = run
