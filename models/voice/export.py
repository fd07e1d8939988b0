"""The trained network as an ONNX graph from waveform to outputs.

Front end and network are exported apart and then joined, so that spectrograms without a waveform, as
CREMA-D's, can enter the shipped graph in the middle (see `shipped`).
"""

from pathlib import Path
from typing import Final

import onnx
import torch
from onnx import compose
from torch import Tensor, nn

from models.voice.frontend import N_BANDS, BandPower, Forgetting, Normalised
from models.voice.network import Summary, VoiceNetwork

INPUT: Final = "samples"
BANDS: Final = "band_power"
"""Name of the tensor between the two: (1, n_frames, 86)."""

KNOWN_OF_SPEAKER: Final = ("baseline", "n_heard")
"""The other inputs: (1, SIZE) mean summary of what was heard of the speaker before, (1, 1) how many times."""

OUTPUTS: Final = ("logits", "valence_arousal", "voice", "embedding", "summary")
EXAMPLE_SAMPLES: Final = 32_000
EXAMPLE_FRAMES: Final = 126
FRONT, BACK = "front_", "network_"


class Behind(nn.Module):
    """What comes after the bands: (1, n_frames, 86) power and what is known of the speaker -> the network's
    outputs."""

    def __init__(self, network: VoiceNetwork, forgetting: Forgetting) -> None:
        super().__init__()
        self.normalised, self.network = Normalised(forgetting), network

    def forward(self, power: Tensor, baseline: Tensor, n_heard: Tensor) -> tuple[Tensor, ...]:
        found: tuple[Tensor, ...] = self.network(self.normalised(power), baseline, n_heard)
        return found


def export_graph(network: VoiceNetwork, forgetting: Forgetting, path: Path) -> Path:
    """Write the float graph to `path`: one utterance at a time, of any length from 0.2 s."""
    front = _exported(BandPower(), (torch.randn(1, EXAMPLE_SAMPLES),), [INPUT], [BANDS], 3200)
    back = _exported(
        Behind(network, forgetting),
        (torch.rand(1, EXAMPLE_FRAMES, N_BANDS), torch.zeros(1, Summary.SIZE), torch.ones(1, 1)),
        ["power", *KNOWN_OF_SPEAKER],
        list(OUTPUTS),
        12,
    )
    front = compose.add_prefix(front, FRONT, rename_inputs=False, rename_outputs=False)
    back = compose.add_prefix(back, BACK, rename_inputs=False, rename_outputs=False)
    joined = compose.merge_models(front, back, io_map=[(BANDS, "power")])
    onnx.checker.check_model(joined)
    onnx.save(without_traces(joined), str(path))
    return path


def _exported(
    module: nn.Module, examples: tuple[Tensor, ...], names: list[str], outputs: list[str], shortest: int
) -> onnx.ModelProto:
    """Of the first input the second dimension may have any length from `shortest` on."""
    length = torch.export.Dim("length", min=shortest, max=16_000 * 60)
    program = torch.onnx.export(
        module.eval(),
        examples,
        input_names=names,
        output_names=outputs,
        dynamic_shapes=({1: length}, *({} for _ in examples[1:])),
        dynamo=True,
        verbose=False,
    )
    if program is None:
        raise RuntimeError("the exporter gave no graph")
    return program.model_proto


def without_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model without the exporter's notes: they hold source lines and folders of the machine it ran on."""
    parts = (model, model.graph, *model.graph.node, *model.graph.input, *model.graph.output, *model.functions)
    for part in (*parts, *model.graph.value_info, *model.graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    return model
