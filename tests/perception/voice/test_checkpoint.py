"""Other people's models for the voice: checkpoints that the tests make, of both libraries."""

import math
from pathlib import Path

import numpy as np
import pytest

from perception.emotion import LABELS, Modality
from perception.errors import WeightsError
from perception.sound import Sound
from perception.voice import checkpoint
from perception.voice.checkpoint import CheckpointPerceiver
from perception.voice.names import known_labels
from perception.window import Window

HYPERPARAMS = """
n_mels: 24
compute_features: !new:speechbrain.lobes.features.Fbank
    n_mels: !ref <n_mels>
mean_var_norm: !new:speechbrain.processing.features.InputNormalization
    norm_type: sentence
    std_norm: false
embedding_model: !new:speechbrain.lobes.models.ECAPA_TDNN.ECAPA_TDNN
    input_size: !ref <n_mels>
    channels: [16, 16, 16, 16, 48]
    kernel_sizes: [5, 3, 3, 3, 1]
    dilations: [1, 2, 3, 4, 1]
    attention_channels: 8
    lin_neurons: 12
    res2net_scale: 4
    se_channels: 8
classifier: !new:speechbrain.lobes.models.ECAPA_TDNN.Classifier
    input_size: 12
    out_neurons: 4
modules:
    compute_features: !ref <compute_features>
    mean_var_norm: !ref <mean_var_norm>
    embedding_model: !ref <embedding_model>
    classifier: !ref <classifier>
label_encoder: !new:speechbrain.dataio.encoder.CategoricalEncoder
pretrainer: !new:speechbrain.utils.parameter_transfer.Pretrainer
    loadables:
        embedding_model: !ref <embedding_model>
        classifier: !ref <classifier>
        label_encoder: !ref <label_encoder>
"""


@pytest.fixture
def speechbrain_folder(tmp_path: Path) -> Path:
    """A SpeechBrain emotion classifier of four labels with random weights."""
    torch = pytest.importorskip("torch", reason="needs the train extra")
    ecapa = pytest.importorskip("speechbrain.lobes.models.ECAPA_TDNN", reason="needs the train extra")
    encoding = pytest.importorskip("speechbrain.dataio.encoder")
    torch.manual_seed(1)
    (tmp_path / "hyperparams.yaml").write_text(HYPERPARAMS)
    embedding = ecapa.ECAPA_TDNN(
        24,
        channels=[16, 16, 16, 16, 48],
        kernel_sizes=[5, 3, 3, 3, 1],
        dilations=[1, 2, 3, 4, 1],
        attention_channels=8,
        lin_neurons=12,
        res2net_scale=4,
        se_channels=8,
    )
    torch.save(embedding.state_dict(), tmp_path / "embedding_model.ckpt")
    torch.save(ecapa.Classifier(12, out_neurons=4).state_dict(), tmp_path / "classifier.ckpt")
    encoder = encoding.CategoricalEncoder()
    encoder.update_from_iterable(["neu", "ang", "hap", "sad"])
    encoder.save(str(tmp_path / "label_encoder.ckpt"))
    return tmp_path


@pytest.fixture
def transformers_folder(tmp_path: Path) -> Path:
    """A wav2vec2 audio classifier of four labels with random weights."""
    torch = pytest.importorskip("torch", reason="needs the train extra")
    transformers = pytest.importorskip("transformers", reason="needs the train extra")
    torch.manual_seed(1)
    config = transformers.Wav2Vec2Config(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        conv_dim=(16, 16),
        conv_stride=(5, 4),
        conv_kernel=(10, 8),
        num_feat_extract_layers=2,
        num_conv_pos_embeddings=4,
        num_conv_pos_embedding_groups=2,
        classifier_proj_size=8,
        id2label={0: "angry", 1: "Fearful", 2: "pleasant surprise", 3: "calm"},
        label2id={"angry": 0, "Fearful": 1, "pleasant surprise": 2, "calm": 3},
    )
    transformers.Wav2Vec2ForSequenceClassification(config).save_pretrained(tmp_path)
    transformers.Wav2Vec2FeatureExtractor().save_pretrained(tmp_path)
    return tmp_path


def spoken_window() -> Window:
    t = np.arange(24_000) / 16_000
    tone = 0.3 * np.sin(2 * np.pi * 180 * t) * (1.0 + np.sin(2 * np.pi * 4 * t))
    return Window(voice=Sound(tone.astype(np.float32)))


def holds_the_contract(perceiver: CheckpointPerceiver, observable: set[str]) -> None:
    reading = perceiver.perceive(spoken_window())
    assert reading is not None
    assert reading.modality is Modality.VOICE
    assert reading.observable == observable
    assert math.isclose(sum(reading.probabilities), 1.0, abs_tol=1e-6)
    assert all(reading.probabilities[LABELS.index(label)] == 0.0 for label in set(LABELS) - observable)
    assert 0.0 <= reading.confidence <= 0.5
    assert perceiver.perceive(spoken_window()) == reading
    assert perceiver.perceive(Window(voice=Sound(np.zeros(16_000, np.float32)))) is None
    assert perceiver.perceive(Window(text="words alone")) is None


@pytest.mark.filterwarnings("ignore")  # two libraries warn of their own futures
def test_a_speechbrain_checkpoint_is_served_by_its_own_interface(speechbrain_folder: Path) -> None:
    perceiver = CheckpointPerceiver(str(speechbrain_folder))
    holds_the_contract(perceiver, {"neutral", "anger", "joy", "sadness"})


@pytest.mark.filterwarnings("ignore")
def test_a_transformers_audio_classifier_is_served(transformers_folder: Path) -> None:
    perceiver = CheckpointPerceiver(str(transformers_folder))
    holds_the_contract(perceiver, {"neutral", "anger", "fear", "surprise"})


@pytest.mark.filterwarnings("ignore")
def test_a_folder_without_a_model_is_said(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    pytest.importorskip("speechbrain", reason="needs the train extra")
    with pytest.raises(WeightsError, match="cannot be loaded"):
        CheckpointPerceiver(str(tmp_path))


def test_without_torch_the_setting_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(WeightsError, match="needs torch; `make install-train`"):
        CheckpointPerceiver("some/model")


def test_labels_that_are_no_emotions_are_refused_with_those_that_are_known() -> None:
    with pytest.raises(WeightsError, match="'dog'"):
        known_labels(["ang", "dog"], "some/model")
    assert known_labels(["ANG", " Happy", "pleasant-surprise"], "x") == ["anger", "joy", "surprise"]
