"""How well a network reads words: MELD's utterances in their course, and single sentences."""

from typing import Any, Final

import numpy as np
import torch
from sklearn.metrics import f1_score

from models.fusion.network import FusionNetwork
from models.fusion.parts import Parts
from models.fusion.readings import Places
from models.fusion.runs import NO_LABEL, changes, meld_sequences, possible, run, sentence_sequences

N_DIALOGUES: Final = 200


def macro_f1(label: Places, said: Places) -> float:
    """Over the labels that occur."""
    return float(f1_score(label, said, labels=np.unique(label), average="macro", zero_division=0.0))


def of_meld(network: FusionNetwork, parts: Parts) -> dict[str, Any]:
    """MELD's utterances by words and course alone: every utterance is judged once, as its speaker's own,
    among the labels that MELD has."""
    labels, said, changed, believed = [], [], [], []
    with torch.no_grad():
        for batch in meld_sequences(parts, network.size):
            outputs = run(network.eval(), batch)
            judged = batch.label != NO_LABEL
            labels.append(batch.label[judged].numpy())
            logits = possible(torch.stack([one.logits for one in outputs], 1), batch)
            said.append(logits.argmax(2)[judged].numpy())
            did, known = changes(batch.label)
            changed.append(did[known > 0].numpy())
            believed.append(torch.stack([one.changed for one in outputs], 1)[..., 0][known > 0].numpy())
    label, found = np.concatenate(labels), np.concatenate(said)
    majority = np.full_like(label, np.bincount(label).argmax())
    return {
        "n": len(label),
        "weighted_f1": float(f1_score(label, found, average="weighted", zero_division=0.0)),
        "macro_f1": macro_f1(label, found),
        "accuracy": float((label == found).mean()),
        "majority": {
            "weighted_f1": float(f1_score(label, majority, average="weighted", zero_division=0.0)),
            "macro_f1": macro_f1(label, majority),
        },
        "change": change_figures(np.concatenate(changed) > 0, np.concatenate(believed)),
    }


def change_figures(changed: np.ndarray[Any, Any], believed: np.ndarray[Any, Any]) -> dict[str, float]:
    """Whether the emotion changed from this speaker's last turn, against saying that it never does and that
    it always does."""
    said = believed > 0.0
    order = np.argsort(np.argsort(believed))
    n_yes, n_no = int(changed.sum()), int((~changed).sum())
    return {
        "n": len(changed),
        "share": float(changed.mean()),
        "accuracy": float((said == changed).mean()),
        "accuracy_no_change": float((~changed).mean()),
        "f1": float(f1_score(changed, said, zero_division=0.0)),
        "f1_always_changed": float(f1_score(changed, np.ones_like(changed), zero_division=0.0)),
        "auc": float((order[changed].sum() - n_yes * (n_yes - 1) / 2) / (n_yes * n_no)),
    }


def of_sentences(network: FusionNetwork, parts: Parts) -> dict[str, float]:
    """Single written sentences of GoEmotions, as the first turn of somebody never met, beside what the text
    sense says of them alone."""
    read = parts.sentences
    (sequences,) = sentence_sequences(read, network.size)
    with torch.no_grad():
        said = run(network.eval(), sequences)[0].logits.numpy().argmax(1)
    alone = read.probabilities.argmax(1)
    return {
        "n": len(read),
        "accuracy": float((said == read.label).mean()),
        "macro_f1": macro_f1(read.label, said),
        "accuracy_text_alone": float((alone == read.label).mean()),
        "macro_f1_text_alone": macro_f1(read.label, alone),
    }
