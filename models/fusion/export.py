"""The network as an ONNX graph of one turn: what was sensed, the person and the state in, the answers and the
next state out."""

from pathlib import Path
from typing import Final

import onnx
import torch
from torch import Tensor, nn

from models.fusion.network import FACE, N_PERSON, SENSES, TEXT, FusionNetwork, State, Turn
from perception.dynamics import STATE

INPUTS: Final = (
    "readings", "text_embedding", "face_embedding", "present", "embedded", "elapsed", "own", "person",
    "spoken", *STATE,
)  # fmt: skip
OUTPUTS: Final = ("logits", "affect", "changed", "need", "weights", *(f"{name}_after" for name in STATE))


class OneTurn(nn.Module):
    """The network with its inputs side by side."""

    def __init__(self, network: FusionNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, readings: Tensor, text: Tensor, face: Tensor, present: Tensor, embedded: Tensor,
        elapsed: Tensor, own: Tensor, person: Tensor, spoken: Tensor, hidden: Tensor, cell: Tensor,
        memory: Tensor, remembered: Tensor,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        nothing = readings.new_zeros(readings.shape[0], 0)
        embeddings = tuple({TEXT: text, FACE: face}.get(at, nothing) for at in range(len(SENSES)))
        turn = Turn(readings, embeddings, present, embedded, elapsed, own, person, spoken)
        outputs, state = self.network(turn, State(hidden, cell, memory, remembered))
        return (*outputs, *state)


def export_graph(network: FusionNetwork, path: Path) -> Path:
    """Write the graph to `path`."""
    program = torch.onnx.export(
        OneTurn(network.eval()).eval(),
        example(network),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamo=True,
        verbose=False,
    )
    if program is None:
        raise RuntimeError("the exporter gave no graph")
    model = program.model_proto
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path


def example(network: FusionNetwork) -> tuple[Tensor, ...]:
    """One turn of anything, in the order of INPUTS."""
    size = network.size
    n_senses = len(SENSES)
    return (
        torch.randn(1, n_senses, size.n_readings), torch.randn(1, size.embeddings[TEXT]),
        torch.randn(1, size.embeddings[FACE]), torch.ones(1, n_senses), torch.ones(1, n_senses),
        torch.ones(1, 1), torch.ones(1, 1), torch.randn(1, N_PERSON), torch.ones(1, 1),
        *network.begin(1),
    )  # fmt: skip
