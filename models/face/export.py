"""The trained network as an ONNX graph from crops to outputs."""

from pathlib import Path
from typing import Final

import onnx
import torch

from models.face.network import FaceNetwork
from perception.face.align import SIDE

INPUT: Final = "crops"
OUTPUTS: Final = ("logits", "fer2013", "valence_arousal", "embedding")
MOST_AT_ONCE: Final = 256


def export_graph(network: FaceNetwork, path: Path) -> Path:
    """Write the float graph to `path`: `crops` float32 (batch, 1, 48, 48), grey in [0, 255]."""
    program = torch.onnx.export(
        network.eval().to(memory_format=torch.contiguous_format),
        (torch.rand(2, 1, SIDE, SIDE) * 255.0,),
        input_names=[INPUT],
        output_names=list(OUTPUTS),
        dynamic_shapes=({0: torch.export.Dim("batch", min=1, max=MOST_AT_ONCE)},),
        dynamo=True,
        verbose=False,
    )
    if program is None:
        raise RuntimeError("the exporter gave no graph")
    model = without_traces(program.model_proto)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path


def without_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model without the exporter's notes: they hold source lines and folders of the machine it ran on."""
    parts = (model, model.graph, *model.graph.node, *model.graph.input, *model.graph.output, *model.functions)
    for part in (*parts, *model.graph.value_info, *model.graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    return model
