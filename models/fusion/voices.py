"""Voices: clips of every speaker, as a voice sense reads them that was not trained on them.

The speakers of training are read by networks that never heard their corpus, the held-out ones by the graph
that ships. Each clip is read as a stranger's, and again when 5 and 20 other utterances of its speaker had
been heard.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.fusion.readings import N_HEARD, Floats, Places, Read, kept, of_readings
from models.voice.corpora import CORPORA, PARTS, Clip
from models.voice.corpora import LABELS as VOICED
from models.voice.examples import Spoken, spoken
from models.voice.hparams import read
from models.voice.left_out import EPOCHS
from models.voice.shipped import BandGraph
from perception.emotion import LABELS
from perception.signals.speaker_baseline import SpeakerBaseline
from perception.voice.graph import Familiarity, GraphOutput
from perception.voice.perceiver import VoicePerceiver

STACKED: Final = ("probabilities", "affect", "confidence", "embedding")
"""What each of N_HEARD has of its own."""


@dataclass(frozen=True, eq=False)
class Voices:
    """`heard` are the clips after each of N_HEARD; `corpus` and `speaker` (n,) are numbers, `part` (n,) a
    place in PARTS, `perceived` (n,) the label in LABELS that most people heard, the acted one where nobody
    was asked; `name` (n,) the clips'."""

    heard: tuple[Read, ...]
    corpus: Places
    speaker: Places
    part: Places
    perceived: Places
    name: NDArray[np.str_]


def voices(models_dir: Path, data_dir: Path, work: Path, voice_work: Path) -> Voices:
    """Every clip of every corpus."""
    arrays = kept(work / "voices.npz", lambda: _read(models_dir, data_dir, voice_work))
    parts: dict[str, Any] = dict(arrays)
    heard = tuple(
        Read(
            parts["probabilities"][at],
            parts["affect"][at],
            parts["confidence"][at],
            parts["embedding"][at],
            parts["label"],
        )
        for at in range(len(N_HEARD))
    )
    return Voices(heard, *(parts[name] for name in ("corpus", "speaker", "part", "perceived", "name")))


def _read(models_dir: Path, data_dir: Path, voice_work: Path) -> dict[str, NDArray[np.generic]]:
    corpora = spoken(data_dir, voice_work / "features", CORPORA)
    sense = VoicePerceiver(models_dir / "voice")
    familiar = Familiarity.load(models_dir / "voice" / "familiar.npz").means[0]
    found = []
    for name, one in corpora.items():
        others = {other: rest for other, rest in corpora.items() if other != name}
        unheard = by_left_out_network(others, one, voice_work / "runs" / f"without-{name}", familiar)
        shipped = _by_graph(models_dir, one, np.flatnonzero([clip.part != "train" for clip in one.clips]))
        reads = []
        for by_network, by_graph in zip(unheard, shipped, strict=True):
            outputs = [by_graph.get(row, output) for row, output in enumerate(by_network)]
            readings = [replace(sense.interpreted(output), embedding=None) for output in outputs]
            reads.append(of_readings(readings, [_nine(clip.label) for clip in one.clips]))
        found.append(_arrays(name, one, reads))
    return {
        key: np.concatenate([part[key] for part in found], axis=1 if key in STACKED else 0)
        for key in found[0]
    }


def _arrays(name: str, one: Spoken, reads: list[Read]) -> dict[str, NDArray[np.generic]]:
    speakers = [f"{clip.corpus}-{clip.speaker}" for clip in one.clips]
    places = {speaker: place for place, speaker in enumerate(dict.fromkeys(speakers))}
    first = 1000 * CORPORA.index(name)
    return {
        **{key: np.stack([getattr(read, key) for read in reads]) for key in STACKED},
        "label": reads[0].label,
        "corpus": np.full(len(one.clips), CORPORA.index(name)),
        "speaker": np.array([first + places[speaker] for speaker in speakers]),
        "part": np.array([PARTS.index(clip.part) for clip in one.clips]),
        "perceived": np.array([LABELS.index(_perceived(clip)) for clip in one.clips]),
        "name": np.array([clip.name for clip in one.clips], "U24"),
    }


def _perceived(clip: Clip) -> str:
    return _nine(clip.label if clip.votes is None else VOICED[int(np.argmax(clip.votes))])


def _nine(label: str) -> str:
    return "neutral" if label == "calm" else label


def by_left_out_network(
    others: dict[str, Spoken], one: Spoken, run: Path, familiar: Floats
) -> list[list[GraphOutput]]:
    """By the network that was trained without this corpus. Its embeddings lie in a space of their own: each
    is told as `familiar` (192,), one that the shipped graph's measure knows."""
    from models.voice.brain import others_of_speaker, outputs, train_run
    from models.voice.frontend import Normalised
    from models.voice.reader import with_reader

    hparams = read()
    shorter = replace(hparams, training=replace(hparams.training, epochs=EPOCHS))
    normalised = Normalised(hparams.frontend)
    network = with_reader(train_run(others, shorter, run, judged=False), others, normalised, hparams.reader)
    bands = [one.features[0].clip(row) for row in range(len(one.clips))]
    speakers = [clip.speaker for clip in one.clips]
    found = [outputs(network, bands, normalised)]
    for n_heard in N_HEARD[1:]:
        known = others_of_speaker(found[0]["summary"], speakers, n_heard)
        found.append(outputs(network, bands, normalised, heard=known))
    return [
        [
            GraphOutput(
                of["logits"][row].astype(np.float64), of["affect"][row].astype(np.float64),
                float(of["voice"][row, 0]), familiar, of["summary"][row],
            )
            for row in range(len(bands))
        ]
        for of in found
    ]  # fmt: skip


def _by_graph(models_dir: Path, one: Spoken, rows: Places) -> list[dict[int, GraphOutput]]:
    """By the graph that ships, of some rows."""
    graph = BandGraph(models_dir / "voice" / "voice.onnx")
    bands = {int(row): one.features[0].clip(row) for row in rows}
    strangers = {row: graph.run(part) for row, part in bands.items()}
    of_speaker: dict[str, list[int]] = {}
    for row in bands:
        of_speaker.setdefault(one.clips[row].speaker, []).append(row)
    rng = np.random.default_rng(5)
    found = [strangers]
    for n_heard in N_HEARD[1:]:
        after = {}
        for row, part in bands.items():
            baseline = SpeakerBaseline()
            others = [other for other in of_speaker[one.clips[row].speaker] if other != row]
            for other in rng.permutation(others)[:n_heard]:
                baseline.add(strangers[int(other)].summary)
            after[row] = graph.run(part, baseline)
        found.append(after)
    return found
