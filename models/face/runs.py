"""One training run: epochs of batches, averaged weights, a checkpoint and a line of figures after each."""

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader

from models.face.augment import sampled
from models.face.examples import Batch, Batches, Targets, places, targets
from models.face.fer import FER2013, Fer, majority
from models.face.hparams import Hparams, Losses
from models.face.network import FaceNetwork
from models.face.prepare import Found

CHECKPOINT: Final = "last.pt"
LOG: Final = "log.jsonl"
N_AT_ONCE: Final = 256
EPOCHS_BETWEEN_LOOKS: Final = 2


class Run:
    """A run in `folder`; it goes on where it was stopped."""

    def __init__(self, fer: Fer, found: Found, hparams: Hparams, folder: Path) -> None:
        torch.set_num_threads(
            1
        )  # two threads that wait for each other are slower than one, beside other work
        torch.manual_seed(hparams.training.seed)
        self.part = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        self.fer, self.hparams, self.folder = fer, hparams, folder
        self.tiles, self.where, self.every = torch.from_numpy(fer.tiles), places(found), targets(fer)
        self.rows = fer.rows("Training", with_copies=False)
        self.network = FaceNetwork(hparams.size).to(memory_format=torch.channels_last)
        average = get_ema_multi_avg_fn(hparams.training.ema)
        self.averaged = AveragedModel(self.network, multi_avg_fn=average, use_buffers=True)
        self.optimiser = torch.optim.AdamW(_groups(self.network, hparams.training.weight_decay))
        self.epoch = 0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / CHECKPOINT).is_file():
            self._load()
        torch.manual_seed(hparams.training.seed + 100 * self.epoch + self.part[0])

    def train(self, report: Callable[[str], None] = print) -> FaceNetwork:
        """Run the epochs that are left; the averaged network."""
        while self.epoch < self.hparams.training.epochs:
            started = time.perf_counter()
            loss = self._train_epoch()
            self.epoch += 1
            if self.part[0] > 0:
                continue
            figures = {"epoch": self.epoch, "loss": loss}
            if self.epoch % EPOCHS_BETWEEN_LOOKS == 0 or self.epoch == self.hparams.training.epochs:
                figures |= self.figures("PublicTest")
            figures["minutes"] = (time.perf_counter() - started) / 60.0
            line = json.dumps({name: round(value, 4) for name, value in figures.items()})
            report(line)
            with (self.folder / LOG).open("a", encoding="utf-8") as file:
                file.write(line + "\n")
            self._save()
        return self.trained()

    def trained(self) -> FaceNetwork:
        """The averaged weights."""
        network: FaceNetwork = self.averaged.module
        return network.eval()

    def figures(self, split: str) -> dict[str, float]:
        """Accuracies of the averaged network on a split, not mirrored."""
        rows = self.fer.rows(split)
        expressions, labels = outputs(self.trained(), self.tiles[rows], self.where[rows])[:2]
        truth = majority(self.fer.votes[rows])
        right = expressions.argmax(1).numpy() == truth
        return {
            "ferplus": float(right[truth >= 0].mean()),
            "fer2013": float((labels.argmax(1).numpy() == self.fer.labels[rows]).mean()),
        }

    def _train_epoch(self) -> float:
        self.network.train()
        total, n_batches = 0.0, 0
        for number, batch in enumerate(self._batches()):
            for group in self.optimiser.param_groups:
                group["lr"] = self._rate(number)
            loss = self._loss(batch)
            self.optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            if self.part[1] > 1:
                share_gradients(self.network)
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.hparams.training.clip)
            self.optimiser.step()
            self.averaged.update_parameters(self.network)
            total, n_batches = total + float(loss.detach()), n_batches + 1
        return total / n_batches

    @property
    def _is_calm(self) -> bool:
        return self.epoch >= self.hparams.training.epochs - self.hparams.training.calm_epochs

    def _batches(self) -> Iterator[Batch]:
        training, augmentation = self.hparams.training, self.hparams.augmentation
        if self._is_calm:
            augmentation = replace(augmentation, cover=augmentation.cover / 3)
        batches = Batches(
            self.tiles, self.where, self.every, self.rows, augmentation, training.batch_size,
            seed=training.seed * 1000 + self.epoch, part=self.part,
        )  # fmt: skip
        loader = DataLoader(batches, batch_size=None, num_workers=1, prefetch_factor=8)
        yield from loader

    def _rate(self, number: int) -> float:
        """Linear warm-up, then half a cosine to zero."""
        training = self.hparams.training
        done = (
            self.epoch + number / (len(self.rows) // (training.batch_size * self.part[1]))
        ) / training.epochs
        if done < training.warmup:
            return training.rate * (done + 1e-3) / training.warmup
        rest = (done - training.warmup) / (1.0 - training.warmup)
        return training.rate * 0.5 * (1.0 + math.cos(math.pi * min(rest, 1.0)))

    def _loss(self, batch: Batch) -> Tensor:
        training = self.hparams.training
        crops, wanted = batch.crops, soft(batch.targets, training.label_smoothing)
        if not self._is_calm and torch.rand(()) < training.mixed:
            crops, wanted = mixed(crops, wanted)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            expressions, labels, affect, _ = self.network(crops.contiguous(memory_format=torch.channels_last))
        return summed_loss(expressions.float(), labels.float(), affect.float(), wanted, self.hparams.losses)

    def _save(self) -> None:
        state = {
            "epoch": self.epoch,
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        torch.save(state, self.folder / "new.pt")
        (self.folder / "new.pt").replace(self.folder / CHECKPOINT)

    def _load(self) -> None:
        state: dict[str, Any] = torch.load(self.folder / CHECKPOINT, weights_only=True)
        self.epoch = state["epoch"]
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.load_state_dict(state["optimiser"])


def share_gradients(network: FaceNetwork) -> None:
    """The mean of every process's gradients, in each of them."""
    gradients = [value.grad for value in network.parameters() if value.grad is not None]
    together = torch.cat([gradient.reshape(-1) for gradient in gradients]) / dist.get_world_size()
    dist.all_reduce(together)
    for gradient, mean in zip(gradients, together.split([one.numel() for one in gradients]), strict=True):
        gradient.copy_(mean.view(gradient.shape))


def soft(given: Targets, smoothing: float) -> Targets:
    """With FER2013's labels as distributions, a little of each to all."""
    labels = functional.one_hot(given.labels, len(FER2013)).float()
    return replace(given, labels=(1.0 - smoothing) * labels + smoothing / len(FER2013))


def mixed(crops: Tensor, wanted: Targets) -> tuple[Tensor, Targets]:
    """Each picture with the one at the other end of the batch, and what is said of both."""
    share = float(np.random.default_rng(int(torch.randint(1 << 31, ()))).beta(0.4, 0.4))

    def two(values: Tensor) -> Tensor:
        return share * values + (1.0 - share) * values.flip(0)

    parts = (wanted.votes, wanted.vote_weight, wanted.labels, wanted.label_weight, wanted.affect)
    return two(crops), Targets(*(two(part) for part in parts))


def summed_loss(
    expressions: Tensor, labels: Tensor, affect: Tensor, wanted: Targets, weights: Losses
) -> Tensor:
    """Cross-entropy with the votes, with FER2013's labels, and the distance in valence and arousal."""
    by_votes = (
        functional.cross_entropy(expressions, wanted.votes, reduction="none") * wanted.vote_weight
    ).mean()
    by_labels = (
        functional.cross_entropy(labels, wanted.labels, reduction="none") * wanted.label_weight
    ).mean()
    apart = ((affect - wanted.affect).square().sum(1) * wanted.vote_weight).mean()
    return weights.expressions * by_votes + weights.fer2013 * by_labels + weights.valence_arousal * apart


# (n, 48, 48) tiles, (n, 2, 3) -> (n, 8) and (n, 7) logits, (n, 2), (n, 128)
def outputs(network: FaceNetwork, tiles: Tensor, where: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Of pictures as they are."""
    found = []
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(tiles), N_AT_ONCE):
            crops = sampled(tiles[start : start + N_AT_ONCE], where[start : start + N_AT_ONCE])
            found.append(
                [part.float() for part in network(crops.contiguous(memory_format=torch.channels_last))]
            )
    expressions, labels, affect, embedding = (torch.cat(parts) for parts in zip(*found, strict=True))
    return expressions, labels, affect, embedding


def _groups(network: FaceNetwork, weight_decay: float) -> list[dict[str, Any]]:
    """Weights decay, biases and scales do not."""
    many = [value for value in network.parameters() if value.ndim > 1]
    few = [value for value in network.parameters() if value.ndim <= 1]
    return [{"params": many, "weight_decay": weight_decay}, {"params": few, "weight_decay": 0.0}]
