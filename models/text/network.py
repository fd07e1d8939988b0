"""The text network: one BERT encoder (MiniLM-L6), three heads."""

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

N_EMOTIONS = 28
EMBEDDED_LAYERS = (2, 4, 6)
"""Whose token means the embedding, valence and arousal are read from; low layers keep what fine-tuning takes
from the last."""


class TextNetwork(nn.Module):
    """Pieces of one sentence -> emotions, valence and arousal, and a general meaning vector."""

    def __init__(self, config: BertConfig, dropout: float = 0.1) -> None:
        super().__init__()
        width = config.hidden_size
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(dropout)
        self.emotion = nn.Linear(2 * width, N_EMOTIONS)
        self.valence_arousal = nn.Linear(len(EMBEDDED_LAYERS) * width, 2)
        self.meaning = nn.Linear(len(EMBEDDED_LAYERS) * width, width, bias=False)
        with torch.no_grad():  # starts as the encoder's own mean-pooled embedding
            self.meaning.weight.zero_()
            self.meaning.weight[:, -width:] = torch.eye(width)

    # (batch, n_pieces) int64, twice -> (batch, 28) logits, (batch, 2) in [-1, 1], (batch, 384) of length 1
    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        layers = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
        ).hidden_states
        mask = attention_mask.unsqueeze(-1).float()  # (batch, n_pieces, 1)
        n_pieces = mask.sum(1).clamp(min=1.0)
        means = [(layers[index].float() * mask).sum(1) / n_pieces for index in EMBEDDED_LAYERS]
        largest = (layers[-1].float() - (1.0 - mask) * 1e4).amax(1)
        pooled = self.dropout(torch.cat([means[-1], largest], dim=1))
        layered = torch.cat(means, dim=1)
        meaning = nn.functional.normalize(self.meaning(layered).float(), dim=1)
        return self.emotion(pooled).float(), torch.tanh(self.valence_arousal(layered).float()), meaning


def pretrained(folder: Path, attention: str = "sdpa") -> TextNetwork:
    """The network with MiniLM's pretrained encoder and fresh heads; `folder` holds config.json and
    safetensors."""
    config = BertConfig.from_pretrained(folder, attn_implementation=attention)
    network = TextNetwork(config)
    network.encoder = BertModel.from_pretrained(
        folder, config=config, add_pooling_layer=False, attn_implementation=attention
    )
    return network


def untrained(folder: Path) -> TextNetwork:
    """The same network without weights, in the form that exports (eager attention)."""
    return TextNetwork(BertConfig.from_pretrained(folder, attn_implementation="eager"))
