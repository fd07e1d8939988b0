"""The comparison of Liu and Wang's Table 2: what simpler models make of the same turns, on the same splits,
with the same batches, optimiser and epochs.

The static ones: a linear SVM on all that is known of a turn, a TextCNN over the words, a multimodal MLP.
Those that see the course: an LSTM, a bidirectional GRU (which hears the future, as no running conversation
can) and a causal Transformer. Those that know the person: an LSTM with a user embedding, a Transformer with a
profile.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from sklearn.svm import LinearSVC
from torch import Tensor, nn
from torch.nn import functional

from models.fusion.courses import courses
from models.fusion.dialogues import Dialogues, built, with_present
from models.fusion.fit import Report, silent
from models.fusion.measures import over_seeds, scores
from models.fusion.network import N_LABELS, SENSES, FusionNetwork, Size, n_parameters
from models.fusion.parts import Parts, rows_of_side
from models.fusion.readings import Floats, Places
from models.fusion.rivals import (
    LSTM,
    BiGRU,
    LSTMWithUser,
    MultimodalMLP,
    Transformer,
    TransformerWithProfile,
    features,
    outputs_of,
)
from models.fusion.runs import (
    NO_LABEL,
    Hparams,
    Losses,
    Sequences,
    Training,
    loss_of,
    meld_sequences,
    of_dialogues,
    possible,
)
from models.fusion.words import MELD_LABELS, sentences, utterances
from perception.emotion import LABELS

N_DIALOGUES: Final = 300
"""Dialogues built of the test parts, the same for every model."""

MOST_ROWS: Final = 8_000
"""Turns that the SVM learns from."""

NETWORKS: Final[dict[str, Callable[[Size], nn.Module]]] = {
    "multimodal MLP": MultimodalMLP,
    "LSTM": LSTM,
    "BiGRU, hears the future": BiGRU,
    "Transformer": Transformer,
    "LSTM + user embedding": LSTMWithUser,
    "Transformer + profile": TransformerWithProfile,
    "ours": FusionNetwork,
}


class Rivalry(Training):
    """A run as `Training`, of any network."""

    def __init__(
        self,
        parts: Parts,
        hparams: Hparams,
        make: Callable[[Size], nn.Module],
        *,
        change: Callable[[Dialogues], Dialogues] | None = None,
    ) -> None:
        super().__init__(parts, hparams, change=change)
        torch.manual_seed(hparams.seed)
        self.rival = make(hparams.size)
        if not isinstance(self.rival, FusionNetwork):  # the others answer nothing on need and change
            losses = Losses(hparams.losses.emotion, hparams.losses.dynamics, hparams.losses.affect, 0.0, 0.0)
            self.hparams = replace(hparams, losses=losses)
        n_batches = self.schedule.total_steps
        self.optimiser = torch.optim.AdamW(
            self.rival.parameters(), hparams.rate, weight_decay=hparams.weight_decay
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimiser, hparams.rate, n_batches, pct_start=0.15
        )

    def learned(self, report: Callable[[float], None] = lambda _share: None) -> nn.Module:
        """The network after all epochs."""
        self.rival.train()
        self.train(lambda epoch, _loss: report(epoch / self.hparams.epochs))
        return self.rival.eval()

    def _step(self, batch: Sequences) -> float:
        loss = loss_of(outputs_of(self.rival, batch), batch, self.hparams)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.rival.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        return float(loss.detach())


@dataclass(frozen=True, eq=False)
class Exam:
    """What every model is tested on: dialogues built of the test parts, all senses there, and MELD's."""

    dialogues: Dialogues
    built: Sequences
    meld: list[Sequences]


def exam(parts: Parts, size: Size, seed: int = 3) -> Exam:
    """The same for the same seed."""
    rng = np.random.default_rng(seed)
    dialogues = built(parts, courses(parts.dialogues, N_DIALOGUES, rng), rng)
    return Exam(dialogues, as_sequences(parts, dialogues, size), meld_sequences(parts, size))


def as_sequences(parts: Parts, dialogues: Dialogues, size: Size) -> Sequences:
    """Built dialogues with every vector there is and with what is known of each person."""
    n, t = dialogues.present.shape[:2]
    everywhere = np.ones((n, t, len(SENSES)), np.float32)
    return of_dialogues(parts, dialogues, dialogues.person(), np.arange(n), size, everywhere)


Says = Callable[[Sequences], tuple[Tensor, Tensor | None]]
"""Sequences -> logits (n, t, 9) and affect (n, t, 2), or none."""


def of_network(network: nn.Module) -> Says:
    """What a network says."""

    def says(sequences: Sequences) -> tuple[Tensor, Tensor]:
        with torch.no_grad():
            outputs = outputs_of(network, sequences)
        return (
            torch.stack([one.logits for one in outputs], 1),
            torch.stack([one.affect for one in outputs], 1),
        )

    return says


def marks(says: Says, given: Exam) -> dict[str, Any]:
    """Figures on both halves; `affect_mse` is the mean squared error of valence and arousal,
    `change_accuracy` how often the said labels change where the true ones do, and do not where they do
    not."""
    logits, affect = says(given.built)
    truth = given.built.label.numpy()
    said = possible(logits, given.built).argmax(2).numpy()
    found: dict[str, Any] = {"built": scores(truth.ravel(), said.ravel())}
    found["built"]["change_accuracy"] = float(
        ((np.diff(said, axis=1) != 0) == (np.diff(truth, axis=1) != 0)).mean()
    )
    if affect is not None:
        found["built"]["affect_mse"] = float((affect - given.built.affect).square().mean())
    labels, answers = [], []
    for batch in given.meld:
        judged = batch.label != NO_LABEL
        labels.append(batch.label[judged].numpy())
        answers.append(possible(says(batch)[0], batch).argmax(2)[judged].numpy())
    return found | {"meld": scores(np.concatenate(labels), np.concatenate(answers))}


def linear_svm(training: Training) -> Says:
    """A linear SVM on single turns of one epoch's batches."""
    known, label = [], []
    for batch in training._batches():  # noqa: SLF001  (the batches that the networks learn from)
        judged = batch.label != NO_LABEL
        known.append(features(batch)[judged].numpy())
        label.append(batch.label[judged].numpy())
    rows = np.random.default_rng(training.hparams.seed).permutation(sum(map(len, label)))[:MOST_ROWS]
    taken, truth = np.concatenate(known)[rows], np.concatenate(label)[rows]
    mean, spread = taken.mean(0), taken.std(0) + 1e-3
    weight = {at: training.hparams.neutral if name == "neutral" else 1.0 for at, name in enumerate(LABELS)}
    svm = LinearSVC(C=0.003, class_weight=weight, dual=False, tol=1e-3).fit((taken - mean) / spread, truth)

    def says(sequences: Sequences) -> tuple[Tensor, None]:
        values = ((features(sequences).numpy() - mean) / spread).reshape(-1, taken.shape[1])
        found = np.full((len(values), N_LABELS), -1e3, np.float32)
        found[:, svm.classes_] = svm.decision_function(values)
        return torch.from_numpy(found).view(*sequences.label.shape, N_LABELS), None

    return says


class TextCNN(nn.Module):
    """Words (n, length) -> logits (n, 9): windows of two to four words, the strongest of each (Kim, 2014)."""

    def __init__(self, n_words: int, width: int = 64, n_filters: int = 48) -> None:
        super().__init__()
        self.embedding = nn.Embedding(n_words, width, padding_idx=0)
        self.windows = nn.ModuleList(nn.Conv1d(width, n_filters, size, padding=3) for size in (2, 3, 4))
        self.emotion = nn.Linear(3 * n_filters, N_LABELS)
        self.dropout = nn.Dropout(0.5)

    def forward(self, words: Tensor) -> Tensor:
        """Padded with 0."""
        embedded = self.embedding(words).transpose(1, 2)
        strongest = [torch.relu(window(embedded)).amax(2) for window in self.windows]
        found: Tensor = self.emotion(self.dropout(torch.cat(strongest, 1)))
        return found


@dataclass(frozen=True, eq=False)
class Texts:
    """The words of one side, in the order of its parts: `meld` utterances and `written` sentences, with the
    place in LABELS of each."""

    meld: list[str]
    written: list[str]
    meld_label: Places
    written_label: Places


def texts(data_dir: Path, side: str) -> Texts:
    """Of one of the sides."""
    rows = utterances(data_dir, side)
    words, labels = sentences(data_dir, "test" if side == "test" else "dev")
    chosen = rows_of_side(len(words), side)
    return Texts(
        [row["Utterance"] for row in rows],
        [words[row] for row in chosen],
        np.array([LABELS.index(MELD_LABELS[row["Emotion"]]) for row in rows]),
        np.array([LABELS.index(labels[row]) for row in chosen]),
    )


def words_of(text: str) -> list[str]:
    """Words and marks, small letters."""
    return re.findall(r"[a-z']+|[!?.]", text.lower())


def numbered(lines: Sequence[str], vocabulary: dict[str, int], length: int = 32) -> Tensor:
    """(n, length) words as numbers, 1 for one that is not in the vocabulary, 0 for none."""
    found = np.zeros((len(lines), length), np.int64)
    for row, line in enumerate(lines):
        known = [vocabulary.get(word, 1) for word in words_of(line)[:length]]
        found[row, : len(known)] = known
    return torch.from_numpy(found)


def text_cnn(learned: Texts, tested: Texts, given: Exam, hparams: Hparams, n_epochs: int) -> dict[str, Any]:
    """A TextCNN that learns MELD's utterances and the written sentences, `n_epochs` times each; its marks."""
    torch.manual_seed(hparams.seed)
    lines, label = learned.meld + learned.written, np.concatenate([learned.meld_label, learned.written_label])
    counted: dict[str, int] = {}
    for line in lines:
        for word in words_of(line):
            counted[word] = counted.get(word, 0) + 1
    often = [word for word, count in counted.items() if count > 1]
    vocabulary = {word: at + 2 for at, word in enumerate(often)}
    network = TextCNN(len(vocabulary) + 2)
    optimiser = torch.optim.AdamW(network.parameters(), hparams.rate, weight_decay=hparams.weight_decay)
    weight = torch.ones(N_LABELS)
    weight[LABELS.index("neutral")] = hparams.neutral
    words, truth = numbered(lines, vocabulary), torch.from_numpy(label)
    for _ in range(n_epochs):
        order, size = torch.randperm(len(words)), 2 * hparams.batch_size
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            loss = functional.cross_entropy(
                network(words[rows]), truth[rows], weight, label_smoothing=hparams.smoothing
            )
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    network.eval()
    with torch.no_grad():
        of_meld = network(numbered(tested.meld, vocabulary)).numpy()
        of_written = network(numbered(tested.written, vocabulary)).numpy()
    one = given.dialogues
    chosen = np.where(
        one.meld[..., None],
        of_meld[np.where(one.meld, one.text, 0)],
        of_written[np.where(one.meld, 0, one.text)],
    )
    said = possible(torch.from_numpy(chosen), given.built).argmax(2).numpy()
    in_meld = [LABELS.index(name) for name in MELD_LABELS]
    meld_said = np.array(in_meld)[of_meld[:, in_meld].argmax(1)]
    return {
        "built": scores(one.courses.label.ravel(), said.ravel()),
        "meld": scores(tested.meld_label, meld_said),
        "n_parameters": n_parameters(network),
    }


def baseline_figures(
    learned: Parts,
    tested: Parts,
    data_dir: Path,
    hparams: Hparams,
    seeds: Sequence[int],
    report: Report = silent,
    names: Sequence[str] = ("SVM", "TextCNN", *NETWORKS),
) -> dict[str, Any]:
    """Marks of every model by name, over seeds."""
    given = exam(tested, hparams.size)
    runs: list[dict[str, Any]] = []
    for seed in seeds:
        now, found = replace(hparams, seed=seed), {}
        for name in names:
            report(f"{name}, seed {seed}", 0.0)
            if name == "SVM":
                found[name] = marks(linear_svm(Training(learned, now)), given)
            elif name == "TextCNN":
                found[name] = text_cnn(
                    texts(data_dir, "train"), texts(data_dir, "test"), given, now, hparams.epochs
                )
            else:
                found[name] = learned_marks(learned, given, now, NETWORKS[name], report)
            report(f"{name}, seed {seed}", 1.0)
        runs.append(found)
    return over_seeds(runs)


def learned_marks(
    learned: Parts,
    given: Exam,
    hparams: Hparams,
    make: Callable[[Size], nn.Module],
    report: Report = silent,
    senses: Floats | None = None,
) -> dict[str, Any]:
    """Train one network and test it; with `senses` (4,) of 0 and 1 only on these, in learning and test."""

    def change(one: Dialogues) -> Dialogues:
        return one if senses is None else with_present(one, senses)

    rivalry = Rivalry(learned, hparams, make, change=change)
    network = rivalry.learned(lambda share: report(f"seed {hparams.seed}", share))
    found = marks(of_network(network), given)
    return found | {"n_parameters": n_parameters(network)}
