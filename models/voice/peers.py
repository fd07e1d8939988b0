"""What the served voice graph is timed beside: the same network in torch, and wav2vec2-base, not trained.

Only their time counts, so nothing trained is loaded.
"""

from collections.abc import Callable

import torch
from transformers import Wav2Vec2Config, Wav2Vec2ForSequenceClassification

from models.voice.export import Behind
from models.voice.frontend import BandPower
from models.voice.hparams import read
from models.voice.network import Summary, VoiceNetwork
from perception.sound import Sound


def peers() -> dict[str, Callable[[Sound], object]]:
    """Each takes one utterance; one thread, as the graph has."""
    torch.set_num_threads(1)
    hparams = read()
    front, behind = BandPower().eval(), Behind(VoiceNetwork(hparams.size), hparams.frontend).eval()
    stranger = torch.zeros(1, Summary.SIZE), torch.zeros(1, 1)
    base = Wav2Vec2ForSequenceClassification(Wav2Vec2Config(num_labels=8)).eval()

    @torch.inference_mode()
    def torch_run(sound: Sound) -> object:
        return behind(front(torch.from_numpy(sound.samples)[None]), *stranger)

    @torch.inference_mode()
    def base_run(sound: Sound) -> object:
        return base(torch.from_numpy(sound.samples)[None]).logits

    return {"torch": torch_run, "wav2vec2-base": base_run}
