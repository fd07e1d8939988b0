"""The trained network as an int8 ONNX graph, and its float parent beside it."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from models.text.network import TextNetwork, untrained
from models.text.smoothing import smoothed

INPUTS = ("input_ids", "attention_mask")
OUTPUTS = ("emotion_logits", "valence_arousal", "sentence_embedding", "emotion_embedding")


def export_graph(network: TextNetwork, path: Path) -> Path:
    """Write the float graph to `path`; batch and length stay free."""
    network.eval()
    ids = torch.from_numpy(np.array([[101, 2023, 2003, 2986, 102], [101, 2748, 102, 0, 0]], np.int64))
    mask = (ids != 0).long()
    free = {0: torch.export.Dim("batch"), 1: torch.export.Dim("n_pieces", max=512)}
    torch.onnx.export(
        network,
        (ids, mask),
        str(path),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_shapes=(free, free),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    return path


def quantise(parent: Path, path: Path, sentences: Iterable[list[int]]) -> Path:
    """Write the int8 graph of `parent` to `path`: weights per channel, activations per batch as they come.

    `sentences` are piece ids to smooth by.
    """
    model = without_traces(onnx.load(str(parent)))
    del model.graph.value_info[:]  # stale shapes stop the quantiser's own shape inference
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.onnx"
        onnx.save(smoothed(model, sentences), str(clean))
        quantize_dynamic(str(clean), str(path), per_channel=True, weight_type=QuantType.QInt8)
    return path


def without_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model without the exporter's notes: they hold source lines and folders of the machine it ran on."""
    for part in (
        model,
        model.graph,
        *model.graph.node,
        *model.graph.input,
        *model.graph.output,
        *model.functions,
    ):
        del part.metadata_props[:]
        part.doc_string = ""
    for tensor in model.graph.initializer:
        del tensor.metadata_props[:]
        tensor.doc_string = ""
    return model


def network_of(checkpoint: Path, pretrained_folder: Path) -> TextNetwork:
    """The network with the weights of a finished run, ready to export."""
    network = untrained(pretrained_folder)
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
    return network


def write_tokenizer(pretrained_folder: Path, path: Path) -> None:
    """BERT's WordPiece tokenizer as served: no padding, cut at 128 pieces."""
    tokenizer = Tokenizer.from_file(str(pretrained_folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    tokenizer.save(str(path))
