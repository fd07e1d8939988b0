"""The trained network as an ONNX graph from waveform to outputs."""

from pathlib import Path
from typing import Final

import onnx
import torch

from models.voice.frontend import Forgetting
from models.voice.network import Served, VoiceNetwork

INPUT: Final = "samples"
BANDS: Final = "bands"
"""Name of the matrix that makes the network's bands of mel bands; what comes out of it is band power."""

OUTPUTS: Final = ("logits", "valence_arousal", "voice", "embedding")
EXAMPLE_SAMPLES: Final = 32_000


def export_graph(network: VoiceNetwork, forgetting: Forgetting, path: Path) -> Path:
    """Write the float graph to `path`: one utterance at a time, of any length from 0.2 s."""
    served = Served(network, forgetting).eval()
    torch.onnx.export(
        served,
        (torch.randn(1, EXAMPLE_SAMPLES),),
        str(path),
        input_names=[INPUT],
        output_names=list(OUTPUTS),
        dynamic_shapes=({1: torch.export.Dim("n_samples", min=3200, max=16_000 * 60)},),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    onnx.save(without_traces(onnx.load(str(path))), str(path))
    return path


def without_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model without the exporter's notes: they hold source lines and folders of the machine it ran on."""
    parts = (model, model.graph, *model.graph.node, *model.graph.input, *model.graph.output, *model.functions)
    for part in (*parts, *model.graph.value_info, *model.graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    return model
