"""The networks that the fusion network is compared with: each takes all that is known of each turn at
once."""

import math
from typing import Final

import torch
from torch import Tensor, nn

from models.fusion.network import N_LABELS, N_PERSON, SENSES, FusionNetwork, Size, State, Turn
from models.fusion.network import Outputs as OfTurn
from models.fusion.runs import Sequences, run

WIDTH: Final = 64
HIDDEN: Final = 96
PERSON: Final = 24


class Rival(nn.Module):
    """Turns -> emotion and place in valence and arousal; `person` (80,) comes in where a rival takes it."""

    width: int = HIDDEN

    def __init__(self, size: Size, dropout: float = 0.2) -> None:
        super().__init__()
        self.embedding_dropout = nn.Dropout(size.embedding_dropout)
        self.taken_in = nn.Linear(n_features(size), WIDTH)
        self.dropout = nn.Dropout(dropout)
        self.emotion = nn.Linear(self.width, N_LABELS)
        self.affect = nn.Linear(self.width, 2)

    def forward(self, sequences: Sequences) -> tuple[Tensor, Tensor]:
        """Logits (n, t, 9) and affect (n, t, 2)."""
        known = features(sequences, self.embedding_dropout)
        found = self.dropout(self.core(torch.relu(self.taken_in(known)), sequences))
        return self.emotion(found), torch.tanh(self.affect(found))

    # (n, t, WIDTH) -> (n, t, width)
    def core(self, turns: Tensor, sequences: Sequences) -> Tensor:
        """What is made of the turns."""
        raise NotImplementedError


class MultimodalMLP(Rival):
    """Each turn alone."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.layers = nn.Sequential(
            nn.Linear(WIDTH, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, HIDDEN), nn.ReLU()
        )

    def core(self, turns: Tensor, sequences: Sequences) -> Tensor:  # noqa: ARG002  (each turn is alone)
        found: Tensor = self.layers(turns)
        return found


class LSTM(Rival):
    """The turns so far."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.lstm = nn.LSTM(WIDTH, HIDDEN, batch_first=True)

    def core(self, turns: Tensor, sequences: Sequences) -> Tensor:  # noqa: ARG002
        found: Tensor = self.lstm(turns)[0]
        return found


class BiGRU(Rival):
    """All turns, those to come as well: what no running conversation can have."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.gru = nn.GRU(WIDTH, HIDDEN // 2, batch_first=True, bidirectional=True)

    def core(self, turns: Tensor, sequences: Sequences) -> Tensor:  # noqa: ARG002
        found: Tensor = self.gru(turns)[0]
        return found


class Transformer(Rival):
    """Self-attention over the turns so far."""

    width = WIDTH

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        layer = nn.TransformerEncoderLayer(
            WIDTH, 4, 2 * WIDTH, dropout=0.1, batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)

    def core(self, turns: Tensor, sequences: Sequences) -> Tensor:  # noqa: ARG002
        n_turns = turns.shape[1]
        future = torch.ones(n_turns, n_turns, dtype=torch.bool).triu(1)
        found: Tensor = self.encoder(turns + positions(n_turns), mask=future)
        return found


class LSTMWithUser(LSTM):
    """The turns so far, with an embedding of the person in each. New persons have no row of their own in a
    table: the embedding is made of what is known of them."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.user = nn.Linear(N_PERSON, PERSON)
        self.lstm = nn.LSTM(WIDTH + PERSON, HIDDEN, batch_first=True)

    def core(self, turns: Tensor, sequences: Sequences) -> Tensor:
        user = torch.tanh(self.user(sequences.person))
        return super().core(torch.cat([turns, user], 2), sequences)


class TransformerWithProfile(Transformer):
    """Self-attention over the turns so far, the person's profile added to each."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.profile = nn.Linear(N_PERSON, WIDTH)

    def core(self, turns: Tensor, sequences: Sequences) -> Tensor:
        return super().core(turns + self.profile(sequences.person), sequences)


class EarlyConcatenation(nn.Module):
    """Instead of gates: all senses side by side, the missing ones as zeros."""

    def __init__(self, shared: int) -> None:
        super().__init__()
        self.join = nn.Linear(len(SENSES) * (shared + 1), shared)

    # (n, n_senses, shared), (n, n_senses) -> (n, shared), (n, n_senses) shares that sum to 1
    def forward(self, parts: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        there = torch.cat([parts * present[:, :, None], present[:, :, None]], 2)
        share = present / present.sum(1, keepdim=True).clamp(min=1.0)
        return torch.relu(self.join(there.flatten(1))), share


class WithoutGates(FusionNetwork):
    """Ours, the senses only put side by side."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.fusion = EarlyConcatenation(size.shared)


class WithoutDynamics(FusionNetwork):
    """Ours, every turn as if it were the first."""

    def forward(self, turn: Turn, state: State) -> tuple[OfTurn, State]:
        """One turn; no state is used and the one given is handed back."""
        outputs, _ = super().forward(turn, self.begin(len(turn.present)))
        return outputs, state


class WithoutPerson(FusionNetwork):
    """Ours, everybody as somebody never met."""

    def forward(self, turn: Turn, state: State) -> tuple[OfTurn, State]:
        """One turn."""
        return super().forward(turn._replace(person=torch.zeros_like(turn.person)), state)


class WithoutOpinions(FusionNetwork):
    """Ours, without what the senses say themselves beside the network's logits."""

    def _opinion(self, turn: Turn, person: Tensor, spoken: Tensor) -> Tensor:  # noqa: ARG002
        return torch.zeros_like(turn.own)


def outputs_of(network: nn.Module, sequences: Sequences) -> list[OfTurn]:
    """The answers of the fusion network, or of a rival, which has none on change and need, to each turn."""
    if isinstance(network, FusionNetwork):
        return run(network, sequences)
    logits, affect = network(sequences)
    n, n_needs = len(logits), 9
    return [
        OfTurn(
            logits[:, at], affect[:, at], logits.new_zeros(n, 1), logits.new_zeros(n, n_needs),
            logits.new_zeros(n, len(SENSES)),
        )
        for at in range(sequences.n_turns)
    ]  # fmt: skip


def n_features(size: Size) -> int:
    """How many numbers are known of a turn."""
    return len(SENSES) * (size.n_readings + 1) + sum(size.embeddings) + 3


def features(sequences: Sequences, dropout: nn.Module | None = None) -> Tensor:
    """(n, t, n_features) all that is known of each turn, side by side; what is missing as zeros."""
    embeddings = [one * sequences.embedded[:, :, at : at + 1] for at, one in enumerate(sequences.embeddings)]
    spoken = torch.zeros_like(sequences.own) if sequences.spoken is None else sequences.spoken
    return torch.cat(
        [
            sequences.readings.flatten(2), sequences.present,
            *(one if dropout is None else dropout(one) for one in embeddings),
            sequences.elapsed / 10.0, sequences.own, spoken,
        ],
        2,
    )  # fmt: skip


def positions(n_turns: int) -> Tensor:
    """(n_turns, WIDTH) sines and cosines of each turn's place (Vaswani et al., 2017)."""
    rate = torch.exp(torch.arange(0, WIDTH, 2) * (-math.log(1e4) / WIDTH))
    angle = torch.arange(n_turns)[:, None] * rate
    return torch.stack([torch.sin(angle), torch.cos(angle)], 2).flatten(1)
