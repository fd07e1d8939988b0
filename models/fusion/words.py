"""Words: MELD's utterances in their dialogues, and GoEmotions' sentences, as the text sense reads them."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.fusion.readings import Places, Read, as_arrays, from_arrays, kept, of_readings, read_by
from perception.emotion import GOEMOTIONS_TO_PLUTCHIK, LABELS
from perception.text.perceiver import TextPerceiver
from perception.window import Window

GRAPH: Final = Path("text", "text.onnx")
MELD_LABELS: Final = {
    name: name for name in ("neutral", "joy", "surprise", "anger", "sadness", "disgust", "fear")
}
CLEAR_SHARE: Final = 0.5
"""Share of a sentence's label in the nine above which it is the sentence's one label."""


@dataclass(frozen=True, eq=False)
class Dialogues:
    """MELD's utterances of one split, in order: what the text sense reads, and of each its `dialogue` and
    `speaker`, numbers that are alike for the same one."""

    read: Read
    dialogue: Places
    speaker: Places


def meld(models_dir: Path, data_dir: Path, work: Path, split: str) -> Dialogues:
    """A split of MELD: `train`, `dev` or `test`."""

    def make() -> dict[str, NDArray[np.generic]]:
        rows = utterances(data_dir, split)
        read = as_read(
            models_dir, [row["Utterance"] for row in rows], [MELD_LABELS[row["Emotion"]] for row in rows]
        )
        dialogues = [row["Dialogue_ID"] for row in rows]
        speakers = [row["Speaker"] for row in rows]
        return as_arrays(read) | {"dialogue": _numbered(dialogues), "speaker": _numbered(speakers)}

    arrays = kept(read_by(models_dir / GRAPH, work, f"meld-{split}"), make)
    return Dialogues(from_arrays(arrays), arrays["dialogue"], arrays["speaker"])  # type: ignore[arg-type]


def goemotions(models_dir: Path, data_dir: Path, work: Path, split: str) -> Read:
    """GoEmotions' `dev` or `test` sentences that carry one clear label of the nine."""

    def make() -> dict[str, NDArray[np.generic]]:
        return as_arrays(as_read(models_dir, *sentences(data_dir, split)))

    return from_arrays(kept(read_by(models_dir / GRAPH, work, f"goemotions-{split}"), make))


def utterances(data_dir: Path, split: str) -> list[dict[str, str]]:
    """The rows of a split of MELD."""
    with (data_dir / "dialogue" / "meld" / f"{split}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sentences(data_dir: Path, split: str) -> tuple[list[str], list[str]]:
    """Sentences of GoEmotions that carry one clear label, and that label."""
    names = (data_dir / "text" / "goemotions" / "labels.txt").read_text(encoding="utf-8").split()
    texts, labels = [], []
    with (data_dir / "text" / "goemotions" / f"{split}.tsv").open(encoding="utf-8") as file:
        for line in file:
            text, ids, _ = line.rstrip("\n").split("\t")
            label = _clear([names[int(one)] for one in ids.split(",")])
            if label is not None:
                texts.append(text)
                labels.append(label)
    return texts, labels


def _clear(names: list[str]) -> str | None:
    shares = dict.fromkeys(LABELS, 0.0)
    for name in names:
        for label, share in GOEMOTIONS_TO_PLUTCHIK[name].items():
            shares[label] += share / len(names)
    best = max(shares, key=lambda label: shares[label])
    return best if shares[best] > CLEAR_SHARE else None


def as_read(models_dir: Path, texts: list[str], labels: list[str] | list[None]) -> Read:
    """Sentences as the text sense that ships reads them. Raises RuntimeError where it reads one not."""
    sense = TextPerceiver(models_dir / "text", n_threads=1)
    found = sense.perceive_batch([Window(text=text.strip() or ".") for text in texts])
    readings = [one for one in found if one is not None]
    if len(readings) < len(texts):
        raise RuntimeError(f"{len(texts) - len(readings)} sentences were not read")
    return of_readings(readings, list(labels))


def _numbered(names: list[str]) -> Places:
    places: dict[str, int] = {}
    return np.array([places.setdefault(name, len(places)) for name in names])
