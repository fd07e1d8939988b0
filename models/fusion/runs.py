"""One training run of the fusion network: built dialogues and MELD's own, drawn anew each epoch."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models.fusion.courses import WITH_WORDS_ONLY, Courses, courses, needs, placed
from models.fusion.dialogues import Dialogues, as_readings, built, masked, weakened
from models.fusion.network import N_PERSON, SENSES, TEXT, FusionNetwork, Outputs, Size, Turn
from models.fusion.parts import Parts
from models.fusion.readings import Floats, Places, Read
from perception.emotion import LABELS

NO_LABEL: Final = -100
OUT_OF_REACH: Final = -1e4


@dataclass(frozen=True)
class Losses:
    """What each of the answers counts; `dynamics` is the squared error of the step from turn to turn (eq.
    58)."""

    emotion: float = 1.0
    dynamics: float = 0.5
    affect: float = 0.5
    need: float = 0.5
    changed: float = 0.2


@dataclass(frozen=True)
class Hparams:
    """`size` of the network, `epochs` over `n_dialogues` newly built dialogues each, and MELD's; `rate` is
    the peak; `neutral` the weight of a neutral turn beside the others; `speaking` the share of persons who
    speak; `meld` how often an epoch has MELD's own dialogues."""

    size: Size = field(default_factory=Size)
    losses: Losses = field(default_factory=Losses)
    epochs: int = 18
    n_dialogues: int = 1536
    batch_size: int = 64
    rate: float = 2e-3
    weight_decay: float = 0.02
    smoothing: float = 0.05
    neutral: float = 0.6
    speaking: float = 0.55
    meld: int = 2
    seed: int = 1


@dataclass(frozen=True, eq=False)
class Sequences:
    """A batch of sequences as tensors: each of Turn's fields with the turns as the second dimension, and what
    is true of them; `label` is NO_LABEL where a turn is not to be judged."""

    readings: Tensor
    embeddings: tuple[Tensor, ...]
    present: Tensor
    embedded: Tensor
    elapsed: Tensor
    own: Tensor
    person: Tensor
    label: Tensor
    need: Tensor
    affect: Tensor
    spoken: Tensor | None = None
    of_meld: Tensor | None = None

    def turn(self, at: int) -> Turn:
        """The turns at one place."""
        return Turn(
            self.readings[:, at],
            tuple(one[:, at] for one in self.embeddings),
            *(getattr(self, name)[:, at] for name in ("present", "embedded", "elapsed", "own", "person")),
            None if self.spoken is None else self.spoken[:, at],
        )

    @property
    def n_turns(self) -> int:
        """Of each sequence."""
        return int(self.label.shape[1])


def of_dialogues(
    parts: Parts, dialogues: Dialogues, person: Floats, rows: Places, size: Size, embedded: Floats
) -> Sequences:
    """Some of the built dialogues; `embedded` (n, t, 4) says where a sense's vector comes along."""
    one = dialogues
    text = np.where(
        one.meld[rows][..., None],
        parts.dialogues.read.embedding[np.where(one.meld[rows], one.text[rows], 0)],
        parts.sentences.embedding[np.where(one.meld[rows], 0, one.text[rows])],
    )
    course = one.courses
    vectors = {0: text, 2: parts.faces.embedding[one.face[rows]]}
    return Sequences(
        torch.from_numpy(one.readings[rows]),
        tuple(
            torch.from_numpy(vectors[at].astype(np.float32))
            if width
            else torch.zeros(len(rows), text.shape[1], 0)
            for at, width in enumerate(size.embeddings)
        ),
        torch.from_numpy(one.present[rows]),
        torch.from_numpy((embedded[rows] * one.present[rows]).astype(np.float32)),
        torch.log1p(torch.from_numpy(course.elapsed_s[rows]))[..., None],
        torch.ones(len(rows), text.shape[1], 1),
        torch.from_numpy(person[rows]),
        torch.from_numpy(course.label[rows]),
        torch.from_numpy(course.need[rows]),
        torch.from_numpy(course.affect[rows]),
        torch.from_numpy(one.spoken[rows].astype(np.float32))[..., None],
        torch.from_numpy(one.meld[rows].astype(np.float32))[..., None],
    )


def run(network: FusionNetwork, sequences: Sequences) -> list[Outputs]:
    """The answers to each turn, one after the other."""
    state, found = network.begin(len(sequences.label)), []
    for at in range(sequences.n_turns):
        outputs, state = network(sequences.turn(at), state)
        found.append(outputs)
    return found


def loss_of(outputs: list[Outputs], sequences: Sequences, hparams: Hparams) -> Tensor:
    """The joint loss on state, change, need and place (eq. 57-58)."""
    losses = hparams.losses
    logits = possible(torch.stack([one.logits for one in outputs], 1), sequences)
    label = sequences.label
    judged = (label != NO_LABEL).float()
    total = losses.emotion * emotion_loss(logits, label, hparams)
    shares = torch.softmax(logits, 2)
    truth = functional.one_hot(label.clamp(min=0), len(LABELS)).float()
    both = judged[:, 1:] * judged[:, :-1]
    step = (shares[:, 1:] - shares[:, :-1]) - (truth[:, 1:] - truth[:, :-1])
    total = total + losses.dynamics * (step.square().sum(2) * both).sum() / both.sum().clamp(min=1.0)
    affect = torch.stack([one.affect for one in outputs], 1)
    apart = (affect - sequences.affect).square().sum(2) * judged
    total = total + losses.affect * apart.sum() / judged.sum().clamp(min=1.0)
    need = torch.stack([one.need for one in outputs], 1)
    missed = functional.cross_entropy(
        need.flatten(0, 1), sequences.need.flatten(), ignore_index=NO_LABEL, reduction="sum"
    )
    total = total + losses.need * missed / (sequences.need != NO_LABEL).sum().clamp(min=1)
    changed = torch.stack([one.changed for one in outputs], 1)[..., 0]
    did, known = changes(label)
    apart = functional.binary_cross_entropy_with_logits(changed, did, reduction="none")
    return total + losses.changed * (apart * known).sum() / known.sum().clamp(min=1.0)


def possible(logits: Tensor, sequences: Sequences) -> Tensor:
    """(n, t, 9) logits, out of reach where whoever labelled the turn does not know the label."""
    if sequences.of_meld is None:
        return logits
    unknown = torch.zeros(len(LABELS))
    unknown[list(WITH_WORDS_ONLY)] = OUT_OF_REACH
    return logits + sequences.of_meld * unknown


def emotion_loss(logits: Tensor, label: Tensor, hparams: Hparams) -> Tensor:
    """Cross-entropy with smoothed labels, neutral ones weighted, of the judged turns."""
    reached = (logits > OUT_OF_REACH / 2).float()
    truth = functional.one_hot(label.clamp(min=0), len(LABELS)).float()
    smooth = hparams.smoothing * reached / reached.sum(2, keepdim=True)
    target = (1.0 - hparams.smoothing) * truth + smooth
    neutral = label == LABELS.index("neutral")
    weight = torch.where(neutral, hparams.neutral, 1.0) * (label != NO_LABEL).float()
    missed = -(target * torch.log_softmax(logits, 2) * reached).sum(2)
    return (missed * weight).sum() / weight.sum().clamp(min=1.0)


def changes(label: Tensor) -> tuple[Tensor, Tensor]:
    """(n, t) 1 where the label is another than at the last judged turn before, and 1 where there was one."""
    did, known = torch.zeros_like(label, dtype=torch.float32), torch.zeros_like(label, dtype=torch.float32)
    last = torch.full_like(label[:, 0], NO_LABEL)
    for at in range(label.shape[1]):
        now = label[:, at]
        there = (now != NO_LABEL) & (last != NO_LABEL)
        known[:, at] = there.float()
        did[:, at] = (there & (now != last)).float()
        last = torch.where(now != NO_LABEL, now, last)
    return did, known


class Training:
    """A run; the same seed gives the same network."""

    def __init__(
        self, parts: Parts, hparams: Hparams, *, change: Callable[[Dialogues], Dialogues] | None = None
    ) -> None:
        torch.manual_seed(hparams.seed)
        self.parts, self.hparams, self._change = parts, hparams, change
        self.rng = np.random.default_rng([hparams.seed, 5])
        self.network = FusionNetwork(hparams.size)
        self.courses = courses(
            parts.dialogues, 2 * hparams.n_dialogues, self.rng, written=parts.sentences.label
        )
        self.beside = hparams.meld * meld_sequences(parts, hparams.size)
        self.beside += sentence_sequences(parts.sentences, hparams.size, 2 * hparams.batch_size)
        n_batches = hparams.epochs * (hparams.n_dialogues // hparams.batch_size + len(self.beside))
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), hparams.rate, weight_decay=hparams.weight_decay
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimiser, hparams.rate, n_batches, pct_start=0.15
        )

    def train(self, report: Callable[[int, float], None] = lambda _epoch, _loss: None) -> FusionNetwork:
        """All epochs."""
        for epoch in range(self.hparams.epochs):
            self.network.train()
            losses = [self._step(batch) for batch in self._batches()]
            report(epoch + 1, float(np.mean(losses)))
        return self.network.eval()

    def _batches(self) -> list[Sequences]:
        hparams, rng = self.hparams, self.rng
        chosen = rng.choice(len(self.courses.label), hparams.n_dialogues, replace=False)
        courses_now = some(self.courses, chosen)
        dialogues = masked(built(self.parts, courses_now, rng, speaking=hparams.speaking), rng)
        if self._change is not None:
            dialogues = self._change(dialogues)
        person = dialogues.person()
        person[rng.random(len(person)) < 0.2] = 0.0
        dialogues = replace(dialogues, readings=weakened(dialogues.readings, rng))
        embedded = (rng.random((*dialogues.present.shape[:2], 1)) >= 0.25) * np.ones(len(SENSES))
        embedded[rng.random(len(embedded)) < 0.15] = 0.0
        order = rng.permutation(hparams.n_dialogues)
        found = [
            of_dialogues(self.parts, dialogues, person, rows, hparams.size, embedded)
            for rows in np.array_split(order, hparams.n_dialogues // hparams.batch_size)
        ]
        found += [_shuffled(one, rng) for one in self.beside]
        return [found[at] for at in rng.permutation(len(found))]

    def _step(self, batch: Sequences) -> float:
        loss = loss_of(run(self.network, batch), batch, self.hparams)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        return float(loss.detach())


def some(given: Courses, rows: Places) -> Courses:
    """Some of the courses."""
    return Courses(
        *(getattr(given, name)[rows] for name in ("label", "need", "affect", "elapsed_s", "utterance"))
    )


def _shuffled(batch: Sequences, rng: np.random.Generator) -> Sequences:
    """Words as they are; now and then without their vectors."""
    embedded = batch.embedded * torch.from_numpy(
        (rng.random((len(batch.label), 1, 1)) >= 0.1).astype(np.float32)
    )
    return replace(batch, embedded=embedded)


def meld_sequences(parts: Parts, size: Size, batch_size: int = 128) -> list[Sequences]:
    """MELD's dialogues, each once for everybody who speaks in it: all utterances in their order, of which
    those of the one in question are their own and judged. Batches of about one length."""
    data = parts.dialogues
    readings = as_readings(data.read, np.arange(len(data.read)))
    pairs = []
    for dialogue in np.unique(data.dialogue):
        rows = np.flatnonzero(data.dialogue == dialogue)
        pairs += [(rows, speaker) for speaker in np.unique(data.speaker[rows])]
    pairs.sort(key=lambda pair: len(pair[0]))
    return [
        _as_sequences(parts, readings, pairs[start : start + batch_size], size)
        for start in range(0, len(pairs), batch_size)
    ]


def _as_sequences(parts: Parts, readings: Floats, pairs: list[tuple[Places, int]], size: Size) -> Sequences:
    data = parts.dialogues
    n, t = len(pairs), max(len(rows) for rows, _ in pairs)
    row = np.full((n, t), -1)
    for at, (rows, _) in enumerate(pairs):
        row[at, : len(rows)] = rows
    there = row >= 0
    own = there & (data.speaker[row] == np.array([speaker for _, speaker in pairs])[:, None])
    values = np.zeros((n, t, len(SENSES), readings.shape[1]), np.float32)
    values[:, :, TEXT] = readings[row] * there[..., None]
    present = np.zeros((n, t, len(SENSES)), np.float32)
    present[:, :, TEXT] = there
    elapsed = np.where(there, np.log1p(4.0), 0.0).astype(np.float32)
    elapsed[:, 0] = 0.0
    nothing = np.full((n, t), NO_LABEL)
    return Sequences(
        torch.from_numpy(values),
        tuple(
            torch.from_numpy(data.read.embedding[row]) if at == TEXT else torch.zeros(n, t, width)
            for at, width in enumerate(size.embeddings)
        ),
        torch.from_numpy(present),
        torch.from_numpy(present.copy()),
        torch.from_numpy(elapsed)[..., None],
        torch.from_numpy(own.astype(np.float32))[..., None],
        torch.zeros(n, t, N_PERSON),
        torch.from_numpy(np.where(own, data.read.label[row], nothing)),
        torch.from_numpy(nothing),
        torch.zeros(n, t, 2),
        torch.ones(n, t, 1),
        torch.ones(n, t, 1),
    )


def sentence_sequences(read: Read, size: Size, batch_size: int | None = None) -> list[Sequences]:
    """Single written sentences: the first turn of somebody never met."""
    every = np.arange(len(read))
    return [
        _as_first_turns(read.rows(rows), size)
        for rows in np.array_split(every, -(-len(every) // (batch_size or len(every))))
    ]


def _as_first_turns(read: Read, size: Size) -> Sequences:
    n = len(read)
    values = np.zeros((n, 1, len(SENSES), size.n_readings), np.float32)
    values[:, 0, TEXT] = as_readings(read, np.arange(n))
    present = torch.zeros(n, 1, len(SENSES))
    present[:, :, TEXT] = 1.0
    label = read.label[:, None]
    return Sequences(
        torch.from_numpy(values),
        tuple(
            torch.from_numpy(read.embedding)[:, None] if at == TEXT and width else torch.zeros(n, 1, width)
            for at, width in enumerate(size.embeddings)
        ),
        present, present.clone(), torch.zeros(n, 1, 1), torch.ones(n, 1, 1), torch.zeros(n, 1, N_PERSON),
        torch.from_numpy(label), torch.from_numpy(needs(label)), torch.from_numpy(placed(label)),
    )  # fmt: skip
