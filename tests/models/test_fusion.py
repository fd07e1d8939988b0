"""The fusion network and the turns that it learns from."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch: the train extra")

from models.fusion.calibrate import (  # noqa: E402
    Answers,
    fitted_strength,
    fitted_temperature,
    served,
    softmaxed,
    subsets,
)
from models.fusion.courses import N_TURNS, needs, placed  # noqa: E402
from models.fusion.dialogues import person_vectors  # noqa: E402
from models.fusion.export import INPUTS, OUTPUTS, OneTurn, example, export_graph  # noqa: E402
from models.fusion.hparams import read  # noqa: E402
from models.fusion.network import FACE, N_READING, SENSES, TEXT, VOICE, FusionNetwork, Size, Turn  # noqa: E402
from models.fusion.runs import NO_LABEL, changes  # noqa: E402
from models.fusion.train import trained  # noqa: E402
from perception.dynamics import Calibration, agreement  # noqa: E402
from perception.emotion import LABELS  # noqa: E402
from perception.need import NEEDS  # noqa: E402
from perception.voice.perceiver import AFFECT  # noqa: E402
from personalization.expression import ExpressionProfile  # noqa: E402

N = 3
SIZES = [Size(), Size(fusion="cross"), Size(embeddings=(0, 0, 0, 0))]
both = pytest.mark.parametrize("size", SIZES, ids=["gated", "cross", "no vectors"])


def network_of(size: Size) -> FusionNetwork:
    torch.manual_seed(3)
    return FusionNetwork(size).eval()


def turn_of(size: Size, seed: int = 1) -> Turn:
    torch.manual_seed(seed)
    return Turn(
        torch.randn(N, len(SENSES), N_READING), tuple(torch.randn(N, width) for width in size.embeddings),
        torch.ones(N, len(SENSES)), torch.ones(N, len(SENSES)), torch.ones(N, 1), torch.ones(N, 1),
        torch.randn(N, 80), torch.ones(N, 1),
    )  # fmt: skip


def without(turn: Turn, sense: int) -> Turn:
    present = turn.present.clone()
    present[:, sense] = 0.0
    return turn._replace(present=present, embedded=present)


@both
def test_a_missing_sense_counts_nothing_whatever_stands_in_its_place(size: Size) -> None:
    network, turn = network_of(size), without(turn_of(size), VOICE)
    readings = turn.readings.clone()
    readings[:, VOICE] = 1e3
    with torch.no_grad():
        found, _ = network(turn, network.begin(N))
        other, _ = network(turn._replace(readings=readings), network.begin(N))
    assert torch.allclose(found.logits, other.logits, atol=1e-4)
    assert (found.weights[:, VOICE] == 0).all()
    assert torch.allclose(found.weights.sum(1), torch.ones(N))


@both
def test_a_turn_is_read_in_the_light_of_those_before_and_of_no_others_person(size: Size) -> None:
    network = network_of(size)
    first, second = turn_of(size, 1), turn_of(size, 2)
    with torch.no_grad():
        _, state = network(first, network.begin(N))
        after, _ = network(second, state)
        fresh, _ = network(second, network.begin(N))
        single, _ = network(
            Turn(*(tuple(v[:1] for v in part) if isinstance(part, tuple) else part[:1] for part in second)),
            network.begin(1),
        )
    assert not torch.allclose(after.logits, fresh.logits, atol=1e-4)
    assert torch.allclose(single.logits, fresh.logits[:1], atol=1e-5)


def test_the_memory_reaches_sixteen_turns_back_and_stays_as_long() -> None:
    network, size = network_of(Size()), Size()
    state = network.begin(N)
    with torch.no_grad():
        for n in range(40):
            _, state = network(turn_of(size, n), state)
            assert state.memory.shape == (N, size.n_remembered, size.state)
            assert int(state.remembered[0].sum()) == min(n + 1, size.n_remembered)


@pytest.mark.filterwarnings("ignore::FutureWarning")  # raised inside the exporter
@pytest.mark.parametrize("size", SIZES[:2], ids=["gated", "cross"])
def test_the_exported_graph_answers_as_its_parent_does(size: Size, tmp_path: Path) -> None:
    pytest.importorskip("onnxscript", reason="needs onnxscript: the train extra")
    import onnxruntime

    network = network_of(size)
    session = onnxruntime.InferenceSession(str(export_graph(network, tmp_path / "fusion.onnx")))
    given = example(network)
    with torch.no_grad():
        wanted = OneTurn(network)(*given)
    found = session.run(list(OUTPUTS), {name: one.numpy() for name, one in zip(INPUTS, given, strict=True)})
    for name, one, other in zip(OUTPUTS, wanted, found, strict=True):
        np.testing.assert_allclose(one.numpy(), other, atol=2e-5, err_msg=name)


def test_changes_are_told_from_the_last_judged_turn() -> None:
    label = torch.tensor([[1, NO_LABEL, 1, 2, NO_LABEL, NO_LABEL, 2, 0]])
    did, known = changes(label)
    assert known.tolist() == [[0, 0, 1, 1, 0, 0, 1, 1]]
    assert did.tolist() == [[0, 0, 0, 1, 0, 0, 0, 1]]


def test_what_is_known_of_a_person_comes_from_the_turns_before() -> None:
    rng = np.random.default_rng(2)
    readings = np.log(rng.dirichlet(np.ones(9), (1, N_TURNS, 4))).astype(np.float32)
    readings = np.concatenate([readings, np.ones((1, N_TURNS, 4, 3), np.float32)], 3)
    present = np.ones((1, N_TURNS, 4), np.float32)
    label = rng.integers(0, 9, (1, N_TURNS))
    said = np.zeros((1, N_TURNS), bool)
    said[0, 4] = True
    vectors = person_vectors(readings, present, label, said)
    assert not vectors[0, 0].any()
    later = readings.copy()
    later[0, 10:] = 0.0
    np.testing.assert_array_equal(person_vectors(later, present, label, said)[0, :11], vectors[0, :11])
    bias = vectors[0, 5].reshape(4, 20)[TEXT, 9:18]
    error = np.eye(9)[label[0, 4]] - np.exp(readings[0, 4, TEXT, :9])
    np.testing.assert_allclose(bias, error / 5.0, atol=1e-6)


def test_a_person_is_known_in_training_as_the_profile_tells_of_them() -> None:
    rng = np.random.default_rng(6)
    shares = rng.dirichlet(np.ones(9), (1, N_TURNS, 4))
    readings = np.concatenate([np.log(shares), np.ones((1, N_TURNS, 4, 3))], 3).astype(np.float32)
    present = (rng.random((1, N_TURNS, 4)) < 0.7).astype(np.float32)
    label = rng.integers(0, 9, (1, N_TURNS))
    said = rng.random((1, N_TURNS)) < 0.3
    vectors = person_vectors(readings, present, label, said)
    profile = ExpressionProfile()
    for turn in range(N_TURNS):
        np.testing.assert_allclose(vectors[0, turn], profile.vector(), atol=1e-5)
        read = {sense: shares[0, turn, at] for at, sense in enumerate(SENSES) if present[0, turn, at]}
        profile = profile.seen(read)
        if said[0, turn]:
            profile = profile.confirmed(LABELS[label[0, turn]], read)


def test_needs_follow_the_table_of_one_who_knows_what_is_felt() -> None:
    sad, angry, glad = (LABELS.index(name) for name in ("sadness", "anger", "joy"))
    found = needs(np.array([[sad, sad], [angry, angry], [glad, glad]]))
    assert [NEEDS[place] for place in found[:, 0]] == ["comfort", "vent", "celebrate"]


def test_labels_stand_where_the_circumplex_has_them() -> None:
    valence, arousal = placed(np.array([LABELS.index("anger")]))[0]
    assert (valence, arousal) == pytest.approx(tuple(0.8 * value for value in AFFECT["anger"]))


def test_a_temperature_brings_shouted_logits_back() -> None:
    rng = np.random.default_rng(4)
    logits = rng.normal(size=(4000, 9))
    label = np.array([rng.choice(9, p=row) for row in softmaxed(logits)])
    assert fitted_temperature(3.0 * logits, label) == pytest.approx(3.0, rel=0.1)


def test_every_subset_that_is_read_has_more_than_behaviour() -> None:
    assert len(subsets()) == 14
    assert all(any(subset[: FACE + 1]) for subset in subsets())


def test_the_recipe_is_read_whole_and_knows_its_names(tmp_path: Path) -> None:
    assert read().size == replace(Size())
    spoilt = tmp_path / "hparams.toml"
    given = (Path(__file__).parents[2] / "models" / "fusion" / "hparams.toml").read_text()
    spoilt.write_text(given + "\nmagic = 1\n")
    with pytest.raises(TypeError, match="magic"):
        read(spoilt)


def test_the_served_calibration_covers_every_subset() -> None:
    folder = Path(__file__).parents[2] / "models" / "fusion"
    record = json.loads((folder / "serving.json").read_text())
    assert len(record["temperatures"]) == len(record["offsets"]) == 16
    assert all(0.1 < value < 10.0 for value in record["temperatures"])


def test_figures_are_made_of_what_is_served() -> None:
    rng = np.random.default_rng(5)
    folder = Path(__file__).parents[2] / "models" / "fusion"
    calibration = Calibration.load(folder / "serving.json")
    logits, mixed = rng.normal(0.0, 2.0, (20, 9)).astype(np.float32), rng.random(20) < 0.5
    readings = np.log(rng.dirichlet(np.ones(N_READING), (20, len(SENSES)))).astype(np.float32)
    present = np.array([subsets()[row % 14] for row in range(20)], np.float32)
    shares, confidence = served(calibration, logits, readings, present, mixed)
    for row in range(20):
        number = int("".join(str(int(there)) for there in present[row]), 2)
        one = calibration.shares(logits[row], number)
        agreed = agreement(readings[row : row + 1], present[row : row + 1], one.argmax(keepdims=True))[0]
        sure = calibration.chance(float(one.max()), float(mixed[row]), float(agreed), number)
        assert one == pytest.approx(shares[row])
        assert sure == pytest.approx(confidence[row], abs=1e-4)


def test_senses_agree_as_far_as_those_that_are_there_name_the_label() -> None:
    shares = np.full((1, len(SENSES), N_READING), 0.1)
    shares[0, TEXT, 2], shares[0, VOICE, 2], shares[0, FACE, 2] = 0.8, 0.4, 0.0001
    there = np.array([[1.0, 1.0, 0.0, 1.0]], np.float32)
    assert agreement(np.log(shares).astype(np.float32), there, np.array([2])) == pytest.approx([0.6])


def test_rare_labels_are_helped_where_that_serves_and_only_there() -> None:
    rng = np.random.default_rng(6)
    label = np.repeat([0, 1], [900, 100])
    rarity = np.array([0.1, 2.3])
    drowned = np.where(label[:, None] == [0, 1], 2.0, 0.0) + rng.normal(0.0, 0.3, (1000, 2))
    drowned[:, 0] += 2.2
    nothing = np.zeros(1000)

    def answers(logits: np.ndarray) -> Answers:
        fields = dict.fromkeys(Answers.__dataclass_fields__, nothing)
        return Answers(**fields | {"logits": logits, "label": label})

    assert fitted_strength(answers(drowned), rarity) > 0.3
    assert fitted_strength(answers(np.where(label[:, None] == [0, 1], 9.0, 0.0)), rarity) == 0.0


def test_a_kept_run_of_another_recipe_is_refused(tmp_path: Path) -> None:
    torch.save({"recipe": {"epochs": 3}, "network": {}}, tmp_path / "seed-1.pt")
    with pytest.raises(ValueError, match="another recipe; delete it"):
        trained(None, read(), 1, tmp_path, print)  # type: ignore[arg-type]  # never looked at
