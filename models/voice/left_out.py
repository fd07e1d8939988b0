"""Leave one corpus out: train on the others, read the one that was never heard. What a stranger's microphone
may expect."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from models.voice import measures
from models.voice.brain import labels_of, others_of_speaker, outputs, train_run
from models.voice.corpora import KNOWN, Clip
from models.voice.examples import Spoken
from models.voice.frontend import Normalised
from models.voice.hparams import Hparams
from models.voice.network import VoiceNetwork

COMMON: Final = ("anger", "fear", "joy", "neutral", "sadness")
"""The labels that all three corpora have."""

EPOCHS: Final = 12
"""Fewer than the shipped run has: three more networks are trained for these figures alone."""

N_OTHERS: Final = (0, 5, 20)
"""Utterances heard of each speaker before the one that is read: of a stranger, and some turns later."""


def left_out(corpora: dict[str, Spoken], hparams: Hparams, work: Path) -> dict[str, Any]:
    """One figure set per corpus, also written to `work`/left_out.json; runs that are finished are kept."""
    shorter = replace(hparams, training=replace(hparams.training, epochs=EPOCHS))
    found = {}
    for name, unheard in corpora.items():
        others = {other: one for other, one in corpora.items() if other != name}
        network = train_run(others, shorter, work / "runs" / f"without-{name}", judged=False)
        found[name] = unheard_figures(network, unheard, others, Normalised(hparams.frontend))
        (work / "left_out.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


def unheard_figures(
    network: VoiceNetwork, unheard: Spoken, others: dict[str, Spoken], normalised: Normalised
) -> dict[str, Any]:
    """Macro-F1 over every clip of a corpus: of the labels that all corpora share, and of those that this one
    shares with any of the others; the answer is chosen among the same labels.

    `later` is that of the common labels when some other utterances of the speaker, of any emotion, were heard
    before; their labels stay unknown.
    """
    taught = set().union(*(KNOWN[name] for name in others))
    own = KNOWN[unheard.clips[0].corpus]
    figures: dict[str, Any] = {"trained_on": list(others), "epochs": EPOCHS}
    bands = [unheard.features[0].clip(row) for row in range(len(unheard.clips))]
    speakers = [clip.speaker for clip in unheard.clips]
    strangers = outputs(network, bands, normalised)
    logits = {0: strangers["logits"]}
    for n_others in N_OTHERS[1:]:
        heard = others_of_speaker(strangers["summary"], speakers, n_others)
        logits[n_others] = outputs(network, bands, normalised, heard=heard)["logits"]
    for title, labels in (("common", COMMON), ("shared", tuple(label for label in own if label in taught))):
        rows = [row for row, clip in enumerate(unheard.clips) if clip.label in labels]
        truth = [unheard.clips[row].label for row in rows]
        said = labels_of(logits[0][np.array(rows)], labels)
        figures[title] = {
            "labels": len(labels),
            "n": len(rows),
            "macro_f1": measures.macro_f1(truth, said, labels),
            "majority_macro_f1": measures.majority(truth, labels)["macro_f1"],
            "per_label": measures.f1_per_label(truth, said, labels),
            "speakers": _speakers([unheard.clips[row] for row in rows], said),
        }
    common = [row for row, clip in enumerate(unheard.clips) if clip.label in COMMON]
    truth = [unheard.clips[row].label for row in common]
    figures["later"] = {
        str(n_others): measures.macro_f1(truth, labels_of(logits[n_others][np.array(common)], COMMON), COMMON)
        for n_others in N_OTHERS
    }
    return figures


def _speakers(clips: list[Clip], said: list[str]) -> dict[str, float]:
    right = np.array([clip.label == one for clip, one in zip(clips, said, strict=True)])
    return measures.spread(right, [clip.speaker for clip in clips])
