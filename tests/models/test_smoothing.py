import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="smoothing belongs to training; install the `train` extra")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from onnxruntime import InferenceSession  # noqa: E402
from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: E402

from models.text.smoothing import smoothed  # noqa: E402  (needs onnx)

SENTENCES = [[3, 5, 7], [1, 2], [9, 4, 6, 8], [0]]


def network(rng):
    """Pieces -> embedding with one channel far larger than the rest -> the sum of two products of it."""
    table = rng.normal(size=(10, 16)).astype(np.float32)
    table[:, 3] *= 60.0
    tensors = {
        "table": table,
        "first": rng.normal(size=(16, 8)).astype(np.float32) * 0.1,
        "second": rng.normal(size=(16, 8)).astype(np.float32) * 0.1,
    }
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["embedded"]),
        helper.make_node("MatMul", ["embedded", "first"], ["left"], name="left"),
        helper.make_node("MatMul", ["embedded", "second"], ["right"], name="right"),
        helper.make_node("Add", ["left", "right"], ["sum"]),
        helper.make_node("Cast", ["attention_mask"], ["unused"], to=TensorProto.FLOAT),
    ]
    shape = ["batch", "n_pieces"]
    graph = helper.make_graph(
        nodes,
        "small",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, shape)
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("sum", TensorProto.FLOAT, [*shape, 8])],
        [numpy_helper.from_array(value, name) for name, value in tensors.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def said(model):
    session = InferenceSession(model if isinstance(model, str) else model.SerializeToString())
    ids = [np.array([row], np.int64) for row in SENTENCES]
    return np.concatenate(
        [session.run(["sum"], {"input_ids": row, "attention_mask": np.ones_like(row)})[0][0] for row in ids]
    )


def quantised(model, folder):
    source, target = str(folder / "float.onnx"), str(folder / "int8.onnx")
    onnx.save(model, source)
    quantize_dynamic(
        source, target, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"]
    )
    return target


def test_smoothing_leaves_the_function_as_it_was():
    model = network(np.random.default_rng(1))
    assert np.allclose(said(smoothed(model, SENTENCES)), said(model), rtol=1e-4, atol=1e-4)


def test_the_model_that_is_given_stays_untouched():
    model = network(np.random.default_rng(2))
    before = model.SerializeToString()
    smoothed(model, SENTENCES)
    assert model.SerializeToString() == before


def test_a_large_channel_costs_the_int8_graph_less_after_smoothing(tmp_path):
    model = network(np.random.default_rng(3))
    exact = said(model)
    (tmp_path / "plain").mkdir()
    (tmp_path / "smooth").mkdir()
    plain = np.abs(said(quantised(model, tmp_path / "plain")) - exact).mean()
    smooth = np.abs(said(quantised(smoothed(model, SENTENCES), tmp_path / "smooth")) - exact).mean()
    assert smooth < 0.7 * plain
