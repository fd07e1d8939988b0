"""What a network gives for many sentences, in the order given."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from models.text.network import TextNetwork
from models.text.prepare import Floats, batches

BATCH = 128


def predict(network: TextNetwork, pieces: list[list[int]]) -> dict[str, Floats]:
    """`emotions` (n, 28) probabilities, `valence_arousal` (n, 2), `meaning` (n, 384)."""

    def outputs(input_ids: Tensor, attention_mask: Tensor) -> dict[str, Tensor]:
        logits, values, meaning, _ = network(input_ids, attention_mask)
        return {"emotions": torch.sigmoid(logits), "valence_arousal": values, "meaning": meaning}

    return over_sentences(network, outputs, pieces)


def over_sentences(
    network: TextNetwork, outputs: Callable[[Tensor, Tensor], dict[str, Tensor]], pieces: list[list[int]]
) -> dict[str, Floats]:
    """`outputs` of (input_ids, attention_mask), in evaluation mode, gathered by name: (n, width) each."""
    network.eval()
    found: dict[str, Floats] = {}
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for rows, ids, mask in batches(pieces, BATCH):
            for name, part in outputs(torch.from_numpy(ids), torch.from_numpy(mask)).items():
                array = found.setdefault(name, np.zeros((len(pieces), part.shape[1]), np.float32))
                array[rows] = part.float().numpy()
    return found
