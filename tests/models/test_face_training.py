"""Training goes on where it was stopped, learns from votes, and leaves the last calm epochs unmixed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the train extra")

from models.face.augment import Augmentation  # noqa: E402 - after the check that torch is there
from models.face.examples import targets  # noqa: E402
from models.face.fer import FER2013, SIDE, VOTED, Fer  # noqa: E402
from models.face.hparams import Hparams, read  # noqa: E402
from models.face.network import Size  # noqa: E402
from models.face.prepare import Found  # noqa: E402
from models.face.runs import Run, mixed, soft  # noqa: E402
from perception.face.align import Similarity  # noqa: E402
from perception.face.mesh import N_LANDMARKS  # noqa: E402
from perception.signals.face_observation import EXPRESSIONS  # noqa: E402
from tests.perception.face.test_align import landmarks_at  # noqa: E402

N_PICTURES = 64


def some_pictures() -> tuple[Fer, Found]:
    """Bright ones are glad, dark ones sad, below a bar that stays."""
    rng = np.random.default_rng(1)
    glad = np.arange(N_PICTURES) % 2
    tiles = rng.integers(90, 110, (N_PICTURES, SIDE, SIDE)).astype(np.uint8)
    tiles[:, 30:40, 10:38] = np.where(glad, 250, 5)[:, None, None]
    votes = np.zeros((N_PICTURES, len(VOTED)), np.float32)
    votes[glad == 1, VOTED.index("happiness")] = 9
    votes[glad == 0, VOTED.index("sadness")] = 9
    votes[:, VOTED.index("contempt")] = 1
    fer = Fer(
        tiles=tiles,
        split=np.repeat([0, 1], N_PICTURES // 2),
        labels=np.where(glad, FER2013.index("happy"), FER2013.index("sad")),
        votes=votes,
        group=np.full(N_PICTURES, -1),
        crosses=np.zeros(N_PICTURES, bool),
    )
    upright = landmarks_at(Similarity(float(SIDE), 0.0, 0.0, 0.0))
    assert upright.shape == (N_LANDMARKS, 3)
    return fer, Found(np.repeat(upright[None], N_PICTURES, axis=0), np.ones(N_PICTURES, bool))


def small(epochs: int) -> Hparams:
    found = read()
    training = replace(found.training, epochs=epochs, calm_epochs=1, batch_size=8, ema=0.5, rate=5e-3)
    return replace(
        found,
        size=Size(stem=4, widths=(8, 8, 8), n_blocks=(1, 1, 1), dropout=0.0),
        augmentation=Augmentation(light=0.0, blur=0.0, noise=0.0, cover=0.0),
        training=training,
    )


def test_a_run_learns_and_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    fer, found = some_pictures()
    lines: list[str] = []
    network = Run(fer, found, small(6), tmp_path).train(lines.append)
    assert len(lines) == 6
    again = Run(fer, found, small(6), tmp_path)
    assert again.epoch == 6
    assert again.figures("PublicTest")["ferplus"] > 0.9
    for one, other in zip(network.parameters(), again.trained().parameters(), strict=True):
        assert torch.equal(one, other)
    more = Run(fer, found, small(7), tmp_path)
    more.train(lines.append)
    assert len(lines) == 7


def test_a_single_vote_is_a_slip_and_the_rest_are_shares() -> None:
    fer, _ = some_pictures()
    wanted = targets(fer)
    assert wanted.votes[1, EXPRESSIONS.index("happiness")] == 1.0
    assert wanted.votes[:, EXPRESSIONS.index("contempt")].sum() == 0.0
    assert wanted.affect[1, 0] > 0.5 > 0.0 > wanted.affect[0, 0]


def test_a_picture_without_a_face_teaches_nothing() -> None:
    fer, _ = some_pictures()
    fer.votes[0] = 0.0
    fer.votes[0, VOTED.index("not_a_face")] = 10.0
    wanted = targets(fer)
    assert (wanted.vote_weight[0], wanted.label_weight[0]) == (0.0, 0.0)


def test_mixed_pictures_have_mixed_targets() -> None:
    fer, _ = some_pictures()
    wanted = soft(targets(fer), 0.1).of(np.arange(8))
    crops, after = mixed(torch.from_numpy(fer.tiles[:8])[:, None].float(), wanted)
    assert crops.shape == (8, 1, SIDE, SIDE)
    torch.testing.assert_close(after.votes.sum(1), torch.ones(8))
    torch.testing.assert_close(after.labels.sum(1), torch.ones(8))
