"""The text network: one BERT encoder (MiniLM-L6), three heads."""

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel
from transformers.models.bert.modeling_bert import BertLayer

N_EMOTIONS = 28
AFFECT_LAYERS = (2, 4, 6)
"""Whose token means valence and arousal are read from; low layers keep what fine-tuning takes from the
last."""


class Meaning(nn.Module):
    """One more encoder layer over a mix of the others: a place for the general meaning of a sentence, apart
    from the last layers, which fine-tuning bends towards the emotions."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        mix = torch.zeros(config.num_hidden_layers + 1)
        mix[-3:-1] = torch.tensor([1.0, 3.0])  # starts near the input that the original last layer knows
        self.mix = nn.Parameter(mix)
        self.layer = BertLayer(config)

    # each of the hidden states (batch, n_pieces, width), mask (batch, n_pieces) -> (batch, width) of length 1
    def forward(self, hidden_states: tuple[Tensor, ...], mask: Tensor) -> Tensor:
        shares = torch.softmax(self.mix, dim=0)
        mixed = sum(shares[index] * states.float() for index, states in enumerate(hidden_states))
        found = self.layer(mixed, (1.0 - mask[:, None, None, :].float()) * -1e4)
        tokens = found[0] if isinstance(found, tuple) else found
        return nn.functional.normalize(mean_of(tokens, mask), dim=1)


class TextNetwork(nn.Module):
    """Pieces of one sentence -> emotions, valence and arousal, a general meaning vector, and the vector that
    the emotions are read from."""

    def __init__(self, config: BertConfig, dropout: float = 0.1) -> None:
        super().__init__()
        width = config.hidden_size
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(dropout)
        self.emotion = nn.Linear(2 * width, N_EMOTIONS)
        self.valence_arousal = nn.Linear(len(AFFECT_LAYERS) * width, 2)
        self.meaning = Meaning(config)

    # (batch, n_pieces) int64, twice ->
    # (batch, 28) logits, (batch, 2) in [-1, 1], (batch, 384) of length 1, (batch, 384)
    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        layers = self.hidden_states(input_ids, attention_mask)
        largest = (layers[-1].float() - (1.0 - attention_mask.unsqueeze(-1).float()) * 1e4).amax(1)
        feeling = mean_of(layers[-1], attention_mask)
        pooled = self.dropout(torch.cat([feeling, largest], dim=1))
        return (
            self.emotion(pooled).float(),
            torch.tanh(self.valence_arousal(self.affect_input(layers, attention_mask)).float()),
            self.meaning(layers, attention_mask),
            feeling,
        )

    def hidden_states(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, ...]:
        """The word table's and each layer's (batch, n_pieces, width)."""
        encoded = self.encoder(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True)
        layers: tuple[Tensor, ...] = encoded.hidden_states
        return layers

    def affect_input(self, layers: tuple[Tensor, ...], mask: Tensor) -> Tensor:
        """(batch, 3 x width): what valence and arousal are read from."""
        return torch.cat([mean_of(layers[index], mask) for index in AFFECT_LAYERS], dim=1)


def mean_of(states: Tensor, mask: Tensor) -> Tensor:
    """(batch, n_pieces, width), (batch, n_pieces) -> (batch, width): mean over the pieces that are there."""
    there = mask.unsqueeze(-1).float()
    return (states.float() * there).sum(1) / there.sum(1).clamp(min=1.0)


def pretrained(folder: Path, attention: str = "sdpa") -> TextNetwork:
    """The network with MiniLM's pretrained encoder and fresh heads; `folder` holds config.json and
    safetensors."""
    config = BertConfig.from_pretrained(folder, attn_implementation=attention)
    network = TextNetwork(config)
    network.encoder = BertModel.from_pretrained(
        folder, config=config, add_pooling_layer=False, attn_implementation=attention
    )
    network.meaning.layer.load_state_dict(network.encoder.encoder.layer[-1].state_dict())
    return network


def untrained(folder: Path) -> TextNetwork:
    """The same network without weights, in the form that exports (eager attention)."""
    return TextNetwork(BertConfig.from_pretrained(folder, attn_implementation="eager"))
