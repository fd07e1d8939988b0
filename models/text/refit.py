"""What only reads the encoder, finished once the encoder is: valence and arousal in closed form, the meaning
by gradient.

Steps that are shared with the emotions leave both short of what the layers hold. On dev sentences least
squares raised Pearson's r of valence and arousal from .703 and .466 to .717 and .534 (EmoBank).
"""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import Progress
from torch import Tensor
from torch.nn.utils import clip_grad_norm_

from models.text.network import TextNetwork, mean_of
from models.text.predict import over_sentences
from models.text.prepare import Floats, batches

AFFECT_RIDGE = 2000.0
"""On standardised features; chosen on dev sentences."""

N_EPOCHS = 2
BATCH = 64
LAYER_RATE, MIX_RATE = 3e-4, 2e-2
N_WARM = 100

Doubles = NDArray[np.float64]


def refit_affect(network: TextNetwork, pieces: list[list[int]], valence_arousal: Floats) -> None:
    """Solve the head for sentences with ratings (n, 2) in [-1, 1]; everything else stays."""
    felt = affect_features(network, pieces).astype(np.float64)
    middle, spread = felt.mean(0), felt.std(0)
    spread = np.maximum(spread, np.median(spread))  # a still channel is no sign, and costs int8 steps
    target = np.arctanh(np.clip(valence_arousal.astype(np.float64), -0.99, 0.99))
    weights = _ridge((felt - middle) / spread, target - target.mean(0), AFFECT_RIDGE) / spread[:, None]
    with torch.no_grad():
        network.valence_arousal.weight.copy_(torch.from_numpy(weights.T))
        network.valence_arousal.bias.copy_(torch.from_numpy(target.mean(0) - middle @ weights))


def affect_features(network: TextNetwork, pieces: list[list[int]]) -> Floats:
    """(n, 3 x 384): what the head of valence and arousal reads."""

    def read(input_ids: Tensor, attention_mask: Tensor) -> dict[str, Tensor]:
        return {
            "felt": network.affect_input(network.hidden_states(input_ids, attention_mask), attention_mask)
        }

    return over_sentences(network, read, pieces)["felt"]


def original_embeddings(network: TextNetwork, pieces: list[list[int]]) -> Floats:
    """(n, 384) of length 1: all-MiniLM-L6-v2's own sentence embeddings, where `network` is as pretrained."""

    def embedded(input_ids: Tensor, attention_mask: Tensor) -> dict[str, Tensor]:
        mean = mean_of(network.hidden_states(input_ids, attention_mask)[-1], attention_mask)
        return {"meaning": torch.nn.functional.normalize(mean, dim=1)}

    return over_sentences(network, embedded, pieces)["meaning"]


def train_meaning(
    network: TextNetwork, pieces: list[list[int]], embeddings: Floats, progress: Progress, seed: int = 5
) -> None:
    """Train the meaning's own layer, and nothing else, towards `embeddings` (n, 384) of the original."""
    network.eval()
    targets = torch.from_numpy(embeddings)
    branch = network.meaning
    optimiser = torch.optim.AdamW(
        [
            {"params": list(branch.layer.parameters()), "lr": LAYER_RATE},
            {"params": [branch.mix], "lr": MIX_RATE},
        ],
        fused=True,
    )
    n_total = N_EPOCHS * math.ceil(len(pieces) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, n_total))
    task = progress.add_task("meaning", total=n_total)
    rng = np.random.default_rng(seed)
    for _ in range(N_EPOCHS):
        for rows, ids, mask in batches(pieces, BATCH, rng):
            input_ids, attention_mask = torch.from_numpy(ids), torch.from_numpy(mask)
            with torch.autocast("cpu", torch.bfloat16):
                with torch.no_grad():
                    states = network.hidden_states(input_ids, attention_mask)
                said = branch(states, attention_mask)
            loss = 1.0 - (said.float() * targets[torch.from_numpy(rows)]).sum(1).mean()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            clip_grad_norm_(list(branch.parameters()), 1.0)
            optimiser.step()
            schedule.step()
            progress.update(task, advance=1)


def _rate(step: int, n_total: int) -> float:
    if step < N_WARM:
        return step / N_WARM
    return 0.5 * (1.0 + math.cos(math.pi * (step - N_WARM) / max(1, n_total - N_WARM)))


def _ridge(features: Doubles, target: Doubles, strength: float) -> Doubles:
    """(n_features, n_targets): least squares with a penalty on the weights."""
    weights: Doubles = np.linalg.solve(
        features.T @ features + strength * np.eye(features.shape[1]), features.T @ target
    )
    return weights
