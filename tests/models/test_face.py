"""What ships for the face sense: record, card, recipe and results agree; the training crops are the served
ones."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.cards import with_results
from models.face import card, measures
from models.face.evaluate import clear_majority
from models.face.fer import FER2013, SIDE, VOTED, load, majority
from models.face.prepare import TRIES, enlarged
from models.reliability import calibration_error
from perception.face.align import Similarity, aligned
from perception.face.graph import Calibration, FaceGraph
from perception.signals.face_observation import EXPRESSIONS, N_EMBEDDING
from perception.weights import records

MODELS = Path(__file__).resolve().parents[2] / "models"
FACE = MODELS / "face"


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FACE / "results.json").read_text())
    return found


def figures(results: dict[str, Any]) -> dict[str, float]:
    """What record and recipe hold."""
    return {
        "ferplus_accuracy": results["ferplus"]["accuracy"],
        "ferplus_macro_f1": results["ferplus"]["macro_f1"],
        "fer2013_accuracy": results["fer2013"]["accuracy"],
        "fer2013_macro_f1": results["fer2013"]["macro_f1"],
        "ece": results["ece"],
    }


def votes(**given: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    return np.array([[float(given.get(name, 0)) for name in VOTED]], np.float32)


def test_record_and_results_hold_the_same_numbers(results: dict[str, Any]) -> None:
    record = next(record for record in records(MODELS) if record.name == "face")
    assert record.result == figures(results)
    assert record.labels == EXPRESSIONS
    assert "non-commercial" in record.licence


def test_recipe_and_results_hold_the_same_numbers(results: dict[str, Any]) -> None:
    with (MODELS / "recipes.csv").open() as file:
        row = next(row for row in csv.DictReader(file) if row["model"] == "face")
    assert row["result"] == "; ".join(f"{name}={value}" for name, value in figures(results).items())
    assert (MODELS.parent / row["script"]).is_file()
    assert (MODELS.parent / row["hparams"]).is_file()


def test_card_and_results_hold_the_same_numbers(results: dict[str, Any]) -> None:
    text = (FACE / "README.md").read_text()
    assert with_results(text, card.block(results)) == text


def test_both_label_sets_are_reported_with_their_majority(results: dict[str, Any]) -> None:
    for name in ("ferplus", "fer2013"):
        part = results[name]
        assert part["accuracy"] > part["majority"]["accuracy"]
        assert part["macro_f1"] > part["majority"]["macro_f1"]


def test_the_calibration_fits_the_network() -> None:
    calibration = Calibration.load(FACE / "serving.json")
    assert calibration.labels == EXPRESSIONS
    assert len(calibration.bias) == len(calibration.rest) == len(EXPRESSIONS)
    assert len(calibration.attention) == N_EMBEDDING


def test_the_graph_gives_a_crop_the_same_alone_and_with_its_mirror_image() -> None:
    graph = FaceGraph(FACE)
    crop = np.random.default_rng(1).uniform(0, 255, (SIDE, SIDE)).astype(np.float32)
    alone, other = graph.run(crop), graph.run(np.ascontiguousarray(crop[:, ::-1]))
    both = graph.run(crop, mirrored=True)
    np.testing.assert_allclose(both.logits, (alone.logits + other.logits) / 2, atol=1e-4)
    np.testing.assert_allclose(both.embedding, (alone.embedding + other.embedding) / 2, atol=1e-4)
    assert alone.logits.shape == (len(EXPRESSIONS),)
    assert alone.fer2013.shape == (len(FER2013),)


def test_light_and_contrast_change_nothing_for_the_network() -> None:
    graph = FaceGraph(FACE)
    crop = np.random.default_rng(1).uniform(60, 200, (SIDE, SIDE)).astype(np.float32)
    np.testing.assert_allclose(graph.run(crop).logits, graph.run(0.4 * crop + 20).logits, atol=1e-3)


@pytest.mark.parametrize(
    ("given", "most", "clear"),
    [
        ({"happiness": 10}, "happiness", "happiness"),
        ({"anger": 5, "fear": 3, "disgust": 1, "neutral": 1}, "anger", "anger"),
        ({"anger": 4, "fear": 4, "neutral": 2}, None, None),
        ({"anger": 4, "fear": 3, "neutral": 3}, "anger", None),
        ({"unknown": 6, "fear": 4}, None, None),
        ({"not_a_face": 10}, None, None),
    ],
)
def test_the_label_of_a_picture_is_what_most_people_said(
    given: dict[str, int], most: str | None, clear: str | None
) -> None:
    for found, name in ((majority(votes(**given)), most), (clear_majority(votes(**given)), clear)):
        assert int(found[0]) == (-1 if name is None else EXPRESSIONS.index(name))


def test_pictures_without_a_label_take_no_part_in_the_figures() -> None:
    truth, said = np.array([0, 1, -1, 1]), np.array([0, 0, 0, 1])
    assert measures.accuracy(truth, said) == pytest.approx(2 / 3)
    assert measures.f1_per_label(truth, said, 2) == pytest.approx([2 / 3, 2 / 3])
    assert measures.figures(truth, said, 2)["majority"]["accuracy"] == pytest.approx(2 / 3)


def test_confidence_that_is_right_has_no_calibration_error() -> None:
    confidence = np.repeat([0.25, 0.75], 4)
    right = np.array([1, 0, 0, 0, 1, 1, 1, 0], bool)
    assert calibration_error(confidence, right) == pytest.approx(0.0)
    assert calibration_error(confidence, ~right) == pytest.approx(0.5)


@pytest.mark.parametrize("attempt", TRIES)
def test_a_tile_is_shown_to_the_mesh_in_the_middle_of_its_border(attempt: Any) -> None:
    tile = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
    shown, margin = enlarged(tile, attempt)
    assert shown.shape == (SIDE * attempt.scale + 2 * margin,) * 2 + (3,)


def test_training_crops_are_what_the_served_alignment_makes() -> None:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    from models.face.augment import sampled

    rng = np.random.default_rng(1)
    tile = rng.integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
    for place in (
        Similarity(48.0, 0.0, 0.0, 0.0),
        Similarity(40.0, 9.0, 5.0, -2.0),
        Similarity(60, -20, -9, 8),
    ):
        served = aligned(np.repeat(tile[..., None], 3, axis=2), place)
        rows = [[place.a, -place.b, place.x0], [place.b, place.a, place.y0]]
        trained = sampled(torch.from_numpy(tile)[None], torch.tensor([rows], dtype=torch.float32) / SIDE)
        np.testing.assert_allclose(trained[0, 0].numpy(), served, atol=0.05)


def test_augmented_crops_stay_pictures_and_are_made_again_from_the_same_seed() -> None:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    from models.face.augment import Augment, Augmentation

    tiles = torch.randint(0, 256, (32, SIDE, SIDE), dtype=torch.uint8)
    places = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]).repeat(32, 1, 1)
    made = [Augment(Augmentation(), torch.Generator().manual_seed(7))(tiles, places) for _ in range(2)]
    assert made[0].shape == (32, 1, SIDE, SIDE)
    assert float(made[0].min()) >= 0.0
    assert float(made[0].max()) <= 255.0
    assert torch.equal(*made)


def test_processes_that_share_an_epoch_take_different_pictures() -> None:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    from models.face.augment import Augmentation
    from models.face.examples import Batches

    rows = np.arange(101)
    parts = [
        Batches(torch.zeros(0), torch.zeros(0), None, rows, Augmentation(), 10, 3, (number, 2))  # type: ignore[arg-type]
        for number in (0, 1)
    ]
    assert [len(part) for part in parts] == [5, 5]
    assert not set(parts[0]._order) & set(parts[1]._order)


@pytest.mark.filterwarnings("ignore")  # the exporter warns of its own future
def test_an_exported_graph_gives_what_its_torch_parent_gives(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    pytest.importorskip("onnxscript", reason="needs the train extra")
    from models.face.export import export_graph
    from models.face.network import FaceNetwork, Size

    torch.manual_seed(1)
    network = FaceNetwork(Size(stem=4, widths=(8, 8, 8), n_blocks=(1, 1, 1))).eval()
    export_graph(network, tmp_path / "face.onnx")
    graph = FaceGraph(tmp_path)
    for seed in range(3):
        crop = np.random.default_rng(seed).uniform(0, 255, (SIDE, SIDE)).astype(np.float32)
        with torch.no_grad():
            expected = network(torch.from_numpy(crop)[None, None])
        found = graph.run(crop)
        parts = (found.logits, found.fer2013, found.valence_arousal, found.embedding)
        for value, wanted in zip(parts, expected, strict=True):
            np.testing.assert_allclose(value, wanted[0].numpy(), atol=1e-4)


@pytest.mark.data
def test_the_data_is_what_the_figures_are_of(data_dir: Path) -> None:
    fer = load(data_dir)
    assert [len(fer.rows(split)) for split in ("Training", "PublicTest", "PrivateTest")] == [
        28546,
        3577,
        3569,
    ]
    assert len(fer.rows("Training", with_copies=False)) == 27792
    trained = set(fer.group[fer.rows("Training", with_copies=False)]) - {-1}
    tested = set(fer.group[fer.rows("PrivateTest")]) - {-1}
    assert not trained & tested
