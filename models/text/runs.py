"""One training run of the text network: steps, averaged weights, a checkpoint after every epoch."""

import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss
from torch.nn.utils import clip_grad_norm_

from models.text.hparams import Hparams, Run, Training
from models.text.network import TextNetwork
from models.text.predict import predict
from models.text.prepare import Floats, batches
from models.text.thresholds import macro_f1, tuned


@dataclass(frozen=True)
class Examples:
    """What a run learns from, row for row; a target that a sentence does not have is NaN."""

    pieces: list[list[int]]
    emotions: Tensor  # (n, 28) hard labels
    valence_arousal: Tensor  # (n, 2)
    meaning: Tensor | None  # (n, 384) embeddings of the original encoder
    soft: Tensor | None  # (n, 28) mean probabilities of the teachers


@dataclass(frozen=True)
class Judges:
    """The dev sentences that the log reports on."""

    pieces: list[list[int]]
    emotions: Floats


class Averaged:
    """Exponential moving average of a network's dense weights; the sparse word table is taken as it is."""

    def __init__(self, network: TextNetwork, decay: float) -> None:
        self.decay = decay
        self.n_steps = 0
        self.live = dense_parameters(network)
        self.mean = [parameter.detach().clone() for parameter in self.live]

    def step(self) -> None:
        """Take in the weights after one optimiser step; early steps count more."""
        self.n_steps += 1
        decay = min(self.decay, self.n_steps / (10 + self.n_steps))
        with torch.no_grad():
            torch._foreach_lerp_(self.mean, list(self.live), 1.0 - decay)

    def swap(self) -> None:
        """Exchange live and averaged weights; call again to go back."""
        with torch.no_grad():
            for live, mean in zip(self.live, self.mean, strict=True):
                kept = live.detach().clone()
                live.copy_(mean)
                mean.copy_(kept)


class Trainer:
    """Runs the epochs of one run in `folder`, resuming from its checkpoint when there is one."""

    def __init__(
        self, network: TextNetwork, run: Run, hparams: Hparams, examples: Examples, folder: Path
    ) -> None:
        self.network, self.run = network, run
        training = self.training = hparams.training
        self.losses = hparams.losses
        self.examples, self.folder = examples, folder
        self.per_epoch = math.ceil(len(examples.pieces) / training.batch_size)
        self.n_total = self.per_epoch * run.epochs
        words = network.encoder.embeddings.word_embeddings
        words.sparse = True
        n_layers = network.encoder.config.num_hidden_layers
        self.optimisers = [
            torch.optim.AdamW(list(parameter_groups(network, training)), fused=True),
            torch.optim.SparseAdam([words.weight], lr=training.encoder_rate * training.layer_decay**n_layers),
        ]
        self.schedules = [torch.optim.lr_scheduler.LambdaLR(one, self._rate) for one in self.optimisers]
        self.average = Averaged(network, training.ema)
        self.n_done = 0

    def epochs(self, judges: Judges) -> Iterator[float]:
        """Train to the end; after each epoch yields dev macro-F1 of the averaged weights."""
        self._resume()
        while self.n_done < self.n_total:
            epoch = self.n_done // self.per_epoch
            self._epoch(np.random.default_rng([self.run.seed, epoch]))
            self.average.swap()
            probabilities = predict(self.network, judges.pieces)["emotions"]
            self.average.swap()
            score = macro_f1(judges.emotions, probabilities, tuned(judges.emotions, probabilities))
            self._log(epoch=epoch + 1, dev_macro_f1=round(score, 4))
            self._save()
            yield score

    def finish(self) -> None:
        """Leave the averaged weights in the network and in `weights.pt`."""
        self.average.swap()
        torch.save(self.network.state_dict(), self.folder / "weights.pt")

    def _epoch(self, rng: np.random.Generator) -> None:
        self.network.train()
        torch.manual_seed(int(rng.integers(2**31)))
        started, total = time.monotonic(), 0.0
        for rows, ids, mask in batches(
            self.examples.pieces, self.training.batch_size, rng, self.training.max_pieces
        ):
            total += self._step(torch.from_numpy(rows), torch.from_numpy(ids), torch.from_numpy(mask))
            if self.n_done % 100 == 0:
                per_step_ms = (time.monotonic() - started) / ((self.n_done - 1) % self.per_epoch + 1) * 1000
                self._log(
                    step=self.n_done, of=self.n_total, loss=round(total / 100, 4), ms=round(per_step_ms)
                )
                total = 0.0

    def _step(self, rows: Tensor, ids: Tensor, mask: Tensor) -> float:
        with torch.autocast("cpu", torch.bfloat16):
            logits, values, meaning, _ = self.network(ids, mask)
        loss = self._loss(rows, logits, values, meaning)
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        clip_grad_norm_(self.average.live, self.training.clip)
        for optimiser, schedule in zip(self.optimisers, self.schedules, strict=True):
            optimiser.step()
            schedule.step()
        self.average.step()
        self.n_done += 1
        return float(loss.detach())

    def _loss(self, rows: Tensor, logits: Tensor, values: Tensor, meaning: Tensor) -> Tensor:
        target = self.examples.emotions[rows]
        if self.examples.soft is not None:
            soft = self.examples.soft[rows]
            mixed = (1.0 - self.losses.soft_share) * target + self.losses.soft_share * soft
            target = torch.where(target.isnan(), soft, torch.where(soft.isnan(), target, mixed))
        known = ~target.isnan()
        loss = self.losses.emotion * binary_cross_entropy_with_logits(logits[known], target[known])
        if self.examples.meaning is not None:
            loss = loss + self.losses.meaning * (1.0 - (meaning * self.examples.meaning[rows]).sum(1)).mean()
        felt = self.examples.valence_arousal[rows]
        rated = ~felt.isnan()
        if rated.any():
            loss = loss + self.losses.valence_arousal * mse_loss(values[rated], felt[rated])
        return loss

    def _rate(self, step: int) -> float:
        n_warm = max(1, int(self.training.warmup * self.n_total))
        if step < n_warm:
            return self.run.rate * step / n_warm
        return (
            self.run.rate * 0.5 * (1.0 + math.cos(math.pi * (step - n_warm) / max(1, self.n_total - n_warm)))
        )

    def _save(self) -> None:
        state = {
            "n_done": self.n_done,
            "network": self.network.state_dict(),
            "mean": self.average.mean,
            "optimisers": [one.state_dict() for one in self.optimisers],
            "schedules": [one.state_dict() for one in self.schedules],
        }
        torch.save(state, self.folder / "new.pt")
        (self.folder / "new.pt").replace(self.folder / "checkpoint.pt")

    def _resume(self) -> None:
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location="cpu", weights_only=True)
        self.network.load_state_dict(state["network"])
        self.n_done = self.average.n_steps = state["n_done"]
        self.average.mean = state["mean"]
        for one, saved in zip(self.optimisers, state["optimisers"], strict=True):
            one.load_state_dict(saved)
        for schedule, saved in zip(self.schedules, state["schedules"], strict=True):
            schedule.load_state_dict(saved)

    def _log(self, **fields: float) -> None:
        with (self.folder / "log.jsonl").open("a") as file:
            file.write(json.dumps({"run": self.run.name, "at": round(time.time(), 1), **fields}) + "\n")


def dense_parameters(network: TextNetwork) -> list[torch.nn.Parameter]:
    """All weights but the word table, whose gradient is sparse."""
    words = network.encoder.embeddings.word_embeddings.weight
    return [parameter for parameter in network.parameters() if parameter is not words]


def parameter_groups(network: TextNetwork, training: Training) -> Iterator[dict[str, object]]:
    """One group per weight: its rate by depth, no decay for biases and norms."""
    n_layers = network.encoder.config.num_hidden_layers
    words = network.encoder.embeddings.word_embeddings.weight
    for name, parameter in network.named_parameters():
        if parameter is words:
            continue
        decays = not (name.endswith("bias") or "LayerNorm" in name)
        yield {
            "params": [parameter],
            "lr": _rate_of(name, n_layers, training),
            "weight_decay": training.weight_decay if decays else 0.0,
        }


def _rate_of(name: str, n_layers: int, training: Training) -> float:
    if name.startswith("meaning"):
        return training.encoder_rate
    if not name.startswith("encoder"):
        return training.head_rate
    if ".layer." not in name:
        return training.encoder_rate * training.layer_decay**n_layers
    depth = int(name.split(".layer.")[1].split(".")[0])
    return training.encoder_rate * training.layer_decay ** (n_layers - 1 - depth)
