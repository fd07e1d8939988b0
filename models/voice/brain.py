"""Training with SpeechBrain's Brain: steps, averaged weights, dev figures, a checkpoint after every epoch."""

import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import speechbrain as sb
import torch
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from speechbrain.utils.checkpoints import Checkpointer
from speechbrain.utils.epoch_loop import EpochCounter
from torch import Tensor, nn
from torch.utils.data import DataLoader

from models.voice.corpora import KNOWN, LABELS
from models.voice.examples import Batch, Batches, Spoken, padded
from models.voice.frontend import Normalised
from models.voice.hparams import Hparams
from models.voice.network import Summary, VoiceNetwork

Floats = NDArray[np.float32]
UNKNOWN = -1e4
"""Logit of a label that a corpus cannot carry: it takes no part in the softmax."""

USUAL_RATE = 0.01
"""How fast the usual voice follows each batch."""


class Averaged(nn.Module):
    """Exponential moving average of a network's weights and running statistics."""

    def __init__(self, network: VoiceNetwork, decay: float) -> None:
        super().__init__()
        self.decay = decay
        self.register_buffer("n_steps", torch.zeros(()))
        for name, value in network.state_dict().items():
            self.register_buffer(name.replace(".", "__"), value.detach().clone())

    @torch.no_grad()
    def step(self, network: VoiceNetwork) -> None:
        """Take in the weights after one optimiser step; early steps count more."""
        self.n_steps += 1
        decay = min(self.decay, float(self.n_steps / (10 + self.n_steps)))
        for name, value in network.state_dict().items():
            mean = self.get_buffer(name.replace(".", "__"))
            if mean.is_floating_point():
                mean.lerp_(value, 1.0 - decay)
            else:
                mean.copy_(value)

    def weights(self) -> dict[str, Tensor]:
        """A state for VoiceNetwork."""
        return {name.replace("__", "."): value for name, value in self.named_buffers() if name != "n_steps"}


class VoiceBrain(sb.Brain):  # type: ignore[misc]  # SpeechBrain ships no types
    """One run in `folder`; `judged` are the corpora whose dev speakers the log reports on."""

    def __init__(
        self,
        network: VoiceNetwork,
        hparams: Hparams,
        folder: Path,
        judged: dict[str, Spoken],
        batches: Batches,
    ) -> None:
        self.settings, self.folder, self.judged, self.batches = hparams, folder, judged, batches
        training = hparams.training
        average = Averaged(network, training.ema)
        counter = EpochCounter(training.epochs)
        super().__init__(
            modules={"network": network},
            opt_class=lambda parameters: torch.optim.AdamW(
                parameters, lr=training.rate, weight_decay=training.weight_decay
            ),
            hparams={"counter": counter, "average": average},
            run_opts={
                "device": "cpu",
                "precision": "bf16",
                "max_grad_norm": training.clip,
                "noprogressbar": True,
            },
            checkpointer=Checkpointer(
                str(folder / "checkpoints"),
                recoverables={"network": network, "average": average, "counter": counter},
            ),
        )
        self.counter, self.average = counter, average
        self._started = time.monotonic()

    def compute_forward(self, batch: Batch, stage: sb.Stage) -> tuple[Tensor, ...]:  # noqa: ARG002
        """Every output of the network, each row read beside what was heard of its speaker before."""
        network = self.modules.network
        with torch.no_grad():
            summary = network.measure(batch.values)
            n_heard = batch.heard.sum(1, keepdim=True)
            baseline = batch.heard @ summary / n_heard.clamp(min=1.0)
            voices = summary[batch.voice > 0.0].mean(0)
            first = self.optimizer_step == 0
            network.usual.lerp_(voices, 1.0 if first else USUAL_RATE)
        found: tuple[Tensor, ...] = network(batch.values, baseline, n_heard, summary)
        return found

    def compute_objectives(self, predictions: tuple[Tensor, ...], batch: Batch, stage: sb.Stage) -> Tensor:  # noqa: ARG002
        """The weighted sum of the losses; a label that a clip's corpus cannot carry is left out of it."""
        logits, affect, voice, *_ = predictions
        losses = self.settings.losses
        allowed = logits.float().masked_fill(batch.known < 0.5, UNKNOWN)
        labels = -(batch.target * torch.log_softmax(allowed, dim=1)).sum(1).mean()
        felt = (affect - batch.affect).square().sum(1).mean()
        heard = nn.functional.binary_cross_entropy_with_logits(voice[:, 0].float(), batch.voice)
        return losses.labels * labels + losses.valence_arousal * felt + losses.voice * heard

    def on_stage_start(self, stage: sb.Stage, epoch: int | None = None) -> None:
        """Have the batches of this epoch made, also after a run went on from its last checkpoint."""
        if stage == sb.Stage.TRAIN and epoch is not None:
            self.batches.epoch = epoch

    def on_fit_batch_start(self, batch: Batch, should_step: bool) -> None:  # noqa: ARG002
        """Set the learning rate: a linear rise, then half a cosine."""
        training = self.settings.training
        n_total = training.epochs * training.steps_per_epoch
        n_warm = max(1, int(training.warmup * n_total))
        step = min(self.optimizer_step, n_total)
        share = (
            (step + 1) / n_warm
            if step < n_warm
            else 0.5 * (1.0 + math.cos(math.pi * (step - n_warm) / max(1, n_total - n_warm)))
        )
        for group in self.optimizer.param_groups:
            group["lr"] = training.rate * min(1.0, share)

    def on_fit_batch_end(self, batch: Batch, outputs: Any, loss: Tensor, should_step: bool) -> None:  # noqa: ARG002
        """Take the weights into the average."""
        self.average.step(self.modules.network)

    def on_stage_end(self, stage: sb.Stage, stage_loss: float, epoch: int | None = None) -> None:
        """After training's part of an epoch: log, judge on dev now and then, keep a checkpoint."""
        if stage != sb.Stage.TRAIN:
            return
        line: dict[str, Any] = {"epoch": epoch, "loss": round(float(stage_loss), 4)}
        last = epoch == self.settings.training.epochs
        if last or (epoch or 0) % 5 == 0:
            network = self.averaged()
            for name, one in self.judged.items():
                line[name] = [round(self._dev(network, name, one, n_others), 4) for n_others in (0, 10)]
        line["minutes"] = round((time.monotonic() - self._started) / 60.0, 2)
        with (self.folder / "log.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        self.checkpointer.save_and_keep_only(num_to_keep=1)

    def _dev(self, network: VoiceNetwork, name: str, one: Spoken, n_others: int) -> float:
        return macro_f1(network, one, name, "dev", Normalised(self.settings.frontend), n_others)

    def averaged(self) -> VoiceNetwork:
        """A network with the averaged weights, ready to be used."""
        network = VoiceNetwork(self.settings.size)
        network.load_state_dict(self.average.weights())
        return network.eval()


def train_run(
    corpora: dict[str, Spoken], hparams: Hparams, folder: Path, *, judged: bool = True
) -> VoiceNetwork:
    """Train on the train speakers of `corpora`, resuming in `folder`; the averaged weights.

    The log reports on their dev speakers where the run is `judged`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "weights.pt"
    torch.set_num_threads(hparams.training.n_threads)
    if done.exists():
        network = VoiceNetwork(hparams.size)
        network.load_state_dict(torch.load(done, weights_only=True))
        return network.eval()
    torch.manual_seed(hparams.training.seed)
    batches = Batches(corpora, hparams)
    brain = VoiceBrain(VoiceNetwork(hparams.size), hparams, folder, corpora if judged else {}, batches)
    loader = DataLoader(batches, batch_size=None, num_workers=1, prefetch_factor=8)
    brain.fit(brain.counter, loader, progressbar=False)
    network = brain.averaged()
    torch.save(network.state_dict(), done)
    return network


def macro_f1(
    network: VoiceNetwork, one: Spoken, corpus: str, part: str, normalised: Normalised, n_others: int = 0
) -> float:
    """Over the labels of the corpus, with `n_others` more utterances of each speaker heard."""
    rows = one.rows(part)
    truth = [one.clips[row].label for row in rows]
    bands = [one.features[0].clip(row) for row in rows]
    found = outputs(network, bands, normalised)
    if n_others:
        speakers = [one.clips[row].speaker for row in rows]
        heard = others_of_speaker(found["summary"], speakers, n_others)
        found = outputs(network, bands, normalised, heard=heard)
    said = labels_of(found["logits"], KNOWN[corpus])
    return float(f1_score(truth, said, labels=list(KNOWN[corpus]), average="macro", zero_division=0.0))


def labels_of(logits: Floats, allowed: tuple[str, ...]) -> list[str]:
    """The best of the allowed labels, row by row."""
    columns = [LABELS.index(label) for label in allowed]
    return [allowed[int(row)] for row in logits[:, columns].argmax(1)]


@torch.no_grad()
def outputs(
    network: VoiceNetwork,
    bands: list[Floats],
    normalised: Normalised,
    size: int = 64,
    heard: tuple[Floats, Floats] | None = None,
) -> dict[str, Floats]:
    """`logits` (n, 8), `affect` (n, 2), `voice` (n, 1), `embedding` (n, 192), `summary` (n, SIZE) of
    spectrograms in dB, in their order; `heard` are the mean summary (n, SIZE) of what was heard of each one's
    speaker before, and of how many utterances (n, 1)."""
    network.eval()
    order = np.argsort([len(part) for part in bands], kind="stable")
    found: dict[str, Floats] = {}
    baseline, n_heard = heard or (
        np.zeros((len(bands), Summary.SIZE), np.float32),
        np.zeros((len(bands), 1), np.float32),
    )
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        power = 10.0 ** (padded([bands[row] for row in rows]) / 10.0)
        with torch.autocast("cpu", torch.bfloat16):
            parts = network(
                normalised(power), torch.from_numpy(baseline[rows]), torch.from_numpy(n_heard[rows])
            )
        for name, part in zip(("logits", "affect", "voice", "embedding", "summary"), parts, strict=True):
            array = found.setdefault(name, np.zeros((len(bands), part.shape[1]), np.float32))
            array[rows] = part.float().numpy()
    return found


def others_of_speaker(
    summary: Floats, speakers: list[str], n_others: int, seed: int = 5
) -> tuple[Floats, Floats]:
    """For each row the mean summary of `n_others` random other utterances of its speaker, whatever was felt
    in them, and how many there were."""
    rng = np.random.default_rng(seed)
    of = np.array(speakers)
    mean, count = np.zeros_like(summary), np.zeros((len(summary), 1), np.float32)
    for row in range(len(summary)):
        others = np.flatnonzero(of == of[row])
        picked = rng.permutation(others[others != row])[:n_others]
        if len(picked):
            mean[row], count[row] = summary[picked].mean(0), len(picked)
    return mean, count
