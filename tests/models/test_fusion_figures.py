"""What the figures of fusion rest on: measures, splits, disturbed senses, and the networks compared."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch: the train extra")

from models.fusion.fit import Fit, as_courses, fitted, left_in, mixed_in, only, shares, windows_of  # noqa: E402
from models.fusion.measures import interval, mean_of, over_seeds, scores, spread_of  # noqa: E402
from models.fusion.mosi import alignment, courses, in_order, segments, standardised  # noqa: E402
from models.fusion.network import FACE, N_PERSON, N_READING, SENSES, VOICE, FusionNetwork, Size  # noqa: E402
from models.fusion.performances import N_FOLDS, folds  # noqa: E402
from models.fusion.rivals import (  # noqa: E402
    LSTM,
    BiGRU,
    EarlyConcatenation,
    LSTMWithUser,
    MultimodalMLP,
    Transformer,
    TransformerWithProfile,
    WithoutDynamics,
    WithoutPerson,
    outputs_of,
)
from models.fusion.runs import NO_LABEL, Sequences  # noqa: E402
from models.fusion.subsets import others  # noqa: E402
from perception.emotion import LABELS  # noqa: E402

N, T = 4, 6
SIZE = Size(embeddings=(5, 0, 3, 0))
CAUSAL = [MultimodalMLP, LSTM, Transformer, LSTMWithUser, TransformerWithProfile]
OF_PERSON = [LSTMWithUser, TransformerWithProfile]


def a_course(seed: int = 1) -> Sequences:
    torch.manual_seed(seed)
    return Sequences(
        torch.randn(N, T, len(SENSES), N_READING),
        tuple(torch.randn(N, T, width) for width in SIZE.embeddings),
        torch.ones(N, T, len(SENSES)),
        torch.ones(N, T, len(SENSES)),
        torch.rand(N, T, 1),
        torch.ones(N, T, 1),
        torch.randn(N, T, N_PERSON),
        torch.randint(len(LABELS), (N, T)),
        torch.zeros(N, T, dtype=torch.long),
        torch.zeros(N, T, 2),
    )


def said(network: torch.nn.Module, sequences: Sequences) -> torch.Tensor:
    with torch.no_grad():
        return torch.stack([one.logits for one in outputs_of(network.eval(), sequences)], 1)


def made(kind, size: Size = SIZE):
    torch.manual_seed(2)
    return kind(size).eval()


def with_other_last_turn(sequences: Sequences) -> Sequences:
    readings = sequences.readings.clone()
    readings[:, -1] += 3.0
    return replace(sequences, readings=readings)


def test_figures_of_seeds_keep_mean_spread_and_what_was_alike() -> None:
    found = over_seeds([{"f1": 0.5, "n": 7, "most": {"f1": 0.1}}, {"f1": 0.7, "n": 7, "most": {"f1": 0.1}}])
    assert mean_of(found["f1"]) == pytest.approx(0.6)
    assert spread_of(found["f1"]) == pytest.approx(np.std([0.5, 0.7], ddof=1))
    assert (found["n"], found["most"], spread_of(found["most"]["f1"])) == (7, {"f1": 0.1}, 0.0)


def test_one_seed_has_no_spread_and_says_so() -> None:
    with pytest.raises(ValueError, match="name more seeds"):
        over_seeds([{"f1": 0.5}])


def test_scores_stand_beside_those_of_the_most_frequent_label() -> None:
    found = scores(np.array([4, 4, 4, 1]), np.array([4, 4, 1, 1]))
    assert found["accuracy"] == 0.75
    assert found["majority"]["accuracy"] == 0.75
    assert found["majority"]["macro_f1"] < found["macro_f1"]


def test_an_interval_over_few_persons_is_wider_than_over_as_many_strangers() -> None:
    values = np.repeat([0.0, 1.0, 0.0, 1.0], 50)
    of_few = interval(values, np.repeat(np.arange(4), 50), np.random.default_rng(1))
    of_many = interval(values, np.arange(200), np.random.default_rng(1))
    assert of_few["mean"] == of_many["mean"] == 0.5
    assert of_few["high"] - of_few["low"] > 3 * (of_many["high"] - of_many["low"])


def test_every_actor_is_tested_once_and_with_the_other_sex() -> None:
    actor = np.repeat(np.arange(1, 25), 2)
    tested = folds(actor)
    assert len(tested) == N_FOLDS
    assert (np.sum(tested, 0) == 1).all()
    for fold in tested:
        assert {1, 0} == set((actor[fold] % 2).tolist())


def test_rows_of_mosi_lie_trained_before_tested_and_positive_before_negative() -> None:
    label, tested = np.array([0, 1, 1, 0, 1, 0]), np.array([False, False, True, True, False, False])
    assert in_order(label, tested).tolist() == [1, 4, 0, 5, 2, 3]


def test_features_are_scaled_by_trained_rows_alone() -> None:
    values = np.array([[0.0], [2.0], [100.0]], np.float32)
    found = standardised(values, np.array([True, True, False]))
    assert found[:2].mean() == pytest.approx(0.0)
    assert found[2, 0] == 5.0


@pytest.mark.data
def test_mosi_s_rows_belong_to_their_transcripts(data_dir: Path) -> None:
    given = segments(data_dir)
    found = alignment(given, np.random.default_rng(1))
    assert found["correlation"] > 0.8
    assert abs(found["shuffled"]) < 0.2
    heard, row = courses(given, Size(embeddings=(100, 73, 100, 0), n_outputs=2, n_readings=1), tested=True)
    assert (heard.label.numpy() != NO_LABEL).sum() == given.tested.sum()
    assert not set(given.video[given.tested]) & set(given.video[~given.tested])
    for places in row:
        assert (np.diff(given.place[places[places >= 0]]) > 0).all()


def test_a_mistaken_sense_takes_every_turn_for_one_with_another_label() -> None:
    rng = np.random.default_rng(1)
    label, there = rng.integers(0, 3, (5, 8)), rng.random((5, 8)) < 0.8
    row, turn = others(label, there, rng)
    assert (label[row, turn][there] != label[there]).all()
    assert there[row, turn][there].all()


def test_one_label_alone_cannot_be_mistaken() -> None:
    with pytest.raises(ValueError, match="two labels"):
        others(np.zeros((2, 2), np.int64), np.ones((2, 2), bool), np.random.default_rng(1))


def test_every_turn_of_a_course_is_in_one_window() -> None:
    label = np.full((2, 10), NO_LABEL)
    label[0, :10], label[1, :7] = 1, 1
    given = as_courses(
        Size(embeddings=(0, 0, 0, 0)), np.zeros((2, 10, 4, N_READING)), {}, np.ones((2, 10, 4)), label
    )
    assert windows_of(given, 4).tolist() == [[0, 0], [0, 4], [0, 8], [1, 0], [1, 4]]


def test_one_sense_is_always_left_of_those_that_are_there() -> None:
    present = torch.tensor([1.0, 0.0, 1.0, 0.0]).expand(200, 3, 4)
    left = left_in(present, Fit(SIZE, whole=0.9, single=0.9), np.random.default_rng(1))
    assert (left.sum(2) >= 1).all()
    assert not left[:, :, [1, 3]].any()
    assert (left.sum(2) == 1).float().mean() > 0.5


def test_a_sense_that_is_left_out_counts_nothing() -> None:
    network, given = made(FusionNetwork), a_course()
    keep = np.array([1, 1, 0, 1], np.float32)
    loud = replace(given, readings=given.readings.clone())
    loud.readings[:, :, FACE] = 50.0
    assert torch.allclose(said(network, only(given, keep)), said(network, only(loud, keep)))


def test_the_network_learns_a_task_of_two_labels_and_one_vector() -> None:
    rng = np.random.default_rng(1)
    label = rng.integers(0, 2, (160, 1))
    vector = (2.0 * label[..., None] - 1.0 + 0.3 * rng.normal(size=(160, 1, 3))).astype(np.float32)
    present = np.zeros((160, 1, 4), np.float32)
    present[:, :, FACE] = 1.0
    hparams = Fit(Size(embeddings=(0, 0, 3, 0), n_outputs=2, n_readings=1), epochs=6, window=1)
    given = as_courses(hparams.size, np.zeros((160, 1, 4, 1)), {FACE: vector}, present, label)
    told = shares(fitted(given, hparams, 1), given)
    assert (told[:, 0].argmax(1) == label[:, 0]).mean() > 0.95


def test_vectors_are_mixed_among_turns_that_are_there_and_labels_stay() -> None:
    given = a_course()
    given.label[:, -1] = NO_LABEL
    found = mixed_in(given, 0.9, np.random.default_rng(1))
    assert torch.equal(found.label, given.label)
    assert torch.equal(found.embeddings[0][:, -1], given.embeddings[0][:, -1])
    assert not torch.allclose(found.embeddings[0][:, :-1], given.embeddings[0][:, :-1])
    unmixed = mixed_in(given, 0.0, np.random.default_rng(1))
    assert torch.allclose(unmixed.embeddings[2], given.embeddings[2])


@pytest.mark.parametrize("kind", CAUSAL)
def test_a_turn_to_come_changes_no_turn_before(kind) -> None:
    network, given = made(kind), a_course()
    before, after = said(network, given), said(network, with_other_last_turn(given))
    assert torch.allclose(before[:, :-1], after[:, :-1], atol=1e-5)
    assert not torch.allclose(before[:, -1], after[:, -1], atol=1e-2)


def test_the_bidirectional_one_hears_what_is_to_come() -> None:
    network, given = made(BiGRU), a_course()
    before, after = said(network, given), said(network, with_other_last_turn(given))
    assert not torch.allclose(before[:, 0], after[:, 0], atol=1e-5)


@pytest.mark.parametrize("kind", CAUSAL)
def test_only_those_that_are_told_of_a_person_know_them(kind) -> None:
    network, given = made(kind), a_course()
    somebody_else = replace(given, person=-given.person)
    alike = torch.allclose(said(network, given), said(network, somebody_else))
    assert alike == (kind not in OF_PERSON)


def test_without_dynamics_every_turn_is_the_first() -> None:
    given = a_course()
    first = replace(given, readings=given.readings.flip(1))
    network = made(WithoutDynamics)
    backwards = replace(
        first,
        embeddings=tuple(one.flip(1) for one in given.embeddings),
        elapsed=given.elapsed.flip(1),
        person=given.person.flip(1),
    )
    assert torch.allclose(said(network, given), said(network, backwards).flip(1), atol=1e-5)
    whole = made(FusionNetwork)
    assert not torch.allclose(said(whole, given), said(whole, backwards).flip(1), atol=1e-3)


def test_without_the_person_everybody_is_alike() -> None:
    given = a_course()
    somebody_else = replace(given, person=-given.person)
    network, whole = made(WithoutPerson), made(FusionNetwork)
    assert torch.allclose(said(network, given), said(network, somebody_else))
    assert not torch.allclose(said(whole, given), said(whole, somebody_else))


def test_senses_side_by_side_leave_out_the_missing_one() -> None:
    torch.manual_seed(3)
    fusion, parts = EarlyConcatenation(8), torch.randn(2, 4, 8)
    present = torch.ones(2, 4)
    present[:, VOICE] = 0.0
    loud = parts.clone()
    loud[:, VOICE] = 99.0
    assert torch.allclose(fusion(parts, present)[0], fusion(loud, present)[0])
    assert torch.allclose(fusion(parts, present)[1].sum(1), torch.ones(2))
