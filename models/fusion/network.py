"""The fusion network: what four senses say of a turn, the turns before and the person -> one reading.

Equation numbers are those of Liu and Wang, "Research on Personalized Emotion Dynamic Deep Learning Modeling
for Human-Centered Emotional Interaction"; the cross-modal variant follows the attention between senses of Hu,
Chen and Hu (arXiv 2512.10963).
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from perception.emotion import LABELS
from perception.need import NEEDS

SENSES: Final = ("text", "voice", "face", "behaviour")
TEXT, VOICE, FACE, BEHAVIOUR = range(len(SENSES))
N_LABELS: Final = len(LABELS)
N_READING: Final = N_LABELS + 3
"""Numbers of one sense's reading (`perception.dynamics.as_numbers`)."""

N_NEEDS: Final = len(NEEDS) + 1
"""The needs, and none as the last."""

N_PERSON: Final = 80


@dataclass(frozen=True)
class Size:
    """`embeddings` are the widths of the senses' own vectors, in the order of SENSES, 0 where none is taken;
    `shared` is the space that all are projected to, `state` the LSTM's, `n_remembered` the turns that
    attention looks back on."""

    embeddings: tuple[int, ...] = (768, 0, 128, 0)
    shared: int = 64
    state: int = 96
    attention: int = 32
    person: int = 24
    n_remembered: int = 16
    dropout: float = 0.3
    embedding_dropout: float = 0.5
    fusion: str = "gated"
    n_outputs: int = N_LABELS
    n_readings: int = N_READING


class Turn(NamedTuple):
    """Of a batch of turns: `readings` (n, 4, 12), `embeddings` one (n, width) for each sense, `present` (n,
    4) and `embedded` (n, 4) of 0 and 1, `elapsed` (n, 1) natural logarithm of 1 + seconds since the turn
    before, `own` (n, 1) 1 where it is the person's own turn, `person` (n, 80), `spoken` (n, 1) 1 where the
    words were spoken, not written: people write more plainly what they feel. Without it nothing was."""

    readings: Tensor
    embeddings: tuple[Tensor, ...]
    present: Tensor
    embedded: Tensor
    elapsed: Tensor
    own: Tensor
    person: Tensor
    spoken: Tensor | None = None


class State(NamedTuple):
    """What is carried from turn to turn: `hidden` and `cell` (n, state), `memory` (n, n_remembered, state) of
    the last hidden states, newest last, `remembered` (n, n_remembered) of 0 and 1. Always the same size."""

    hidden: Tensor
    cell: Tensor
    memory: Tensor
    remembered: Tensor


class Outputs(NamedTuple):
    """`logits` (n, 9), `affect` (n, 2) in [-1, 1], `changed` (n, 1) logit that the label is another one than
    at this person's turn before, `need` (n, 9) logits, `weights` (n, 4) the senses' shares, which sum to
    1."""

    logits: Tensor
    affect: Tensor
    changed: Tensor
    need: Tensor
    weights: Tensor


class Projection(nn.Module):
    """One sense's reading and vector -> the shared space (eq. 45)."""

    def __init__(self, n_readings: int, n_embedding: int, shared: int, dropout: float) -> None:
        super().__init__()
        self.reading = nn.Linear(n_readings, shared)
        self.embedding = nn.Linear(n_embedding, shared, bias=False) if n_embedding else None
        self.norm = nn.LayerNorm(shared)
        self.dropout = nn.Dropout(dropout)

    # (n, n_readings), (n, width), (n, 1) -> (n, shared)
    def forward(self, reading: Tensor, embedding: Tensor, embedded: Tensor) -> Tensor:
        found = self.reading(reading)
        if self.embedding is not None:
            found = found + self.embedding(self.dropout(embedding)) * embedded
        return torch.relu(self.norm(found))


class GatedFusion(nn.Module):
    """Each sense through its own gate, the missing ones left out, divided by what the gates let through (eq.
    46, normalised so that four senses are not louder than one)."""

    def __init__(self, shared: int) -> None:
        super().__init__()
        self.gate = nn.ModuleList(nn.Linear(shared, shared) for _ in SENSES)

    # (n, n_senses, shared), (n, n_senses) -> (n, shared), (n, n_senses) shares that sum to 1
    def forward(self, parts: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        gates = torch.stack([torch.sigmoid(gate(parts[:, at])) for at, gate in enumerate(self.gate)], 1)
        open_ = gates * present[:, :, None]
        total = open_.sum(1).clamp(min=1e-4)
        found = (open_ * parts).sum(1) / total
        return found, open_.mean(2) / open_.mean(2).sum(1, keepdim=True).clamp(min=1e-4)


class CrossModalAttention(nn.Module):
    """Each sense looks at the others that are there, then all are pooled by a learned question."""

    def __init__(self, shared: int, n_heads: int = 4) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.ask, self.offer, self.give = (nn.Linear(shared, shared) for _ in range(3))
        self.join = nn.Linear(shared, shared)
        self.norm = nn.LayerNorm(shared)
        self.place = nn.Parameter(0.02 * torch.randn(len(SENSES), shared))
        self.question = nn.Linear(shared, 1)

    # as GatedFusion
    def forward(self, parts: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        n, n_senses, shared = parts.shape
        placed = parts + self.place
        ask, offer, give = (
            layer(placed).view(n, n_senses, self.n_heads, -1).transpose(1, 2)
            for layer in (self.ask, self.offer, self.give)
        )
        score = ask @ offer.transpose(2, 3) / (shared // self.n_heads) ** 0.5
        absent = (1.0 - present)[:, None, None, :] * -1e4
        looked = (torch.softmax(score + absent, 3) @ give).transpose(1, 2).reshape(n, n_senses, shared)
        seen = self.norm(placed + self.join(looked))
        share = torch.softmax(self.question(seen)[:, :, 0] + (1.0 - present) * -1e4, 1) * present
        share = share / share.sum(1, keepdim=True).clamp(min=1e-4)
        return (share[:, :, None] * seen).sum(1), share


FUSIONS: Final = {"gated": GatedFusion, "cross": CrossModalAttention}


class FusionNetwork(nn.Module):
    """One turn at a time; the same parameters for every subset of senses."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.projections = nn.ModuleList(
            Projection(size.n_readings, width, size.shared, size.embedding_dropout)
            for width in size.embeddings
        )
        self.fusion = FUSIONS[size.fusion](size.shared)
        self.person = nn.Linear(N_PERSON, size.person)
        self.person_gate = nn.Linear(size.shared + size.person, size.shared)
        self.lstm = nn.LSTMCell(size.shared + 4, size.state)
        self.query = nn.Linear(size.state, size.attention)
        self.key = nn.Linear(size.state, size.attention)
        self.value = nn.Linear(size.state, size.state)
        self.scale = nn.Linear(size.person, size.state)
        self.shift = nn.Linear(size.person, size.state)
        self.dropout = nn.Dropout(size.dropout)
        width = size.state + size.shared + 1
        self.emotion = nn.Linear(width, size.n_outputs)
        self.affect = nn.Linear(width, 2)
        self.need = nn.Linear(width, N_NEEDS)
        self.changed = nn.Linear(width + size.state, 1)
        self.trust = nn.Linear(size.person + len(SENSES) + 1, len(SENSES))
        self.age = nn.Parameter(torch.tensor(0.0))
        nn.init.constant_(self.trust.bias, -0.5)

    def begin(self, n: int) -> State:
        """Nothing has been said yet."""
        size, some = self.size, self.key.weight
        return State(
            some.new_zeros(n, size.state),
            some.new_zeros(n, size.state),
            some.new_zeros(n, size.n_remembered, size.state),
            some.new_zeros(n, size.n_remembered),
        )

    def forward(self, turn: Turn, state: State) -> tuple[Outputs, State]:
        """One more turn."""
        parts = torch.stack(
            [
                projection(turn.readings[:, at], turn.embeddings[at], turn.embedded[:, at : at + 1])
                for at, projection in enumerate(self.projections)
            ],
            1,
        )
        fused, weights = self.fusion(parts, turn.present)
        person = torch.tanh(self.person(turn.person))  # eq. 60
        gate = torch.sigmoid(self.person_gate(torch.cat([fused, person], 1)))  # eq. 63
        personal = gate * fused  # eq. 64
        n_present = turn.present.sum(1, keepdim=True) / len(SENSES)
        spoken = torch.zeros_like(turn.own) if turn.spoken is None else turn.spoken
        taken_in = torch.cat([self.dropout(fused), turn.elapsed / 10.0, turn.own, spoken, n_present], 1)
        hidden, cell = self.lstm(taken_in, (state.hidden, state.cell))  # eq. 49-51
        memory = torch.cat([state.memory[:, 1:], hidden[:, None]], 1)
        remembered = torch.cat([state.remembered[:, 1:], torch.ones_like(turn.own)], 1)
        looked_back = self._looked_back(hidden, memory, remembered)
        scale = 2.0 * torch.sigmoid(self.scale(person))
        coloured = scale * looked_back + self.shift(person)  # eq. 61-62
        together = torch.cat([self.dropout(torch.cat([coloured, personal], 1)), spoken], 1)
        opinion = self._opinion(turn, person, spoken)
        outputs = Outputs(
            logits=self.emotion(together) + opinion,  # eq. 65, beside what the senses say themselves
            affect=torch.tanh(self.affect(together)),
            changed=self.changed(torch.cat([together, hidden - state.hidden], 1)),
            need=self.need(together),
            weights=weights,
        )
        return outputs, State(hidden, cell, memory, remembered)

    def _looked_back(self, hidden: Tensor, memory: Tensor, remembered: Tensor) -> Tensor:
        """Causal attention over the turns so far, this one among them (eq. 52-54); older ones a little
        less."""
        n_remembered = memory.shape[1]
        score = (self.query(hidden)[:, None] * self.key(memory)).sum(2) / self.size.attention**0.5
        age = torch.arange(n_remembered - 1, -1, -1, device=memory.device, dtype=memory.dtype)
        score = score - functional.softplus(self.age) * age + (1.0 - remembered) * -1e4
        return hidden + (torch.softmax(score, 1)[:, :, None] * self.value(memory)).sum(1)

    def _opinion(self, turn: Turn, person: Tensor, spoken: Tensor) -> Tensor:
        """The senses' own log probabilities, each as far as this person's are trusted (a logarithmic opinion
        pool): what is left to learn is where they err."""
        if self.size.n_outputs != N_LABELS or self.size.n_readings != N_READING:
            return torch.zeros_like(turn.own)
        trust = functional.softplus(self.trust(torch.cat([person, turn.present, spoken], 1))) * turn.present
        trust = trust * turn.readings[:, :, -1]
        return (trust[:, :, None] * turn.readings[:, :, :N_LABELS]).sum(1)


def n_parameters(network: nn.Module) -> int:
    """Numbers that are learned."""
    return sum(value.numel() for value in network.parameters())
