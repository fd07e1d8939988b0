"""The voice network: SpeechBrain's ECAPA-TDNN over normalised bands, and what is read from its embedding."""

from dataclasses import dataclass

import torch
from speechbrain.lobes.models.ECAPA_TDNN import ECAPA_TDNN
from torch import Tensor, nn

from models.voice.corpora import LABELS
from models.voice.frontend import N_BANDS


@dataclass(frozen=True)
class Size:
    """`channels` of the convolutions, `pooled` before the pooling over time, `embedding` after it; `stack`
    neighbouring frames enter as one."""

    channels: int = 128
    pooled: int = 384
    attention: int = 48
    embedding: int = 128
    stack: int = 3
    dropout: float = 0.1
    embedding_dropout: float = 0.2


class VoiceNetwork(nn.Module):
    """Normalised bands of one utterance -> labels, valence and arousal, and an embedding."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.stack = size.stack
        self.encoder = ECAPA_TDNN(
            size.stack * N_BANDS,
            channels=[size.channels] * 4 + [size.pooled],
            kernel_sizes=[5, 3, 3, 3, 1],
            dilations=[1, 2, 3, 4, 1],
            attention_channels=size.attention,
            lin_neurons=size.embedding,
            res2net_scale=4,
            se_channels=size.attention,
            dropout=size.dropout,
        )
        self.norm = nn.BatchNorm1d(size.embedding)
        self.dropout = nn.Dropout(size.embedding_dropout)
        self.labels = nn.Linear(size.embedding, len(LABELS))
        self.valence_arousal = nn.Linear(size.embedding, 2)
        self.voice = nn.Linear(size.embedding, 1)

    # (batch, n_frames, 86) -> (batch, 8) logits, (batch, 2) in [-1, 1], (batch, 1) logit, (batch, 128)
    def forward(self, values: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        n_frames = values.shape[1] // self.stack * self.stack
        stacked = values[:, :n_frames].reshape(values.shape[0], -1, self.stack * values.shape[2])
        embedding = self.norm(self.encoder(stacked)[:, 0].float())
        kept = self.dropout(embedding)
        return self.labels(kept), torch.tanh(self.valence_arousal(kept)), self.voice(kept), embedding
