"""The fusion network on other material than built dialogues: courses of one task, one label a turn."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.fusion.network import N_PERSON, SENSES, FusionNetwork, Size
from models.fusion.readings import Floats, Places
from models.fusion.runs import NO_LABEL, Sequences, run

Report = Callable[[str, float], None]
"""Told what is being done and which share of it is done, 0 to 1."""


def silent(_what: str, _share: float) -> None:
    """A Report that tells nobody."""


@dataclass(frozen=True)
class Fit:
    """`window` is how many turns of a course are learned from at once; `whole` and `single` how often a sense
    is left out for a whole course and for one turn; `noise` the standard deviation of what is added to the
    senses' vectors, whose own is 1; `mixed` how much of another turn's vector, whatever its label, is at most
    mixed into each: for vectors that are surer of what is learned from than of what is tested on."""

    size: Size
    epochs: int = 30
    batch_size: int = 32
    rate: float = 2e-3
    weight_decay: float = 0.05
    smoothing: float = 0.1
    window: int = 16
    whole: float = 0.3
    single: float = 0.1
    noise: float = 0.5
    mixed: float = 0.0


def as_courses(
    size: Size, readings: Floats, embeddings: dict[int, Floats], present: Floats, label: Places
) -> Sequences:
    """Courses of n and t turns: `readings` (n, t, 4, n_readings), `embeddings` (n, t, width) by the sense's
    place, `present` (n, t, 4), `label` (n, t), NO_LABEL where there is no turn."""
    n, t = label.shape
    there = torch.from_numpy((label != NO_LABEL).astype(np.float32))[..., None]
    known = torch.from_numpy(present.astype(np.float32)) * there
    return Sequences(
        torch.from_numpy(readings.astype(np.float32)),
        tuple(
            torch.from_numpy(embeddings[at].astype(np.float32)) if width else torch.zeros(n, t, 0)
            for at, width in enumerate(size.embeddings)
        ),
        known,
        known.clone(),
        torch.zeros(n, t, 1),
        there,
        torch.zeros(n, t, N_PERSON),
        torch.from_numpy(label),
        torch.full((n, t), NO_LABEL),
        torch.zeros(n, t, 2),
    )


def only(courses: Sequences, keep: Floats | Tensor) -> Sequences:
    """Only these senses, of those that were there; `keep` (4,) or (n, t, 4) of 0 and 1."""
    present = courses.present * torch.as_tensor(keep, dtype=torch.float32)
    return replace(
        courses,
        present=present,
        embedded=courses.embedded * present,
        readings=courses.readings * present[..., None],
    )


def fitted(courses: Sequences, hparams: Fit, seed: int) -> FusionNetwork:
    """A network that learned these courses; the same seed gives the same one."""
    torch.manual_seed(seed)
    rng = np.random.default_rng([seed, 11])
    network = FusionNetwork(hparams.size)
    windows = windows_of(courses, hparams.window)
    n_batches = max(1, len(windows) // hparams.batch_size)
    optimiser = torch.optim.AdamW(network.parameters(), hparams.rate, weight_decay=hparams.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, hparams.rate, hparams.epochs * n_batches, pct_start=0.15
    )
    for _ in range(hparams.epochs):
        network.train()
        for rows in np.array_split(rng.permutation(len(windows)), n_batches):
            batch = _batch(courses, windows[rows], hparams.window)
            batch = only(batch, left_in(batch.present, hparams, rng))
            batch = _noisy(mixed_in(batch, hparams.mixed, rng), hparams.noise)
            logits = torch.stack([one.logits for one in run(network, batch)], 1)
            loss = functional.cross_entropy(
                logits.flatten(0, 1),
                batch.label.flatten(),
                ignore_index=NO_LABEL,
                label_smoothing=hparams.smoothing,
            )
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return network.eval()


def shares(network: FusionNetwork, courses: Sequences) -> Floats:
    """(n, t, n_outputs) shares of each label."""
    with torch.no_grad():
        found = torch.stack([one.logits for one in run(network, courses)], 1)
        result: Floats = torch.softmax(found, 2).numpy()
    return result


def windows_of(courses: Sequences, window: int) -> Places:
    """(n, 2) course and first turn: each course in pieces of `window`, from its first turn on."""
    lengths = (courses.label != NO_LABEL).sum(1).tolist()
    return np.array(
        [(row, start) for row, length in enumerate(lengths) for start in range(0, length, window)]
    )


def _batch(courses: Sequences, windows: Places, window: int) -> Sequences:
    longest = min(window, courses.n_turns)
    turns = np.minimum(windows[:, 1:] + np.arange(longest), courses.n_turns - 1)
    beyond = torch.from_numpy(windows[:, 1:] + np.arange(longest) >= courses.n_turns)
    rows = windows[:, :1]
    label = courses.label[rows, turns].masked_fill(beyond, NO_LABEL)
    return Sequences(
        courses.readings[rows, turns],
        tuple(one[rows, turns] for one in courses.embeddings),
        courses.present[rows, turns],
        courses.embedded[rows, turns],
        courses.elapsed[rows, turns],
        courses.own[rows, turns],
        courses.person[rows, turns],
        label,
        courses.need[rows, turns],
        courses.affect[rows, turns],
    )


def left_in(present: Tensor, hparams: Fit, rng: np.random.Generator) -> Tensor:
    """Which senses are left (n, t, 4); one always is, of those that were there."""
    there = present.numpy() > 0
    drawn = rng.random(there.shape)
    keeps = (rng.random((len(there), 1, len(SENSES))) >= hparams.whole) & (drawn >= hparams.single)
    surest = np.where(there, drawn, -1.0).argmax(2)[..., None] == np.arange(len(SENSES))
    left: NDArray[np.bool_] = there & keeps
    left |= ~left.any(2, keepdims=True) & surest & there
    return torch.from_numpy(left.astype(np.float32))


def mixed_in(batch: Sequences, most: float, rng: np.random.Generator) -> Sequences:
    """Each sense's vector with up to `most` of another turn's, drawn for each sense apart; labels stay."""
    rows, turns = np.nonzero(batch.label.numpy() != NO_LABEL)
    found = []
    for one in batch.embeddings:
        other, share = rng.permutation(len(rows)), most * rng.random((len(rows), 1))
        part = torch.from_numpy(share.astype(np.float32))
        mixed = one.clone()
        mixed[rows, turns] = (1.0 - part) * one[rows, turns] + part * one[rows[other], turns[other]]
        found.append(mixed)
    return replace(batch, embeddings=tuple(found))


def _noisy(batch: Sequences, noise: float) -> Sequences:
    return replace(batch, embeddings=tuple(one + noise * torch.randn_like(one) for one in batch.embeddings))
